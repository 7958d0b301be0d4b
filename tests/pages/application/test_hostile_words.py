"""What strangers write besides the form (messages, answers, reasons, opinions): refused with a reason, or shown again
unaltered, to themselves and to the officers."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cicc_site import public_forms
from members import outbox
from members.applications import consultation, opinions
from members.applications.abuse import Purpose
from members.applications.chain import Actor
from members.applications.states import State
from members.models import Application, ApplicationEventText, Contact, OutboxMessage, User
from members.workflow import applications as verbs
from tests import hostile
from tests.applying import address, form_token, opened
from tests.factories import applications as make
from tests.factories import members
from tests.hostile import reading
from tests.hostile.posting import arrived, post
from tests.hostile.spreading import IS_FULL, Findings
from tests.pages.application.test_hostile_answers import NEVER_KEPT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unlimited")]

TEXTS = {name: text for name, text in hostile.texts().items() if not name.startswith("huge: ")}
NAMES = list(TEXTS)
AT_ONCE = 60


def some(every: int) -> list[str]:
    return NAMES if IS_FULL else NAMES[::every]


def page_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


# ---- words


def check_words(findings: Findings, name: str, answer: Any, honest: reading.Honest) -> str:
    """Look at the answer to words that were sent; return them where they were taken, "" where they were refused."""
    text = arrived(TEXTS[name]).strip()
    if answer.status_code == 303:
        findings.check(text and not NEVER_KEPT.search(text) and len(text) <= 5000, name, "was taken")
        kept = ApplicationEventText.objects.order_by("-pk").first()
        findings.check(kept is not None and kept.text == text, name, "is not kept as it was written")
        return text
    page = answer.content.decode()
    findings.check(answer.status_code in {200, 422}, name, answer.status_code)
    findings.check('role="alert"' in page, name, "is refused without a reason")
    findings.check(reading.fields(page).get("text") == text, name, "is not shown again")
    for intruder in honest.intruders(page, [text]):
        findings.check(False, name, intruder)
    return ""


def test_messages_are_shown_to_both_sides_as_they_were_written(client: Client, officer: Client) -> None:
    findings, names, token = Findings(), some(5), form_token(Purpose.MESSAGE)
    for first in range(0, len(names), AT_ONCE):
        application = make.received()
        own, desk = address(opened(application)), reverse("application_page", args=[application.pk])
        post(client, f"{own}message/", {"text": "Hello.\n\nWorld", "form_token": token})
        refused = post(client, f"{own}message/", {"text": "¤" * 5001, "form_token": token})
        honest_own = reading.Honest(page_of(client, own), refused.content.decode())
        honest_desk = reading.Honest(page_of(officer, desk))
        written: dict[str, str] = {}
        for name in names[first : first + AT_ONCE]:
            answer = post(client, f"{own}message/", {"text": TEXTS[name], "form_token": token})
            if text := check_words(findings, name, answer, honest_own):
                written[name] = text
        for where, page, honest in (
            ("own page", page_of(client, own), honest_own),
            ("desk", page_of(officer, desk), honest_desk),
        ):
            for name, text in written.items():
                findings.check(reading.shows(page, text), name, where, "does not show it")
            for intruder in honest.intruders(page, written.values()):
                findings.check(False, where, intruder, ", ".join(written))
    findings.tell()


@pytest.mark.parametrize("what", ["answer", "withdraw"])
def test_answers_and_reasons(client: Client, user: User, what: str) -> None:
    """An application is closed or goes on with the first that is taken: the next one needs another."""
    findings, token, actor = Findings(), form_token(Purpose.MESSAGE), Actor.officer(user)

    def fresh() -> Application:
        application = make.received()
        return (
            verbs.ask(verbs.take_up(application.pk, actor).pk, actor, "What?")
            if what == "answer"
            else application
        )

    application = fresh()
    wrong = post(client, f"{address(opened(application))}{what}/", {"text": "¤" * 5001, "form_token": token})
    honest = reading.Honest(wrong.content.decode())
    for name in some(32) + [f"controls: {name}" for name in ("bell", "tabs around")]:
        path = f"{address(opened(application))}{what}/"
        answer = post(client, path, {"text": TEXTS[name], "form_token": token})
        text = arrived(TEXTS[name]).strip()
        if what == "withdraw" and not text:
            findings.check(answer.status_code == 303, name, "a reason is not needed")
        else:
            check_words(findings, name, answer, honest)
        if answer.status_code == 303:
            application = fresh()
    findings.tell()


def test_opinions(client: Client, user: User, officer: Client) -> None:
    findings, actor = Findings(), Actor.officer(user)
    application = make.moved_to(State.SCREENING, user)
    consultation.open_until(application.pk, actor, timezone.now().date() + dt.timedelta(days=10))
    member = members.organization("Demo Neighbours")
    Contact.objects.create(organization=member, role=Contact.Role.MAIN, email="desk@example.net")
    invitation = consultation.invite(application.pk, actor, [member])[0]
    message = OutboxMessage.objects.get(occasion="consultation_invitation")
    path = "/" + outbox.revealed(message)["link"].split("/", 3)[3]
    token = public_forms.new_token(Purpose.OPINION)
    around = {"form_token": token, "opinion": opinions.ANSWERS[0].value}
    wrong = post(client, path, {**around, "text": "¤" * 5001}).content.decode()
    honest = reading.Honest(wrong, page_of(client, path))
    desk = reverse("application_page", args=[application.pk])
    pages = []
    for words in ("Plain words.", "كلام عادي"):  # the page says the direction of each
        post(client, path, {**around, "text": words})
        pages.append(page_of(officer, desk))
    honest_desk = reading.Honest(*pages)
    for name in some(24):
        answer = post(client, path, {**around, "text": TEXTS[name]})
        text = arrived(TEXTS[name]).strip()
        if text and (text := check_words(findings, name, answer, honest)):
            invitation.refresh_from_db()
            findings.check(opinions.words_of(invitation) == text, name, "is not the opinion")
            page = page_of(officer, desk)
            findings.check(reading.shows(page, text), name, "the desk does not show it")
            for intruder in honest_desk.intruders(page, [text]):
                findings.check(False, name, intruder)
    findings.tell()
