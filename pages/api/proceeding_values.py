"""A situation, a case and its events as the API and the files write them, in the active language.

Everything passes through what the pages show: `public_...` of the models and pages/proceedings/publication.py. The
fields of the tables that are for staff are not read here.
"""

from __future__ import annotations

from pages.api.terms import base
from pages.api.values import Value, coded, country_name, iso, known_date, name, name_of
from pages.models import CasePage, SitePage, SituationPage
from pages.models.case_events import CasePerson
from pages.proceedings.codes import (
    ChangedOnAppeal,
    Crime,
    EventType,
    PersonStatus,
    ReferralType,
    Result,
    SituationStatus,
    Stage,
    Subject,
)
from pages.proceedings.rendering import EventText


def url(page: SitePage, language: str) -> str:
    return base() + page.address_in(language)


def situation_value(page: SituationPage, cases: list[str], language: str) -> Value:
    told = page.is_verified
    countries = sorted(page.countries.all(), key=lambda country: country.alpha3)
    return {
        "id": page.code,
        "number": page.public_number or None,
        "name": name_of(page, "title", language),
        "url": url(page, language),
        "countries": [country_name(country, language) for country in countries],
        "referral": coded(ReferralType, page.referral_type) if told else None,
        "referred_by": name(page.text("referred_by")) if told else None,
        "status": coded(SituationStatus, page.status) if told else None,
        "status_as_of": page.status_as_of if told else None,
        "dates": [
            {
                "kind": {"code": known.field, "label": str(known.label)},
                **known_date(known.date, reported=known.reported),
            }
            for known in page.public_dates()
        ],
        "cases": cases,
    }


def case_value(page: CasePage, situations: dict[str, str], language: str) -> Value:
    """situations: {path: code} of the public situations."""
    return {
        "id": page.code,
        "situation": situations.get(page.path[: -page.steplen]),
        "number": page.public_number or None,
        "title": name_of(page, "title", language),
        "full_name": name(page.public_full_name),
        "url": url(page, language),
        "stage": coded(Stage, page.public_stage),
        "status_as_of": page.status_as_of,
        "crimes": [coded(Crime, code) for code in page.public_charges],
        "persons": [person_value(person) for person in page.case_persons],
    }


def person_value(person: CasePerson) -> Value:
    return {"name": person.public_name, "status": coded(PersonStatus, person.public_status_code)}


def full_case_value(page: CasePage, situations: dict[str, str], language: str) -> Value:
    return {
        **case_value(page, situations, language),
        "events": [event_value(event) for event in page.chronology],
        "related_cases": sorted(case.code for case in page.related_cases if case.code),
    }


def event_value(text: EventText) -> Value:
    """An event in its public form; where it differs by person, what was decided stands with each person only."""
    event = text.event
    return {
        **decision_value(text),
        "type": coded(EventType, event.type),
        "date": iso(event.date),
        "precision": event.date.precision.value if event.date else None,
        "reported": event.reported,
        "scheduled": event.scheduled,
        "subject": coded(Subject, event.subject),
        "outcomes": [decision_value(outcome) for outcome in text.outcomes],
    }


def decision_value(text: EventText) -> Value:
    event = text.event.common
    return {
        "text": str(text.line),
        "details": [str(detail) for detail in text.details],
        "persons": list(event.persons),
        "result": coded(Result, event.result),
        "changed_on_appeal": coded(ChangedOnAppeal, event.changed_on_appeal if event.appeal else ""),
        "appeal_judgment": iso(event.appeal),
        "sentence_years": event.sentence_years,
        "sentence_months": event.sentence_months,
    }
