"""Which figures a text can show, and counting them: each kind with one query, and once while a page is made.

Only what can truly be counted is here. Acts of States and members are counted in `members.figures`. Not here: persons
convicted, because judgments that are only reported are not counted and the number would be too small.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.apps import apps
from django.db.models import Count, Max
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cicc_site.dates import PartialDate
from members import figures
from members.enums import Region, UnGroup
from members.figures import Figure
from members.models.registers import rome_statute_as_of
from pages.figures import wording
from pages.figures.wording import Noun
from pages.kept import DOORS, MEMBERS, TREATY, kept
from pages.page_cache.reading import only_counted
from pages.readable import for_everybody

Words = str | Promise


@dataclass(frozen=True)
class Known:
    """A figure an editor can choose.

    key: how texts name it, for ever; label: how staff read it, `in_list` below the heading of its group; kind: with
    which others it is counted; noun: what is counted; place: the words that narrow it down, after the noun.
    """

    key: str
    label: Words
    kind: str
    noun: Noun
    place: Words = ""
    short: Words = ""

    @property
    def in_list(self) -> str:
        return str(self.short or self.label)


@dataclass(frozen=True)
class Group:
    label: Words
    figures: list[Known]


def group_key(code: str) -> str:
    return f"states_parties_group_{code.replace('-', '_')}"


def region_key(code: str) -> str:
    return f"states_parties_region_{code.replace('-', '_')}"


def _narrowed(key: str, place: UnGroup | Region, kind: str, words: Words) -> Known:
    label = format_lazy("{what}: {place}", what=_("States Parties"), place=place.label)
    return Known(key, label, kind, wording.STATES_PARTIES, words, short=place.label)


GROUPS = [
    Group(
        _("Rome Statute"),
        [
            Known("states_parties", _("States Parties"), "states_parties", wording.STATES_PARTIES),
            Known("signatures", _("All signatures ever given"), "signatures", wording.SIGNATURES),
            Known("deposits", _("All instruments ever deposited"), "deposits", wording.DEPOSITS),
        ],
    ),
    Group(
        _("States Parties by group of the United Nations"),
        [_narrowed(group_key(g.value), g, "un_groups", wording.IN_GROUP[g]) for g in UnGroup],
    ),
    Group(
        _("States Parties by region of the Coalition"),
        [_narrowed(region_key(r.value), r, "regions", wording.IN_REGION[r]) for r in Region],
    ),
    Group(
        _("The Coalition"),
        [
            Known("organizations", _("Member organizations"), "organizations", wording.ORGANIZATIONS),
            Known(
                "organization_countries",
                _("Countries with member organizations"),
                "organizations",
                wording.COUNTRIES,
            ),
        ],
    ),
    Group(
        _("Situations and cases on this site"),
        [
            Known("situations", _("Situations with a page"), "situations", wording.SITUATIONS),
            Known("cases", _("Cases with a page"), "cases", wording.CASES),
            Known("persons", _("Persons named on the pages of cases"), "cases", wording.PERSONS),
        ],
    ),
]
KNOWN: Mapping[str, Known] = {known.key: known for group in GROUPS for known in group.figures}


class Tally:
    """The figures as they are counted, each kind at most once, and not again until a row it is counted from changes."""

    def __init__(self) -> None:
        self._counted: dict[str, dict[str, Figure]] = {}

    def figure(self, key: str) -> Figure:
        """Return the figure with this key; raises KeyError for a key that is not known."""
        kind = KNOWN[key].kind
        if kind not in self._counted:
            with only_counted():
                name = ("figures", kind, figures.today())
                self._counted[kind] = kept(name, lambda: COUNTS[kind](self), TABLES.get(kind, TREATY))
        return self._counted[kind][key]

    @cached_property
    def register_day(self) -> date | None:
        return rome_statute_as_of()


_tally: ContextVar[Tally | None] = ContextVar("figures_tally", default=None)


@contextmanager
def counted_once() -> Iterator[None]:
    """Within, each kind of figure is counted at most once; inside another one, it is the outer that remembers."""
    token = _tally.set(_tally.get() or Tally())
    try:
        yield
    finally:
        _tally.reset(token)


def figure(key: str) -> Figure:
    """Return a figure as it is now; raises KeyError for a key that is not known."""
    return (_tally.get() or Tally()).figure(key)


# --- Counting --------------------------------------------------------------------------------------------


def _situations(tally: Tally) -> dict[str, Figure]:
    # By name: the models are made of blocks that count.
    pages = for_everybody(apps.get_model("pages", "SituationPage").objects.live())
    found = pages.aggregate(value=Count("pk"), day=Max("status_as_of"))
    return {"situations": _known_until(found["value"], found["day"])}


def _cases(tally: Tally) -> dict[str, Figure]:
    cases = for_everybody(apps.get_model("pages", "CasePage").objects.live())
    found = cases.aggregate(
        cases=Count("pk", distinct=True),
        # One person may be tried in several cases, always under the same name.
        persons=Count("persons__name", distinct=True),
        day=Max("status_as_of"),
    )
    return {name: _known_until(found[name], found["day"]) for name in ("cases", "persons")}


def _known_until(value: int, day: date | None) -> Figure:
    """A number of pages, with the newest day any of them knows of; without pages there is nothing to tell."""
    return Figure(value, PartialDate(day)) if value and day else Figure(None, None)


def _members(tally: Tally) -> dict[str, Figure]:
    members = figures.members()
    return {"organizations": members.organizations, "organization_countries": members.countries}


# What each kind is counted from, where it is not the acts of States.
TABLES: Mapping[str, frozenset[str]] = {
    "organizations": MEMBERS,
    "situations": DOORS | {"pages_situationpage"},
    "cases": DOORS | {"pages_casepage", "pages_caseperson"},
}
COUNTS: Mapping[str, Callable[[Tally], dict[str, Figure]]] = {
    "states_parties": lambda tally: {"states_parties": figures.states_parties(tally.register_day)},
    "signatures": lambda tally: {"signatures": figures.signatures(tally.register_day)},
    "deposits": lambda tally: {"deposits": figures.deposits(tally.register_day)},
    "un_groups": lambda tally: {
        group_key(part.code): part.figure for part in figures.states_parties_by_un_group(tally.register_day)
    },
    "regions": lambda tally: {
        region_key(part.code): part.figure for part in figures.states_parties_by_region(tally.register_day)
    },
    "organizations": _members,
    "situations": _situations,
    "cases": _cases,
}
