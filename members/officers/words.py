"""A history in words: names of fields, and values as an officer reads them instead of codes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import TextChoices
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cicc_site import languages
from cicc_site.countries import language_name
from cicc_site.dates import Precision
from members.enums import ListingLevel, MemberStatus, NameKind, OrganizationType, Scope
from members.history import PRIVATE
from members.models import Country, Issue, Organization, RegisterChange

NOTHING = "—"
CHOICES: dict[str, type[TextChoices]] = {
    "status": MemberStatus,
    "listing": ListingLevel,
    "type": OrganizationType,
    "scope": Scope,
    "joined_precision": Precision,
}
_OTHER_LABELS: dict[str, Any] = {
    "joined_precision": _("how well the day of joining is known"),
    "other_names": _("other names"),
    "contacts": _("contacts"),
    "registration": _("registration"),
    **{
        f"name_{language.code}": format_lazy("{field} ({language})", field=_("name"), language=language.name)
        for language in languages.LANGUAGES
    },
}


@dataclass(frozen=True)
class Told:
    """A field that changed: its label, and what stood there before and after; private: only that it changed."""

    name: str
    label: str
    before: str
    after: str
    private: bool


def field_label(name: str) -> str:
    """Return what a field of `members.history.facts` is called."""
    if name in _OTHER_LABELS:
        return str(capfirst(str(_OTHER_LABELS[name])))
    try:
        field: Any = Organization._meta.get_field(name)
    except FieldDoesNotExist:
        return name  # a later version dropped it: history outlives models
    return str(capfirst(str(field.verbose_name)))


class Words:
    """Reads the names of countries and issues once, when the first of them is asked for."""

    def __init__(self, language: str | None = None) -> None:
        self.language = language or languages.active()

    @cached_property
    def _countries(self) -> dict[str, str]:
        return {state.alpha3: state.name_in(self.language) or state.alpha3 for state in Country.objects.all()}

    @cached_property
    def _issues(self) -> dict[str, str]:
        return {issue.code: str(issue) for issue in Issue.objects.all()}

    def value(self, name: str, value: Any) -> str:
        """Return a value of a fact in words, "—" for nothing."""
        if value is None or value in ("", []):
            return NOTHING
        if isinstance(value, list):
            return ", ".join(self._one(name, part) for part in value)
        return self._one(name, value)

    def _one(self, name: str, value: Any) -> str:
        if name in CHOICES:
            return _label(CHOICES[name], str(value))
        known: Mapping[str, Callable[[str], str]] = {
            "country": lambda code: self._countries.get(code, code),
            "countries_of_work": lambda code: self._countries.get(code, code),
            "issues": lambda code: self._issues.get(code, code),
            "legal_language": lambda code: language_name(code, self.language),
            "working_languages": lambda code: language_name(code, self.language),
            "other_names": _other_name,
            "merged_into": lambda key: f"#{key}",
        }
        return known[name](str(value)) if name in known else str(value)

    def told(self, changes: Mapping[str, Iterable[Any]]) -> Iterator[Told]:
        """Tell the fields of one change in the order of their labels."""
        for name, (before, after) in sorted(changes.items(), key=lambda item: field_label(item[0])):
            if name in PRIVATE:
                yield Told(name, field_label(name), "", gettext("has changed"), private=True)
            else:
                said = (self.value(name, before), self.value(name, after))
                yield Told(name, field_label(name), *said, private=False)

    def of(self, change: RegisterChange) -> list[Told]:
        return list(self.told(change.changes))


def _label(choices: type[TextChoices], value: str) -> str:
    """History may hold a code that is no choice any more."""
    return str(choices(value).label) if value in choices.values else value


def _other_name(value: str) -> str:
    """`members.history.facts` writes "kind: text (language)"."""
    kind, _colon, text = value.partition(": ")
    return f"{_label(NameKind, kind)}: {text}"
