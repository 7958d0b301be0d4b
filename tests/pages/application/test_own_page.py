"""The applicant's own page: each state in each language, what can be done there, and what nobody sees."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone, translation

from cicc_site import languages
from cicc_site.templatetags.site_tags import date_text
from members.applications import lapsing, links
from members.applications.abuse import Purpose
from members.applications.applicant_view import FROM_APPLICANT, LINES
from members.applications.chain import Actor
from members.applications.states import MOVES, PLAIN_WORDS, EventKind, State
from members.models import Application, OutboxMessage, ReviewCycle
from members.workflow import applications as verbs
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


# ---- what it shows


@pytest.mark.parametrize("state", State)
def test_each_state_in_each_language(client: Client, cycle: ReviewCycle, state: State) -> None:
    token = opened(make.moved_to(state, make.officer()))
    seen = set()
    for code in CODES:
        answer = client.get(address(token, language=code))
        page = text_of(answer)
        assert answer.status_code == 200
        with translation.override(code):
            expected = [PLAIN_WORDS[state], LINES[EventKind.BEGUN]]
            if state in FROM_APPLICANT:
                expected.append(FROM_APPLICANT[state])
            for words in expected:
                # In French no-break spaces stand before a colon: `text_of` makes them plain ones.
                assert " ".join(str(words).split()) in page
        assert ("2999" in page) is (state in WAITING)
        seen.add(page)
        assert f'dir="{languages.by_code(code).direction}"' in answer.content.decode()
    assert len(seen) == len(CODES)


WAITING = {
    *(State.RECEIVED, State.SCREENING, State.INFO_REQUESTED, State.CONSULTATION, State.READY),
}


def test_before_the_decision_its_day_is_told_and_a_late_one_says_so(
    client: Client, cycle: ReviewCycle
) -> None:
    token = opened(make.moved_to(State.READY, make.officer()))
    assert "Decision due by 31 May 2999." in text_of(client.get(address(token)))
    ReviewCycle.objects.update(
        received_until="2020-03-15", review_from="2020-03-16", decision_by="2020-05-31"
    )
    page = text_of(client.get(address(token)))
    assert "The decision was due by 31 May 2020." in page
    assert "It is late; we are sorry." in page


def test_what_only_officers_may_know_is_not_there(client: Client) -> None:
    officer = make.officer("zuleika")
    application = make.moved_to(State.CONSULTATION, officer)
    secret = "Kept among officers"
    for kind in EventKind:
        if kind.value not in LINES and kind not in {EventKind.CONSULTED}:
            verbs.record(application.pk, kind, Actor.system(), text=secret)
    verbs.record(application.pk, EventKind.FILE_ADDED, Actor.system(), text=secret)
    verbs.review_again(application.pk, Actor.officer(officer), secret)
    page = text_of(client.get(address(opened(application))))
    for word in (secret, "zuleika", "Zuleika", "onsultation", "added a file"):
        assert word not in page


def test_every_kind_of_event_is_either_told_or_kept_on_purpose() -> None:
    kept = {
        *(EventKind.CONSULTED, EventKind.ASSIGNED, EventKind.NOTE, EventKind.TRANSLATION_NOTE),
        *(EventKind.CHECKED, EventKind.REFERENCE_ASKED, EventKind.REFERENCE_ANSWERED, EventKind.OPINION),
        *(EventKind.MEMBER_ASKED, EventKind.CONSULTATION_MOVED, EventKind.CONSULTATION_CLOSED),
        *(EventKind.FILE_READ, EventKind.EXPORTED, EventKind.REDUCED, EventKind.ERASED),
    }
    assert kept | set(LINES) == set(EventKind)
    assert not kept & set(LINES)


def test_a_decision_that_was_taken_back_is_no_longer_shown(client: Client) -> None:
    application = make.moved_to(State.DECLINED, make.officer())
    token = opened(application)
    assert "Not independent." in text_of(client.get(address(token)))
    verbs.reverse(application.pk, Actor.officer(make.officer("goran")), "A mistake of ours.")
    page = text_of(client.get(address(token)))
    assert "Not independent." not in page
    assert "A mistake of ours." not in page
    assert "The decision was taken back, to decide anew." in page


def test_what_was_sent_can_be_read_again(client: Client) -> None:
    token = opened(make.received(acronyms=["REJ"]))
    assert f'href="{address(token, "receipt/")}"' in client.get(address(token)).content.decode()
    page = text_of(client.get(address(token, "receipt/", "fr")))
    for words in ("Red Ejemplo por la Justicia", "REJ", "Beatriz Ejemplo", "Justicia para todas."):
        assert words in page


def test_a_draft_goes_on_with_its_first_step_that_is_not_passed(client: Client) -> None:
    application, token = make.begun()
    for step in ("eligibility", "organization"):
        application.steps.create(step=step, passed=True)
    application.steps.create(step="people", passed=False)
    assert f'href="{address(token, "step/people/")}"' in client.get(address(token)).content.decode()
    application.steps.update(passed=True)
    application.steps.create(step="work", passed=True)
    application.steps.create(step="commitments", passed=True)
    assert f'href="{address(token, "check/")}"' in client.get(address(token)).content.decode()


# ---- confirming


def test_only_pressing_the_button_confirms(client: Client) -> None:
    application = make.sent()
    token = opened(application)
    for _ in range(2):
        assert "Yes, I receive your e-mail" in text_of(client.get(address(token)))
        assert client.head(address(token)).status_code == 200
        assert client.get(address(token, "confirm/")).status_code == 405
    application.refresh_from_db()
    assert application.state == State.UNCONFIRMED
    for _ in range(2):
        answer = client.post(address(token, "confirm/"), carried(Purpose.MESSAGE))
        assert (answer.status_code, answer["Location"]) == (303, address(token) + "?done=confirmed")
    application.refresh_from_db()
    assert application.state == State.RECEIVED
    assert make.kinds(application).count(EventKind.CONFIRMED) == 1


def test_the_page_it_was_sent_from_cannot_confirm(client: Client) -> None:
    application = make.sent()
    token = opened(application, mailed=False)
    page = text_of(client.get(address(token)))
    assert "Yes, I receive your e-mail" not in page
    assert f"We sent an e-mail to {make.EMAIL}" in page
    client.post(address(token, "confirm/"), carried(Purpose.MESSAGE))
    application.refresh_from_db()
    assert application.state == State.UNCONFIRMED


def test_the_mail_is_sent_again_and_to_another_address(client: Client) -> None:
    application = make.sent()
    token = opened(application, mailed=False)
    wrong = client.post(address(token, "confirm/again/"), {"email": "no address", **carried(Purpose.LINK)})
    assert 'value="no address"' in wrong.content.decode()
    assert "Enter an e-mail address with an @" in text_of(wrong)
    client.post(address(token, "confirm/again/"), {"email": "bea@example.net", **carried(Purpose.LINK)})
    assert OutboxMessage.objects.latest("pk").to == "bea@example.net"
    assert client.get(address(token)).status_code == 200, "the page it was sent from stays open"


def test_the_address_of_a_draft_is_put_right(client: Client) -> None:
    application, token = make.begun()
    assert make.EMAIL in text_of(client.get(address(token)))
    client.post(address(token, "confirm/again/"), {"email": "bea@example.net", **carried(Purpose.LINK)})
    sent = OutboxMessage.objects.latest("pk")
    assert (sent.to, sent.occasion) == ("bea@example.net", "application_link")
    application.refresh_from_db()
    assert (application.email, application.state) == ("bea@example.net", State.DRAFT)
    # Whoever came by our mail is told of no mail, and does not close the link they came by.
    mailed = opened(application)
    assert "confirm/again/" not in client.get(address(mailed)).content.decode()
    client.post(address(mailed, "confirm/again/"), {"email": "x@example.net", **carried(Purpose.LINK)})
    application.refresh_from_db()
    assert application.email == "bea@example.net"
    assert client.get(address(mailed)).status_code == 200


def test_nobody_is_flooded_by_way_of_the_address_of_a_draft(client: Client) -> None:
    _application, token = make.begun()

    def ask(email: str) -> int:
        sent = {"email": email, **carried(Purpose.LINK)}
        return client.post(address(token, "confirm/again/"), sent).status_code

    assert [ask("stranger@example.net") for _ in range(6)] == [303] * 5 + [429], "one gets so many"
    assert [ask(f"stranger-{number}@example.net") for number in range(5)] == [303] * 4 + [429], (
        "and all together"
    )


ENDS = {State.DRAFT: 90, State.UNCONFIRMED: 30, State.INFO_REQUESTED: 45}


@pytest.mark.parametrize("state", State)
def test_until_when_it_stays_open_is_told_where_the_next_step_is_the_applicants(
    client: Client, state: State
) -> None:
    application = make.moved_to(state, make.officer())
    token = opened(application, mailed=False)
    # Where nothing is told, one language is as good as another.
    turn = list(State).index(state) % len(CODES)
    for code in CODES if state in ENDS else CODES[turn : turn + 1]:
        page = text_of(client.get(address(token, language=code)))
        with translation.override(code):
            days = [
                date_text(application.state_since + dt.timedelta(days=count + more))
                for count in ENDS.values()
                for more in (0, 1)
            ]
        if state in ENDS:
            place = list(ENDS).index(state) * 2
            assert any(day in page for day in days[place : place + 2]), code
        else:
            assert not any(day in page for day in days), code


def test_after_a_late_reminder_the_day_is_the_one_it_promised(client: Client) -> None:
    application, token = make.begun()
    long_ago = timezone.now() - dt.timedelta(days=89)
    Application.objects.update(saved_at=long_ago, created=long_ago, state_since=long_ago)
    lapsing.keep_up()
    promised = timezone.now() + dt.timedelta(days=14)
    page = text_of(client.get(address(token)))
    assert f"If you do nothing, the draft is deleted on {date_text(promised)}." in page
    with translation.override(application.language):
        assert date_text(promised) in OutboxMessage.objects.latest("pk").text
    assert make.kinds(application).count(EventKind.REMINDED) == 1


# ---- writing


@pytest.mark.parametrize("origin", [State.RECEIVED, State.SCREENING, State.CONSULTATION, State.READY])
def test_an_answer_returns_to_where_it_was_and_the_officer_hears_of_it(client: Client, origin: State) -> None:
    officer = make.officer()
    application = make.moved_to(origin, officer)
    if application.officer is None:
        verbs.assign(application.pk, officer, Actor.officer(officer))
    verbs.ask(application.pk, Actor.officer(officer), "Please send the statutes.")
    token = opened(application)
    assert "Please send the statutes." in text_of(client.get(address(token)))
    answer = client.post(address(token, "answer/"), {"text": "هنا\r\nأدناه", **carried(Purpose.MESSAGE)})
    assert answer["Location"] == address(token) + "?done=answered"
    application.refresh_from_db()
    assert application.state == origin
    last = application.events.select_related("words").latest("number")
    assert (last.kind, last.words.text) == (EventKind.ANSWERED, "هنا\nأدناه")
    told = OutboxMessage.objects.get(to=officer.email)
    assert application.reference in told.text
    assert "هنا" not in told.text
    assert f"/{settings.ADMIN_PATH}/applications/{application.pk}/" in told.text


def test_an_answer_that_comes_too_late_arrives_as_a_message(client: Client) -> None:
    officer = make.officer()
    application = make.moved_to(State.INFO_REQUESTED, officer)
    token = opened(application)
    verbs.resume(application.pk, Actor.officer(officer), "It came by post.")
    client.post(address(token, "answer/"), {"text": "Here they are.", **carried(Purpose.MESSAGE)})
    last = application.events.select_related("words").latest("number")
    assert (last.kind, last.words.text) == (EventKind.MESSAGE_FROM_APPLICANT, "Here they are.")


def test_a_message_sent_twice_arrives_once(client: Client) -> None:
    application = make.received()
    token = opened(application)
    form = {"text": "Hello", **carried(Purpose.MESSAGE)}
    for _ in range(2):
        assert client.post(address(token, "message/"), form)["Location"].endswith("?done=written")
    assert make.kinds(application).count(EventKind.MESSAGE_FROM_APPLICANT) == 1
    assert "Hello" in text_of(client.get(address(token)))


@pytest.mark.parametrize("text", ["", "   ", "\0", "x" * 5001])
def test_a_text_that_cannot_be_taken_is_shown_again(client: Client, text: str) -> None:
    application = make.received()
    answer = client.post(address(opened(application), "message/"), {"text": text, **carried(Purpose.MESSAGE)})
    assert "This was not sent." in text_of(answer)
    assert text.strip("\0 ") in answer.content.decode()
    assert EventKind.MESSAGE_FROM_APPLICANT not in make.kinds(application)


@pytest.mark.parametrize(
    "token_field", [{}, {"form_token": "forged:1:x"}, carried(Purpose.MESSAGE, 9 * 24 * 3600)]
)
def test_a_form_that_is_too_old_is_shown_again_with_its_words(
    client: Client, token_field: dict[str, str]
) -> None:
    application = make.received()
    token = opened(application)
    shown = client.post(address(token, "message/"), {"text": "Long <b>thought</b>", **token_field})
    page = shown.content.decode()
    assert "Long &lt;b&gt;thought&lt;/b&gt;</textarea>" in page
    assert "open for too long" in page
    field = re.search(r'name="form_token" value="([^"]+)"', page)
    assert field
    client.post(address(token, "message/"), {"text": "Long thought", "form_token": field[1]})
    assert make.kinds(application)[-1] == EventKind.MESSAGE_FROM_APPLICANT


def test_nobody_writes_before_there_is_somebody_to_read(client: Client) -> None:
    for application in (make.begun()[0], make.sent()):
        token = opened(application)
        assert "Write to us" not in text_of(client.get(address(token)))
        client.post(address(token, "message/"), {"text": "Hello", **carried(Purpose.MESSAGE)})
        assert EventKind.MESSAGE_FROM_APPLICANT not in make.kinds(application)


def test_a_flood_of_messages_is_told_to_wait(client: Client) -> None:
    application = make.received()
    token = opened(application)
    for _ in range(20):
        client.post(address(token, "message/"), {"text": "Hello", **carried(Purpose.MESSAGE)})
    answer = client.post(address(token, "message/"), {"text": "Once more", **carried(Purpose.MESSAGE)})
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 3600
    assert "Once more</textarea>" in answer.content.decode()


# ---- ending and settings


@pytest.mark.parametrize("state", State)
def test_withdrawing_is_asked_once_more_and_possible_while_it_is_open(client: Client, state: State) -> None:
    application = make.moved_to(state, make.officer())
    token = opened(application)
    asked = client.get(address(token, "withdraw/"))
    possible = EventKind.WITHDRAWN in {kind for kind, move in MOVES.items() if state in move.origins}
    assert asked.status_code == (200 if possible else 303)
    application.refresh_from_db()
    assert application.state == state
    client.post(address(token, "withdraw/"), {"text": "We have closed.", **carried(Purpose.MESSAGE)})
    application.refresh_from_db()
    assert application.state == (State.WITHDRAWN if possible else state)


def test_a_draft_is_deleted(client: Client) -> None:
    application, token = make.begun()
    application.steps.create(step="people", values={"head_name": "Demo Head"})
    assert "Delete this draft?" in text_of(client.get(address(token, "withdraw/")))
    client.post(address(token, "withdraw/"), carried(Purpose.MESSAGE))
    page = text_of(client.get(address(token)))
    assert "Deleted" in page
    assert "You deleted the draft." in page
    assert not application.steps.exists()
    assert OutboxMessage.objects.latest("pk").subject == "Su borrador se ha eliminado"


def test_the_content_of_mails_is_switched_off_and_on(client: Client) -> None:
    application = make.received()
    token = opened(application)
    for said, quiet in (("yes", True), ("no", False), ("x", False)):
        client.post(address(token, "mail/"), {"quiet": said, **carried(Purpose.MESSAGE)})
        application.refresh_from_db()
        assert application.quiet is quiet
    client.post(address(token, "mail/"), {"quiet": "yes"})
    application.refresh_from_db()
    assert not application.quiet, "a form of ours is needed"


def test_the_link_is_changed(client: Client) -> None:
    application = make.received()
    token = opened(application)
    assert client.get(address(token, "link/")).status_code == 200
    assert links.find(token)
    answer = client.post(address(token, "link/"), carried(Purpose.LINK))
    new = answer["Location"].split("/")[4]
    assert links.find(new) == application
    assert client.get(address(token)).status_code == 404
    assert client.get(answer["Location"]).status_code == 200
