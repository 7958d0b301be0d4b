"""The fields of the archive's filter form: each with the values that would leave a work, and how many each would."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from cicc_site import languages, world_languages
from cicc_site.countries import sort_key
from cicc_site.multilingual.values import Localized
from documents.enums import SubjectKind, WorkKind
from documents.listing.counting import Tally
from documents.listing.question import SUBJECTS
from pages.filters import Field, options


def fields(tally: Tally) -> list[Field]:
    """In the order of the form."""
    every = {
        SubjectKind.BODY: _("All bodies"),
        SubjectKind.COUNTRY: _("All countries"),
        SubjectKind.SITUATION: _("All situations"),
        SubjectKind.CASE: _("All cases"),
        SubjectKind.ISSUE: _("All issues"),
        SubjectKind.SESSION: _("All sessions"),
    }
    kinds = [(kind.value, str(kind.label)) for kind in WorkKind]
    return [
        _field(tally, "kind", _("Kind of document"), _("All kinds"), kinds),
        _field(tally, "language", _("Language of the document"), _("All languages"), _languages(tally)),
        _field(tally, "year", _("Year"), _("All years"), _years(tally)),
        *(
            _field(
                tally, kind, str(SubjectKind(kind).label), every[SubjectKind(kind)], _subjects(tally, kind)
            )
            for kind in SUBJECTS
        ),
    ]


def _field(
    tally: Tally, name: str, label: str, every: str, values: Iterable[tuple[str, Localized | str]]
) -> Field:
    asked = {tally.question.value(name)} - {""}
    return Field(name, label, every, options(values, tally.of(name), asked))


def _years(tally: Tally) -> list[tuple[str, str]]:
    known = {*tally.of("year"), tally.question.year} - {""}
    return [(year, year) for year in sorted(known, key=int, reverse=True)]


def _subjects(tally: Tally, kind: str) -> list[tuple[str, Localized | str]]:
    known, reader = tally.choices, tally.choices.language
    codes = {*tally.of(kind), tally.question.value(kind)} - {""}
    return [(each.code, each.name(reader)) for each in known.sorted(known.get(kind, code) for code in codes)]


def _languages(tally: Tally) -> list[tuple[str, str]]:
    """Those of the site first, then by their names."""
    reader = tally.choices.language
    codes = {*tally.of("language"), tally.question.language} - {""}
    names = {code: world_languages.name(code, reader) for code in codes}
    return sorted(
        names.items(), key=lambda pair: (pair[0] not in languages.codes(), sort_key(pair[1], reader), pair[0])
    )
