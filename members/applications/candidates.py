"""Who may be the same organization as an applicant: entries of the register, and other applications.

Refused, withdrawn, lapsed and reduced applications are among them, unconfirmed ones never. Organizations are found by
`members.duplicates`; applications by their names and marks (`members.applications.marks`), so that one whose personal
data are gone is recognized as well as a fresh one. Both are judged alike.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import Q

from members import duplicates
from members.applications import checklist, marks
from members.applications.states import WITH_OFFICERS
from members.duplicate_evidence import POSSIBLE, CandidateFacts, Facts, Reason, judge, level, prepare
from members.enums import NameKind
from members.models import Application, ApplicationAnswers, ApplicationEvent
from members.models.applications import ApplicationQuerySet

ORGANIZATION, APPLICATION = "organization", "application"
MOST = 20


@dataclass(frozen=True, slots=True)
class Candidate:
    """kind: ORGANIZATION or APPLICATION; number: its primary key; score: 0 to 100."""

    kind: str
    number: int
    score: int
    reasons: tuple[Reason, ...]

    @property
    def level(self) -> str:
        return level(self.score)

    @property
    def key(self) -> tuple[str, int]:
        return self.kind, self.number


def facts_of(answers: ApplicationAnswers) -> CandidateFacts:
    """Return what an applicant said of itself, as `members.duplicates` compares it."""
    return CandidateFacts(
        names=tuple(_names(answers)),
        country=answers.country.alpha2,
        website=answers.website,
        emails=tuple(answers.emails()),
        phones=tuple(answers.phones()),
        registration=answers.registration_number,
    )


def organizations(answers: ApplicationAnswers) -> list[Candidate]:
    """Return the entries of the register that may be the applicant, the likeliest first; not the one it became."""
    found = duplicates.candidates(facts_of(answers), exclude=answers.application.organization_id)
    return [Candidate(ORGANIZATION, row.organization_id, row.score, row.reasons) for row in found]


def applications(answers: ApplicationAnswers, among: ApplicationQuerySet | None = None) -> list[Candidate]:
    """Return the other applications that may be of the same organization, the likeliest first. among: those to look
    at, by default all that were ever confirmed. Two queries."""
    mine = _facts(answers)
    everything = Application.objects.for_officers() if among is None else among
    alike = (
        Q(country_id=answers.country_id)
        | Q(answers__match_keys__overlap=answers.match_keys)
        | Q(answers__marks__overlap=answers.marks)
    )
    near = everything.filter(alike).exclude(pk=answers.application_id).values("pk")
    rows = ApplicationAnswers.objects.filter(application__in=near).select_related("country")
    found = []
    for row in rows.order_by("application_id"):
        told = judge(mine, _facts(row))
        if told.score >= POSSIBLE:
            found.append(Candidate(APPLICATION, row.application_id, told.score, told.reasons))
    return sorted(found, key=lambda candidate: (-candidate.score, -candidate.number))[:MOST]


def everyone(answers: ApplicationAnswers) -> list[Candidate]:
    return [*organizations(answers), *applications(answers)]


def undecided(found: Iterable[Candidate], events: Iterable[ApplicationEvent]) -> list[Candidate]:
    """Leave out those an officer has said are another organization."""
    apart = checklist.told_apart(events)
    return [candidate for candidate in found if candidate.key not in apart]


def refresh(application_id: int) -> bool:
    """Look anew and keep whether there is a possible duplicate to decide about; returns it."""
    answers = ApplicationAnswers.objects.select_related("application", "country").get(
        application=application_id
    )
    found = bool(undecided(everyone(answers), answers.application.events.all()))
    Application.objects.filter(pk=application_id).update(has_candidates=found)
    return found


def received(application: Application) -> None:
    """Called as an application is received, inside the transaction: flag it, and afterwards those it repeats."""
    answers = application.answers
    found = everyone(answers)
    application.has_candidates = bool(found)
    others = [candidate.number for candidate in found if candidate.kind == APPLICATION]
    if others:
        # Their rows are not locked here: whoever joins two applications locks both, in the order of their numbers.
        transaction.on_commit(lambda: _flag(others), robust=True)


def _flag(numbers: list[int]) -> None:
    waiting = Application.objects.filter(pk__in=numbers, state__in=sorted(WITH_OFFICERS))
    waiting.update(has_candidates=True)


def _names(answers: ApplicationAnswers) -> Iterable[tuple[str, str]]:
    own = (answers.legal_name, answers.name_en, answers.name_es, answers.name_fr, answers.name_ar)
    for name in dict.fromkeys(name for name in own if name):
        yield name, ""
    yield from ((text, NameKind.ACRONYM.value) for text in answers.acronyms)
    yield from ((text, NameKind.FORMER.value) for text in answers.former_names)


def _facts(answers: ApplicationAnswers) -> Facts:
    """Made ready for comparing: of addresses and numbers the marks, which are equal where those are."""
    plain = CandidateFacts(tuple(_names(answers)), answers.country.alpha2, answers.website)
    registration = "".join(marks.values(answers.marks, marks.NUMBER))
    site = next(iter(marks.values(answers.marks, marks.SITE)), "")
    return replace(
        prepare(plain),
        site=site,
        emails=marks.values(answers.marks, marks.EMAIL),
        hosts=marks.values(answers.marks, marks.HOST),
        phones=marks.values(answers.marks, marks.PHONE),
        registration=registration,
    )
