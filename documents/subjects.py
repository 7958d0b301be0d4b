"""Keeping subjects equal to what they stand for.

Pages say what became of them (`keep`); countries and issues are read from their registers (`refresh_registers`), when
one of them changes or the starting content is loaded. Bodies are entered by the archivists.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from cicc_site import languages
from cicc_site.multilingual import changes
from documents.enums import SubjectKind
from documents.models import Subject
from members.models import Country, Issue


def keep(
    kind: SubjectKind, code: str, names: Mapping[str, str | None], *, is_public: bool = True, order: int = 0
) -> Subject:
    """Make the subject, or bring it up to date. names: {language: name or None}; the English one must be there.

    A subject that is gone stays as one that is not public: works still bear it, and it may come back.
    """
    wanted: dict[str, Any] = {
        f"name_{language}": names.get(language) or None for language in languages.codes()
    }
    wanted |= {"is_public": is_public, "order": order}
    subject = Subject.objects.filter(kind=kind, code=code).first() or Subject(kind=kind, code=code)
    if subject.pk is None or any(getattr(subject, name) != value for name, value in wanted.items()):
        for name, value in wanted.items():
            setattr(subject, name, value)
        subject.save()
    return subject


def hide(kind: SubjectKind, code: str) -> None:
    """Say that what a subject stands for is gone, or not public any more."""
    subject = Subject.objects.filter(kind=kind, code=code, is_public=True).first()
    if subject is not None:
        subject.is_public = False
        subject.save(update_fields=["is_public"])


def refresh_registers() -> int:
    """Bring the subjects of all countries and issues up to date; returns how many there are."""
    countries, issues = list(Country.objects.all()), list(Issue.objects.all())
    for country in countries:
        _of_country(country)
    for issue in issues:
        keep(SubjectKind.ISSUE, issue.code, _names(issue))
    known = {issue.code for issue in issues}
    for subject in Subject.objects.of_kind(SubjectKind.ISSUE).public().exclude(code__in=known):
        hide(SubjectKind.ISSUE, subject.code)
    return len(countries) + len(issues)


def listen() -> None:
    """Follow the registers from now on; called once, when the site starts."""
    changes.subscribe(_registers_changed)


def _registers_changed(keys: Collection[changes.Key]) -> None:
    for model, key in keys:
        if issubclass(model, Country):
            for country in Country.objects.filter(pk=key):
                _of_country(country)
        elif issubclass(model, Issue):
            for issue in Issue.objects.filter(pk=key):
                keep(SubjectKind.ISSUE, issue.code, _names(issue))


def _of_country(country: Country) -> None:
    keep(SubjectKind.COUNTRY, country.alpha3, _names(country), is_public=country.has_page)


def _names(record: Country | Issue) -> dict[str, str | None]:
    return {language: getattr(record, f"name_{language}") for language in languages.codes()}
