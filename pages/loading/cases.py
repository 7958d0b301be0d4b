"""The situations and cases before the Court: pages/content/court/situations.yaml and cases.yaml."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.utils import translation
from django.utils.translation import gettext, gettext_noop

from cicc_site import languages
from members.models import Country
from pages.loading import store
from pages.loading.files import CONTENT, ContentError, columns, read, slug_columns
from pages.loading.tree import key
from pages.models import CaseEvent, CaseEventPerson, CasePage, CasePerson, SituationIndexPage, SituationPage

COURT = CONTENT / "court"
SITUATIONS = COURT / "situations.yaml"
CASES = COURT / "cases.yaml"
INDEX = "about-the-court/situations-and-cases"

# The list of ongoing investigations, from which the status of each situation comes, is of this day.
STATUS_OF_SITUATIONS = dt.date(2024, 12, 17)
ABOUT_SITUATION = gettext_noop(
    "How the situation came before the International Criminal Court, and its cases: %(situation)s."
)
ABOUT_CASE = gettext_noop(
    "Stage, dated events and persons of the case before the International Criminal Court: %(case)s."
)
DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?")


def load_situations() -> store.Report:
    """Create or refresh a page per situation, below the index of situations and cases."""
    report = store.Report()
    parent = store.find(SituationIndexPage, key(INDEX))
    if parent is None:
        return report
    countries = {country.alpha3: country for country in Country.objects.all()}
    for situation in read(SITUATIONS)["situations"]:
        values = situation_values(situation, countries)
        _page, outcome = store.put(SituationPage, f"situation/{situation['id']}", parent, values)
        report[outcome] += 1
    return report


def load_cases() -> store.Report:
    """Create or refresh a page per case, below its situation."""
    report = store.Report()
    cases = read(CASES)["cases"]
    waiting = [case for case in cases if not put_case(case, report)]
    # A case may name another one that stands later in the file: by now they all exist.
    for case in waiting:
        put_case(case, store.Report())
    return report


def put_case(case: dict[str, Any], report: store.Report) -> bool:
    """Return whether all cases it names were there."""
    parent = store.find(SituationPage, f"situation/{case['situation']}")
    if parent is None:
        raise ContentError(CASES, f"{case['id']}: there is no situation {case['situation']!r}")
    named = {event["related_case"] for event in case["events"] if event.get("related_case")}
    related = {name: store.find(CasePage, f"case/{name}") for name in named}
    _page, outcome = store.put(CasePage, f"case/{case['id']}", parent, case_values(case, related))
    report[outcome] += 1
    return all(related.values())


def descriptions(message: str, name: str, texts: dict[str, str]) -> dict[str, str]:
    """What search engines show of a page, in each language."""
    found = {}
    for code in languages.codes():
        with translation.override(code):
            found[f"search_description_{code}"] = gettext(message) % {name: texts[code]}
    return found


def situation_values(situation: dict[str, Any], countries: dict[str, Country]) -> dict[str, Any]:
    dates = (
        "referral_date",
        "preliminary_examination_opened",
        "investigation_opened",
        "investigation_concluded",
    )
    return {
        "code": situation["id"],
        **columns("title", situation["name"]),
        **slug_columns(situation["slug"]["en"], situation["slug"]),
        **columns("referred_by", situation["referred_by"]),
        **descriptions(ABOUT_SITUATION, "situation", situation["name"]),
        **{name: situation[name] or "" for name in dates},
        "icc_number": situation["icc_number"] or "",
        "icc_number_verified": situation["icc_number_verified"],
        "countries": [countries[code] for code in situation["countries"]],
        "referral_type": situation["referral_type"],
        "status": situation["status"],
        "status_as_of": STATUS_OF_SITUATIONS,
        "verified": situation["verified"],
        "sources": ", ".join(situation["sources"]),
        "staff_notes": situation["notes"] or "",
    }


def case_values(case: dict[str, Any], related: dict[str, CasePage | None]) -> dict[str, Any]:
    notes = [f"Outcome in the source: {case['outcome']}" if case["outcome"] else "", case["notes"] or ""]
    return {
        "code": case["id"],
        **columns("title", case["title"]),
        **columns("full_name", case["full_name"]),
        **slug_columns(case["id"], case.get("slug")),
        **descriptions(ABOUT_CASE, "case", case["title"]),
        "full_name_verified": case["full_name_verified"],
        "case_number": case["case_number"] or "",
        "case_number_verified": case["case_number_verified"],
        "charges": case["charges"],
        "stage": case["stage"],
        "stage_verified": case["stage_verified"],
        "status_as_of": dt.date.fromisoformat(case["status_as_of"]),
        "verified": case["verified"],
        "sources": ", ".join(case["sources"]),
        "staff_notes": "\n".join(note for note in notes if note),
        "persons": [person_row(person) for person in case["persons"]],
        "events": [event_row(event, related) for event in case["events"]],
    }


def person_row(person: dict[str, Any]) -> CasePerson:
    notes = [
        person.get("staff_note") or "",
        f"Status in the source: {person['status_in_source']}" if person.get("status_in_source") else "",
        f"Outcome in the source: {person['outcome']}" if person["outcome"] else "",
        f"Date of the outcome in the source: {person['outcome_date']}" if person["outcome_date"] else "",
    ]
    return CasePerson(
        name=person["name"],
        shown_as=person.get("shown_as", ""),
        status=person["status"],
        verified=person["verified"],
        hold_status=person.get("hold_status", False),
        staff_notes="\n".join(note for note in notes if note),
    )


def event_row(event: dict[str, Any], related: dict[str, CasePage | None]) -> CaseEvent:
    texts = ("result", "subject", "consequence", "appellant", "changed_on_appeal")
    numbers = (
        "counts",
        "sentence_years",
        "sentence_months",
        "reduced_to_years",
        "liability_eur",
        "warrant_number",
    )
    return CaseEvent(
        type=event["type"],
        date=event["date"] or "",
        verified=event["verified"],
        **{name: event.get(name) or "" for name in texts},
        **{name: event.get(name) for name in numbers},
        **{name: event.get(name, False) for name in ("in_absence", "notice", "scheduled")},
        reduced_by_months=months(event.get("reduced_by")),
        replaces_warrant=day(event.get("replaces_warrant")),
        unsealed=day(event.get("unsealed_date")),
        days=", ".join(event.get("days") or []),
        related_case=related.get(event.get("related_case", "")),
        sources=", ".join(event["sources"]),
        staff_notes=event.get("staff_note") or "",
        persons=event_persons(event),
    )


def event_persons(event: dict[str, Any]) -> list[CaseEventPerson]:
    """The persons an event names, with their own results; none named: it concerns all persons of the case."""
    own = {entry["person"]: entry for entry in event.get("by_person") or []}
    names = event.get("person") or list(own)
    fields = ("result", "changed_on_appeal", "sentence_years", "sentence_months")
    return [
        CaseEventPerson(
            sort_order=order,
            name=name,
            **{field: own[name][field] for field in fields if own.get(name, {}).get(field)},
        )
        for order, name in enumerate(names)
    ]


def months(duration: str | None) -> int | None:
    """P3Y8M are 44 months."""
    if not duration:
        return None
    match = DURATION.fullmatch(duration)
    if match is None:
        raise ContentError(CASES, f"{duration!r} is not a length such as P3Y8M")
    return int(match[1] or 0) * 12 + int(match[2] or 0)


def day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
