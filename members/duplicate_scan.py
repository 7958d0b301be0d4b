"""Compares the whole register with itself, without comparing each entry with each.

Country by country, entries meet that share a mark: a rare word, two words, the sound of a name, an acronym, an address,
a number. Marks that many share are passed over. Afterwards those of different countries meet that share a whole name or
an address. Of the register only a few countries are in memory at a time, and the marks that reach across countries.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from members.duplicate_evidence import POSSIBLE, Facts, Reason, judge
from members.duplicate_facts import read_facts
from members.enums import MemberStatus
from members.models import Organization
from members.name_terms import NameTerms, consonants, is_own, weight

RARE = 30  # a word of its own that so few entries of a country have brings them together alone
CROWD = 200  # a mark that more entries of a country share says nothing
WORLD_CROWD = 5  # a name or an address that more entries of the world share is that of a family, not of one
SOUND = 6
BATCH = 5000
TOGETHER = 1000

Mark = tuple[Hashable, ...]


@dataclass(frozen=True, slots=True)
class FoundPair:
    """Two entries that may be one; `first` was entered first."""

    first: int
    second: int
    score: int
    reasons: tuple[Reason, ...]


def scan(least: int = POSSIBLE) -> Iterator[FoundPair]:
    """Give every pair of entries that may be one organization. Merged entries are settled and left out."""
    numbers: dict[int, list[int]] = defaultdict(list)
    rows = Organization.objects.exclude(status=MemberStatus.MERGED).order_by("pk")
    for country, pk in rows.values_list("country_id", "pk").iterator(chunk_size=BATCH):
        numbers[country].append(pk)
    across: dict[Mark, list[int]] = defaultdict(list)
    homes: dict[int, int] = {}
    for countries in _together(numbers):
        facts = read_facts([pk for country in countries for pk in numbers[country]])
        for country in countries:
            entries = [facts[pk] for pk in numbers[country] if pk in facts]
            yield from _within(entries, least)
            for entry in entries:
                homes[entry.pk or 0] = country
                for mark in _world_marks(entry):
                    across[mark].append(entry.pk or 0)
    yield from _between(across, homes, least)


def _together(numbers: Mapping[int, list[int]]) -> Iterator[list[int]]:
    """Give the countries in groups that are read at once: small ones together."""
    group: list[int] = []
    size = 0
    for country, members in numbers.items():
        if group and size + len(members) > TOGETHER:
            yield group
            group, size = [], 0
        group.append(country)
        size += len(members)
    if group:
        yield group


def _within(entries: Sequence[Facts], least: int) -> Iterator[FoundPair]:
    """Compare the entries of one country that share a mark."""
    common = Counter(
        mark
        for entry in entries
        for mark in {_mark(term) for name, _kind in entry.names for term in name.terms}
    )
    meeting: dict[Mark, list[int]] = defaultdict(list)
    for place, entry in enumerate(entries):
        for mark in _marks(entry, common):
            meeting[mark].append(place)
    partners: dict[int, set[int]] = defaultdict(set)
    for found in meeting.values():
        if 1 < len(found) <= CROWD:
            for place, other in itertools.combinations(found, 2):
                partners[place].add(other)
    for one, other in itertools.chain(_by_letters(entries), _by_sound(entries)):
        partners[min(one, other)].add(max(one, other))
    for place in sorted(partners):
        yield from _judged(entries[place], [entries[other] for other in sorted(partners.pop(place))], least)


def _judged(entry: Facts, others: Collection[Facts], least: int) -> Iterator[FoundPair]:
    for other in others:
        told = judge(entry, other)
        if told.score >= least:
            one, two = sorted((entry.pk or 0, other.pk or 0))
            yield FoundPair(one, two, told.score, told.reasons)


def _marks(entry: Facts, common: Mapping[str, int]) -> set[Mark]:
    """Return what brings an entry together with others of its country."""
    marks: set[Mark] = set(_world_marks(entry))
    for name, _kind in entry.names:
        marks.update(_name_marks(name, common))
    marks.update(("acronym", short) for short in entry.acronyms if len(short) > 2)
    if entry.registration:
        marks.add(("registration", entry.registration))
    return marks


def _name_marks(name: NameTerms, common: Mapping[str, int]) -> Iterator[Mark]:
    told = sorted(
        {_mark(term): term for term in name.terms}.items(), key=lambda pair: (common[pair[0]], pair[0])
    )
    for mark, term in told:
        if weight(term) == 1 and 1 < common[mark] <= RARE:
            yield ("word", mark, name.numbers)
    if not any(map(is_own, name.terms)):
        # Words that everybody uses mean something together only when all of them are the same.
        yield ("words", name.terms, name.numbers)
    for one, other in itertools.combinations(told[:3], 2):
        if is_own(one[1]) or is_own(other[1]):
            yield ("words", *sorted((one[0], other[0])), name.numbers)
    if len(told) == 1:
        yield ("words", told[0][0], name.numbers)


def _mark(term: str) -> str:
    """Return a word so that its spellings and transliterations meet."""
    if weight(term) < 1:
        return term
    sound = consonants(term)
    return sound if len(sound) > 1 else term


def _world_marks(entry: Facts) -> Iterator[Mark]:
    """Return what brings an entry together with others anywhere."""
    for name, _kind in entry.names:
        yield ("name", name.key)
    if entry.site:
        yield ("host", entry.site)
    for host in entry.hosts:
        if host != entry.site:
            yield ("host", host)
    for kind, values in (("email", entry.emails), ("phone", entry.phones)):
        for value in values:
            yield (kind, value)
    if entry.external:
        yield ("external", entry.external)


def _by_letters(entries: Sequence[Facts]) -> Iterator[tuple[int, int]]:
    """Give entries of which one bears the first letters of the other's name as acronym or name."""
    letters: dict[str, list[int]] = defaultdict(list)
    for place, entry in enumerate(entries):
        for short in {short for name, _kind in entry.names for short in name.initials if len(short) > 2}:
            letters[short].append(place)
    for place, entry in enumerate(entries):
        shorts = entry.acronyms | {name.key for name, _kind in entry.names if " " not in name.key}
        for short in shorts:
            found = letters.get(short, ())
            if len(found) <= CROWD:
                for other in found:
                    if other != place:
                        yield place, other


def _by_sound(entries: Sequence[Facts]) -> Iterator[tuple[int, int]]:
    """Give entries whose names begin alike when spoken, and are written in different scripts."""
    sounds: dict[Mark, set[tuple[int, str]]] = defaultdict(set)
    for place, entry in enumerate(entries):
        for name, _kind in entry.names:
            for sound in name.sounds:
                if len(sound) >= SOUND:
                    sounds[sound[:SOUND], name.numbers].add((place, name.script))
    for found in sounds.values():
        if len({script for _place, script in found}) > 1 and len(found) <= CROWD:
            for (place, script), (other, other_script) in itertools.combinations(sorted(found), 2):
                if script != other_script and place != other:
                    yield place, other


def _between(across: Mapping[Mark, list[int]], homes: Mapping[int, int], least: int) -> Iterator[FoundPair]:
    """Compare entries of different countries that share a name or an address few have."""
    pairs: set[tuple[int, int]] = set()
    for members in across.values():
        found = sorted(set(members))
        if 1 < len(found) <= WORLD_CROWD:
            pairs.update(
                (one, other) for one, other in itertools.combinations(found, 2) if homes[one] != homes[other]
            )
    ordered = sorted(pairs)
    for start in range(0, len(ordered), BATCH):
        batch = ordered[start : start + BATCH]
        facts = read_facts({pk for pair in batch for pk in pair})
        for one, other in batch:
            if one in facts and other in facts:
                yield from _judged(facts[one], [facts[other]], least)
