"""Personal links: asking for one again, who is let in by one, and what no answer below one gives away."""

from __future__ import annotations

import io
import logging
import re
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from cicc_site import languages
from cicc_site.masking import MaskingFormatter
from members.applications import links, own_links
from members.applications.abuse import Purpose
from members.applications.chain import Actor
from members.applications.states import EventKind, State
from members.models import Application, OutboxMessage, ReviewCycle
from members.workflow import applications as verbs
from pages.models.old_addresses import MissedAddress
from tests.applying import address, carried, opened, text_of
from tests.factories import applications as make

pytestmark = pytest.mark.django_db
CODES = languages.codes()
UNKNOWN = "A" * 43


@pytest.fixture
def cycle(db: None) -> ReviewCycle:
    return ReviewCycle.objects.create(
        name="Far away", received_until="2999-03-15", review_from="2999-03-16", decision_by="2999-05-31"
    )


# ---- asking for the link


RESEND = "/en/membership/application/"


def test_the_answer_is_the_same_whatever_is_on_file(client: Client) -> None:
    make.received()
    client.get(RESEND)
    bodies, queries = [], []
    for email in (make.EMAIL, "nobody@example.org"):
        with CaptureQueriesContext(connection) as caught:
            answer = client.post(RESEND, {"email": email, **carried(Purpose.RESEND, 3, work=True)})
        assert answer.status_code == 200
        bodies.append(answer.content)
        queries.append([re.sub(r"'[^']*'|\d+", "?", query["sql"]) for query in caught.captured_queries])
    assert bodies[0] == bodies[1]
    assert len(queries[0]) == len(queries[1])
    assert not [sql for sql in queries[0] if 'FROM "members_application"' in sql]


@pytest.mark.parametrize(
    ("on_file", "typed"),
    [
        ("用户@例子.广告", "用户@例子.广告"),
        ("info@例子.广告", "info@xn--fsqu00a.xn--4rr70v"),
        ("jos\u00e9@example.org", "jose\u0301@EXAMPLE.org"),
        ("Info@example.org", "info@example.org"),
    ],
)
def test_an_address_in_any_script_is_known_however_it_is_typed(
    client: Client, on_file: str, typed: str
) -> None:
    application, _token = make.begun()
    Application.objects.filter(pk=application.pk).update(email=on_file)
    answer = client.post(RESEND, {"email": typed, **carried(Purpose.RESEND)})
    assert "its link is on its way to it" in text_of(answer)
    own_links.see_to_requests()
    assert OutboxMessage.objects.latest("pk").to == on_file


def test_a_limit_by_address_of_mail_says_nothing_either(client: Client) -> None:
    make.received()
    said = []
    for email in (make.EMAIL, "nobody@example.org"):
        statuses = [
            client.post(RESEND, {"email": email, **carried(Purpose.RESEND, 3, work=True)}).status_code
            for _ in range(6)
        ]
        said.append(statuses)
    assert said[0] == said[1] == [200] * 5 + [429]


def test_without_javascript_it_takes_a_moment(client: Client) -> None:
    form = {"email": "beatriz@example.org", **carried(Purpose.RESEND, 5)}
    first = client.post(RESEND, form)
    assert "press the button again" in text_of(first)
    page = first.content.decode()
    assert form["form_token"] in page, "the time goes on counting"
    assert 'value="beatriz@example.org"' in page


def test_asking_in_each_language(client: Client) -> None:
    seen = {
        text_of(client.post(f"/{code}/membership/application/", {"email": "x", **carried(Purpose.RESEND)}))
        for code in CODES
    }
    assert len(seen) == len(CODES)


# ---- who is let in


def every_address(token: str, language: str = "en") -> list[str]:
    subs = ["", "confirm/", "confirm/again/", "answer/", "message/", "withdraw/", "link/", "mail/"]
    subs += ["receipt/", "check/", "step/people/", "files/"]
    return [address(token, sub, language) for sub in subs]


def test_unknown_revoked_and_malformed_links_get_one_answer(client: Client) -> None:
    application = make.received()
    revoked = opened(application)
    links.revoke_all(application)
    for code in CODES:
        client.get(address(UNKNOWN, language=code))  # what is around every page is kept now
        for method in (
            client.get,
            client.post,
        ):  # whoever sends something is told first if the site is read-only
            answers = []
            for token in (UNKNOWN, revoked, "x", "%F0%9F%91%8B", "a" * 44, "%00"):
                with CaptureQueriesContext(connection) as caught:
                    answer = method(address(token, language=code))
                mine = [query for query in caught.captured_queries if "redirect" not in query["sql"]]
                answers.append((answer.status_code, without_address(answer.content.decode()), len(mine)))
            assert answers[0][0] == 404
            assert len(set(answers)) == 1
    with translation.override("ar"):
        page = text_of(client.get(address(UNKNOWN, language="ar")))
        assert str(translation.gettext("Send me my link again")) in page


def without_address(page: str) -> str:
    """The links to other languages name what was asked for."""
    return re.sub(r"membership/application/[^\"]+", "membership/application/…", page)


def test_a_link_that_opens_nothing_is_not_written_down_as_a_miss(client: Client) -> None:
    for token in (UNKNOWN, "x", "words-of-an-address"):
        for sub in ("", "nothing/"):
            client.get(address(token, sub))
    assert not MissedAddress.objects.exists()
    client.get("/en/there-is-no-such-page/")
    assert MissedAddress.objects.exists(), "others are"


def test_every_address_is_closed_without_a_link(client: Client) -> None:
    for path in every_address(UNKNOWN):
        for method in (client.get, client.post):
            assert method(path).status_code == 404


def test_no_cookie_no_store_no_referrer_no_index(client: Client) -> None:
    token = opened(make.received())
    for path in [*every_address(token), *every_address(UNKNOWN), RESEND]:
        for answer in (client.get(path), client.post(path, carried(Purpose.MESSAGE))):
            assert not answer.cookies, path
            assert "Cookie" not in answer.headers.get("Vary", "")
            assert "no-store" in answer["Cache-Control"]
            assert answer["Referrer-Policy"] == "no-referrer"
            assert "noindex" in answer["X-Robots-Tag"]


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}],
)
def test_another_site_cannot_act(client: Client, headers: dict[str, str]) -> None:
    application = make.received()
    token = opened(application)
    before = make.kinds(application)
    for path in [*every_address(token), RESEND]:
        answer = client.post(
            path, {"text": "x", "email": make.EMAIL, **carried(Purpose.MESSAGE)}, headers=headers
        )
        assert answer.status_code == 403
    assert make.kinds(application) == before


def test_django_asks_for_no_token_of_its_own() -> None:
    application = make.received()
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(address(opened(application), "message/"), {"text": "x", **carried(Purpose.MESSAGE)})
    assert answer.status_code == 303


def test_no_log_holds_the_token_or_an_address_of_mail(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(MaskingFormatter("{levelname} {name}: {message}", style="{"))
    root = logging.getLogger()
    root.addHandler(handler)
    application = make.received()
    token = opened(application)
    links.revoke_all(application)
    try:
        client.get(address(token))
        logging.getLogger("django.request").warning("Broken: %s for %s", address(token), make.EMAIL)
        client.raise_request_exception = False
        other = opened(application)

        def fails(*args: Any, **kwargs: Any) -> None:
            raise RuntimeError(f"{other} {make.EMAIL}")

        monkeypatch.setattr("pages.application.own_showing.ApplicantView", fails)
        assert client.get(address(other)).status_code == 500
    finally:
        root.removeHandler(handler)
    said = stream.getvalue()
    assert "[token]" in said
    assert "[e-mail]" in said
    for secret in (token, other, make.EMAIL):
        assert secret not in said


def test_the_way_out_is_on_every_page(client: Client) -> None:
    token = opened(make.moved_to(State.INFO_REQUESTED, make.officer()))
    paths = [address(token, sub) for sub in ("", "receipt/", "files/", "withdraw/", "link/")]
    draft = opened(make.begun()[0])
    paths += [address(draft, "step/people/"), address(draft, "check/"), address(draft, "nothing/here/")]
    for path in [*paths, address(UNKNOWN), RESEND]:
        page = client.get(path).content.decode()
        assert f'href="{settings.LEAVE_SITE_URL}" rel="noreferrer nofollow" data-leave-site' in page


def test_nothing_is_fetched_from_elsewhere(client: Client) -> None:
    page = client.get(address(opened(make.received()))).content.decode()
    fetched = re.findall(r'<(?:img|script|iframe|source|video|audio)[^>]+src="([^"]+)"', page)
    fetched += re.findall(
        r'<link[^>]+rel="(?:stylesheet|icon|preload|prefetch|preconnect)[^>]*href="([^"]+)"', page
    )
    assert fetched
    assert all(found.startswith("/") for found in fetched)


def test_the_queries_of_the_page(client: Client) -> None:
    officer = make.officer()
    application = make.moved_to(State.SCREENING, officer)
    token = opened(application)
    assert own_queries(client, address(token)) == 2, (
        "the link with its application and cycle, the events with words"
    )
    for number in range(5):
        verbs.record(application.pk, EventKind.MESSAGE_TO_APPLICANT, Actor.officer(officer), text=str(number))
    assert own_queries(client, address(token)) == 2


def own_queries(client: Client, path: str) -> int:
    """Those about applications; the frame has its own (test_query_budgets.py)."""
    with CaptureQueriesContext(connection) as caught:
        assert client.get(path).status_code == 200
    return len([query for query in caught if "members_application" in query["sql"]])
