"""What an applicant types into the five steps, and a draft with it. All persons and organizations are invented."""

from __future__ import annotations

from typing import Any

from members.applications import commitments, drafts, sending, steps
from members.applications.form import Lists
from members.applications.typed import Typed
from members.models import Application, Country, Issue
from tests.factories import members as make

ELIGIBLE: Typed = {
    "kind": "organization",
    "independent": "yes",
    "non_profit": "yes",
    "principles": "yes",
    "member": "no",
    "language": "es",
    "quiet": "",
}
FIRST_STEP: Typed = {**ELIGIBLE, "organization": "", "another": "", "email": "beatriz@example.org"}


def lists() -> Lists:
    """Every country and issue there is, and one situation."""
    countries: list[Any] = [(row.alpha3, row.name_en) for row in Country.objects.all()]
    issues: list[Any] = [(row.code, str(row)) for row in Issue.objects.all()]
    return Lists(countries, issues, [("situation-one", "Situation one")])  # type: ignore[list-item]


def offered(_typed: dict[str, Typed]) -> Lists:
    """The same, in the shape in which `sending.send` asks for it."""
    return lists()


def typed() -> dict[str, Typed]:
    """A complete application; makes a country and an issue where there is none."""
    country = Country.objects.filter(alpha2="KE").first() or make.country("KEN", alpha2="KE")
    issue = Issue.objects.first() or Issue.objects.create(code="victims", name_en="Victims")
    return {
        "eligibility": dict(ELIGIBLE),
        "organization": {
            "legal_name": "منظمة المثال للعدالة",
            "name_en": "Example Justice Network",
            "name_es": "",
            "name_fr": "",
            "name_ar": "منظمة المثال للعدالة",
            "acronyms": "EJN\nRJE",
            "former_names": "",
            "country": country.alpha3,
            "places_of_work": "Nairobi",
            "countries_of_work": [country.alpha3],
            "type": "human-rights",
            "scope": "national",
            "network": "",
            "year_founded": "٢٠٠٤",
            "staff_band": "1-5",
            "volunteer_band": "",
            "registered": "unsafe",
            "registration_authority": "",
            "registration_number": "",
            "website": "https://مثال.موقع/من-نحن",
            "social": "https://social.example.org/@ejn",
            "postal_address": "P.O. Box 1\nNairobi",
            "general_email": "info@مثال.موقع",
            "phone": "020 2345678",
        },
        "people": {
            "head_name": "Demo Head",
            "head_role": "",
            "main_name": "Beatriz Ejemplo",
            "main_role": "Secretaria",
            "main_email": "beatriz@example.org",
            "main_phone": "",
            "main_signal": "beatriz.01",
            "main_language": "es",
            "second_name": "",
            "second_role": "",
            "second_email": "",
            "second_phone": "",
            "submitter_name": "Beatriz Ejemplo",
            "submitter_role": "Secretaria",
            "authority": "yes",
        },
        "work": {
            "mission": "Justice for all.",
            "justice_work": "We stand by victims.",
            "links": "https://example.org/a\nhttps://example.org/b",
            "issues": [issue.code],
            "situations": [],
            "contribution": "Translations.",
            "funding": "Fees of members.",
            "government_share": "none",
            "reference_1_name": "Demo Member",
            "reference_1_person": "Demo Person",
            "reference_1_contact": "ref@example.org",
            "reference_2_name": "",
            "reference_2_person": "",
            "reference_2_contact": "",
        },
        "commitments": {
            **{text.code: "yes" for text in commitments.current() if text.kind != "authority"},
            "listing": "unlisted",
            "newsletter": "yes",
            "newsletter_language": "",
            "note_to_officer": "Please call after 18:00.",
        },
    }


def fill(application: Application, **changed: Typed) -> None:
    """Save all five steps of a draft; changed: answers of a step to replace, by its code."""
    for code, values in typed().items():
        values = {**values, **changed.get(code, {})}
        country = str(typed()["organization"]["country"])
        form = steps.FORMS[code](values, lists(), country=country)
        drafts.save(application.pk, code, values, seen=0, passes=form.passes)


def checked(code: str, **changed: Any) -> Any:
    """The form of a step with a complete application and some answers changed, checked."""
    values = typed()
    values[code] = {**values[code], **changed}
    return sending.forms_of(values, lists(), checked=True)[code]
