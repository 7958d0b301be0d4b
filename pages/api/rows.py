"""The rows of the sets of data as the files have them, read as they are written out.

A text has a column for each language of the site, empty where nobody wrote it: a file is the same for everybody. Rows
come in the order of their ids, in a number of queries that does not grow with them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from django.utils import translation
from django.utils.translation import gettext

from cicc_site import languages
from cicc_site.multilingual.values import has_meaning
from members.enums import DEPOSITS, ActKind
from members.models import Organization, TreatyAct
from members.models.registers import rome_statute_as_of
from pages.api import countries, organizations, proceedings
from pages.api.proceeding_values import case_value, event_value, situation_value
from pages.api.terms import NEUTRALITY
from pages.api.values import act
from pages.models import CaseEvent, CasePage
from pages.models.cases import SITUATION_DATES

CODES = languages.codes()
CHUNK = 2_000
Row = dict[str, Any]


# --- Countries and treaty acts ---------------------------------------------------------------------------

# The latest act of each sort, as the table on the page of the countries has it.
STEPS: dict[str, Collection[ActKind]] = {
    "signed": [ActKind.SIGNATURE],
    "deposited": DEPOSITS,
    "in_force": [ActKind.ENTRY_INTO_FORCE],
    "left": [ActKind.WITHDRAWAL_EFFECTIVE, ActKind.ACCESSION_WITHDRAWN],
}


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
