"""The answers of an application that was sent, in the order of the form, as its applicant reads them again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Field, ManyToManyField
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cicc_site import languages
from cicc_site.multilingual.values import localized
from members.models import Application, ApplicationAnswers

# Step by step, as product.md has them.
STEPS: tuple[tuple[str | Promise, tuple[str, ...]], ...] = (
    (
        gettext_lazy("Organization"),
        (
            *(
                "legal_name",
                "name_en",
                "name_es",
                "name_fr",
                "name_ar",
                "acronyms",
                "former_names",
                "country",
            ),
            *(
                "places_of_work",
                "countries_of_work",
                "type",
                "scope",
                "network",
                "year_founded",
                "registered",
            ),
            *("registration_authority", "registration_number", "website", "social", "staff_band"),
            *("volunteer_band", "postal_address", "general_email", "phone"),
        ),
    ),
    (
        gettext_lazy("People"),
        (
            *("head_name", "head_role", "main_name", "main_role", "main_email", "main_phone", "main_signal"),
            *(
                "main_language",
                "second_name",
                "second_role",
                "second_email",
                "second_phone",
                "submitter_name",
            ),
            "submitter_role",
        ),
    ),
    (
        gettext_lazy("Work"),
        (
            *("mission", "justice_work", "links", "issues", "situations", "contribution", "funding"),
            "government_share",
        ),
    ),
    (
        gettext_lazy("Commitments"),
        ("listing", "newsletter", "newsletter_language", "note_to_officer"),
    ),
)
LANGUAGE_FIELDS = frozenset({"main_language", "newsletter_language"})


@dataclass(frozen=True)
class Shown:
    """One question and what was answered; several values stand one below the other."""

    label: str
    values: list[str]


@dataclass(frozen=True)
class Group:
    title: str
    rows: list[Shown]


def answers_of(application: Application, situation: Callable[[str], str] = str) -> list[Group]:
    """The groups of what was answered, without what was left empty; none for an application that was not sent, or whose
    answers are gone. situation: the name of a situation by its code, in the active language."""
    answers = (
        ApplicationAnswers.objects.select_related("country")
        .prefetch_related("countries_of_work", "issues")
        .filter(application=application)
        .first()
    )
    if answers is None:
        return []
    groups = [Group(str(title), _rows(answers, names, situation)) for title, names in STEPS]
    references = [
        " · ".join(part for part in (row.name, row.person, row.contact) if part)
        for row in application.references.all()
    ]
    if references:
        groups[2].rows.append(Shown(_("References"), references))
    return [group for group in groups if group.rows]


def _rows(
    answers: ApplicationAnswers, names: tuple[str, ...], situation: Callable[[str], str]
) -> list[Shown]:
    rows = []
    for name in names:
        field = answers._meta.get_field(name)
        if isinstance(field, Field) and (values := _values(answers, field, situation)):
            rows.append(Shown(str(field.verbose_name), values))
    return rows


def _values(answers: ApplicationAnswers, field: Field, situation: Callable[[str], str]) -> list[str]:
    value = getattr(answers, field.name)
    if isinstance(field, ManyToManyField):
        return [str(localized(one, "name")) for one in value.all()]
    if field.name == "country":
        return [str(localized(value, "name"))]
    if field.name == "situations":
        return [situation(code) for code in value]
    if field.name in LANGUAGE_FIELDS:
        return [languages.by_code(value).name] if value else []
    if isinstance(value, bool):
        return [_("Yes") if value else _("No")]
    if field.choices and value != "":
        return [str(getattr(answers, f"get_{field.name}_display")())]
    if isinstance(value, list):
        return [str(part) for part in value]
    return [str(value)] if value not in ("", None) else []
