"""Invented organizations for demonstrations and benchmarks: made here, stored by `members.demo_loading`.

The same seed makes the same ones. Every name says in its own script that it is a demonstration, and one name at least
says so in a language of the site. Addresses use names reserved for examples (RFC 2606); there are no telephone
numbers.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import TypeVar

from anyascii import anyascii

from cicc_site import languages
from cicc_site.dates import Precision
from members.demo_names import (
    KINDS,
    PLACES,
    TOPICS,
    Concept,
    Place,
    acronym,
    has_own_script,
    name_of,
    spoken_in,
)
from members.enums import ListingLevel, MemberStatus, NameKind, OrganizationType, Scope

T = TypeVar("T")
# What an organization of each topic of the vocabulary is.
TYPES = (
    OrganizationType.LEGAL,
    OrganizationType.HUMAN_RIGHTS,
    OrganizationType.VICTIMS,
    OrganizationType.WOMEN,
    OrganizationType.LEGAL,
    OrganizationType.PEACE,
    OrganizationType.YOUTH,
    OrganizationType.MEDIA,
    OrganizationType.HUMAN_RIGHTS,
    OrganizationType.DEVELOPMENT,
)
NETWORKS = (0, 5)  # kinds of the vocabulary
STATUSES = {
    MemberStatus.ACTIVE: 870,
    MemberStatus.CONFIRMATION_DUE: 55,
    MemberStatus.DORMANT: 30,
    MemberStatus.LEFT: 20,
    MemberStatus.DISSOLVED: 12,
    MemberStatus.SUSPENDED: 8,
    MemberStatus.REMOVED: 5,
}
LISTINGS = {
    ListingLevel.FULL: 76,
    ListingLevel.NAME_AND_COUNTRY: 11,
    ListingLevel.MEMBERS_ONLY: 7,
    ListingLevel.UNLISTED: 6,
}
SCOPES = {Scope.NATIONAL: 60, Scope.LOCAL: 22, Scope.REGIONAL: 10, Scope.INTERNATIONAL: 8}
PRECISIONS = {Precision.DAY: 55, Precision.MONTH: 20, Precision.YEAR: 25}
FIRST_YEAR, LAST_DAY = 1995, dt.date(2026, 9, 30)
TERMS = 16
TWINS = (
    200  # one entry in so many is a second one of an organization entered before: work for officers to show
)


@dataclass(slots=True)
class Entry:
    """An invented organization. Countries are alpha-3, issues their codes; contacts (role, name, e-mail, language)."""

    number: int
    country: str
    legal_name: str
    legal_language: str
    names: dict[str, str]
    other_names: list[tuple[NameKind, str, str]]
    type: str
    scope: str
    status: str
    listing: str
    joined: dt.date | None
    joined_precision: str
    website: str = ""
    year_founded: int | None = None
    last_confirmed: dt.date | None = None
    registration: str = ""
    issues: list[str] = field(default_factory=list)
    countries_of_work: list[str] = field(default_factory=list)
    working_languages: list[str] = field(default_factory=list)
    contacts: list[tuple[str, str, str, str]] = field(default_factory=list)
    in_coalition: bool = False
    term: tuple[dt.date, dt.date] | None = None

    @property
    def external_id(self) -> str:
        return f"demo-{self.number:04}"


def chosen_places(places: Sequence[Place], count: int, seed: int) -> list[Place]:
    """Return so many of the places in a fixed order: those with a script of their own first, that all are shown."""

    def rank(place: Place) -> tuple[bool, str]:
        digest = hashlib.sha256(f"{seed}:{place.alpha3}".encode()).hexdigest()
        return not has_own_script(place), digest

    chosen = sorted(places, key=rank)[:count]
    return sorted(chosen, key=lambda place: rank(place)[1])


def entries(count: int, places: Sequence[Place], issues: Sequence[str], seed: int) -> Iterator[Entry]:
    """Make so many organizations in these places: at least one in each, most in the first ones."""
    generator = _Generator(places, issues, Random(seed))  # noqa: S311 (nothing secret)
    for number in range(1, count + 1):
        yield generator.entry(number)


class _Generator:
    def __init__(self, places: Sequence[Place], issues: Sequence[str], chance: Random) -> None:
        self.places, self.issues, self.chance = list(places), list(issues), chance
        self.weights = [1 / (rank + 3) ** 0.6 for rank in range(len(self.places))]
        self.used: set[Concept] = set()
        self.terms = 0
        self.last: tuple[Concept, Entry] | None = None

    def entry(self, number: int) -> Entry:
        if number % TWINS == 0 and self.last is not None:
            return self._twin(number, *self.last)
        if number <= len(self.places):
            place = self.places[number - 1]
        else:
            [place] = self.chance.choices(self.places, self.weights)
        concept = self._concept(place)
        made = self._facts(number, place, concept)
        self.last = concept, made
        return made

    def _concept(self, place: Place) -> Concept:
        """Return a name nobody has yet: without the country if it is the first in the world, then ever longer."""
        chance = self.chance
        kind, topic, where = chance.randrange(KINDS), chance.randrange(TOPICS), chance.randrange(PLACES)
        found = [Concept(kind, topic, place), Concept(kind, topic, place, where)]
        if chance.random() < 0.1:
            found.insert(0, Concept(kind, topic))
        for concept in found:
            if concept not in self.used:
                self.used.add(concept)
                return concept
        number = 2
        while (concept := Concept(kind, topic, place, where, number)) in self.used:
            number += 1
        self.used.add(concept)
        return concept

    def _facts(self, number: int, place: Place, concept: Concept) -> Entry:
        chance = self.chance
        spoken = spoken_in(place)
        language = spoken[0] if chance.random() < 0.7 else chance.choice(spoken)
        names = self._names(concept, language)
        host = f"demo-{number}.example.org"
        joined, precision = self._joined()
        made = Entry(
            number,
            place.alpha3,
            name_of(concept, language),
            language,
            names,
            self._other_names(concept, names),
            OrganizationType.NETWORK
            if concept.kind in NETWORKS and chance.random() < 0.5
            else TYPES[concept.topic],
            _one(chance, SCOPES),
            _one(chance, STATUSES),
            _one(chance, LISTINGS),
            joined,
            precision,
            issues=chance.sample(self.issues, min(len(self.issues), chance.choice((1, 2, 2, 3, 4)))),
            working_languages=list(dict.fromkeys([language, *spoken[:2], chance.choice(languages.codes())])),
            in_coalition=chance.random() < 0.6,
        )
        made.contacts = [("general", "", f"office@{host}", "")]
        if chance.random() < 0.7:
            made.website = f"https://{host}/"
        if chance.random() < 0.6:
            code = next((code for code in spoken if code in languages.codes()), languages.DEFAULT_LANGUAGE)
            made.contacts.append(("main", f"Demo Contact {number}", f"contact@{host}", code))
        self._further(made)
        return made

    def _names(self, concept: Concept, language: str) -> dict[str, str]:
        """Return the names in languages of the site: at least one, English most often."""
        chance = self.chance
        share = dict.fromkeys(languages.codes(), 0.12) | {languages.DEFAULT_LANGUAGE: 0.7, language: 1.0}
        given = [code for code in languages.codes() if chance.random() < share[code]]
        return {code: name_of(concept, code) for code in given or [languages.DEFAULT_LANGUAGE]}

    def _other_names(self, concept: Concept, names: dict[str, str]) -> list[tuple[NameKind, str, str]]:
        chance, found = self.chance, []
        language, first = next(iter(names.items()))
        short = acronym(first)
        if len(short) > 2 and chance.random() < 0.5:
            found.append((NameKind.ACRONYM, short, language))
        former = Concept((concept.kind + 1) % KINDS, concept.topic, concept.country, concept.place)
        if concept.country and chance.random() < 0.1 and former not in self.used:
            self.used.add(former)
            found.append((NameKind.FORMER, name_of(former, language), language))
        return found

    def _joined(self) -> tuple[dt.date | None, str]:
        """Return a day between the first years and today's, more of them early, with how much of it is known."""
        chance = self.chance
        if chance.random() < 0.03:
            return None, Precision.DAY
        first = dt.date(FIRST_YEAR, 1, 1)
        day = first + dt.timedelta(days=int((LAST_DAY - first).days * chance.betavariate(1.3, 2.2)))
        precision = _one(chance, PRECISIONS)
        if precision != Precision.DAY:
            day = day.replace(day=1)
        return day.replace(month=1) if precision == Precision.YEAR else day, precision

    def _further(self, made: Entry) -> None:
        """Add what only some have."""
        chance = self.chance
        if chance.random() < 0.75:
            made.year_founded = chance.randint(1960, made.joined.year if made.joined else 2010)
        if chance.random() < 0.5:
            made.last_confirmed = dt.date(2024, 1, 1) + dt.timedelta(days=chance.randrange(1000))
        if chance.random() < 0.4:
            made.registration = f"DEMO-{made.country}-{made.number:05}"
        if made.scope in {Scope.REGIONAL, Scope.INTERNATIONAL}:
            others = chance.sample(self.places, min(len(self.places), chance.randint(1, 5)))
            made.countries_of_work = sorted({made.country, *(place.alpha3 for place in others)})
        sits = self.terms < TERMS and made.status == MemberStatus.ACTIVE and made.listing == ListingLevel.FULL
        if sits and made.number % 5 == 0:
            self.terms += 1
            # Every fourth term is over, so that there is a past to show.
            start = 2024 if self.terms % 4 else 2020
            made.term = (dt.date(start, 1, 1), dt.date(start + (3 if start == 2024 else 2), 12, 31))

    def _twin(self, number: int, concept: Concept, first: Entry) -> Entry:
        """Return a second entry for an organization, as another list has it: translated, romanized, shortened."""
        code = languages.DEFAULT_LANGUAGE if first.legal_language != languages.DEFAULT_LANGUAGE else "fr"
        short = acronym(name_of(concept, languages.DEFAULT_LANGUAGE))
        name, language = (
            (name_of(concept, code), code),
            (f"Demo: {anyascii(first.legal_name)}", languages.DEFAULT_LANGUAGE),
            (f"Demo {short}", languages.DEFAULT_LANGUAGE),
        )[number // TWINS % 3]
        made = Entry(
            number,
            first.country,
            name,
            language,
            {language: name},
            [(NameKind.ACRONYM, short, language)],
            first.type,
            first.scope,
            first.status,
            first.listing,
            first.joined,
            first.joined_precision,
            issues=first.issues[:1],
            website=first.website.replace("https://", "http://www."),
        )
        made.contacts = [("general", "", first.contacts[0][2], "")]
        return made


def _one(chance: Random, shares: Mapping[T, int]) -> T:
    return chance.choices(list(shares), list(shares.values()))[0]
