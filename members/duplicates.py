"""Finds entries that may be the same organization as a given one: at an import, in the admin, at an application.

Whom to compare is narrowed in the database: the entries of the country, those with one of its names anywhere, and those
that share a website, an address, a telephone or a registration number. Then `members.duplicate_evidence` judges.
Six queries at most. The whole register is compared by `members.duplicate_scan`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, Subquery

from members.duplicate_evidence import (
    POSSIBLE,
    CandidateFacts,
    Facts,
    Judgement,
    Reason,
    external_key,
    judge,
    level,
    plain,
    prepare,
)
from members.duplicate_facts import facts_of, read_facts
from members.enums import MemberStatus, NameKind
from members.models import Contact, Country, DuplicatePair, Organization
from members.models.contacts import EMAIL_HOST
from members.models.organizations import SITE
from members.name_terms import NameTerms, likeness, name_terms

__all__ = ["Candidate", "CandidateFacts", "candidates", "candidates_of", "facts_of"]

MOST = 20  # candidates told
CLOSEST = 60  # entries of a country judged in full, the nearest names first
SHARED_BY = 50  # an address that more entries share is nobody's


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that may be the same organization. score: 0 to 100."""

    organization_id: int
    score: int
    reasons: tuple[Reason, ...]

    @property
    def level(self) -> str:
        return level(self.score)


def candidates(
    facts: CandidateFacts, *, exclude: int | None = None, least: int = POSSIBLE
) -> list[Candidate]:
    """Return the entries that may be the organization these facts speak of, the likeliest first.

    exclude: the number of the entry the facts are of. Merged entries are left out: what they were merged into stays.
    """
    mine = prepare(facts, exclude)
    found = _by_name(facts, mine) | _by_address(facts, mine)
    found.discard(exclude or 0)
    if not found:
        return []
    judged = [(pk, judge(mine, theirs)) for pk, theirs in sorted(read_facts(found).items())]
    return _best(judged, least)


def candidates_of(organization_id: int) -> list[Candidate]:
    """Return the entries that may be the same as this one, without those an officer has told apart from it."""
    settled = DuplicatePair.objects.of(organization_id).exclude(state=DuplicatePair.State.OPEN)
    apart = {pk for pair in settled.values_list("first_id", "second_id") for pk in pair}
    found = candidates(facts_of(organization_id), exclude=organization_id)
    return [candidate for candidate in found if candidate.organization_id not in apart]


def _best(judged: Iterable[tuple[int, Judgement]], least: int) -> list[Candidate]:
    found = [Candidate(pk, told.score, told.reasons) for pk, told in judged if told.score >= least]
    return sorted(found, key=lambda candidate: (-candidate.score, candidate.organization_id))[:MOST]


def _by_name(facts: CandidateFacts, mine: Facts) -> set[int]:
    """Return the entries of the country with the nearest names or numbers, and those with the same name anywhere."""
    keys = [name.key for name, _kind in mine.names if name.key]
    place = Country.objects.filter(alpha2=facts.country).values("pk")
    rows = (
        Organization.objects.exclude(status=MemberStatus.MERGED)
        .filter(Q(country=Subquery(place[:1])) | Q(match_keys__overlap=keys))
        .order_by()
        .values_list("pk", "match_keys", "registration__number", "external_id")
    )
    names = [name for name, _kind in mine.names]
    short = [name_terms(text, facts.country) for text, kind in facts.names if kind == NameKind.ACRONYM]
    near: list[tuple[float, int]] = []
    for pk, told, number, external_id in rows:
        alike = _nearness([*names, *short], [name_terms(key, facts.country) for key in told])
        if mine.registration and plain(number or "") == mine.registration:
            alike = 1.0
        if mine.external_id and external_key(external_id or "") == external_key(mine.external_id):
            alike = 1.0
        if alike > 0.5:
            near.append((-alike, pk))
    return {pk for _alike, pk in sorted(near)[:CLOSEST]}


def _nearness(mine: Collection[NameTerms], theirs: Collection[NameTerms]) -> float:
    """Return how near the nearest two names are; an acronym of the other's letters is as near as they come."""
    best = 0.0
    for one in mine:
        for other in theirs:
            if _is_short_for(one, other) or _is_short_for(other, one):
                return 1.0
            best = max(best, likeness(one, other).value)
    return best


def _is_short_for(short: NameTerms, name: NameTerms) -> bool:
    return len(short.key) > 2 and " " not in short.key and short.key in name.initials


def _by_address(facts: CandidateFacts, mine: Facts) -> set[int]:
    """Return the entries anywhere that share a website, an e-mail address or its domain, or a telephone number."""
    hosts = {*mine.hosts}
    found: set[int] = set()
    sites = Organization.objects.exclude(status=MemberStatus.MERGED).alias(site=SITE).order_by("pk")
    host, _slash, page = mine.site.partition("/")
    if page:  # a page on a site that many have pages on
        found.update(
            _unless_shared(sites.filter(site=host, website__icontains=page).values_list("pk", flat=True))
        )
    elif host:
        hosts.add(host)
    if hosts:
        found.update(_unless_shared(sites.filter(site__in=hosts).values_list("pk", flat=True)))
    asked = Q(pk__in=[])
    if hosts:
        asked |= Q(host__in=hosts)
    if mine.emails:
        asked |= Q(email__in=[*mine.emails, *facts.emails])
    if mine.phones:
        asked |= Q(phone__in=[*mine.phones, *facts.phones])
    contacts = (
        Contact.objects.alias(host=EMAIL_HOST).filter(asked).exclude(organization__status=MemberStatus.MERGED)
    )
    found.update(
        _unless_shared(contacts.order_by("organization_id").values_list("organization_id", flat=True))
    )
    return found


def _unless_shared(rows: Any) -> set[int]:
    found = set(rows.distinct()[: SHARED_BY + 1])
    return found if len(found) <= SHARED_BY else set()
