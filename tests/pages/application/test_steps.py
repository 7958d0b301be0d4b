"""The steps: what is typed is kept as it is, on any device and in any tab; the language switch stays where one is."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from cicc_site import languages
from members.applications import drafts, links, steps
from members.applications.abuse import Purpose
from members.models import ApplicationStepCopy
from members.workflow import applications as verbs
from tests.factories import application_form as form
from tests.factories import application_sending as browser
from tests.factories import applications as make

pytestmark = [pytest.mark.content, pytest.mark.django_db]

AUTOSAVE = {"X-Autosave": "1"}


def test_what_is_typed_is_kept_valid_or_not_and_shown_again(client: Client) -> None:
    application, link = make.begun()
    typed = {
        **form.typed()["organization"],
        "year_founded": "soon",
        "general_email": "not yet",
        "country": "",
    }
    answer = browser.send_step(client, link, "organization", typed)
    assert answer.status_code == 200
    assert browser.kept(application, "organization") == typed
    assert not drafts.of(application)["organization"].passed
    again = client.get(browser.address(links.new_link(application), "step/organization/")).content.decode()
    assert 'value="soon"' in again
    assert 'value="not yet"' in again
    assert "aria-invalid" not in again, "nobody is scolded for coming back"


def test_save_and_leave_asks_for_nothing_and_resume_finds_it(client: Client) -> None:
    application, link = make.begun()
    typed = {"legal_name": "منظمة"}
    answer = browser.send_step(client, link, "organization", typed, then="leave")
    assert (answer.status_code, answer.headers["Location"]) == (303, browser.address(link, ""))
    other_device = Client().get(browser.address(links.new_link(application), "step/organization/", "ar"))
    assert 'value="منظمة"' in other_device.content.decode()


def test_a_whole_application_step_by_step(client: Client) -> None:
    application, link = make.begun()
    values = form.typed()
    for code in steps.CODES:
        answer = browser.send_step(client, link, code, values[code])
        following = steps.after(code)
        expected = f"step/{following}/" if following else "check/"
        assert answer.status_code == 303, (code, re.findall(r"<li><a href=.#.*", answer.content.decode()))
        assert answer.headers["Location"] == browser.address(link, expected)
        assert drafts.of(application)[code].passed
    listed = client.get(browser.address(link, "step/work/")).content.decode()
    assert listed.count("progress__item--done") == len(steps.CODES)


def test_a_double_click_keeps_one_version_and_no_copy(client: Client) -> None:
    application, link = make.begun()
    for _click in range(2):
        assert browser.send_step(client, link, "people", form.typed()["people"]).status_code == 303
    assert drafts.of(application)["people"].version == 1
    assert not ApplicationStepCopy.objects.exists()


def conflict(client: Client) -> tuple[Any, str, Any]:
    """Two tabs that both began from nothing; the second one is answered last."""
    application, link = make.begun()
    first = {**form.typed()["people"], "head_name": "First Tab", "main_role": "Chair"}
    browser.send_step(client, link, "people", first)
    second = {**form.typed()["people"], "head_name": "Second Tab", "submitter_role": "Clerk"}
    return application, link, browser.send_step(client, link, "people", second)


def test_a_second_tab_loses_nothing_and_shows_what_differs(client: Client) -> None:
    application, _link, answer = conflict(client)
    text = answer.content.decode()
    assert browser.kept(application, "people")["head_name"] == "First Tab"
    assert ApplicationStepCopy.objects.get().values["head_name"] == "Second Tab"
    assert {"First Tab", "Second Tab"} <= set(re.findall("First Tab|Second Tab", text))
    assert set(re.findall(r'name="keep-(\w+)"', text)) == {"head_name", "main_role", "submitter_role"}
    ready = dict(re.findall(r'name="keep-(\w+)" value="(\w+)" checked', text))
    assert ready["head_name"] == "here"


def test_an_answer_that_is_empty_here_gives_way_by_itself(client: Client) -> None:
    _application, link = make.begun()
    browser.send_step(client, link, "people", {"head_name": "First Tab"})
    text = browser.send_step(client, link, "people", {"main_name": "Second Tab"}).content.decode()
    ready = dict(re.findall(r'name="keep-(\w+)" value="(\w+)" checked', text))
    assert ready == {"head_name": "elsewhere", "main_name": "here"}


def test_each_answer_is_chosen_and_what_gives_way_is_kept(client: Client) -> None:
    application, link, _answer = conflict(client)
    copy = ApplicationStepCopy.objects.get()
    chosen: dict[str, Any] = {"choose": copy.pk, "keep-head_name": "here", "keep-main_role": "elsewhere"}
    answer = browser.send_step(client, link, "people", {}, version=1, **chosen)
    assert answer.status_code == 303
    kept = browser.kept(application, "people")
    assert (kept["head_name"], kept["main_role"]) == ("Second Tab", "Chair")
    assert drafts.of(application)["people"].passed
    replaced = {row.values["head_name"] for row in ApplicationStepCopy.objects.all()}
    assert replaced == {"First Tab", "Second Tab"}


def test_a_choice_that_is_late_itself_is_shown_the_difference_again(client: Client) -> None:
    application, link, _answer = conflict(client)
    third = {**form.typed()["people"], "head_name": "Third Tab"}
    browser.send_step(client, link, "people", third, version=1)
    copy = ApplicationStepCopy.objects.get(values__head_name="Second Tab")
    answer = browser.send_step(
        client, link, "people", {}, version=1, choose=copy.pk, **{"keep-head_name": "here"}
    )
    assert "Third Tab" in answer.content.decode()
    assert browser.kept(application, "people")["head_name"] == "Third Tab"


def test_a_copy_of_another_application_is_not_reached(client: Client) -> None:
    conflict(client)
    foreign = ApplicationStepCopy.objects.get()
    application, link = browser.begun()
    before = browser.kept(application, "people")
    chosen: dict[str, Any] = {"choose": foreign.pk, "keep-head_name": "here"}
    browser.send_step(client, link, "people", {}, version=1, **chosen)
    assert browser.kept(application, "people") == before


def test_copies_have_an_end() -> None:
    application, _link = browser.begun()
    for number in range(drafts.MOST_COPIES + 5):
        values: Any = {**form.typed()["people"], "head_name": f"Tab {number}"}
        drafts.save(application.pk, "people", values, seen=0, passes=True)
    assert ApplicationStepCopy.objects.count() == drafts.MOST_COPIES
    assert ApplicationStepCopy.objects.filter(values__head_name=f"Tab {drafts.MOST_COPIES + 4}").exists()


def test_a_program_saves_and_is_told_the_version(client: Client) -> None:
    application, link = make.begun()
    answer = browser.send_step(client, link, "work", {"mission": "Half a"}, headers=AUTOSAVE)
    assert answer.json() == {"version": 1}
    answer = browser.send_step(client, link, "work", {"mission": "Half a word"}, version=1, headers=AUTOSAVE)
    assert answer.json() == {"version": 2}
    answer = browser.send_step(client, link, "work", {"mission": "Other tab"}, version=1, headers=AUTOSAVE)
    assert (answer.status_code, list(answer.json())) == (409, ["problem"])
    assert browser.kept(application, "work")["mission"] == "Half a word"


def test_a_page_that_lay_open_too_long_is_shown_again(client: Client) -> None:
    application, link = make.begun()
    old = browser.token(Purpose.SAVE, 8 * 24 * 3600)
    answer = browser.send_step(client, link, "work", {"mission": "Typed for a week"}, form_token=old)
    assert "Typed for a week" in answer.content.decode()
    assert browser.kept(application, "work") is None
    fresh = re.search(r'name="form_token" value="([^"]+)"', answer.content.decode())
    assert fresh
    browser.send_step(client, link, "work", {"mission": "Typed for a week"}, form_token=fresh[1])
    assert browser.kept(application, "work")["mission"] == "Typed for a week"


@pytest.mark.parametrize("size", [120_000, 3_000_000])
def test_more_than_a_step_holds_is_refused_and_loses_nothing(client: Client, size: int) -> None:
    application, link = browser.begun()
    before = browser.kept(application, "work")
    answer = browser.send_step(client, link, "work", {**before, "mission": "x" * size}, version=1)
    assert answer.status_code == 413
    assert b'role="alert"' in answer.content
    assert browser.kept(application, "work") == before
    plain = urlencode({"mission": "x" * size, "form_token": browser.token(Purpose.SAVE)})
    answer = client.post(
        browser.address(link, "step/work/"), plain, "application/x-www-form-urlencoded", headers=AUTOSAVE
    )
    assert (answer.status_code, list(answer.json())) == (413, ["problem"])


@pytest.mark.parametrize("code", steps.CODES)
@pytest.mark.parametrize("language", languages.codes())
def test_the_language_switch_stays_on_the_step_and_reads_the_same_draft(
    client: Client, language: str, code: str
) -> None:
    _application, link = browser.begun()
    text = client.get(browser.address(link, f"step/{code}/", language)).content.decode()
    for other in languages.codes():
        assert f'href="{browser.address(link, f"step/{code}/", other)}"' in text
    for value in form.typed()[code].values():
        if isinstance(value, str) and "\n" not in value and " " in value:
            assert value in text


def test_no_page_keeps_sends_on_or_gives_away_anything(client: Client) -> None:
    _application, link = browser.begun()
    for rest in [*(f"step/{code}/" for code in steps.CODES), "check/"]:
        answer = client.get(browser.address(link, rest))
        assert not answer.cookies
        assert "no-store" in answer.headers["Cache-Control"]
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert 'name="robots" content="noindex' in answer.content.decode()
        assert not re.search(rf'(?:href|action)="[^"]*\?[^"]*{link}', answer.content.decode())


def test_another_site_cannot_save(client: Client) -> None:
    application, link = make.begun()
    answer = browser.send_step(
        client, link, "people", form.typed()["people"], headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403
    assert browser.kept(application, "people") is None


def test_a_step_that_is_none_and_a_link_that_is_none(client: Client) -> None:
    _application, link = make.begun()
    assert client.get(browser.address(link, "step/payment/")).status_code == 404
    assert client.get(browser.address("x" * 43, "step/people/")).status_code == 404


def test_after_sending_the_steps_lead_to_the_receipt(client: Client) -> None:
    application, link = make.begun()
    make.answers(application)
    verbs.send(application.pk)
    for rest in ("step/people/", "check/"):
        assert client.get(browser.address(link, rest)).headers["Location"] == browser.address(
            link, "receipt/"
        )
    answer = browser.send_step(client, link, "people", form.typed()["people"])
    assert answer.headers["Location"] == browser.address(link, "receipt/")


def test_the_first_step_can_be_corrected_but_not_the_address(client: Client) -> None:
    application, link = browser.begun()
    typed = {**form.ELIGIBLE, "language": "ar", "quiet": "yes", "email": "other@example.org"}
    assert browser.send_step(client, link, "eligibility", typed, version=1).status_code == 303
    application.refresh_from_db()
    assert (application.language, application.quiet, application.email) == ("ar", True, make.EMAIL)


# What is due, the link, the drafts, the notice, at most two lists; the step on the work shows its files, too. Saving
# counts its limit, finds what was chosen and locks.
READING, READING_WITH_FILES, SAVING = 6, 8, 12


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("code", steps.CODES)
def test_a_step_costs_few_queries(
    client: Client, code: str, language: str, django_assert_max_num_queries: Any
) -> None:
    _application, link = browser.begun()
    client.get(browser.address(link, f"step/{code}/", language))
    with django_assert_max_num_queries(READING_WITH_FILES if code == "work" else READING):
        client.get(browser.address(link, f"step/{code}/", language))
    values = {**form.typed()[code], **({"head_name": "Changed"} if code == "people" else {})}
    with django_assert_max_num_queries(SAVING):
        browser.send_step(client, link, code, values, version=1, language=language)
