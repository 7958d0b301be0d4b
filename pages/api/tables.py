"""The sets of data as flat tables: their columns with what each means, and how large they are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from django.db.models import Count, Max, QuerySet
from django.utils.translation import gettext_noop

from cicc_site import languages
from members.figures import today
from members.models import Country, Organization
from members.models.registers import rome_statute_as_of
from pages.api import countries, documents, proceedings, rows
from pages.api.rows import Row
from pages.api.terms import DataSet
from pages.page_cache.reading import only_counted


@dataclass(frozen=True, slots=True)
class Column:
    """about: English original of a catalogue entry; language: of the texts in it, empty for other columns."""

    name: str
    about: str
    kind: Literal["string", "integer", "boolean", "list"] = "string"
    language: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """title: English original; key: the columns that name a row. Rows of JSON may hold more than the columns."""

    data_set: DataSet
    title: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: Callable[[], Iterator[Row]]
    as_of: Callable[[], dt.date | None]


def in_languages(stem: str, about: str) -> list[Column]:
    return [Column(f"{stem}_{code}", about, language=code) for code in languages.codes()]


NAME = gettext_noop("Name, where one is written in this language.")
DATE = gettext_noop("YYYY, YYYY-MM or YYYY-MM-DD: never more exact than it is known.")
REPORTED = gettext_noop("Sources differ on this date.")
CODE = gettext_noop("Three-letter code (ISO 3166-1 alpha-3).")
AS_OF = Column("as_of", gettext_noop("The day the data are true on."))
LICENCE = Column("licence", gettext_noop("The terms of use; in words in the metadata."))


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


SITUATION_DATES_IN_WORDS = {
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
            rows.country_table_rows,
            rome_statute_as_of,
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
            rows.act_rows,
            rome_statute_as_of,
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
            rows.organization_rows,
            today,
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
                *(Column(name, about) for name, about in SITUATION_DATES_IN_WORDS.items()),
                Column("dates_reported", gettext_noop("Sources differ on these dates."), "boolean"),
                Column("cases", gettext_noop("The ids of its cases."), "list"),
            ),
            rows.situation_rows,
            lambda: proceedings.newest_date(proceedings.situations()),
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
            rows.case_rows,
            lambda: proceedings.newest_date(proceedings.cases()),
        ),
        Table(
            DataSet.DOCUMENTS,
            gettext_noop("Documents of the archive"),
            ("id",),
            (
                Column("id", gettext_noop("Stays for ever."), "integer"),
                Column("symbol", gettext_noop("As printed on the document.")),
                Column("kind", gettext_noop("What kind of document it is.")),
                Column("date", DATE),
                Column("precision", gettext_noop("How exact the date is: year, month or day.")),
                *in_languages("title", NAME),
                Column("authors", gettext_noop("Persons and organizations who wrote it."), "list"),
                Column("bodies", gettext_noop("Codes of the bodies it comes from."), "list"),
                Column("countries", gettext_noop("Three-letter codes."), "list"),
                Column("situations", gettext_noop("The ids of the situations it is about."), "list"),
                Column("cases", gettext_noop("The ids of the cases it is about."), "list"),
                Column("issues", gettext_noop("Codes of the issues it is about."), "list"),
                Column("sessions", gettext_noop("Numbers of sessions of the Assembly."), "list"),
                Column(
                    "languages",
                    gettext_noop("Languages in which the archive holds it (BCP 47); empty: none."),
                    "list",
                ),
                Column("original_languages", gettext_noop("Those of them in which it was written."), "list"),
                Column("official_place", gettext_noop("The page of its publisher.")),
                Column("url", gettext_noop("The permanent address of its entry on this site.")),
                Column("is_demo", gettext_noop("Invented, to show how the site works."), "boolean"),
            ),
            documents.document_rows,
            today,
        ),
    )
}


class Size(NamedTuple):
    rows: int
    as_of: dt.date | None


def sizes() -> dict[DataSet, Size]:
    """How many rows each set has and of which day: one query each."""
    states = Country.objects.with_page().with_register_date()
    known = states.aggregate(rows=Count("pk"), as_of=Max("register_as_of"))
    with only_counted():
        organizations = Organization.objects.listed().count()
    return {
        DataSet.COUNTRIES: Size(**known),
        DataSet.TREATY_ACTS: Size(countries.acts_told(known["as_of"]).count(), known["as_of"]),
        DataSet.ORGANIZATIONS: Size(organizations, today()),
        DataSet.SITUATIONS: size_of_pages(proceedings.situations()),
        DataSet.CASES: size_of_pages(proceedings.cases()),
        DataSet.DOCUMENTS: Size(documents.public_works().count(), today()),
    }


def size_of_pages(pages: QuerySet[Any]) -> Size:
    return Size(**pages.order_by().aggregate(rows=Count("pk"), as_of=Max("status_as_of")))
