"""The answers of an application as officers and papers show them: in the five steps, in their own language and
direction.

Nothing here is safe to print by itself: templates escape it. Personal answers are left out for whoever may not see
them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cicc_site import languages
from cicc_site.countries import language_name, text_direction
from cicc_site.languages import active
from cicc_site.multilingual.values import localized
from members.models import Application, ApplicationAnswers

RIGHT_TO_LEFT = frozenset({"R", "AL"})
WORDS, LINK, PLAIN = "words", "link", "plain"


@dataclass(frozen=True)
class Answer:
    """field: its column. lines: what stands there. kind: WORDS of the applicant, LINK, or PLAIN: a choice in the words
    of the menus. language: of the words, "" where it is not certain. personal: officers only."""

    field: str
    label: str
    lines: tuple[str, ...]
    kind: str = PLAIN
    language: str = ""
    personal: bool = False

    @property
    def is_long(self) -> bool:
        """Whether it is a text, not a name."""
        return self.kind == WORDS and self.field in LONG

    @property
    def direction(self) -> str:
        """Of most of its letters: an Arabic answer may begin with a Latin name, and the other way round."""
        return direction(" ".join(self.lines), self.language)


@dataclass(frozen=True)
class Group:
    """One step of the form. hidden: how many answers this person may not see."""

    name: str
    title: Any
    answers: tuple[Answer, ...]
    hidden: int = 0


TITLES = {
    "eligibility": _("1. Eligibility"),
    "organization": _("2. Organization"),
    "people": _("3. People"),
    "work": _("4. Work"),
    "commitments": _("5. Commitments"),
}
# Of step 1: the others let nobody apply who answers otherwise.
BEGINNING = ("member_already",)
FIELDS: dict[str, tuple[str, ...]] = {
    "organization": (
        *("legal_name", "legal_language", "name_en", "name_es", "name_fr", "name_ar", "acronyms"),
        *("former_names", "country", "places_of_work", "countries_of_work", "type", "scope", "network"),
        *("year_founded", "registered", "registration_authority", "registration_number", "website", "social"),
        *("staff_band", "volunteer_band", "postal_address", "general_email", "phone"),
    ),
    "people": (
        *("head_name", "head_role", "main_name", "main_role", "main_email", "main_phone", "main_signal"),
        *("main_language", "second_name", "second_role", "second_email", "second_phone"),
        *("submitter_name", "submitter_role"),
    ),
    "work": (
        *("mission", "justice_work", "links", "issues", "situations", "contribution", "funding"),
        "government_share",
    ),
    "commitments": ("listing", "newsletter", "newsletter_language", "note_to_officer"),
}
# Names in the language of their column; everything else an applicant wrote is in the language of the application.
NAMED = {f"name_{code}": code for code in languages.codes()}
LINKS = frozenset({"website", "social", "links"})
CODES_OF_LANGUAGES = frozenset({"legal_language", "main_language", "newsletter_language"})
# Addresses and numbers: written, and in no language.
SIGNS = frozenset(
    {
        *(
            "general_email",
            "main_email",
            "second_email",
            "phone",
            "main_phone",
            "second_phone",
            "main_signal",
        ),
        *("registration_number", "year_founded", "situations"),
    }
)
LONG = frozenset(
    {
        *("places_of_work", "postal_address", "mission", "justice_work", "contribution", "funding"),
        "note_to_officer",
    }
)
_LABELS: dict[str, Any] = {
    f"name_{language.code}": format_lazy("{field} ({language})", field=_("name"), language=language.name)
    for language in languages.LANGUAGES
}


def groups(application: Application, *, personal: bool) -> list[Group]:
    """Return the five steps. personal: whether personal answers are for this reader. Three queries."""
    answers = getattr(application, "answers", None)
    begun, kept_back = _beginning(application, personal)
    if answers:
        begun = (*_told(answers, application.language, BEGINNING), *begun)
    found = [Group("eligibility", TITLES["eligibility"], begun, kept_back)]
    for name, fields in FIELDS.items():
        told = list(_told(answers, application.language, fields)) if answers else []
        shown = tuple(answer for answer in told if personal or not answer.personal)
        found.append(Group(name, TITLES[name], shown, len(told) - len(shown)))
    return found


def subjects() -> Iterator[tuple[str, str]]:
    """Give what a translation note can be about, as (code, label): a step, or one field of it."""
    for name, title in TITLES.items():
        yield name, str(title)
        for field in FIELDS.get(name, ()):
            yield f"{name}.{field}", field_label(field)


def field_label(field: str) -> str:
    if field in _LABELS:
        return str(capfirst(str(_LABELS[field])))
    return str(capfirst(str(ApplicationAnswers._meta.get_field(field).verbose_name)))  # type: ignore[union-attr]


def direction(text: str, language: str = "") -> str:
    """Return "rtl" or "ltr" by most of the letters; by the language where there are as many of both, or none."""
    right = left = 0
    for character in text[:2000]:
        strong = unicodedata.bidirectional(character)
        right += strong in RIGHT_TO_LEFT
        left += strong == "L"
    if right == left:
        return text_direction(language)
    return "rtl" if right > left else "ltr"


def _beginning(application: Application, personal: bool) -> tuple[tuple[Answer, ...], int]:
    """How the applicant is written to: the language and the e-mail address of whoever filled in."""
    shown = [Answer("language", _label_of("language"), (language_name(application.language, active()),))]
    if personal:
        shown.append(Answer("email", _label_of("email"), (application.email,), PLAIN, personal=True))
    return tuple(shown), 0 if personal else 1


def _label_of(field: str) -> str:
    return str(capfirst(str(Application._meta.get_field(field).verbose_name)))  # type: ignore[union-attr]


def _told(answers: ApplicationAnswers, language: str, fields: tuple[str, ...]) -> Iterator[Answer]:
    for field in fields:
        lines = tuple(line for line in _lines(answers, field) if line)
        kind = _kind(field)
        written_in = ""
        if kind == WORDS:
            written_in = NAMED.get(field, answers.legal_language if field == "legal_name" else language)
            # Whoever writes English in an Arabic form writes English.
            if direction(" ".join(lines), written_in) != text_direction(written_in):
                written_in = ""
        yield Answer(field, field_label(field), lines, kind, written_in, field in answers.personal)


def _kind(field: str) -> str:
    if field in LINKS:
        return LINK
    column = ApplicationAnswers._meta.get_field(field)
    coded = field in CODES_OF_LANGUAGES or field in SIGNS or bool(getattr(column, "choices", None))
    relation = column.is_relation or column.get_internal_type() == "BooleanField"
    return PLAIN if coded or relation else WORDS


def _lines(answers: ApplicationAnswers, field: str) -> list[str]:
    special: dict[str, Callable[[], list[str]]] = {
        "country": lambda: [answers.country.name_in(active()) or str(answers.country)],
        "countries_of_work": lambda: sorted(
            row.name_in(active()) or str(row) for row in answers.countries_of_work.all()
        ),
        "issues": lambda: sorted(str(localized(row, "name", active())) for row in answers.issues.all()),
    }
    if field in special:
        return special[field]()
    value: Any = getattr(answers, field)
    display = getattr(answers, f"get_{field}_display", None)
    if value in (None, "", []):
        return []
    if field in CODES_OF_LANGUAGES:
        return [language_name(value, active())]
    if isinstance(value, bool):
        return [gettext("Yes") if value else gettext("No")]
    if isinstance(value, list):
        return [str(part) for part in value]
    return [str(display())] if display is not None else [str(value)]
