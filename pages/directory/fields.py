"""The fields of the filter form: each with the values that would leave a row, and how many rows each would leave."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from cicc_site.countries import language_name, sort_key
from cicc_site.multilingual.values import Localized
from members.directory.choices import Choice, Choices
from members.directory.counting import Tally
from members.enums import OrganizationType, Region, UnGroup
from pages.filters import Field, options


def fields(tally: Tally) -> list[Field]:
    """In the order of the form."""
    known = tally.choices
    language = known.language
    return [
        _field(tally, "country", _("Country"), _("All countries"), _named(known.alphabet)),
        _field(tally, "region", _("Region"), _("All regions"), _coded(Region)),
        _field(tally, "group", _("Regional group of the United Nations"), _("All groups"), _coded(UnGroup)),
        _field(tally, "type", _("Type of organization"), _("All types"), _coded(OrganizationType)),
        _field(tally, "issue", _("Issue"), _("All issues"), _named(known.sorted(known.issues.values()))),
        _field(tally, "language", _("Working language"), _("All languages"), _languages(tally, language)),
        _field(tally, "coalition", _("National coalition"), _("All"), _coalitions(known)),
        _field(
            tally,
            "committee",
            _("Steering Committee"),
            _("All"),
            [("1", _("Sits in the Steering Committee today"))],
        ),
    ]


def _field(
    tally: Tally, name: str, label: str, every: str, values: Iterable[tuple[str, Localized | str]]
) -> Field:
    counts = tally.of(name)
    asked = tally.question.value(name)
    chosen = set(asked) if isinstance(asked, tuple) else {asked}
    return Field(name, label, every, options(values, counts, chosen))


def _named(values: Iterable[Choice]) -> list[tuple[str, Localized | str]]:
    return [(choice.code, choice.name) for choice in values]


def _coded(choices: Any) -> list[tuple[str, Localized | str]]:
    return [(choice.value, str(choice.label)) for choice in choices]


def _coalitions(known: Choices) -> list[tuple[str, Localized | str]]:
    return _named(known.sorted(known.coalitions.values()))


def _languages(tally: Tally, reader: str) -> list[tuple[str, Localized | str]]:
    codes = {*tally.of("language"), tally.question.language} - {""}
    names = {code: language_name(code, reader) for code in codes}
    return [
        (code, names[code]) for code in sorted(codes, key=lambda code: (sort_key(names[code], reader), code))
    ]
