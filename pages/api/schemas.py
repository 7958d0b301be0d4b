"""What the API answers, field by field. The descriptions are entries of the catalogues: the page shows them, too."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from django.utils.translation import gettext_noop
from ninja import Schema
from pydantic import Field


class Name(Schema):
    text: str
    language: str | None = Field(
        description=gettext_noop("The language the text is really in; null where nobody said.")
    )


class Coded(Schema):
    code: str = Field(description=gettext_noop("Stays the same in every language."))
    label: str = Field(description=gettext_noop("The same in the language that was asked for."))


class KnownDate(Schema):
    date: str = Field(
        description=gettext_noop("YYYY, YYYY-MM or YYYY-MM-DD: never more exact than it is known.")
    )
    precision: Literal["year", "month", "day"]
    reported: bool = Field(description=gettext_noop("Sources differ on this date."))


class Licence(Schema):
    name: str
    url: str | None
    text: str


class Meta(Schema):
    language: str
    as_of: dt.date | None = Field(description=gettext_noop("The day the data are true on."))
    source: str
    licence: Licence
    notice: str | None = Field(description=gettext_noop("What has to be said with the data."))


class Listed(Schema):
    """What all lists have in common."""

    meta: Meta
    count: int = Field(description=gettext_noop("How many rows there are on all pages together."))
    next: str | None = Field(description=gettext_noop("The address of the next page; null on the last one."))
    previous: str | None = Field(
        description=gettext_noop("The address of the page before; null on the first one.")
    )


class Parameter(Schema):
    name: str
    message: str


class Error(Schema):
    status: int
    message: str
    parameters: list[Parameter] = Field(description=gettext_noop("What is wrong with which parameter."))


class Problem(Schema):
    error: Error


# --- Countries and treaty acts ---------------------------------------------------------------------------


class CountryName(Schema):
    id: str = Field(description=gettext_noop("Three-letter code (ISO 3166-1 alpha-3)."))
    name: Name


class Act(KnownDate):
    kind: Coded


class TreatyAct(Act):
    country: CountryName


class Country(CountryName):
    alpha2: str
    numeric: str
    url: str | None = Field(description=gettext_noop("The page on this site."))
    un_status: Coded
    un_regional_group: Coded | None
    region: Coded | None = Field(description=gettext_noop("Region of the Coalition."))
    status: Coded = Field(
        description=gettext_noop("Where the State stood on the Rome Statute on the day that was asked for.")
    )
    status_on: dt.date | None
    acts: list[Act] = Field(description=gettext_noop("Its acts on the Rome Statute up to that day."))


class CountryList(Listed):
    data: list[Country]


class CountryOne(Schema):
    meta: Meta
    data: Country


class TreatyActList(Listed):
    data: list[TreatyAct]


# --- Organizations ---------------------------------------------------------------------------------------


class NamedOrganization(Schema):
    """An organization that lets the public know its names and its country, and nothing more."""

    entry: Literal["name and country"]
    id: int = Field(description=gettext_noop("Stays for ever."))
    name: Name = Field(description=gettext_noop("The name for a reader of the language asked for."))
    names: dict[str, str] = Field(description=gettext_noop("Its names in the languages of the site."))
    legal_name: Name = Field(description=gettext_noop("As it is registered, in its own script."))
    country: CountryName
    url: str = Field(description=gettext_noop("The permanent address of its entry on this site."))
    is_demo: bool = Field(description=gettext_noop("Invented, to show how the site works."))


class OtherName(Schema):
    kind: Literal["acronym", "former", "other"]
    text: str
    language: str | None


class NationalCoalition(Schema):
    id: int
    name: Name


class Issue(Schema):
    code: str
    name: Name


class FullOrganization(NamedOrganization):
    """An organization with its full public entry."""

    entry: Literal["full"]  # type: ignore[assignment]
    other_names: list[OtherName] = Field(description=gettext_noop("Acronyms, former and other names."))
    type: Coded | None
    scope: Coded | None
    issues: list[Issue]
    working_languages: list[str] = Field(description=gettext_noop("Codes of languages (BCP 47)."))
    countries_of_work: list[str] = Field(description=gettext_noop("Three-letter codes."))
    website: str | None
    year_founded: int | None
    joined: str | None = Field(
        description=gettext_noop("When it joined the Coalition: YYYY, YYYY-MM or YYYY-MM-DD.")
    )
    national_coalition: NationalCoalition | None
    steering_committee: bool = Field(description=gettext_noop("Whether it sits in the Steering Committee."))


Organization = Annotated[FullOrganization | NamedOrganization, Field(discriminator="entry")]


class OrganizationList(Listed):
    data: list[Organization]


class OrganizationOne(Schema):
    meta: Meta
    data: Organization


# --- Situations and cases --------------------------------------------------------------------------------


class SituationDate(KnownDate):
    kind: Coded


class Situation(Schema):
    id: str = Field(description=gettext_noop("Stays for ever."))
    number: str | None = Field(description=gettext_noop("As the Court gives it; null unless verified."))
    name: Name
    url: str
    countries: list[CountryName]
    referral: Coded | None = Field(
        description=gettext_noop("How it came before the Court; null unless verified.")
    )
    referred_by: Name | None
    status: Coded | None = Field(description=gettext_noop("Of the investigation; null unless verified."))
    status_as_of: dt.date | None
    dates: list[SituationDate]
    cases: list[str] = Field(description=gettext_noop("The ids of its cases."))


class SituationList(Listed):
    data: list[Situation]


class SituationOne(Schema):
    meta: Meta
    data: Situation


class Person(Schema):
    name: str
    status: Coded | None = Field(description=gettext_noop("Null unless verified."))


class Case(Schema):
    id: str = Field(description=gettext_noop("Stays for ever."))
    situation: str | None = Field(description=gettext_noop("The id of its situation."))
    number: str | None = Field(description=gettext_noop("As the Court gives it; null unless verified."))
    title: Name
    full_name: Name | None = Field(description=gettext_noop("As the Court writes it; null unless verified."))
    url: str
    stage: Coded | None = Field(description=gettext_noop("Null unless verified."))
    status_as_of: dt.date = Field(description=gettext_noop("The day for which stage and status are known."))
    crimes: list[Coded] = Field(description=gettext_noop("The crimes of the Statute the case is about."))
    persons: list[Person]


class CaseList(Listed):
    data: list[Case]


class Decision(Schema):
    """What an event decided; where it differs by person, one for each."""

    text: str = Field(description=gettext_noop("In words, as the page of the case has it."))
    details: list[str]
    persons: list[str]
    result: Coded | None = Field(
        description=gettext_noop("Never to be shown without “changed_on_appeal” where that is given.")
    )
    changed_on_appeal: Coded | None
    appeal_judgment: str | None = Field(description=gettext_noop("The day of the appeal judgment."))
    sentence_years: int | None
    sentence_months: int | None


class CaseEvent(Decision):
    type: Coded
    date: str | None = Field(
        description=gettext_noop("YYYY, YYYY-MM or YYYY-MM-DD: never more exact than it is known.")
    )
    precision: Literal["year", "month", "day"] | None
    reported: bool = Field(description=gettext_noop("Sources differ on this date."))
    scheduled: bool = Field(description=gettext_noop("The day was set; whether it was kept is not recorded."))
    subject: Coded | None = Field(description=gettext_noop("What an appeal or a request was about."))
    outcomes: list[Decision] = Field(
        description=gettext_noop("Where the result differs by person: each with its own, and none in common.")
    )


class FullCase(Case):
    events: list[CaseEvent] = Field(description=gettext_noop("Its public events, the oldest first."))
    related_cases: list[str] = Field(
        description=gettext_noop("The ids of cases joined with it or severed from it.")
    )


class CaseOne(Schema):
    meta: Meta
    data: FullCase


# --- Documents -------------------------------------------------------------------------------------------


class SubjectName(Schema):
    id: str = Field(description=gettext_noop("Stays for ever."))
    name: Name


class DocumentFile(Schema):
    """A language version of a document."""

    language: Coded = Field(description=gettext_noop("Of the file; the code is one of BCP 47."))
    origin: Coded = Field(description=gettext_noop("Original, or a translation of which sort."))
    translator: str | None
    title: str | None = Field(description=gettext_noop("As printed on it, in its language."))
    media_type: str
    bytes: int
    pages: int | None = Field(description=gettext_noop("Null where the number is not known."))
    sha256: str = Field(description=gettext_noop("Checksum of the bytes."))
    version: int
    url: str = Field(description=gettext_noop("Always the present file in this language."))
    version_url: str = Field(description=gettext_noop("Always this file, also when a newer one has come."))


class Document(Schema):
    id: int = Field(description=gettext_noop("Stays for ever."))
    symbol: str | None = Field(description=gettext_noop("As printed on it: ICC-ASP/2/Res.8."))
    kind: Coded
    date: str | None = Field(
        description=gettext_noop("YYYY, YYYY-MM or YYYY-MM-DD: never more exact than it is known.")
    )
    precision: Literal["year", "month", "day"] | None
    title: Name
    titles: dict[str, str] = Field(description=gettext_noop("Its titles in the languages of the site."))
    summary: Name | None
    authors: list[str]
    bodies: list[SubjectName]
    countries: list[SubjectName]
    situations: list[SubjectName]
    cases: list[SubjectName]
    issues: list[SubjectName]
    sessions: list[SubjectName]
    files: list[DocumentFile] = Field(
        description=gettext_noop("One for each language in which the archive holds it; empty: none.")
    )
    official_place: str | None = Field(description=gettext_noop("The page of its publisher."))
    url: str = Field(description=gettext_noop("The permanent address of its entry on this site."))
    is_demo: bool = Field(description=gettext_noop("Invented, to show how the site works."))


class Relation(Schema):
    kind: Coded
    id: int
    url: str


class FullDocument(Document):
    relations: list[Relation] = Field(description=gettext_noop("What this document is to older ones."))
    relations_of_others: list[Relation] = Field(
        description=gettext_noop("What later documents are to this one.")
    )


class DocumentList(Listed):
    data: list[Document]


class DocumentOne(Schema):
    meta: Meta
    data: FullDocument
