"""What officers do with an application: allowed or refused by right, by state, by what happened meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import lxml.html
import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from members.applications.chain import Actor, verify
from members.applications.states import CLOSED, MOVES, WITH_OFFICERS, EventKind, State
from members.applications_desk import actions
from members.models import Application, ApplicationReference, Country, OutboxMessage
from members.workflow import applications as verbs
from tests.factories import applications as make
from tests.factories import members
from tests.members.applications_desk.conftest import SignIn
from tests.standing import standing

pytestmark = pytest.mark.django_db

Sent = dict[str, Any]


def act(client: Client, application: Application, name: str, **data: Any) -> Any:
    seen = data.pop("seen", Application.objects.get(pk=application.pk).version)
    found: Any = client.post(reverse("application_act", args=[application.pk, name]), {"seen": seen, **data})
    return found


def state_of(application: Application) -> State:
    return State(Application.objects.get(pk=application.pk).state)


# What a browser sends for each action of this package, and where the application is afterwards (None: where it was).
def _nothing(application: Application) -> Sent:
    return {}


def _reason(application: Application) -> Sent:
    return {"reason": "Because."}


def _join(application: Application) -> Sent:
    return {"kept": make.received(country=application.country).reference}


def _reference(application: Application) -> Sent:
    row = ApplicationReference.objects.create(application=application, name="A", contact="a@b.example")
    return {"reference": row.pk, "reason": "They know them."}


CASES: dict[str, tuple[State, Callable[[Application], Sent], State | None]] = {
    "take-up": (State.RECEIVED, _nothing, State.SCREENING),
    "ask": (State.SCREENING, _reason, State.INFO_REQUESTED),
    "resume": (State.INFO_REQUESTED, _reason, State.SCREENING),
    "make-ready": (State.CONSULTATION, _nothing, State.READY),
    "review-again": (State.READY, _reason, State.SCREENING),
    "lapse": (State.SCREENING, _reason, State.LAPSED),
    "join": (State.RECEIVED, _join, State.DUPLICATE),
    "assign": (State.SCREENING, _nothing, None),
    "note": (State.APPROVED, _reason, None),
    "message": (State.DECLINED, _reason, None),
    "nothing-to-answer": (State.SCREENING, _nothing, None),
    "translation-note": (State.RECEIVED, lambda application: {"about": "work", "reason": "So."}, None),
    "check": (State.SCREENING, lambda application: {"item": "website", "finding": "no"}, None),
    "candidate": (
        State.SCREENING,
        lambda application: {"kind": "organization", "number": 7, "finding": "apart"},
        None,
    ),
    "reference-asked": (State.SCREENING, _reference, None),
    "reference-answered": (State.SCREENING, _reference, None),
}
COMMENTING = {"note", "translation-note"}


@pytest.mark.parametrize("name", CASES)
def test_an_officer_may_and_it_is_written_down(officer: Client, kenya: Country, name: str) -> None:
    begin, data, end = CASES[name]
    user = officer.user  # type: ignore[attr-defined]
    application = make.moved_to(begin, make.officer("earlier"), country=kenya)
    answer = act(officer, application, name, **data(application))
    assert answer.status_code == 302, answer.content.decode()[:2000]
    assert reverse("application_page", args=[application.pk]) in answer["Location"]
    assert state_of(application) == (end or begin)
    last = application.events.latest("number")
    action = actions.find(name)
    assert action is not None
    assert (last.kind, last.actor_id) == (action.kind, user.pk)
    assert list(verify()) == []


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("role", ["Regional coordinator", "Editor", "Translator AR"])
def test_whoever_may_not_changes_nothing(sign_in: SignIn, kenya: Country, name: str, role: str) -> None:
    begin, data, _end = CASES[name]
    client = sign_in(role, regions=["africa"])
    application = make.moved_to(begin, make.officer("earlier"), country=kenya)
    sent = data(application)
    before = application.events.count()
    answer = act(client, application, name, **sent)
    may = role == "Regional coordinator" and name in COMMENTING
    assert application.events.count() == before + may
    assert state_of(application) == begin
    if may:
        assert answer.status_code == 302
    else:
        # Wagtail sends whoever lacks a right back to the first screen.
        assert (answer.status_code, answer["Location"]) == (302, reverse("wagtailadmin_home"))


MOVING = ["take-up", "ask", "resume", "make-ready", "review-again", "lapse", "join"]


class TestFromAWrongState:
    """One application in each state stands for all of these tests; hardly any of them changes one."""

    @pytest.fixture(scope="class")
    def standing_applications(
        self, django_db_setup: None, django_db_blocker: DjangoDbBlocker
    ) -> Iterator[dict[str, int]]:
        with standing(django_db_blocker):
            country = members.country(
                "KEN", name_en="Kenya", name_ar="كينيا", alpha2="KE", cicc_region="africa"
            )
            earlier = make.officer("earlier")
            yield {
                state: make.moved_to(State(state), earlier, country=country).pk
                for state in WITH_OFFICERS | CLOSED
            }

    @pytest.mark.parametrize("name", MOVING)
    @pytest.mark.parametrize("state", sorted(WITH_OFFICERS | CLOSED))
    def test_a_move_is_refused_and_says_so(
        self, standing_applications: dict[str, int], officer: Client, name: str, state: State
    ) -> None:
        action = actions.find(name)
        assert action is not None
        origins = MOVES[action.kind].origins
        application = Application.objects.get(pk=standing_applications[state])
        offered = {one.name for one in actions.offered(officer.user, application)}  # type: ignore[attr-defined]
        assert (name in offered) is (state in origins)
        if state in origins:
            return
        asked = officer.get(reverse("application_act", args=[application.pk, name]), follow=True)
        assert "the application is in the state" in asked.content.decode()
        answer = act(officer, application, name, **_reason(application), **_join(application))
        assert answer.status_code == 409
        assert "the application is in the state" in answer.content.decode()
        assert "Because." in answer.content.decode() or "reason" not in action.form.base_fields
        assert state_of(application) == state


@pytest.mark.parametrize("name", ["take-up", "ask", "make-ready", "lapse", "assign", "message"])
def test_meanwhile_somebody_else_did_something(
    officer: Client, sign_in: SignIn, kenya: Country, name: str
) -> None:
    begin, data, _end = CASES[name]
    application = make.moved_to(begin, make.officer("earlier"), country=kenya)
    sent = {**data(application), "seen": application.version}
    other = sign_in("Membership officer").user  # type: ignore[attr-defined]
    verbs.record(application.pk, EventKind.NOTE, Actor.officer(other), text="I am on it.")
    answer = act(officer, application, name, **sent)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Nothing was done: meanwhile" in html
    assert str(other) in html
    assert "Internal note" in html
    assert str(State(begin).label) in html
    if "reason" in sent:
        assert "Because." in html  # what was written is not lost
    assert state_of(application) == begin
    # Now it has been seen: the same once more is meant.
    tree = lxml.html.fromstring(html)
    again = tree.xpath("//input[@name='seen']/@value")[0]
    assert act(officer, application, name, **{**sent, "seen": again}).status_code == 302


def test_ones_own_note_in_another_tab_is_no_meanwhile(officer: Client, application: Application) -> None:
    seen = application.version
    act(officer, application, "note", reason="I look at it.", seen=seen)
    assert act(officer, application, "take-up", seen=seen).status_code == 302
    assert state_of(application) == State.SCREENING
    # An applicant's word in between is one.
    seen = Application.objects.get(pk=application.pk).version
    act(officer, application, "note", reason="Still looking.", seen=seen)
    verbs.record(application.pk, EventKind.MESSAGE_FROM_APPLICANT, Actor.applicant(), text="Wait!")
    assert act(officer, application, "make-ready", seen=seen).status_code == 409


def test_what_cannot_be_done_any_more_keeps_the_words(officer: Client, kenya: Country) -> None:
    application = make.moved_to(State.SCREENING, make.officer("earlier"), country=kenya)
    seen = application.version
    verbs.withdraw(application.pk)
    html = act(officer, application, "ask", reason="A long and careful question.", seen=seen).content.decode()
    assert "A long and careful question." in html
    assert "It cannot be done any more." in html
    tree = lxml.html.fromstring(html)
    action = reverse("application_act", args=[application.pk, "ask"])
    assert not tree.xpath(f"//form[@action='{action}']//button[@type='submit']")


@pytest.mark.parametrize("name", ["note", "message", "ask", "check", "take-up", "reference-asked"])
def test_a_double_click_does_it_once(officer: Client, kenya: Country, name: str) -> None:
    begin, data, _end = CASES[name]
    application = make.moved_to(begin, make.officer("earlier"), country=kenya)
    sent = {**data(application), "seen": application.version}
    before, mails = application.events.count(), OutboxMessage.objects.count()
    answers = [act(officer, application, name, **sent) for _click in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert application.events.count() == before + 1
    assert OutboxMessage.objects.count() - mails <= 1


def test_the_same_box_may_be_ticked_again_later(officer: Client, application: Application) -> None:
    for finding in ("yes", "no", "yes"):
        assert act(officer, application, "check", item="website", finding=finding).status_code == 302
    assert application.events.filter(kind=EventKind.CHECKED).count() == 3


def test_two_boxes_of_one_page_are_two(officer: Client, application: Application) -> None:
    seen = application.version
    for item in ("website", "activity"):
        act(officer, application, "check", item=item, finding="yes", seen=seen)
    assert application.events.filter(kind=EventKind.CHECKED).count() == 2


@pytest.mark.parametrize("name", ["ask", "message"])
def test_words_for_the_applicant_go_out_in_his_language(officer: Client, egypt: Country, name: str) -> None:
    begin, _data, _end = CASES[name]
    application = make.moved_to(
        State.SCREENING if name == "ask" else begin, make.officer("earlier"), country=egypt
    )
    Application.objects.filter(pk=application.pk).update(language="ar")
    shown = officer.get(
        reverse("application_act", args=[application.pk, "ask"])
        if name == "ask"
        else reverse("application_page", args=[application.pk])
    ).content.decode()
    assert "The applicant reads Arabic." in shown
    assert '<span lang="ar" dir="rtl">العربية</span>' in shown
    act(officer, application, name, reason="النظام الأساسي من فضلكم")
    event = application.events.latest("number")
    mail = OutboxMessage.objects.get(key=event.outbox_key)
    assert (mail.language, mail.to) == ("ar", application.email)
    assert "النظام الأساسي من فضلكم" in mail.text


def test_nothing_goes_out_with_what_is_for_the_file(officer: Client, kenya: Country) -> None:
    application = make.moved_to(State.SCREENING, make.officer("earlier"), country=kenya)
    before = OutboxMessage.objects.count()
    for name in ("note", "translation-note", "check", "make-ready", "assign"):
        act(officer, application, name, **CASES[name][1](application))
    assert OutboxMessage.objects.count() == before


def test_words_are_needed_where_they_are_asked_for(officer: Client, kenya: Country) -> None:
    application = make.moved_to(State.SCREENING, make.officer("earlier"), country=kenya)
    before = application.events.count()
    for name in ("ask", "lapse", "note", "message"):
        assert act(officer, application, name, reason="   ").status_code == 400
    for data in ({"reason": "x" * 10_001}, {"reason": "a\x00b"}):
        assert act(officer, application, "note", **data).status_code == 400
    assert application.events.count() == before


@pytest.mark.parametrize("seen", ["", "x", "-1", "99999999999", "1.5", "²"])
def test_a_broken_form_counts_as_an_old_one(officer: Client, application: Application, seen: str) -> None:
    assert act(officer, application, "take-up", seen=seen).status_code == 409


def test_who_is_in_charge(officer: Client, sign_in: SignIn, application: Application) -> None:
    coordinator = sign_in("Regional coordinator", regions=["africa"]).user  # type: ignore[attr-defined]
    colleague = sign_in("Membership officer").user  # type: ignore[attr-defined]
    # Only somebody who may work on it.
    assert act(officer, application, "assign", officer=coordinator.pk).status_code == 400
    act(officer, application, "assign", officer=colleague.pk)
    assert Application.objects.get(pk=application.pk).officer == colleague
    act(officer, application, "take-up")
    assert Application.objects.get(pk=application.pk).officer == colleague
    act(officer, application, "assign", officer="")
    assert Application.objects.get(pk=application.pk).officer is None


def test_joining_needs_another_application_that_exists(officer: Client, application: Application) -> None:
    for kept in ("", "NOPE-NOPE", application.reference, make.begun()[0].reference):
        assert act(officer, application, "join", kept=kept).status_code == 400
    other = make.received(country=application.country)
    asked = officer.get(
        reverse("application_act", args=[application.pk, "join"]) + f"?kept={other.reference}"
    ).content.decode()
    assert f'value="{other.reference}"' in asked
    act(officer, application, "join", kept=other.reference.lower())
    assert Application.objects.get(pk=application.pk).duplicate_of == other


def test_a_reference_of_another_application_is_refused(officer: Client, application: Application) -> None:
    other = make.received(country=application.country)
    foreign = ApplicationReference.objects.create(application=other, name="A", contact="a@b.example")
    for number in (foreign.pk, "", "x", 10**20):
        assert act(officer, application, "reference-asked", reference=number).status_code == 400


def test_addresses_of_inline_forms_lead_back_to_the_page(officer: Client, application: Application) -> None:
    answer = officer.get(reverse("application_act", args=[application.pk, "note"]))
    assert answer["Location"] == reverse("application_page", args=[application.pk]) + "#notes"
    assert officer.get(reverse("application_act", args=[application.pk, "nonsense"])).status_code == 404


def test_two_actions_of_one_name_are_a_mistake() -> None:
    action = actions.find("take-up")
    assert action is not None
    actions.register(action)  # the same one again is not
    with pytest.raises(ValueError, match="take-up"):
        actions.register(actions.Action("take-up", EventKind.NOTE, "x", lambda *given: None))
