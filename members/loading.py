"""Loads the registers from the files in `members/content/`: the starting content, and its later corrections.

Each country remembers a digest of what was loaded. So a corrected file reaches the countries nobody touched
since then, and never those that staff changed.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import yaml
from django.db import transaction

from cicc_site import indexing, languages
from cicc_site.multilingual.reader import as_editor
from members.enums import ActKind, Treaty, Verified
from members.models import Country, Issue, RegisterDate, TreatyAct
from members.register_files import CONTENT, LANGUAGE_CODES, ActRecord, CountryRecord, read_registers

PLAIN_COLUMNS = (
    "alpha2",
    "alpha3",
    "numeric",
    "un_status",
    "un_regional_group",
    "cicc_region",
    "m49_region",
    "m49_subregion",
    "staff_notes",
)


@dataclass
class Report:
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    kept: list[str] = field(default_factory=list)  # corrected in the files, but changed by staff before


def load_registers(folder: Path = CONTENT) -> Report:
    """Bring the database to what the files say, except where staff know better. Raises RegisterError."""
    registers = read_registers(folder)
    report = Report()
    with as_editor(), transaction.atomic():
        present = {country.alpha3: country for country in Country.objects.all()}
        new = [record for record in registers.countries if record.alpha3 not in present]
        _create(new)
        report.created = len(new)
        for record in registers.countries:
            country = present.get(record.alpha3)
            if country is None:
                continue
            if country.loaded_digest == _digest(record):
                report.unchanged += 1
            elif country.loaded_digest == _digest(_record_of(country)):
                _replace(country, record)
                report.updated += 1
            else:
                report.kept.append(record.alpha3)
        _move_date_forward(registers.as_of)
    return report


def load_issues(folder: Path = CONTENT) -> int:
    """Enter the issues of the file the first time; later the list is the Secretariat's. Returns how many were made."""
    if Issue.objects.exists():
        return 0
    rows: list[dict[str, str]] = yaml.safe_load((folder / "issues.yaml").read_text("utf-8"))
    with as_editor(), transaction.atomic():
        for row in rows:
            Issue(code=row["code"], **{f"name_{code}": row[code] for code in languages.codes()}).save()
    return len(rows)


def _create(records: list[CountryRecord]) -> None:
    countries = Country.objects.bulk_create([_fill(Country(), record) for record in records])
    TreatyAct.objects.bulk_create(
        _act(country, act) for country, record in zip(countries, records, strict=True) for act in record.acts
    )
    indexing.rows_changed(Country, [country.pk for country in countries])


def _replace(country: Country, record: CountryRecord) -> None:
    country.treaty_acts.all().delete()
    _fill(country, record).save()
    TreatyAct.objects.bulk_create([_act(country, act) for act in record.acts])


def _fill(country: Country, record: CountryRecord) -> Country:
    for language, name in record.names.items():
        setattr(country, f"name_{language}", name)
    for column in PLAIN_COLUMNS:
        setattr(country, column, getattr(record, column))
    country.loaded_digest = _digest(record)
    country.fill_slugs()
    return country


def _act(country: Country, record: ActRecord) -> TreatyAct:
    return TreatyAct(
        country=country,
        treaty=record.treaty,
        kind=record.kind,
        date=record.when.date,
        precision=record.when.precision,
        verified=record.verified,
        sources=record.sources,
        staff_notes=record.staff_notes,
    )


def _record_of(country: Country) -> CountryRecord:
    """What the database says now, in the words of the files."""
    acts: Iterable[TreatyAct] = country.treaty_acts.all()
    return CountryRecord(
        **{column: getattr(country, column) for column in PLAIN_COLUMNS},
        names={language: country.name_in(language) for language in LANGUAGE_CODES},
        acts=tuple(
            ActRecord(
                Treaty(act.treaty),
                ActKind(act.kind),
                act.when,
                Verified(act.verified),
                act.sources,
                act.staff_notes,
            )
            for act in acts
        ),
    )


def _digest(record: CountryRecord) -> str:
    facts = [getattr(record, column) for column in PLAIN_COLUMNS]
    facts += [f"{language} {name}" for language, name in sorted(record.names.items())]
    facts += sorted(
        "|".join((act.treaty, act.kind, act.when.isoformat(), act.verified, act.sources, act.staff_notes))
        for act in record.acts
    )
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()


def _move_date_forward(as_of: date) -> None:
    """Staff may have checked the register later than the files: their date stays."""
    stored, created = RegisterDate.objects.get_or_create(
        register=RegisterDate.Register.ROME_STATUTE, defaults={"as_of": as_of}
    )
    if not created and stored.as_of < as_of:
        stored.as_of = as_of
        stored.save()
