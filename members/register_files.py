"""Reads the files in `members/content/` into typed records, or says in which row and column they are wrong.

Nothing here touches the database. The notes in the files are for staff only.
"""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

import yaml
from babel import Locale

from cicc_site import languages
from cicc_site.countries import country_name
from cicc_site.dates import PartialDate
from members.enums import ActKind, Region, Treaty, TreatyStatus, UnGroup, UnStatus, Verified
from members.treaty import order_errors, status_on

CONTENT = Path(__file__).parent / "content"
UN_GROUPS = {group.value.upper(): group for group in UnGroup}
REGIONS = {
    "Africa": Region.AFRICA,
    "Americas": Region.AMERICAS,
    "Asia-Pacific": Region.ASIA_PACIFIC,
    "Europe & Central Asia": Region.EUROPE_CENTRAL_ASIA,
    "Middle East & North Africa": Region.MENA,
}
INSTRUMENTS = {
    kind.value: kind
    for kind in (
        ActKind.RATIFICATION,
        ActKind.ACCEPTANCE,
        ActKind.APPROVAL,
        ActKind.ACCESSION,
        ActKind.SUCCESSION,
    )
}
COUNTRY_COLUMNS = """
    alpha2 alpha3 numeric name_en un_status un_regional_group m49_region m49_region_code m49_subregion
    m49_subregion_code m49_intermediate cicc_region notes
""".split()  # noqa: SIM905 (a header reads better in one piece)
STATUS_COLUMNS = """
    alpha3 name_en status signed instrument ratified_or_acceded entry_into_force withdrawal_notified
    withdrawal_effective withdrawal_revoked signature_no_intent_notified kampala_art8 kampala_aggression
    source verified notes
""".split()  # noqa: SIM905
LANGUAGE_CODES = languages.codes()
CLDR_TERRITORIES = Locale.parse("en").territories
T = TypeVar("T")


@dataclass(frozen=True)
class Problem:
    file: str
    row: int
    column: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}, row {self.row}, column {self.column}: {self.reason}"


class RegisterError(Exception):
    """The files cannot be loaded; `problems` says why, all at once."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


@dataclass(frozen=True)
class ActRecord:
    treaty: Treaty
    kind: ActKind
    when: PartialDate
    verified: Verified
    sources: str
    staff_notes: str = ""


@dataclass(frozen=True)
class CountryRecord:
    alpha2: str
    alpha3: str
    numeric: str
    names: dict[str, str]
    un_status: str
    un_regional_group: str
    cicc_region: str
    m49_region: str
    m49_subregion: str
    staff_notes: str
    acts: tuple[ActRecord, ...] = ()


@dataclass
class Row:
    """One line of a file: takes its cells as typed values and remembers what is wrong with them."""

    file: str
    number: int
    cells: Mapping[str, str]
    problems: list[Problem]

    def refuse(self, column: str, reason: str) -> None:
        self.problems.append(Problem(self.file, self.number, column, reason))

    def text(self, column: str, pattern: str = ".*") -> str:
        value = (self.cells.get(column) or "").strip()
        if not re.fullmatch(pattern, value, re.DOTALL):
            self.refuse(column, f"{value!r} is not of the expected form" if value else "is empty")
        return value

    def choice(self, column: str, choices: Mapping[str, T]) -> T | None:
        value = self.text(column)
        if value and value not in choices:
            self.refuse(column, f"{value!r} is none of {', '.join(choices)}")
        return choices.get(value)

    def date(self, column: str) -> PartialDate | None:
        value = self.text(column)
        try:
            return PartialDate.parse(value) if value else None
        except ValueError as error:
            self.refuse(column, str(error))
            return None


@dataclass(frozen=True)
class Registers:
    as_of: date
    countries: list[CountryRecord]


def read_registers(folder: Path = CONTENT) -> Registers:
    facts = yaml.safe_load((folder / "register.yaml").read_text("utf-8"))
    as_of = PartialDate.parse(str(facts["rome_statute"]["as_of"])).date
    problems: list[Problem] = []
    countries = _rows(folder / "countries.csv", COUNTRY_COLUMNS, [], problems)
    names = _rows(folder / "country_names.csv", ["alpha3", "notes"], LANGUAGE_CODES, problems)
    statuses = _rows(folder / "rome_statute_status.csv", STATUS_COLUMNS, [], problems)
    for row in [*names.values(), *statuses.values()]:
        if row.cells["alpha3"] not in countries:
            row.refuse("alpha3", "countries.csv has no such country")
    records = [_country(row, names.get(code), statuses.get(code), as_of) for code, row in countries.items()]
    if problems:
        raise RegisterError(problems)
    return Registers(as_of, records)


def _rows(path: Path, columns: list[str], optional: list[str], problems: list[Problem]) -> dict[str, Row]:
    """The rows of a file by country code. A file with a wrong header has no rows, only problems."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines, restkey="surplus", restval="")
        header = list(reader.fieldnames or [])
        wrong = [Problem(path.name, 1, c, "this column is missing") for c in columns if c not in header]
        known = {*columns, *optional}
        wrong += [Problem(path.name, 1, c, "this column is not known") for c in header if c not in known]
        problems += wrong
        rows: dict[str, Row] = {}
        for cells in reader if not wrong else []:
            row = Row(path.name, reader.line_num, cells, problems)
            if "surplus" in cells:
                row.refuse(header[-1], "more cells than columns: is a comma not in quotation marks?")
            alpha3 = row.text("alpha3", "[A-Z]{3}")
            if alpha3 in rows:
                row.refuse("alpha3", f"{alpha3} stands in this file twice")
            rows[alpha3] = row
        return rows


def _country(row: Row, names: Row | None, status: Row | None, as_of: date) -> CountryRecord:
    alpha2 = row.text("alpha2", "[A-Z]{2}")
    if alpha2 not in CLDR_TERRITORIES:
        row.refuse("alpha2", f"{alpha2!r} has no name in CLDR")
    notes = [source.text("notes") for source in (row, status) if source]
    return CountryRecord(
        alpha2=alpha2,
        alpha3=row.text("alpha3"),
        numeric=row.text("numeric", "[0-9]{3}"),
        names={
            code: (names.text(code) if names else "") or _cldr_name(alpha2, code) for code in LANGUAGE_CODES
        },
        un_status=row.choice("un_status", {status.value: status for status in UnStatus}) or "",
        un_regional_group=row.choice("un_regional_group", UN_GROUPS) or "",
        cicc_region=row.choice("cicc_region", REGIONS) or "",
        m49_region=row.text("m49_region_code", "([0-9]{3})?"),
        m49_subregion=row.text("m49_subregion_code", "([0-9]{3})?"),
        staff_notes="\n".join(note for note in notes if note),
        acts=_acts(status, as_of) if status else (),
    )


def _cldr_name(alpha2: str, language: str) -> str:
    return country_name(alpha2, language) if alpha2 in CLDR_TERRITORIES else ""


def _acts(row: Row, as_of: date) -> tuple[ActRecord, ...]:
    """The dated columns of a row as acts, checked against one another and against its column `status`."""
    verified = row.choice("verified", {level.value: level for level in Verified})
    told = row.choice("status", {status.value: status for status in TreatyStatus})
    instrument = row.choice("instrument", INSTRUMENTS)
    if bool(instrument) != bool(row.text("ratified_or_acceded")):
        row.refuse("instrument", "the instrument and the date of its deposit go together")
    columns: list[tuple[str, Treaty, ActKind]] = [
        ("signed", Treaty.ROME_STATUTE, ActKind.SIGNATURE),
        ("signature_no_intent_notified", Treaty.ROME_STATUTE, ActKind.SIGNATURE_NO_INTENT),
        ("ratified_or_acceded", Treaty.ROME_STATUTE, instrument or ActKind.DEPOSIT),
        ("entry_into_force", Treaty.ROME_STATUTE, ActKind.ENTRY_INTO_FORCE),
        ("withdrawal_revoked", Treaty.ROME_STATUTE, ActKind.WITHDRAWAL_REVOKED),
        # The source does not say by which kind of instrument.
        ("kampala_art8", Treaty.KAMPALA_ARTICLE_8, ActKind.DEPOSIT),
        ("kampala_aggression", Treaty.KAMPALA_AGGRESSION, ActKind.DEPOSIT),
    ]
    if told == TreatyStatus.ACCESSION_WITHDRAWN:
        # One act, although the file fills both columns: an instrument taken back before it was in force.
        columns.append(("withdrawal_effective", Treaty.ROME_STATUTE, ActKind.ACCESSION_WITHDRAWN))
    else:
        columns.append(("withdrawal_notified", Treaty.ROME_STATUTE, ActKind.WITHDRAWAL_NOTIFIED))
        columns.append(("withdrawal_effective", Treaty.ROME_STATUTE, ActKind.WITHDRAWAL_EFFECTIVE))
    sources = row.text("source", r"([A-Z0-9-]+( [A-Z0-9-]+)*)?")
    acts = tuple(
        ActRecord(treaty, kind, when, verified or Verified.NO, sources)
        for column, treaty, kind in columns
        if (when := row.date(column))
    )
    on_statute = [act for act in acts if act.treaty == Treaty.ROME_STATUTE]
    for reason in order_errors(on_statute):
        row.refuse("status", reason)
    if told and (found := status_on(on_statute, as_of)) != told:
        row.refuse("status", f"says {told.value}, but the dates in this row make it {found.value}")
    return acts
