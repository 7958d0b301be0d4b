"""Two entries of one organization become one: the kept one takes what the other knew, and both numbers go on answering.

The dropped entry stays as a row that points to the kept one: its address, its number in other files and its history are
found for ever. What a merge found and moved is written down (`DuplicatePair.snapshot`), so that one day it can be
undone. `members.workflow.merge` is the verb; this is how it is done.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from members import history
from members.enums import ListingLevel, MemberStatus, NameKind
from members.models import (
    NationalCoalition,
    Organization,
    OrganizationName,
    Registration,
    SteeringCommitteeTerm,
)
from members.models.organizations import NAME_COLUMNS

# One value of the two is kept: each field with those that make sense only together with it.
CHOSEN: dict[str, tuple[str, ...]] = {
    "legal_name": ("legal_name", "legal_language"),
    **{column: (column,) for column in NAME_COLUMNS if column != "legal_name"},
    "country": ("country",),
    "type": ("type",),
    "scope": ("scope",),
    "year_founded": ("year_founded",),
    "website": ("website",),
    "national_coalition": ("national_coalition",),
    "joined": ("joined", "joined_precision"),
    "status": ("status",),
    "listing": ("listing",),
    "last_confirmed": ("last_confirmed",),
    "assigned_to": ("assigned_to",),
}
# Those of both are kept.
UNITED = ("working_languages", "tags")
KEEP, DROP = "keep", "drop"
# From what the public may know least to most.
STRICTEST_FIRST = (
    ListingLevel.UNLISTED,
    ListingLevel.MEMBERS_ONLY,
    ListingLevel.NAME_AND_COUNTRY,
    ListingLevel.FULL,
)
Choices = Mapping[str, str]


class MergeRefused(Exception):
    """Why two entries cannot be merged, in the reader's language."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge did, for the history and for undoing: rows by table, and the facts of both entries before."""

    kept: history.Facts
    dropped: history.Facts
    moved: dict[str, list[int]]
    added: dict[str, list[int]]

    def as_json(self, keep: int, drop: int, choices: Choices) -> dict[str, Any]:
        return {
            "keep": keep,
            "drop": drop,
            "choices": dict(choices),
            "kept": self.kept,
            "dropped": self.dropped,
            "moved": self.moved,
            "added": self.added,
        }


def default_choice(field: str, keep: Organization, drop: Organization) -> str:
    """Return whose value stays if nobody chooses: the kept one's where it has any; of two levels the stricter."""
    if field == "listing":
        levels = [STRICTEST_FIRST.index(ListingLevel(entry.listing)) for entry in (keep, drop)]
        return KEEP if levels[0] <= levels[1] else DROP
    if field == "status":
        return KEEP
    return DROP if not getattr(keep, field) and getattr(drop, field) else KEEP


def refuse_unfit(keep: Organization, drop: Organization, choices: Choices) -> None:
    """Raise MergeRefused where a merge makes no sense, ValueError for choices nobody could have made."""
    if keep.pk == drop.pk:
        raise MergeRefused(_("An entry cannot be merged with itself."))
    if MemberStatus.MERGED in {keep.status, drop.status}:
        raise MergeRefused(_("One of the entries was merged already. Look at the entry it was merged into."))
    if keep.is_demo != drop.is_demo:
        raise MergeRefused(
            _("A demonstration entry and a real one cannot be merged: demonstrations are removed one day.")
        )
    unknown = set(choices) - set(CHOSEN)
    if unknown or not set(choices.values()) <= {KEEP, DROP}:
        raise ValueError(f"Choices of unknown fields or sides: {choices}")


def combine(keep: Organization, drop: Organization, choices: Choices) -> Merged:
    """Move everything into `keep`, and leave `drop` pointing to it; both are locked by whoever calls. Saves nothing of
    the two entries themselves."""
    before = Merged(history.facts(keep), history.facts(drop), {}, {})
    names = list(dict.fromkeys(getattr(entry, column) for entry in (keep, drop) for column in NAME_COLUMNS))
    for field, columns in CHOSEN.items():
        if choices.get(field, default_choice(field, keep, drop)) == DROP:
            for column in columns:
                setattr(keep, column, getattr(drop, column))
    for field in UNITED:
        setattr(keep, field, list(dict.fromkeys([*getattr(keep, field), *getattr(drop, field)])))
    keep.countries_of_work.set({*keep.countries_of_work.all(), *drop.countries_of_work.all()})
    keep.issues.set({*keep.issues.all(), *drop.issues.all()})
    before.added["other_names"] = _take_names(keep, drop, names)
    before.moved["contacts"] = _take_contacts(keep, drop)
    before.moved["notes"] = _move(drop.notes.all(), keep)
    before.moved["terms"] = _take_terms(keep, drop)
    before.moved["registration"] = _take_registration(keep, drop)
    coordinated = NationalCoalition.objects.filter(coordinator=drop)
    before.moved["coordinates"] = list(coordinated.values_list("pk", flat=True))
    coordinated.update(coordinator=keep)
    drop.status, drop.merged_into = MemberStatus.MERGED, keep
    return before


def _take_names(keep: Organization, drop: Organization, names: Iterable[str]) -> list[int]:
    """Keep the names that are no longer the entry's own as other names, and those the dropped one had besides."""
    own = {getattr(keep, column) for column in NAME_COLUMNS}
    present = {(row.kind, row.text) for row in keep.other_names.all()} | {("", name) for name in own}
    known = {text for _kind, text in present}
    wanted = [(row.kind, row.text, row.language) for row in drop.other_names.all()]
    wanted += [
        (NameKind.OTHER, name, _language_of(name, keep, drop)) for name in names if name and name not in known
    ]
    added = []
    for kind, text, language in dict.fromkeys(wanted):
        if (kind, text) not in present and text not in own:
            present.add((kind, text))
            added.append(
                OrganizationName.objects.create(organization=keep, kind=kind, text=text, language=language).pk
            )
    return added


def _language_of(name: str, *entries: Organization) -> str:
    for entry in entries:
        for column in NAME_COLUMNS:
            if getattr(entry, column) == name:
                return entry.legal_language if column == "legal_name" else column.removeprefix("name_")
    return ""


def _take_contacts(keep: Organization, drop: Organization) -> list[int]:
    """Move the contacts; one the kept entry has in the same words stays with the dropped one."""
    present = {_same(row) for row in keep.contacts.all()}
    rows = [row for row in drop.contacts.all() if _same(row) not in present]
    for row in rows:
        row.organization = keep
        row.save(update_fields=["organization"])
    return [row.pk for row in rows]


def _same(contact: Any) -> tuple[str, ...]:
    return contact.role, contact.name.casefold(), contact.email.casefold(), contact.phone


def _take_terms(keep: Organization, drop: Organization) -> list[int]:
    """Move the terms in the Steering Committee; one within a term of the kept entry is the same seat and stays."""
    present = list(SteeringCommitteeTerm.objects.filter(organization=keep))
    rows = SteeringCommitteeTerm.objects.filter(organization=drop)
    moved = [row.pk for row in rows if not any(_within(row, other) for other in present)]
    SteeringCommitteeTerm.objects.filter(pk__in=moved).update(organization=keep)
    return moved


def _within(term: SteeringCommitteeTerm, other: SteeringCommitteeTerm) -> bool:
    ends_before = other.ends is None or (term.ends is not None and term.ends <= other.ends)
    return other.starts <= term.starts and ends_before


def _take_registration(keep: Organization, drop: Organization) -> list[int]:
    """Give the registration of the dropped entry to a kept one that has none; of two each stays where it is."""
    if Registration.objects.filter(organization=keep).exists():
        return []
    moved = Registration.objects.filter(organization=drop).update(organization=keep)
    for entry in (keep, drop):  # forget what was read before
        entry._state.fields_cache.pop("registration", None)
    return [keep.pk] if moved else []


def _move(rows: Any, keep: Organization) -> list[int]:
    found = list(rows.values_list("pk", flat=True))
    rows.model.objects.filter(pk__in=found).update(organization=keep)
    return found
