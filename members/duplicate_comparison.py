"""Two entries side by side, in words: what an officer compares before saying that they are one, or are not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cicc_site import languages
from cicc_site.countries import language_name, text_direction
from cicc_site.dates import PartialDate
from cicc_site.multilingual.values import localized
from members.merging import CHOSEN, DROP, KEEP, default_choice
from members.models import Organization


@dataclass(frozen=True, slots=True)
class Side:
    """A value of one entry, as lines of text. language: of names, "" where nobody said or it is no name."""

    lines: tuple[str, ...]
    language: str = ""

    @property
    def direction(self) -> str:
        return text_direction(self.language)


@dataclass(frozen=True, slots=True)
class Row:
    """A field of both. chosen: the number of the entry whose value is proposed; 0: nothing to choose, both are kept."""

    field: str
    label: str
    first: Side
    second: Side
    chosen: int = 0

    @property
    def differs(self) -> bool:
        return self.first.lines != self.second.lines

    @property
    def sides(self) -> tuple[Side, Side]:
        return self.first, self.second


def proposed_keep(first: Organization, second: Organization) -> int:
    """Return the number of the entry to keep, unless the officer prefers the other: the one that counts, then the one
    that says more, then the one entered first."""

    def rank(entry: Organization) -> tuple[bool, int, int]:
        return entry.counts, sum(bool(getattr(entry, field)) for field in CHOSEN), -entry.pk

    return max((first, second), key=rank).pk


def chosen_rows(first: Organization, second: Organization, keep_id: int) -> list[Row]:
    """Return the fields of which one value stays, each with the value proposed; those empty in both are left out."""
    keep, drop = (first, second) if keep_id == first.pk else (second, first)
    rows = []
    for field in CHOSEN:
        sides = _side(first, field), _side(second, field)
        if any(side.lines for side in sides):
            chosen = {KEEP: keep.pk, DROP: drop.pk}[default_choice(field, keep, drop)]
            same = sides[0].lines == sides[1].lines
            rows.append(Row(field, _label(field), *sides, chosen=0 if same else chosen))
    return rows


def united_rows(first: Organization, second: Organization, *, left_out: Collection[str] = ()) -> list[Row]:
    """Return what is kept of both: nothing of it needs a choice. left_out: fields this reader may not see."""
    told: dict[str, tuple[str, Callable[[Organization], Iterable[str]]]] = {
        "external_id": (_("Number in other files"), lambda entry: [entry.external_id or ""]),
        "other_names": (_("Other names"), _other_names),
        "working_languages": (_("Working languages"), lambda entry: _languages(entry.working_languages)),
        "countries_of_work": (_("Countries of work"), _countries),
        "issues": (_("Issues"), _issues),
        "tags": (_("Tags"), lambda entry: sorted(entry.tags)),
        "contacts": (_("Contacts"), _contacts),
        "registration": (_("Registration"), _registration),
        "terms": (_("Terms in the Steering Committee"), _terms),
        "notes": (_("Notes"), lambda entry: [note.text for note in entry.notes.all()]),
    }
    rows = []
    for field, (label, lines) in told.items():
        if field in left_out:
            continue
        one, other = (Side(tuple(line for line in lines(entry) if line)) for entry in (first, second))
        if one.lines or other.lines:
            rows.append(Row(field, label, one, other))
    return rows


def _label(field: str) -> str:
    code = field.removeprefix("name_")
    if code != field:
        return _("Name in %(language)s") % {"language": language_name(code, reader())}
    name = str(getattr(Organization._meta.get_field(field), "verbose_name", field))
    return name[:1].upper() + name[1:]


def _side(entry: Organization, field: str) -> Side:
    value: Any = getattr(entry, field)
    if field == "legal_name":
        return Side((value,), entry.legal_language)
    if field.startswith("name_"):
        return Side((value,) if value else (), field.removeprefix("name_"))
    display = getattr(entry, f"get_{field}_display", None)
    if field == "country":
        value = entry.country.name_in(reader())
    elif field == "national_coalition" and value is not None:
        value = localized(value, "name", reader())
    elif field == "joined":
        value = entry.joined_when.text(reader()) if entry.joined_when else ""
    elif display is not None:
        value = display() if value else ""
    elif isinstance(value, dt.date):
        value = date_format(value, "DATE_FORMAT")
    return Side((str(value),) if value not in (None, "") else ())


def _other_names(entry: Organization) -> Iterator[str]:
    for row in entry.other_names.all():
        yield f"{row.get_kind_display()}: {row.text}"


def _contacts(entry: Organization) -> Iterator[str]:
    for row in entry.contacts.all():
        told = ", ".join(filter(None, (row.name, row.email, row.phone)))
        yield f"{row.get_role_display()}: {told}"


def _registration(entry: Organization) -> list[str]:
    row = getattr(entry, "registration", None)
    return (
        [row.get_registered_display(), row.authority, row.number, *row.postal_address.splitlines()]
        if row
        else []
    )


def _terms(entry: Organization) -> Iterator[str]:
    for term in entry.steering_terms.all():
        ends = PartialDate(term.ends).text(reader()) if term.ends else ""
        yield f"{PartialDate(term.starts).text(reader())} – {ends}"


def _languages(codes: Iterable[str]) -> list[str]:
    return sorted(language_name(code, reader()) for code in codes)


def _countries(entry: Organization) -> list[str]:
    return sorted(country.name_in(reader()) for country in entry.countries_of_work.all())


def _issues(entry: Organization) -> list[str]:
    return sorted(str(localized(issue, "name", reader())) for issue in entry.issues.all())


def reader() -> str:
    """Return the language of the menus, where it is one of the site's."""
    code = (get_language() or "").partition("-")[0]
    return code if code in languages.codes() else languages.DEFAULT_LANGUAGE
