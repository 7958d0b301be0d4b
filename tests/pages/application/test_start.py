"""Who may join, and beginning an application: once, with a reason where it cannot be, telling of no hidden member."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from cicc_site import languages
from members.applications import links
from members.applications.abuse import Purpose
from members.enums import ListingLevel, MemberStatus
from members.models import Application, Country
from pages.models import ApplicationPage
from tests.factories import application_form as form
from tests.factories import application_sending as browser
from tests.factories import members as make

pytestmark = [pytest.mark.content, pytest.mark.django_db]

BEGIN = "/en/membership/application/begin/"
LOOK_UP = "/en/membership/application/look-up/"


def send(client: Client, language: str = "en", form_token: str = "", **changed: Any) -> Any:
    values = {**form.FIRST_STEP, **changed, "form_token": form_token or browser.token(Purpose.START)}
    return client.post(f"/{language}/membership/application/begin/", values)


@pytest.mark.parametrize("language", languages.codes())
def test_the_page_shows_the_first_step_and_sets_no_cookie(client: Client, language: str) -> None:
    page = ApplicationPage.objects.get()
    answer = client.get(page.address_in(language))
    text = answer.content.decode()
    assert f'action="/{language}/membership/application/begin/"' in text
    assert 'name="email"' in text
    assert "no-store" in answer.headers["Cache-Control"]
    assert not answer.cookies


@pytest.mark.parametrize("language", languages.codes())
def test_an_application_is_begun_and_goes_on_with_the_next_step(client: Client, language: str) -> None:
    answer = send(client, language)
    assert answer.status_code == 303
    found = re.fullmatch(
        rf"/{language}/membership/application/([^/]+)/step/organization/", answer.headers["Location"]
    )
    assert found
    application = links.find(found[1])
    assert application is not None
    assert (application.email, application.language, application.quiet) == (
        "beatriz@example.org",
        "es",
        False,
    )
    assert browser.kept(application, "eligibility") == form.ELIGIBLE
    assert client.get(answer.headers["Location"]).status_code == 200
    assert not answer.cookies


def test_the_same_form_sent_twice_begins_once(client: Client) -> None:
    token = browser.token(Purpose.START)
    first, second = send(client, form_token=token), send(client, form_token=token)
    assert first.headers["Location"] == second.headers["Location"]
    assert Application.objects.count() == 1


def test_another_form_begins_another_one(client: Client) -> None:
    send(client)
    send(client)
    assert Application.objects.count() == 2


def test_a_form_that_was_open_too_long_keeps_what_was_typed(client: Client) -> None:
    answer = send(client, form_token=browser.token(Purpose.START, 8 * 24 * 3600))
    assert answer.status_code == 200
    assert 'value="beatriz@example.org"' in answer.content.decode()
    assert not Application.objects.exists()


@pytest.mark.parametrize("language", languages.codes())
@pytest.mark.parametrize("changed", [{"kind": "person"}, {"non_profit": "no"}, {"member": "yes"}])
def test_who_cannot_join_reads_why_and_what_else_there_is(
    client: Client, language: str, changed: dict[str, str]
) -> None:
    answer = send(client, language, **changed)
    text = answer.content.decode()
    name, value = next(iter(changed.items()))
    assert answer.status_code == 200
    assert f'id="id_{name}_problem"' in text
    assert re.search(rf'name="{name}" value="{value}" checked', text)
    with translation.override(language):
        from pages.models import SitePage

        involved = SitePage.objects.get(slug="get-involved")
    assert involved.address_in(language) in text
    assert 'value="beatriz@example.org"' in text
    assert not Application.objects.exists()


def test_each_problem_is_told_at_the_top_and_beside_its_question(client: Client) -> None:
    text = send(client, email="not an address", language_="", independent="").content.decode()
    for focus, name in (("id_email", "email"), ("id_independent_0", "independent")):
        assert f'<a href="#{focus}">' in text
        assert f'id="id_{name}_problem"' in text
    assert re.search(
        r'id="id_email"[^>]*aria-invalid="true"[^>]*aria-describedby="[^"]*id_email_problem', text
    )


def hidden_ways() -> list[tuple[MemberStatus, ListingLevel]]:
    return [
        (MemberStatus.ACTIVE, ListingLevel.UNLISTED),
        (MemberStatus.ACTIVE, ListingLevel.MEMBERS_ONLY),
        (MemberStatus.SUSPENDED, ListingLevel.FULL),
        (MemberStatus.REMOVED, ListingLevel.FULL),
    ]


@pytest.mark.parametrize(("status", "listing"), hidden_ways())
def test_a_hidden_member_is_answered_as_one_that_never_was(
    client: Client, status: MemberStatus, listing: ListingLevel
) -> None:
    state = Country.objects.get(alpha3="KEN")
    token = browser.token(Purpose.START)  # the page shows it again

    def asked(name: str) -> list[tuple[bytes, list[str]]]:
        answers = []
        for address, more in ((LOOK_UP, {}), (BEGIN, {"look_up": "1"}), (BEGIN, {"email": "wrong"})):
            values = {**form.FIRST_STEP, "organization": name, "form_token": token, **more}
            with CaptureQueriesContext(connection) as captured:
                answer = client.post(address, values)
            assert answer.status_code == 200
            answers.append((answer.content, [re.sub(r"zqx\w+", "", query["sql"]) for query in captured]))
        return answers

    asked("zqxsecret")  # what is only asked for once is known by now
    never = asked("zqxsecret")
    make.organization("zqxsecret Network", state, status=status, listing=listing)
    assert asked("zqxsecret") == never
    make.organization("zqxsecret Shown", state)
    assert asked("zqxsecret")[0][0] != never[0][0], "the test would not see a difference"


def test_a_listed_member_is_named_and_has_to_be_told_apart(client: Client) -> None:
    make.organization("Demo Listed Network", Country.objects.get(alpha3="KEN"))
    answer = send(client, organization="demo listed")
    text = answer.content.decode()
    assert "Demo Listed Network" in text
    assert 'id="id_another_problem"' in text
    assert not Application.objects.exists()
    assert send(client, organization="demo listed", another="yes").status_code == 303


def test_looking_up_needs_a_form_of_ours(client: Client) -> None:
    assert client.post(LOOK_UP, {"organization": "demo", "form_token": "x"}).status_code == 409
    assert client.get(LOOK_UP).status_code == 405


def test_another_site_cannot_begin_one(client: Client) -> None:
    values = {**form.FIRST_STEP, "form_token": browser.token(Purpose.START)}
    answer = client.post(BEGIN, values, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert not Application.objects.exists()


def test_asking_for_the_address_of_the_form_leads_to_its_page(client: Client) -> None:
    assert client.get("/ar/membership/application/begin/").headers["Location"] == (
        ApplicationPage.objects.get().address_in("ar")
    )


def test_too_much_is_refused_with_a_reason(client: Client) -> None:
    answer = send(client, organization="x" * 3_000_000)
    assert answer.status_code == 413
    assert b'role="alert"' in answer.content
    assert not mail.outbox
