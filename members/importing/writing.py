"""Writes a set of judged rows: organizations, what hangs on them, and the history. A few statements for any number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, models

from cicc_site import indexing
from cicc_site.dates import PartialDate, Precision
from members.enums import ChangeKind
from members.importing.columns import CONTACT_FIELDS, CONTACTS, EXTERNAL_ID, NAMES, OTHER_NAMES, REGISTRATION
from members.importing.comparing import Verdict, blank_values
from members.importing.copying import as_json, copy_rows, new_ids, quoted, table_of, temporary_like
from members.importing.facts import changes_for_history
from members.importing.lookups import Lookups
from members.models import Contact, ImportRun, Organization, OrganizationName, RegisterChange, Registration
from members.models.organizations import DERIVED, derived

WRITTEN = (
    "id",
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
    "country_id",
    "national_coalition_id",
    "joined",
    "joined_precision",
    "last_confirmed",
    *DERIVED,
    "updated",
)
FIRST_TIME = ("created", "is_demo")
NEW, CHANGED = "import_new", "import_changed"
HISTORY = ("organization_id", "at", "actor_id", "actor_name", "kind", "changes", "reason", "source")


@dataclass(slots=True)
class Writing:
    """One row being written: id of the entry, its values before and after, and the verdict it comes from."""

    id: int
    verdict: Verdict
    before: dict[str, Any]
    after: dict[str, Any]

    @property
    def is_new(self) -> bool:
        return self.verdict.entry is None

    def touches(self, *columns: str) -> bool:
        return any(column in self.verdict.changes for column in columns)


class Writer:
    """Writes for one import, inside one transaction, which the caller opens."""

    def __init__(self, run: ImportRun, known: Lookups, now: dt.datetime) -> None:
        self.run, self.known, self.now = run, known, now
        temporary_like(Organization, NEW, (*WRITTEN, *FIRST_TIME))
        temporary_like(Organization, CHANGED, WRITTEN)

    def write(self, verdicts: list[Verdict]) -> list[Writing]:
        """Write them; return those that were written. One that is missing met an entry made in this very moment."""
        new = [verdict for verdict in verdicts if verdict.entry is None]
        numbers = new_ids(Organization, len(new)) if new else []
        blank = blank_values()
        made = [self._writing(pk, verdict, blank) for pk, verdict in zip(numbers, new, strict=True)]
        kept = self._insert(made)
        changed = [
            self._writing(verdict.entry.id, verdict, verdict.entry.values)
            for verdict in verdicts
            if verdict.entry is not None
        ]
        self._update(changed)
        written = [each for each in made if each.id in kept] + changed
        self._write_lists(written)
        self._write_names(written)
        self._write_contacts(written)
        self._write_registrations(written)
        copy_rows(table_of(RegisterChange), HISTORY, map(self._history, written))
        indexing.rows_changed(Organization, [each.id for each in written])
        return written

    def _writing(self, pk: int, verdict: Verdict, before: dict[str, Any]) -> Writing:
        after = {**before, **{column: value for column, (_old, value) in verdict.changes.items()}}
        return Writing(pk, verdict, before, after)

    def _insert(self, made: list[Writing]) -> set[int]:
        if not made:
            return set()
        columns = (*WRITTEN, *FIRST_TIME)
        copy_rows(NEW, columns, ((*self._row(each), self.now, False) for each in made))
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table_of(Organization)} ({quoted(columns)}) "  # noqa: S608
                f"SELECT {quoted(columns)} FROM {NEW} ON CONFLICT DO NOTHING RETURNING id"
            )
            kept = {int(row[0]) for row in cursor.fetchall()}
            cursor.execute(f"TRUNCATE {NEW}")
        return kept

    def _update(self, changed: list[Writing]) -> None:
        if not changed:
            return
        copy_rows(CHANGED, WRITTEN, map(self._row, changed))
        settings = ", ".join(f"{quoted([name])} = changed.{quoted([name])}" for name in WRITTEN[1:])
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {table_of(Organization)} AS entry SET {settings} "  # noqa: S608
                f"FROM {CHANGED} AS changed WHERE entry.id = changed.id"
            )
            cursor.execute(f"TRUNCATE {CHANGED}")

    def _row(self, writing: Writing) -> tuple[Any, ...]:
        values = writing.after
        joined = PartialDate.parse(values["joined"]) if values["joined"] else None
        row = {name: values.get(name) for name in WRITTEN}
        row |= {
            "id": writing.id,
            EXTERNAL_ID: values[EXTERNAL_ID] or None,
            "country_id": self.known.country_ids[values["country"]],
            "national_coalition_id": values["national_coalition"][0]
            if values["national_coalition"]
            else None,
            "joined": joined.date if joined else None,
            "joined_precision": str(joined.precision if joined else Precision.DAY),
            "last_confirmed": values["last_confirmed"] or None,
            "updated": self.now,
        }
        row |= derived(row, [text for text, _language in _other_names(values)])
        return tuple(row[name] for name in WRITTEN)

    def _write_lists(self, written: list[Writing]) -> None:
        lists: list[tuple[str, type[models.Model], str, dict[str, int]]] = [
            (
                "countries_of_work",
                Organization.countries_of_work.through,
                "country_id",
                self.known.country_ids,
            ),
            ("issues", Organization.issues.through, "issue_id", self.known.issue_ids),
        ]
        for name, through, other, ids in lists:
            touched = [each for each in written if each.touches(name)]
            stale = [each.id for each in touched if not each.is_new]
            if stale:
                through._default_manager.filter(organization_id__in=stale).delete()
            rows = ((each.id, ids[code]) for each in touched for code in each.after[name])
            if touched:
                copy_rows(table_of(through), ("organization_id", other), rows)

    def _write_names(self, written: list[Writing]) -> None:
        for name, kind in OTHER_NAMES.items():
            touched = [each for each in written if each.touches(name)]
            stale = [each.id for each in touched if not each.is_new]
            if stale:
                OrganizationName.objects.filter(organization_id__in=stale, kind=kind).delete()
            if touched:
                rows = (
                    (each.id, str(kind), text, language)
                    for each in touched
                    for text, language in dict(each.after[name]).items()
                )
                copy_rows(table_of(OrganizationName), ("organization_id", "kind", "text", "language"), rows)

    def _write_contacts(self, written: list[Writing]) -> None:
        new: list[tuple[Any, ...]] = []
        changed: list[Contact] = []
        gone: list[int] = []
        for each, role in ((writing, role) for writing in written for role in _roles(writing)):
            fields = [each.after.get(f"contact_{role}_{name}", "") for name in CONTACT_FIELDS]
            present = each.verdict.entry.contact_ids.get(role) if each.verdict.entry else None
            if present is None:
                new.append((each.id, role, *fields))
            elif any(fields):
                changed.append(Contact(pk=present, **dict(zip(CONTACT_FIELDS, fields, strict=True))))
            else:
                gone.append(present)
        if new:
            copy_rows(table_of(Contact), ("organization_id", "role", *CONTACT_FIELDS), new)
        if changed:
            Contact.objects.bulk_update(changed, CONTACT_FIELDS)
        if gone:
            Contact.objects.filter(pk__in=gone).delete()

    def _write_registrations(self, written: list[Writing]) -> None:
        touched = [each for each in written if each.touches(*REGISTRATION)]
        if not touched:
            return
        filled = [each for each in touched if any(each.after.get(column) for column in REGISTRATION)]
        Registration.objects.bulk_create(
            [
                Registration(
                    organization_id=each.id,
                    **{name: each.after.get(column, "") for column, name in REGISTRATION.items()},
                )
                for each in filled
            ],
            update_conflicts=True,
            unique_fields=["organization"],
            update_fields=list(REGISTRATION.values()),
        )
        emptied = {each.id for each in touched} - {each.id for each in filled}
        if emptied:
            Registration.objects.filter(organization_id__in=emptied).delete()

    def _history(self, writing: Writing) -> tuple[Any, ...]:
        changes = changes_for_history(writing.before, writing.after, writing.verdict.changes, self.known)
        kind = ChangeKind.CREATED if writing.is_new else ChangeKind.IMPORTED
        run = self.run
        return (
            writing.id,
            self.now,
            run.actor_id,
            run.actor_name,
            str(kind),
            as_json(changes),
            run.reason,
            run.source,
        )


def _other_names(values: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """In the order in which an organization reads its own: by kind, then as they were entered."""
    for name, _kind in sorted(OTHER_NAMES.items(), key=lambda item: str(item[1])):
        yield from values[name]


def _roles(writing: Writing) -> list[str]:
    return list(
        dict.fromkeys(CONTACTS[column][0] for column in writing.verdict.changes if column in CONTACTS)
    )
