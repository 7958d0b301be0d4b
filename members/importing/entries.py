"""Entries of the register as an import and an export see them: every column as a plain value, a set at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, models

from cicc_site.dates import PartialDate, Precision
from members.enums import COUNTED, PUBLIC_LISTINGS, ListingLevel
from members.importing.columns import CONTACT_FIELDS, CONTACTS, EXTERNAL_ID, NAMES, OTHER_NAMES, REGISTRATION
from members.models import Contact, Organization, OrganizationName, Registration

PLAIN = (
    EXTERNAL_ID,
    "legal_name",
    *NAMES,
    "legal_language",
    "type",
    "scope",
    "working_languages",
    "year_founded",
    "website",
    "status",
    "listing",
    "tags",
)
# Thousands of keys at once: one hashed pass over the table. The index would be asked once for each of them, and while
# it has news to digest each question costs a reading of all the news.
NAMESAKES = """
    SELECT entry.id, country.alpha3, names.key
    FROM members_organization AS entry
    JOIN members_country AS country ON country.id = entry.country_id
    CROSS JOIN LATERAL unnest(entry.match_keys) AS names(key)
    WHERE entry.updated > %s AND entry.updated <> %s
      AND country.alpha3 = ANY(%s) AND names.key = ANY(%s) AND entry.merged_into_id IS NULL
    ORDER BY entry.id
"""
LEVELS = {ListingLevel.NAME_AND_COUNTRY: 1, ListingLevel.FULL: 2}


@dataclass(slots=True)
class Entry:
    """values: {column: value} in the words of `members.importing.values`; contacts and registration where asked for."""

    id: int
    values: dict[str, Any]
    merged_into: int | None = None
    contact_ids: dict[str, int] = field(default_factory=dict)


def public_level(values: dict[str, Any]) -> int:
    """Return how much the public may know of an entry with these values: 0 nothing, 1 name and country, 2 all."""
    if values["status"] not in COUNTED or values["listing"] not in PUBLIC_LISTINGS:
        return 0
    return LEVELS[ListingLevel(values["listing"])]


def load(ids: Collection[int], *, private: bool, lock: bool = False) -> dict[int, Entry]:
    """Return entries by number, in a number of queries that does not depend on how many there are.

    lock: nobody else may change them until the transaction ends.
    """
    if not ids:
        return {}
    rows = Organization.objects.filter(pk__in=ids).order_by()
    if lock:
        list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    found = {entry.id: entry for entry in map(_entry, rows.values(*_columns()))}
    _add_lists(found)
    if private:
        _add_private(found)
    return found


def ids_of(external_ids: Iterable[str]) -> tuple[dict[str, int], dict[int, int]]:
    """Return {external id: number} of the entries that have one of these, and {number: that of the entry it was merged
    into} of the merged ones among them."""
    wanted = [each for each in external_ids if each]
    if not wanted:
        return {}, {}
    rows = Organization.objects.filter(external_id__in=wanted).order_by()
    found = list(rows.values_list("external_id", "pk", "merged_into_id"))
    return {str(external): pk for external, pk, _ in found}, {pk: into for _, pk, into in found if into}


EVER = dt.datetime(1, 1, 2, tzinfo=dt.UTC)


def namesakes(
    keys: dict[str, set[str]], *, since: dt.datetime = EVER, but: dt.datetime = EVER
) -> dict[tuple[str, str], list[int]]:
    """Return {(country, key): numbers} of entries whose country and one of whose names are these; merged ones aside.

    keys: {three-letter code of a country: keys of names}. since: only entries written later than this, `but` at this
    very moment, which is how an import passes over what it has written itself.
    """
    every = sorted({key for each in keys.values() for key in each})
    if not every:
        return {}
    found: dict[tuple[str, str], list[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(NAMESAKES, [since, but, list(keys), every])
        for pk, country, key in cursor.fetchall():
            if key in keys[country]:
                found.setdefault((country, key), []).append(pk)
    return found


def _columns() -> tuple[str, ...]:
    dates = ("joined", "joined_precision", "last_confirmed")
    return ("pk", *PLAIN, *dates, "country__alpha3", "national_coalition_id", "merged_into_id")


def _entry(row: dict[str, Any]) -> Entry:
    values: dict[str, Any] = {name: row[name] for name in PLAIN}
    values[EXTERNAL_ID] = row[EXTERNAL_ID] or ""
    values["country"] = row["country__alpha3"]
    joined, confirmed = row["joined"], row["last_confirmed"]
    values["joined"] = PartialDate(joined, Precision(row["joined_precision"])).isoformat() if joined else ""
    values["last_confirmed"] = confirmed.isoformat() if confirmed else ""
    coalition = row["national_coalition_id"]
    values["national_coalition"] = [coalition] if coalition else []
    values |= {name: [] for name in ("countries_of_work", "issues", *OTHER_NAMES)}
    return Entry(row["pk"], values, row["merged_into_id"])


def _add_lists(found: dict[int, Entry]) -> None:
    lists: list[tuple[str, type[models.Model], str]] = [
        ("countries_of_work", Organization.countries_of_work.through, "country__alpha3"),
        ("issues", Organization.issues.through, "issue__code"),
    ]
    for name, through, code in lists:
        rows = through._default_manager.filter(organization_id__in=found).order_by(code)
        for pk, value in rows.values_list("organization_id", code):
            found[pk].values[name].append(value)
    column_of = {str(kind): name for name, kind in OTHER_NAMES.items()}
    names = OrganizationName.objects.values_list("organization_id", "kind", "text", "language")
    for pk, kind, text, language in names.filter(organization_id__in=found).order_by("pk"):
        found[pk].values[column_of[kind]].append([text, language])


def _add_private(found: dict[int, Entry]) -> None:
    """Of several contacts in one role the first is meant: a table has one place for each."""
    for entry in found.values():
        entry.values |= dict.fromkeys((*CONTACTS, *REGISTRATION), "")
    columns = ("pk", "organization_id", "role", *CONTACT_FIELDS)
    contacts = Contact.objects.filter(organization_id__in=found).order_by("-pk").values(*columns)
    by_role = {(role, name): column for column, (role, name) in CONTACTS.items()}
    for row in contacts:
        entry = found[row["organization_id"]]
        entry.contact_ids[row["role"]] = row["pk"]
        for name in ("name", "email", "phone", "language"):
            entry.values[by_role[row["role"], name]] = row[name]
    registrations = Registration.objects.filter(organization_id__in=found)
    for row in registrations.values("organization_id", *REGISTRATION.values()):
        for column, name in REGISTRATION.items():
            found[row["organization_id"]].values[column] = row[name]
