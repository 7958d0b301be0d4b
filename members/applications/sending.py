"""An application is sent: its drafts become typed answers, its references and consents are written, it moves on.

All in one transaction with the row locked: it is sent whole or not at all, once, however often the button is pressed.
`values_of` is the way back, so that what was sent reads the same as what was typed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction

from cicc_site import languages
from cicc_site.text import match_key
from members.applications import commitments, drafts, steps
from members.applications.fields import Box
from members.applications.form import Lists, StepForm
from members.applications.forms_eligibility import OPENING, YES
from members.applications.forms_work import REFERENCES
from members.applications.states import UNSENT
from members.applications.typed import Typed
from members.models import (
    Application,
    ApplicationAnswers,
    ApplicationConsent,
    ApplicationReference,
    ApplicationStep,
    ApplicationStepCopy,
    Country,
    Issue,
)
from members.models.organizations import NAME_LENGTH
from members.workflow import applications as verbs

SAME_IN_ANSWERS = ("organization", "people", "work", "commitments")
# Questions that have no column of their own name in ApplicationAnswers.
APART = frozenset({"country", "countries_of_work", "issues", "authority", "newsletter"})
SEVERAL = frozenset({"acronyms", "former_names", "social", "links"})


class Incomplete(Exception):
    """Something is missing or wrong; `forms` are those of the five steps, checked."""

    def __init__(self, forms: dict[str, StepForm]) -> None:
        self.forms = forms
        super().__init__("The application is not complete.")


def forms_of(
    values: dict[str, Typed], lists: Lists, *, checked: bool = False, only: tuple[str, ...] = steps.CODES
) -> dict[str, StepForm]:
    """The forms of the steps with what was typed, by code."""
    country = str(values.get("organization", {}).get("country", ""))
    return {
        code: steps.FORMS[code](values.get(code, {}), lists, country=country, checked=checked)
        for code in only
    }


def typed_of(rows: dict[str, ApplicationStep]) -> dict[str, Typed]:
    return {code: row.values for code, row in rows.items()}


def send(application_id: int, lists: Callable[[dict[str, Typed]], Lists], language: str) -> Application:
    """Send a draft. lists: what there is to choose from, given what was typed. language: in which its texts were read
    and agreed to.

    Raises Incomplete, drafts.NotADraft when it was sent already, Application.DoesNotExist.
    """
    with transaction.atomic():
        application = verbs.lock(application_id)
        if application.state not in UNSENT:
            raise drafts.NotADraft
        typed = typed_of(drafts.of(application))
        forms = forms_of(typed, lists(typed), checked=True)
        passed = [form.passes for form in forms.values()]  # each of them: the page shows all that is missing
        if not all(passed):
            raise Incomplete(forms)
        found = {code: form.cleaned_data for code, form in forms.items()}
        _write_answers(application, found)
        _write_references(application, found["work"])
        agreed = [
            text
            for text in commitments.current()
            if found["people" if text.kind == "authority" else "commitments"][text.code]
        ]
        ApplicationConsent.objects.bulk_create(commitments.consents(application, agreed, language))
        # What was typed is in the answers now; it is kept once.
        ApplicationStep.objects.filter(application=application).delete()
        ApplicationStepCopy.objects.filter(application=application).delete()
        return verbs.send(application_id)  # last, for its event has everybody else wait


def _write_answers(application: Application, found: dict[str, dict[str, Any]]) -> None:
    columns = {field.name for field in ApplicationAnswers._meta.get_fields()}
    values = {
        name: value
        for code in SAME_IN_ANSWERS
        for name, value in found[code].items()
        if name in columns and name not in APART
    }
    answers = ApplicationAnswers(application=application, **values)
    seat, active = found["organization"]["country"], found["organization"]["countries_of_work"]
    countries = {row.alpha3: row for row in Country.objects.filter(alpha3__in={seat, *active})}
    answers.country = countries[seat]
    answers.member_already = found["eligibility"]["member"]
    answers.newsletter = found["commitments"]["newsletter"]
    answers.legal_language = _language_of_name(answers)
    answers.match_keys = list(
        dict.fromkeys(key[:NAME_LENGTH] for key in map(match_key, answers.names()) if key)
    )
    answers.save()
    answers.countries_of_work.add(*(countries[code] for code in active))
    answers.issues.add(*Issue.objects.filter(code__in=found["work"]["issues"]))


def _language_of_name(answers: ApplicationAnswers) -> str:
    """The language of the legal name, if one of the four names repeats it; else nobody said."""
    same = [code for code in languages.codes() if getattr(answers, f"name_{code}") == answers.legal_name]
    return same[0] if len(same) == 1 else ""


def _write_references(application: Application, found: dict[str, Any]) -> None:
    ApplicationReference.objects.bulk_create(
        ApplicationReference(
            application=application,
            name=found[f"{which}_name"],
            person=found[f"{which}_person"],
            contact=found[f"{which}_contact"],
        )
        for which in REFERENCES
        if found[f"{which}_name"]
    )


def values_of(application: Application) -> dict[str, Typed]:
    """What was sent, in the form in which it was typed: for the receipt, and for whoever shows it by question."""
    answers = application.answers
    found: dict[str, Typed] = {code: _same(answers, steps.FORMS[code]) for code in SAME_IN_ANSWERS}
    active, issues = answers.countries_of_work, answers.issues
    found["organization"]["country"] = Country.objects.values_list("alpha3", flat=True).get(
        pk=answers.country_id
    )
    found["organization"]["countries_of_work"] = list(active.values_list("alpha3", flat=True))
    found["work"]["issues"] = list(issues.values_list("code", flat=True))
    for which, reference in zip(REFERENCES, application.references.all(), strict=False):
        for part in ("name", "person", "contact"):
            found["work"][f"{which}_{part}"] = getattr(reference, part)
    for consent in application.consents.values_list("code", flat=True):
        code = "people" if consent == "authority" else "commitments"
        found[code][consent] = Box.TICKED
    found["commitments"]["newsletter"] = Box.TICKED if answers.newsletter else ""
    found["eligibility"] = {
        **{name: next(iter(opening)) for name, (opening, _why) in OPENING.items() if name != "member"},
        "member": answers.member_already,
        "language": application.language,
        "quiet": YES if application.quiet else "",
    }
    return found


def _same(answers: ApplicationAnswers, form: type[StepForm]) -> Typed:
    names = {field.name for field in ApplicationAnswers._meta.get_fields()} & set(form.base_fields) - APART
    values = {name: getattr(answers, name) for name in names}
    return {
        name: "\n".join(value) if name in SEVERAL else value if isinstance(value, list) else str(value)
        for name, value in values.items()
    }
