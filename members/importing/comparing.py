"""Records against the register: new, changed field by field, unchanged, duplicate?, refused.

Works on a set at a time; `Seen` remembers what earlier sets of the same file were about.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from cicc_site import languages
from cicc_site.text import match_key
from members.enums import ListingLevel, MemberStatus
from members.importing import entries, values
from members.importing.cells import clean
from members.importing.checking import Record
from members.importing.columns import CICC_ID, EXTERNAL_ID, OTHER_NAMES
from members.importing.entries import Entry, public_level
from members.importing.lookups import Lookups
from members.importing.problems import HINTS, CellProblem
from members.models.imports import Outcome

Changes = dict[str, list[Any]]
NEEDED = ("legal_name", "country")
# What a new entry has where its row says nothing: the safe choice is the one nobody has to think of.
NEW_ENTRY = {"status": str(MemberStatus.ACTIVE), "listing": str(ListingLevel.UNLISTED)}


@dataclass(slots=True)
class Verdict:
    """What becomes of a record. changes: {column: [value before, value after]}; entry: the one it is about."""

    record: Record
    outcome: Outcome
    changes: Changes = field(default_factory=dict)
    problems: list[CellProblem] = field(default_factory=list)
    entry: Entry | None = None
    candidates: list[dict[str, int]] = field(default_factory=list)
    becomes_public: bool = False


@dataclass
class Seen:
    """What earlier rows of the file were about: {number in other files: row}, {entry: row}, {country and name: row}."""

    external: dict[str, int] = field(default_factory=dict)
    entries: dict[int, int] = field(default_factory=dict)
    names: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Again:
    """When the records were judged first, and the moment that everything written now will bear."""

    checked: dt.datetime
    now: dt.datetime


@dataclass
class Register:
    """What the register says about a set of records. by_external: who bears a number of other files; merged: {an
    entry among these: the one it was merged into}."""

    entries: dict[int, Entry]
    by_external: dict[str, int]
    merged: dict[int, int]
    namesakes: dict[tuple[str, str], list[int]]
    keys: dict[int, list[tuple[str, str]]]  # {row: its country with each of its names}

    @classmethod
    def about(cls, records: list[Record], *, private: bool, again: Again | None = None) -> Register:
        by_external, merged = entries.ids_of(record.external_id for record in records)
        ids = {pk for record in records if (pk := record.cicc_id or _decided(record))}
        ids |= {*by_external.values(), *merged.values()}
        new = [
            record
            for record in records
            if record.cicc_id is None and record.external_id not in by_external and not record.decision
        ]
        keys = {record.number: _keys(record) for record in new}
        wanted: dict[str, set[str]] = {}
        for country, key in (pair for pairs in keys.values() for pair in pairs):
            wanted.setdefault(country, set()).add(key)
        namesakes = (
            entries.namesakes(wanted, since=again.checked, but=again.now)
            if again
            else entries.namesakes(wanted)
        )
        alone = {found[0] for found in namesakes.values() if len(found) == 1}
        return cls(
            entries.load(ids | alone, private=private, lock=again is not None),
            by_external,
            merged,
            namesakes,
            keys,
        )

    def dropped(self, record: Record) -> Entry | None:
        """The merged entry whose number in other files a record bears; None for one that names an entry of ours."""
        pk = self.by_external.get(record.external_id)
        if pk not in self.merged or record.cicc_id or _decided(record):
            return None
        return self.entries.get(pk)


def judge(
    records: list[Record], known: Lookups, seen: Seen, *, private: bool, again: Again | None = None
) -> list[Verdict]:
    """Return what becomes of each record, in their order. again: they were judged before, and are about to be written.

    Then their entries are locked, and namesakes are looked for among those that came since.
    """
    register = Register.about(records, private=private, again=again)
    return [_judge(record, register, known, seen) for record in records]


def _decided(record: Record) -> int | None:
    return int(record.decision) if record.decision.isdecimal() else None


def _keys(record: Record) -> list[tuple[str, str]]:
    country = record.values.get("country")
    if not country:
        return []
    found = dict.fromkeys(match_key(name)[:300] for name in record.names)
    return [(country, key) for key in found if key]


def _judge(record: Record, register: Register, known: Lookups, seen: Seen) -> Verdict:
    entry, problem = _find(record, register, seen)
    if problem is not None:
        return _refused(record, [*record.problems, problem], entry)
    if entry is not None:
        return _about(record, entry, register, known, seen)
    if record.decision != "new":
        candidates = _candidates(record, register, seen)
        if len(candidates) == 1 and "entry" in candidates[0] and not record.external_id:
            # A file without numbers, once more: what says nothing new asks nobody.
            same = _compare(record, register.entries[candidates[0]["entry"]], known)
            if same.outcome == Outcome.UNCHANGED:
                return same
        if candidates and not _keeps_out(record.problems):
            return Verdict(record, Outcome.DUPLICATE, problems=record.problems, candidates=candidates)
    return _new(record, known)


def _find(record: Record, register: Register, seen: Seen) -> tuple[Entry | None, CellProblem | None]:
    """Return the entry a record is about, None for a new one, and what speaks against it."""
    external = record.external_id
    if external:
        if external in seen.external:
            return None, CellProblem("twice-in-file", EXTERNAL_ID, external, {"row": seen.external[external]})
        seen.external[external] = record.number
    pk = register.by_external.get(external)
    named = record.cicc_id or _decided(record)
    if named:
        if named not in register.entries:
            return None, CellProblem("unknown-id", CICC_ID, str(named))
        if pk not in {None, named}:
            return register.entries[named], CellProblem("id-taken", EXTERNAL_ID, external, {"id": pk})
        pk = named
    if pk is None:
        return None, None
    return register.entries[pk if named else register.merged.get(pk, pk)], None


def _about(record: Record, entry: Entry, register: Register, known: Lookups, seen: Seen) -> Verdict:
    """Judge a row about an entry that is there; a row before it may be about the same one."""
    dropped = register.dropped(record)
    verdict = _compare(record, entry, known, dropped)
    if dropped is not None and verdict.outcome == Outcome.UNCHANGED:
        return verdict  # a list that still has both numbers: this row adds nothing to the other
    if entry.id in seen.entries:
        problem = CellProblem("same-entry", details={"row": seen.entries[entry.id]})
        return _refused(record, [*record.problems, problem], entry)
    seen.entries[entry.id] = record.number
    return verdict


def _candidates(record: Record, register: Register, seen: Seen) -> list[dict[str, int]]:
    """Return the entries of the same country and name, and a row of the file before this one."""
    found: dict[tuple[str, int], None] = {}
    for pair in register.keys.get(record.number, []):
        found |= dict.fromkeys(("entry", pk) for pk in register.namesakes.get(pair, []))
        mark = hash(pair)
        if mark in seen.names:
            found["row", seen.names[mark]] = None
        else:
            seen.names[mark] = record.number
    return [{kind: number} for kind, number in found]


def _keeps_out(problems: Iterable[CellProblem]) -> bool:
    return any(problem.code not in HINTS for problem in problems)


def _refused(record: Record, problems: list[CellProblem], entry: Entry | None = None) -> Verdict:
    return Verdict(record, Outcome.REFUSED, problems=problems, entry=entry)


def _compare(record: Record, entry: Entry, known: Lookups, dropped: Entry | None = None) -> Verdict:
    """dropped: an entry merged into this one, whose number the row bears. What the row repeats of it is no news: the
    merge has decided that."""
    of_before = [entry] if dropped is None else [entry, dropped]
    problems = [
        problem
        for problem in record.problems
        if not any(_says_the_same(problem, each, known) for each in of_before)
    ]
    changes: Changes = {}
    for column, value in record.values.items():
        if column == CICC_ID or (dropped is not None and column == EXTERNAL_ID):
            continue
        after = _after(column, value, entry.values, known)
        if isinstance(after, CellProblem):
            problems.append(after)
        elif not any(_equal(column, each.values[column], after, known) for each in of_before):
            changes[column] = [entry.values[column], after]
    if changes and (entry.merged_into or entry.values["status"] == MemberStatus.MERGED):
        problems.append(CellProblem("is-merged", details={"into": entry.merged_into or "?"}))
    if _keeps_out(problems):
        return _refused(record, problems, entry)
    outcome = Outcome.CHANGED if changes else Outcome.UNCHANGED
    verdict = Verdict(record, outcome, changes, problems, entry)
    after_all = {**entry.values, **{column: after for column, (_before, after) in changes.items()}}
    verdict.becomes_public = public_level(after_all) > public_level(entry.values)
    return verdict


def _says_the_same(problem: CellProblem, entry: Entry, known: Lookups) -> bool:
    """Whether a cell that would be refused only repeats what the register has: an old address, an old number."""
    said = clean(problem.cell)
    if problem.column not in entry.values or not said:
        return False
    return clean(values.exported(problem.column, entry.values[problem.column], known)) == said


def _after(column: str, value: Any, present: dict[str, Any], known: Lookups) -> Any:
    """Return the value a column would have, or what speaks against it."""
    if column == "national_coalition":
        return _coalition(value, present, known)
    if column in OTHER_NAMES:
        # A file that names no language leaves the one that is known.
        spoken = dict(values.tidy(column, present[column]))
        return [[name, language or spoken.get(name, "")] for name, language in value]
    return value


def _coalition(found: list[int], present: dict[str, Any], known: Lookups) -> Any:
    current = present["national_coalition"]
    if len(found) < 2 or set(current) & set(found):
        return current if set(current) & set(found) else found
    at_home = [pk for pk in found if known.coalition_countries[pk] == present.get("country")]
    if len(at_home) == 1:
        return at_home
    return CellProblem("several-coalitions", "national_coalition", known.coalition_names[found[0]])


def _equal(column: str, before: Any, after: Any, known: Lookups) -> bool:
    if before == after:
        return True
    before = values.normal(column, before, known)
    if isinstance(after, list):
        return sorted(before) == sorted(after)
    return bool(before == after)


def _new(record: Record, known: Lookups) -> Verdict:
    blank = blank_values()
    given = dict(record.values)
    problems = list(record.problems)
    _name_by_translation(given)
    with_country = {**blank, "country": given.get("country", "")}
    for column, value in given.items():
        after = _after(column, value, with_country, known)
        if isinstance(after, CellProblem):
            problems.append(after)
        else:
            given[column] = after
    told = {problem.column for problem in problems}
    problems += [CellProblem("missing", name) for name in NEEDED if not given.get(name) and name not in told]
    if _keeps_out(problems):
        return _refused(record, problems)
    made = {**NEW_ENTRY, **given}
    changes = {
        column: [blank.get(column, ""), value]
        for column, value in made.items()
        if value not in ("", [], None)
    }
    changes.pop(CICC_ID, None)
    verdict = Verdict(record, Outcome.NEW, changes, problems)
    verdict.becomes_public = public_level(made) > 0
    return verdict


@cache
def blank_values() -> dict[str, Any]:
    """Return the values of an entry about which nothing is known; not to be changed."""
    plain = (*entries.PLAIN, "country", "joined", "last_confirmed", "countries_of_work", "issues")
    every = (*plain, *OTHER_NAMES, "national_coalition")
    return {column: values.empty(column) for column in every}


def _name_by_translation(given: dict[str, Any]) -> None:
    """A file with names in languages of the site alone: the first of them is the legal name as far as it is known."""
    if given.get("legal_name"):
        return
    for code in languages.codes():
        if name := given.get(f"name_{code}"):
            given["legal_name"] = name
            given.setdefault("legal_language", code)
            return
