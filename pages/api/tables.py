"""The sets of data as flat tables: their columns with what each means, and their rows, read as they are written out.

A text has a column for each language of the site, empty where nobody wrote it: a file is the same for everybody. Rows
come in the order of their ids, in a number of queries that does not grow with them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from django.utils import translation
from django.utils.translation import gettext, gettext_noop

from cicc_site import languages
from cicc_site.multilingual.values import has_meaning
from members.enums import DEPOSITS, ActKind
from members.figures import today
from members.models import Organization, TreatyAct
from members.models.registers import rome_statute_as_of
from pages.api import countries, organizations, proceedings
from pages.api.proceeding_values import case_value, event_value, situation_value
from pages.api.terms import NEUTRALITY, DataSet
from pages.api.values import act
from pages.models import CaseEvent, CasePage

CODES = languages.codes()
CHUNK = 2_000
Cell = str | int | bool | None | list[str]
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """about: English original of a catalogue entry; "%(language)s" in it stands for the language of the column."""

    name: str
    about: str
    kind: Literal["string", "integer", "boolean", "list"] = "string"
    language: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """title: English original; key: the columns that name a row; extra: what JSON has and a table cannot hold."""

    data_set: DataSet
    title: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: Callable[[], Iterator[Row]]
    as_of: Callable[[], dt.date | None]
    count: Callable[[], int]


def in_languages(stem: str, about: str) -> list[Column]:
    return [Column(f"{stem}_{code}", about, language=code) for code in CODES]


NAME = gettext_noop("Name, where one is written in this language.")
DATE = gettext_noop("YYYY, YYYY-MM or YYYY-MM-DD: never more exact than it is known.")
REPORTED = gettext_noop("Sources differ on this date.")
CODE = gettext_noop("Three-letter code (ISO 3166-1 alpha-3).")
AS_OF = Column("as_of", gettext_noop("The day the data are true on."))
LICENCE = Column("licence", gettext_noop("The terms of use; in words in the metadata."))


# --- Countries and treaty acts ---------------------------------------------------------------------------

# The latest act of each sort, as the table on the page of the countries has it.
STEPS: dict[str, Iterable[ActKind]] = {
    "signed": [ActKind.SIGNATURE],
    "deposited": DEPOSITS,
    "in_force": [ActKind.ENTRY_INTO_FORCE],
    "left": [ActKind.WITHDRAWAL_EFFECTIVE, ActKind.ACCESSION_WITHDRAWN],
}


STEPS_IN_WORDS = {
    "signed": gettext_noop("Date of the signature, as exact as it is known."),
    "deposited": gettext_noop(
        "Date of the ratification, accession or other deposit, as exact as it is known."
    ),
    "in_force": gettext_noop("Date of the entry into force, as exact as it is known."),
    "left": gettext_noop("Date on which a withdrawal took effect, or an accession was withdrawn."),
}


def step_columns() -> Iterator[Column]:
    for step, about in STEPS_IN_WORDS.items():
        yield Column(step, about)
        yield Column(f"{step}_kind", gettext_noop("Code of the act."))
        yield Column(f"{step}_reported", REPORTED, "boolean")


def country_table_rows() -> Iterator[Row]:
    for row in countries.all_standings(rome_statute_as_of()):
        country = row.country
        yield {
            "id": country.alpha3,
            "alpha2": country.alpha2,
            "numeric": country.numeric,
            **{f"name_{code}": country.name_in(code) for code in CODES},
            "un_status": country.un_status,
            "un_regional_group": country.un_regional_group,
            "region": country.cicc_region,
            "status": row.status.value,
            **{name: value for step in STEPS for name, value in latest(row.acts, step).items()},
        }


def latest(acts: list[TreatyAct], step: str) -> Row:
    found = max((each for each in acts if each.kind in STEPS[step]), key=lambda each: each.date, default=None)
    known = act(found) if found else None
    return {
        step: known["date"] if known else None,
        f"{step}_kind": known["kind"]["code"] if known else None,
        f"{step}_reported": known["reported"] if known else None,
    }


def act_rows() -> Iterator[Row]:
    for row in countries.acts_told(rome_statute_as_of()).iterator(CHUNK):
        known = act(row)
        yield {
            "country": row.country.alpha3,
            **{f"country_name_{code}": row.country.name_in(code) for code in CODES},
            "kind": known["kind"]["code"],
            **{name: known[name] for name in ("date", "precision", "reported")},
        }


# --- Organizations ---------------------------------------------------------------------------------------


def organization_rows() -> Iterator[Row]:
    """One query, read in pieces: a hundred thousand rows take no more memory than a few thousand."""
    rows = organizations.with_everything(Organization.objects.listed()).order_by("pk")
    for values in rows.iterator(CHUNK):
        told = organizations.told(values, languages.DEFAULT_LANGUAGE)
        yield {
            "id": told["id"],
            "entry": told["entry"],
            "legal_name": told["legal_name"]["text"],
            "legal_language": told["legal_name"]["language"],
            **{f"name_{code}": told["names"].get(code) for code in CODES},
            "country": told["country"]["id"],
            "url": told["url"],
            "is_demo": told["is_demo"],
            **full_entry(told),
        }


def full_entry(told: Row) -> Row:
    """The columns that only a full entry fills."""

    def names(kind: str) -> list[str]:
        return [each["text"] for each in told.get("other_names", []) if each["kind"] == kind]

    def code(name: str) -> str | None:
        return told[name]["code"] if told.get(name) else None

    coalition = told.get("national_coalition")
    return {
        "acronyms": names("acronym"),
        "former_names": names("former"),
        "other_names": names("other"),
        "type": code("type"),
        "scope": code("scope"),
        "issues": [issue["code"] for issue in told.get("issues", [])],
        "working_languages": told.get("working_languages", []),
        "countries_of_work": told.get("countries_of_work", []),
        "website": told.get("website"),
        "year_founded": told.get("year_founded"),
        "joined": told.get("joined"),
        "national_coalition": coalition["id"] if coalition else None,
        "steering_committee": told.get("steering_committee"),
    }


# --- Situations and cases --------------------------------------------------------------------------------


def texts(page: Any, field: str, stem: str) -> Row:
    """A translated text in a column for each language, empty where it has none of its own."""
    values = {code: getattr(page, f"{field}_{code}") for code in CODES}
    return {f"{stem}_{code}": value if has_meaning(value) else None for code, value in values.items()}


def situation_rows() -> Iterator[Row]:
    below = proceedings.codes_of_cases()
    for page in proceedings.situations():
        told = situation_value(page, below.get(page.path, []), languages.DEFAULT_LANGUAGE)
        dates = {known["kind"]["code"]: known for known in told["dates"]}
        yield {
            "id": told["id"],
            "number": told["number"],
            **texts(page, "title", "name"),
            "url": told["url"],
            "countries": [country["id"] for country in told["countries"]],
            "referral": told["referral"]["code"] if told["referral"] else None,
            **(texts(page, "referred_by", "referred_by") if page.is_verified else nobody()),
            "status": told["status"]["code"] if told["status"] else None,
            "status_as_of": told["status_as_of"],
            **{field: dates[field]["date"] if field in dates else None for field in SITUATION_DATES},
            "dates_reported": any(known["reported"] for known in told["dates"]) if dates else None,
            "cases": told["cases"],
        }


def nobody() -> Row:
    return {f"referred_by_{code}": None for code in CODES}


def case_rows() -> Iterator[Row]:
    above = proceedings.codes_of_situations()
    for page in with_events(list(proceedings.cases())):
        told = case_value(page, above, languages.DEFAULT_LANGUAGE)
        yield {
            **{name: told[name] for name in ("id", "situation", "number")},
            **texts(page, "title", "title"),
            "full_name": told["full_name"]["text"] if told["full_name"] else None,
            "url": told["url"],
            "stage": told["stage"]["code"] if told["stage"] else None,
            "status_as_of": told["status_as_of"],
            "crimes": [crime["code"] for crime in told["crimes"]],
            "persons": [person["name"] for person in told["persons"]],
            "person_statuses": [
                person["status"]["code"] if person["status"] else "" for person in told["persons"]
            ],
            **{f"notice_{code}": notice_in(code) for code in CODES},
            "events": events_in_all_languages(page),
        }


def with_events(cases: list[CasePage]) -> list[CasePage]:
    """The same with the events of all, in two queries; asked for one by one they would be two for each case."""
    events: dict[int, list[CaseEvent]] = {}
    rows = CaseEvent.objects.filter(page__in=cases).select_related("related_case").prefetch_related("persons")
    for event in rows.order_by("sort_order", "pk"):
        events.setdefault(event.page_id, []).append(event)
    for case in cases:
        case.case_events = events.get(case.pk, [])
    return cases


def notice_in(code: str) -> str:
    with translation.override(code):
        return " ".join(gettext(sentence) for sentence in NEUTRALITY)


def events_in_all_languages(page: CasePage) -> list[Row]:
    """Each event once, its words in every language."""
    versions = {}
    for code in CODES:
        with translation.override(code):
            versions[code] = [event_value(event) for event in page.chronology]
    return [merged(dict(zip(CODES, same, strict=True))) for same in zip(*versions.values(), strict=True)]


def merged(versions: dict[str, Row]) -> Row:
    """One event out of its versions by language: codes once, words as text_xx and details_xx."""
    first = versions[CODES[0]]
    values: Row = {}
    for name, value in first.items():
        if name in ("text", "details"):
            values.update({f"{name}_{code}": version[name] for code, version in versions.items()})
        elif name == "outcomes":
            values[name] = [
                merged(dict(zip(CODES, same, strict=True)))
                for same in zip(*(version[name] for version in versions.values()), strict=True)
            ]
        else:
            values[name] = value["code"] if isinstance(value, dict) else value
    return values


SITUATION_DATES = {
    "referral_date": gettext_noop("Day of the referral, as exact as it is known."),
    "preliminary_examination_opened": gettext_noop("When the preliminary examination was opened."),
    "investigation_opened": gettext_noop("When the investigation was opened."),
    "investigation_concluded": gettext_noop("When the investigation phase was concluded."),
}


# --- All of them -----------------------------------------------------------------------------------------

TABLES: dict[DataSet, Table] = {
    table.data_set: table
    for table in (
        Table(
            DataSet.COUNTRIES,
            gettext_noop("Countries with their status on the Rome Statute"),
            ("id",),
            (
                Column("id", CODE),
                Column("alpha2", gettext_noop("Two-letter code.")),
                Column("numeric", gettext_noop("Three digits, with zeros in front.")),
                *in_languages("name", NAME),
                Column("un_status", gettext_noop("Member or observer of the United Nations, or neither.")),
                Column("un_regional_group", gettext_noop("Regional group of the United Nations.")),
                Column("region", gettext_noop("Region of the Coalition.")),
                Column("status", gettext_noop("Where the State stands on the Rome Statute.")),
                *step_columns(),
            ),
            country_table_rows,
            rome_statute_as_of,
            lambda: countries.countries().count(),
        ),
        Table(
            DataSet.TREATY_ACTS,
            gettext_noop("Dated acts of States on the Rome Statute"),
            ("country", "kind", "date"),
            (
                Column("country", CODE),
                *in_languages("country_name", NAME),
                Column("kind", gettext_noop("Code of the act.")),
                Column("date", DATE),
                Column("precision", gettext_noop("How exact the date is: year, month or day.")),
                Column("reported", REPORTED, "boolean"),
            ),
            act_rows,
            rome_statute_as_of,
            lambda: countries.acts_told(rome_statute_as_of()).count(),
        ),
        Table(
            DataSet.ORGANIZATIONS,
            gettext_noop("Member organizations that are listed"),
            ("id",),
            (
                Column("id", gettext_noop("Stays for ever."), "integer"),
                Column("entry", gettext_noop("“full”, or “name and country”: then all else is empty.")),
                Column("legal_name", gettext_noop("As it is registered, in its own script.")),
                Column("legal_language", gettext_noop("The language of the legal name (BCP 47).")),
                *in_languages("name", NAME),
                Column("country", CODE),
                Column("url", gettext_noop("The permanent address of its entry on this site.")),
                Column("is_demo", gettext_noop("Invented, to show how the site works."), "boolean"),
                Column("acronyms", gettext_noop("Its acronyms."), "list"),
                Column("former_names", gettext_noop("Names it bore before."), "list"),
                Column("other_names", gettext_noop("Other spellings of its name."), "list"),
                Column("type", gettext_noop("What kind of organization it is.")),
                Column("scope", gettext_noop("Local, national, regional or international.")),
                Column("issues", gettext_noop("Codes of the issues it works on."), "list"),
                Column("working_languages", gettext_noop("Codes of languages (BCP 47)."), "list"),
                Column("countries_of_work", gettext_noop("Three-letter codes."), "list"),
                Column("website", gettext_noop("Its own website.")),
                Column("year_founded", gettext_noop("The year it was founded."), "integer"),
                Column("joined", gettext_noop("When it joined the Coalition: YYYY, YYYY-MM or YYYY-MM-DD.")),
                Column("national_coalition", gettext_noop("Id of its national coalition."), "integer"),
                Column(
                    "steering_committee",
                    gettext_noop("Whether it sits in the Steering Committee."),
                    "boolean",
                ),
            ),
            organization_rows,
            today,
            lambda: Organization.objects.listed().count(),
        ),
        Table(
            DataSet.SITUATIONS,
            gettext_noop("Situations before the Court"),
            ("id",),
            (
                Column("id", gettext_noop("Stays for ever.")),
                Column("number", gettext_noop("As the Court gives it; empty unless verified.")),
                *in_languages("name", NAME),
                Column("url", gettext_noop("The page on this site.")),
                Column("countries", gettext_noop("Three-letter codes."), "list"),
                Column("referral", gettext_noop("How it came before the Court; empty unless verified.")),
                *in_languages("referred_by", gettext_noop("Who referred it; empty unless verified.")),
                Column("status", gettext_noop("Of the investigation; empty unless verified.")),
                Column("status_as_of", gettext_noop("The day for which the status is known.")),
                *(Column(name, about) for name, about in SITUATION_DATES.items()),
                Column("dates_reported", gettext_noop("Sources differ on these dates."), "boolean"),
                Column("cases", gettext_noop("The ids of its cases."), "list"),
            ),
            situation_rows,
            lambda: proceedings.newest_date(proceedings.situations()),
            lambda: proceedings.situations().count(),
        ),
        Table(
            DataSet.CASES,
            gettext_noop("Cases before the Court"),
            ("id",),
            (
                Column("id", gettext_noop("Stays for ever.")),
                Column("situation", gettext_noop("The id of its situation.")),
                Column("number", gettext_noop("As the Court gives it; empty unless verified.")),
                *in_languages("title", NAME),
                Column("full_name", gettext_noop("As the Court writes it; empty unless verified.")),
                Column("url", gettext_noop("The page on this site.")),
                Column("stage", gettext_noop("Where the proceedings stand; empty unless verified.")),
                Column("status_as_of", gettext_noop("The day for which stage and status are known.")),
                Column("crimes", gettext_noop("The crimes of the Statute the case is about."), "list"),
                Column("persons", gettext_noop("Names of the persons, as the page has them."), "list"),
                Column(
                    "person_statuses",
                    gettext_noop("Status of each person, in the same order; empty unless verified."),
                    "list",
                ),
                *in_languages("notice", gettext_noop("What has to be said with the data.")),
            ),
            case_rows,
            lambda: proceedings.newest_date(proceedings.cases()),
            lambda: proceedings.cases().count(),
        ),
    )
}
