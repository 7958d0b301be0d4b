"""Figures in words, in any language: "125 States Parties", "several States Parties" where nothing is counted yet.

The number is part of the translated sentence, because Arabic says "two" with the noun alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy, ngettext_lazy, override, pgettext_lazy

from cicc_site import numbers
from members.enums import Region, UnGroup


@dataclass(frozen=True)
class Noun:
    """What is counted: `counted` with the plural forms of each language, `several` while no number is known."""

    counted: Any  # what ngettext_lazy returns has no type of its own
    several: Promise

    def text(self, value: int | None, language: str) -> str:
        with override(language):
            if value is None:
                return str(self.several)
            return str(self.counted % {"count": value, "number": numbers.whole(value, language)})


STATES_PARTIES = Noun(
    ngettext_lazy("%(number)s State Party", "%(number)s States Parties", "count"),
    gettext_lazy("several States Parties"),
)
SIGNATURES = Noun(
    ngettext_lazy("%(number)s signature", "%(number)s signatures", "count"),
    gettext_lazy("several signatures"),
)
DEPOSITS = Noun(
    ngettext_lazy("%(number)s instrument deposited", "%(number)s instruments deposited", "count"),
    gettext_lazy("several instruments deposited"),
)
ORGANIZATIONS = Noun(
    ngettext_lazy("%(number)s member organization", "%(number)s member organizations", "count"),
    gettext_lazy("several member organizations"),
)
COUNTRIES = Noun(
    ngettext_lazy("%(number)s country", "%(number)s countries", "count"),
    gettext_lazy("several countries"),
)
SITUATIONS = Noun(
    ngettext_lazy("%(number)s situation", "%(number)s situations", "count"),
    gettext_lazy("several situations"),
)
CASES = Noun(
    ngettext_lazy("%(number)s case", "%(number)s cases", "count"),
    gettext_lazy("several cases"),
)
PERSONS = Noun(
    ngettext_lazy("%(number)s person", "%(number)s persons", "count"),
    gettext_lazy("several persons"),
)

# After the number of States Parties.
IN_GROUP: dict[str, Promise] = {
    UnGroup.AFRICAN: gettext_lazy("among the African States"),
    UnGroup.ASIA_PACIFIC: gettext_lazy("among the Asia-Pacific States"),
    UnGroup.EASTERN_EUROPEAN: gettext_lazy("among the Eastern European States"),
    UnGroup.GRULAC: gettext_lazy("among the Latin American and Caribbean States"),
    UnGroup.WEOG: gettext_lazy("among the Western European and other States"),
}
IN_REGION: dict[str, Promise] = {
    Region.AFRICA: gettext_lazy("in Africa"),
    Region.AMERICAS: gettext_lazy("in the Americas"),
    Region.ASIA_PACIFIC: gettext_lazy("in Asia and the Pacific"),
    Region.EUROPE_CENTRAL_ASIA: gettext_lazy("in Europe and Central Asia"),
    Region.MENA: gettext_lazy("in the Middle East and North Africa"),
}

_UNKNOWN_DATE = pgettext_lazy("in the place of a date that is not known", "a date not yet known")
_SEVERAL = pgettext_lazy("in the place of a number that is not known", "several")


def words(noun: Noun, place: str | Promise, value: int | None, language: str) -> str:
    """The figure with its noun: "33 States Parties among the African States"."""
    text = noun.text(value, language)
    with override(language):
        return gettext("%(figure)s %(place)s") % {"figure": text, "place": place} if place else text


def number(value: int | None, language: str) -> str:
    """The figure alone."""
    if value is not None:
        return numbers.whole(value, language)
    with override(language):
        return str(_SEVERAL)


def unknown_date(language: str) -> str:
    with override(language):
        return str(_UNKNOWN_DATE)


def with_date(language: str) -> str:
    """The pattern that joins a figure with its date."""
    with override(language):
        return gettext("%(figure)s (%(date)s)")
