"""Demonstration applications: invented, labelled in their own script, moved by the verbs themselves over three months.

For the machine of one person only. What they write into the trail stays there for ever, so a site that serves others
refuses them; `remove` empties them like any application and leaves the shells (docs/decisions/demo-applications.md).
Nothing is sent: their mail is written, and marked as sent before anybody can take it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import yaml
from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from cicc_site import languages
from members.applications import commitments, consultation, erasure, opinions
from members.applications.chain import Actor
from members.applications.states import EventKind
from members.enums import ListingLevel
from members.models import (
    Application,
    ApplicationAnswers,
    ApplicationConsent,
    ApplicationReference,
    ApplicationStep,
    Consultation,
    ConsultationInvitation,
    Country,
    Issue,
    MailState,
    OpinionCode,
    OutboxMessage,
    User,
)
from members.register_files import CONTENT
from members.workflow import applications as verbs

FILE = CONTENT / "demo_applications.yaml"
OFFICERS = (("demo-officer-1", "Demo", "Officer"), ("demo-officer-2", "Demo", "Second officer"))
ASKED = 3  # members in each consultation
Step = tuple[float, Callable[["Told"], object]]


class DemoRefused(Exception):
    """Why nothing was done, in one sentence for whoever called the command."""


@dataclass
class Told:
    """One invented application on its way. words: its answers in its language; row: what the file says of it."""

    number: int
    row: dict[str, Any]
    words: dict[str, str]
    country: Country
    officer: Actor
    second: Actor
    pk: int = 0
    repeats: Told | None = None

    @property
    def email(self) -> str:
        return f"applicant@demo-applicant-{self.number}.example.org"


def load() -> int:
    """Make all of them; returns how many. 0: there are applications already. Raises DemoRefused."""
    if not settings.FOR_THIS_MACHINE_ONLY:
        raise DemoRefused("Demonstration applications stay in the trail for ever: this site serves others.")
    with transaction.atomic():
        if Application.objects.exists():
            return 0
        told = list(_read())
        for when, _number, act, one in _in_time(told):
            with _clock(when), translation.override(one.row["language"]):
                act(one)
        _mark_sent([one.pk for one in told])
    return len(told)


def remove() -> int:
    """Empty every demonstration; returns how many were not empty yet. Their events stay, as all events do."""
    with transaction.atomic():
        demo = Application.objects.filter(is_demo=True, reduced_at=None).order_by("pk")
        # Of members that never were nothing rests on the answers.
        demo.update(organization=None)
        return sum(erasure.erase_application(pk) for pk in list(demo.values_list("pk", flat=True)))


def _read() -> Iterator[Told]:
    content = yaml.safe_load(FILE.read_text("utf-8"))
    countries = {country.alpha3: country for country in Country.objects.all()}
    if missing := {row["country"] for row in content["applications"]} - set(countries):
        raise DemoRefused(f"There is no country {min(missing)} yet: run load_registers first.")
    officer, second = (_officer(*names) for names in OFFICERS)
    made: list[Told] = []
    for number, row in enumerate(content["applications"], 1):
        words, country = content["words"][row["language"]], countries[row["country"]]
        made.append(Told(number, row, words, country, officer, second))
    for told in made:
        if told.row["story"] == "repeated":
            told.repeats = next(one for one in made if one.row["country"] == told.row["country"])
    return iter(made)


def _officer(username: str, first_name: str, last_name: str) -> Actor:
    """An account nobody can sign in with: no password, closed. For this run it may do what an officer may."""
    made, _new = User.objects.get_or_create(
        username=username, defaults={"first_name": first_name, "last_name": last_name, "is_active": False}
    )
    if made.has_usable_password():
        made.set_unusable_password()
        made.save()
    made.is_active = made.is_superuser = True  # here only: not saved
    return Actor.officer(made)


@contextmanager
def _clock(moment: dt.datetime) -> Iterator[None]:
    """Let the clock of this process stand at a moment of the past: the verbs know no other way to write one."""
    real = timezone.now
    timezone.now = lambda: moment
    try:
        yield
    finally:
        timezone.now = real


def _in_time(told: list[Told]) -> list[tuple[dt.datetime, int, Callable[[Told], object], Told]]:
    """Every act of every story in the order of time, so that the trail has it in this order too."""
    now = timezone.now().replace(microsecond=0)
    acts = []
    for one in told:
        story = STORIES[one.row["story"]]
        # What repeats another one is joined to it after that has come.
        since_last = 1 if one.row["story"] == "repeated" else 2 + one.number % 7
        begun = now - dt.timedelta(days=story[-1][0] + since_last, hours=one.number % 12)
        for place, (day, act) in enumerate(story):
            acts.append((begun + dt.timedelta(days=day, minutes=place), one.number, act, one))
    return sorted(acts, key=lambda act: act[:2])


def _mark_sent(numbers: list[int]) -> None:
    """As if they had gone: no worker may take them."""
    mail = OutboxMessage.objects.filter(application_id__in=numbers)
    mail.update(state=MailState.SENT, sent_at=timezone.now(), secrets="")


# ---- what happens


def begin(told: Told) -> None:
    application, _token = verbs.begin(language=told.row["language"], email=told.email)
    told.pk = application.pk
    Application.objects.filter(pk=told.pk).update(is_demo=True)


def type_in(told: Told) -> None:
    """A draft that was left after the second step."""
    values = {"legal_name": _legal(told)[0], "country": told.country.alpha3, "places_of_work": "Demo"}
    ApplicationStep.objects.create(application_id=told.pk, step="organization", values=values)


def send(told: Told) -> None:
    legal, language = _legal(told)
    words = told.words
    names = {f"name_{code}": told.row["names"].get(code, "") for code in languages.codes()}
    answers = ApplicationAnswers.objects.create(
        application_id=told.pk,
        legal_name=legal,
        legal_language=language,
        country=told.country,
        places_of_work="Demo",
        type=told.row["type"],
        scope=told.row["scope"],
        year_founded=1990 + told.number,
        registered="unsafe" if told.number % 5 == 0 else "yes",
        registration_authority="" if told.number % 5 == 0 else "Demo",
        registration_number="" if told.number % 5 == 0 else f"DEMO-{told.country.alpha3}-{told.number:03}",
        website=f"https://demo-applicant-{told.number}.example.org/",
        postal_address=f"Demo 1\n{told.country.name_in('en')}",
        general_email=f"office@demo-applicant-{told.number}.example.org",
        head_name=words["head"],
        main_name=words["person"],
        main_role=words["role"],
        main_email=told.email,
        main_language=told.row["language"],
        submitter_name=words["person"],
        submitter_role=words["role"],
        mission=words["mission"],
        justice_work=words["justice"],
        contribution=words["contribution"],
        funding=words["funding"],
        government_share="none" if told.number % 3 else "to-25",
        listing=list(ListingLevel)[told.number % len(ListingLevel)],
        **names,
    )
    answers.issues.set(Issue.objects.filter(code__in=("victims", "documentation", "outreach")))
    ApplicationReference.objects.create(
        application_id=told.pk, name=words["referee"], contact=f"referee@partner-{told.number}.example.org"
    )
    application = Application.objects.get(pk=told.pk)
    agreed = commitments.consents(application, commitments.current(), told.row["language"])
    for consent in agreed:
        consent.agreed_at = timezone.now()
    ApplicationConsent.objects.bulk_create(agreed)
    verbs.send(told.pk)


def _legal(told: Told) -> tuple[str, str]:
    named = told.row.get("legal")
    if named:
        return named["name"], named["language"]
    language, name = next(iter(told.row["names"].items()))
    return name, language


def confirm(told: Told) -> None:
    verbs.confirm(told.pk)


def take_up(told: Told) -> None:
    verbs.take_up(told.pk, told.officer)


def check(told: Told) -> None:
    verbs.record(told.pk, EventKind.CHECKED, told.officer, subject="check:independence:yes")
    verbs.record(
        told.pk, EventKind.NOTE, told.officer, text="The website shows current work. (Demonstration)"
    )
    verbs.record(told.pk, EventKind.MESSAGE_FROM_APPLICANT, Actor.applicant(), text=told.words["message"])


def ask(told: Told) -> None:
    verbs.ask(told.pk, told.officer, "Please send us your statutes. (Demonstration)")


def answer(told: Told) -> None:
    verbs.answer(told.pk, told.words["message"])


def consult(told: Told) -> None:
    """Two weeks, and the demonstration members that could know the applicant."""
    day = timezone.now().date() + dt.timedelta(days=14)
    application = consultation.open_until(told.pk, told.officer, day).application
    consultation.invite(told.pk, told.officer, consultation.near(application).order_by("pk")[:ASKED])


def opine(told: Told) -> None:
    """The coordinator, and one of the members; the others are silent until the window closes."""
    opinions.give(told.pk, told.second, OpinionCode.NO_OBJECTION, "Known to us. (Demonstration)")
    first = ConsultationInvitation.objects.filter(consultation__application=told.pk).first()
    if first is not None:
        consultation.answer(first.pk, OpinionCode.IN_FAVOUR, "We have worked together. (Demonstration)")


def end_consultation(told: Told) -> None:
    consultation.close(Consultation.objects.running().get(application=told.pk).pk)


def make_ready(told: Told) -> None:
    verbs.make_ready(told.pk, told.officer)


def approve(told: Told) -> None:
    verbs.approve(told.pk, told.officer, "We look forward to working with you. (Demonstration)")


def decline(told: Told) -> None:
    verbs.decline(told.pk, told.officer, "The organization works for profit. (Demonstration)")


def defer(told: Told) -> None:
    verbs.defer(told.pk, told.officer, "A reference is still missing. (Demonstration)")


def withdraw(told: Told) -> None:
    verbs.withdraw(told.pk, told.words["message"])


def lapse(told: Told) -> None:
    verbs.lapse(told.pk, Actor.system())


def join(told: Told) -> None:
    if told.repeats is not None:
        verbs.join(told.pk, told.repeats.pk, told.officer, "The same organization. (Demonstration)")


_SENT: list[Step] = [(0, begin), (1.2, send)]
_RECEIVED: list[Step] = [*_SENT, (1.3, confirm)]
_SCREENED: list[Step] = [*_RECEIVED, (6, take_up), (9, check)]
_ASKED: list[Step] = [*_SCREENED, (12, ask)]
_CONSULTED: list[Step] = [*_SCREENED, (14, consult)]
_READY: list[Step] = [*_CONSULTED, (22, opine), (29.2, end_consultation), (30, make_ready)]
STORIES: dict[str, list[Step]] = {
    "draft": [(0, begin), (0.1, type_in)],
    "unconfirmed": _SENT,
    "received": _RECEIVED,
    "screening": _SCREENED,
    "asked": _ASKED,
    "answered": [*_ASKED, (18, answer)],
    "consultation": _CONSULTED,
    "ready": _READY,
    "approved": [*_READY, (38, approve)],
    "declined": [*_SCREENED, (25, decline)],
    "deferred": [*_SCREENED, (28, defer)],
    "withdrawn": [*_SCREENED, (16, withdraw)],
    "lapsed": [*_ASKED, (50, lapse)],
    "repeated": [*_RECEIVED, (7, join)],
}
