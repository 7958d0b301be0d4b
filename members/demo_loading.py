"""Stores demonstration organizations in bulk, and takes them away again: everything of them and nothing else."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from django.db import models, transaction

from cicc_site import indexing, languages
from cicc_site.multilingual.reader import as_editor
from members.demo import Entry, chosen_places, entries
from members.demo_names import Place
from members.enums import ChangeKind
from members.models import (
    Application,
    ConsultationInvitation,
    Contact,
    Country,
    Issue,
    NationalCoalition,
    Organization,
    OrganizationName,
    RegisterChange,
    Registration,
    SteeringCommitteeTerm,
)
from members.models.organizations import derived

COUNT, COUNTRIES, SEED, COALITIONS = 2500, 150, 1998, 40
BATCH = 5000
SOURCE = "command"
COALITION_NAMES = {
    "en": "Demo national coalition of {country}",
    "es": "Coalición nacional Ejemplo: {country}",
    "fr": "Coalition nationale Exemple\u00a0: {country}",
    "ar": "الائتلاف الوطني (نموذج): {country}",
}
M = TypeVar("M", bound=models.Model)


class DemoRefused(Exception):
    """Why nothing was done, in one sentence for whoever called the command."""


def load_demo_members(count: int = COUNT, countries: int = COUNTRIES, seed: int = SEED) -> int:
    """Make and store so many; returns how many. 0: the register has entries already, demonstrations or real ones.

    Raises DemoRefused where there are no countries to put them in.
    """
    with as_editor(), transaction.atomic():
        if Organization.objects.exists():
            return 0
        by_code = {country.alpha3: country for country in Country.objects.with_page()}
        if not by_code:
            raise DemoRefused("There are no countries yet: run load_registers first.")
        places = chosen_places([_place(by_code[alpha3]) for alpha3 in sorted(by_code)], countries, seed)
        issues = {issue.code: issue.pk for issue in Issue.objects.order_by("code")}
        store = _Store(by_code, issues, _coalitions([by_code[place.alpha3] for place in places[:COALITIONS]]))
        for batch in _batches(entries(count, places, sorted(issues), seed), BATCH):
            store.put(batch)
        store.name_coordinators()
    return count


def remove_demo_members() -> int:
    """Take away every demonstration organization and coalition; returns how many organizations there were.

    Raises DemoRefused while a real entry was merged into one of them: that would break its address.
    """
    with as_editor(), transaction.atomic():
        demo = Organization.objects.filter(is_demo=True)
        leaning = Organization.objects.filter(is_demo=False, merged_into__is_demo=True)
        if leaning.exists():
            names = ", ".join(str(organization) for organization in leaning.order_by("pk")[:5])
            raise DemoRefused(
                f"Real entries are merged into demonstration ones: {names}. Undo these merges first."
            )
        demo.filter(merged_into__isnull=False).update(merged_into=None)
        # Demonstration applications stay, with what happened to them; real ones keep the entry they led to.
        Application.objects.filter(is_demo=True, organization__is_demo=True).update(organization=None)
        # What they answered stays as well, as events of those applications; that they were asked goes with them.
        ConsultationInvitation.objects.filter(organization__is_demo=True).delete()
        SteeringCommitteeTerm.objects.filter(organization__is_demo=True).delete()
        NationalCoalition.objects.filter(is_demo=True).delete()
        removed = demo.count()
        while found := list(demo.order_by("pk").values_list("pk", flat=True)[:BATCH]):
            Organization.objects.filter(pk__in=found).delete()
    return removed


def _place(country: Country) -> Place:
    return Place(country.alpha3, country.alpha2, {code: country.name_in(code) for code in languages.codes()})


def _batches(made: Iterator[Entry], size: int) -> Iterator[list[Entry]]:
    while batch := list(itertools.islice(made, size)):
        yield batch


def _coalitions(countries: Iterable[Country]) -> dict[str, NationalCoalition]:
    """Make a coalition in each of these countries: {alpha-3: coalition}."""
    found = {}
    for number, country in enumerate(countries):
        names = {
            f"name_{code}": COALITION_NAMES[code].format(country=country.name_in(code))
            for code in languages.codes()
            if code in COALITION_NAMES
        }
        coalition = NationalCoalition(
            country=country, founded=f"{1999 + number % 20}-01-01", is_demo=True, **names
        )
        coalition.save()
        found[country.alpha3] = coalition
    return found


class _Store:
    def __init__(
        self, countries: dict[str, Country], issues: dict[str, int], coalitions: dict[str, NationalCoalition]
    ) -> None:
        self.countries, self.issues, self.coalitions = countries, issues, coalitions
        self.coordinators: dict[str, Organization] = {}

    def put(self, batch: list[Entry]) -> None:
        """Store a batch with everything that belongs to it: one statement for each table."""
        stored = Organization.objects.bulk_create([self._organization(entry) for entry in batch])
        pairs = list(zip(stored, batch, strict=True))
        _store(
            OrganizationName,
            (
                {"organization": row, "kind": kind, "text": text, "language": language}
                for row, entry in pairs
                for kind, text, language in entry.other_names
            ),
        )
        _store(
            Contact,
            (
                {"organization": row, "role": role, "name": name, "email": email, "language": language}
                for row, entry in pairs
                for role, name, email, language in entry.contacts
            ),
        )
        _store(
            Registration,
            (
                {
                    "organization": row,
                    "registered": Registration.Registered.YES,
                    "number": entry.registration,
                }
                for row, entry in pairs
                if entry.registration
            ),
        )
        _store(
            SteeringCommitteeTerm,
            (
                {"organization": row, "starts": entry.term[0], "ends": entry.term[1]}
                for row, entry in pairs
                if entry.term
            ),
        )
        self._relations(pairs)
        _store(
            RegisterChange,
            ({"organization": row, "kind": ChangeKind.CREATED, "source": SOURCE} for row in stored),
        )
        indexing.rows_changed(Organization, [row.pk for row in stored])
        for row, entry in pairs:
            if entry.in_coalition and row.is_listed:
                self.coordinators.setdefault(entry.country, row)

    def name_coordinators(self) -> None:
        """Give each coalition its first listed member as coordinator."""
        for alpha3, coalition in self.coalitions.items():
            coalition.coordinator = self.coordinators.get(alpha3)
            coalition.save(update_fields=["coordinator"])

    def _organization(self, entry: Entry) -> Organization:
        made = Organization(
            external_id=entry.external_id,
            legal_name=entry.legal_name,
            legal_language=entry.legal_language,
            **{f"name_{code}": name for code, name in entry.names.items()},
            country=self.countries[entry.country],
            type=entry.type,
            scope=entry.scope,
            working_languages=entry.working_languages,
            year_founded=entry.year_founded,
            website=entry.website,
            national_coalition=self.coalitions.get(entry.country) if entry.in_coalition else None,
            joined=entry.joined,
            joined_precision=entry.joined_precision,
            status=entry.status,
            listing=entry.listing,
            last_confirmed=entry.last_confirmed,
            is_demo=True,
        )
        for column, value in derived(
            made.__dict__, [text for _kind, text, _code in entry.other_names]
        ).items():
            setattr(made, column, value)
        return made

    def _relations(self, pairs: list[tuple[Organization, Entry]]) -> None:
        _store(
            Organization.countries_of_work.through,
            (
                {"organization_id": row.pk, "country_id": self.countries[alpha3].pk}
                for row, entry in pairs
                for alpha3 in entry.countries_of_work
            ),
        )
        _store(
            Organization.issues.through,
            (
                {"organization_id": row.pk, "issue_id": self.issues[code]}
                for row, entry in pairs
                for code in entry.issues
            ),
        )


def _store(model: type[M], rows: Iterable[dict[str, Any]]) -> None:
    model._default_manager.bulk_create([model(**row) for row in rows])
