"""What a reader asks of the directory in the query string: read into one value, written back in one order.

Nothing here trusts the query string: it is cut, compared with what the register knows, and what is unknown is told
apart from the filters, never an error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import QueryDict

from cicc_site.text import clean_query
from members.directory.choices import Choices
from members.enums import OrganizationType, Region, UnGroup

SORTS = ("name", "country", "joined")
VIEWS = ("list", "map", "numbers")
# In the order in which an address names them; a shared address is the same whoever made it.
PARAMETERS = (
    "q",
    "country",
    "region",
    "group",
    "type",
    "issue",
    "language",
    "coalition",
    "committee",
    "view",
    "sort",
    "page",
)
# Those that tell more of a member than its name and its country: only entries shown in full answer them.
OF_THE_ENTRY = ("type", "issue", "language", "coalition", "committee")
PLACES = ("country", "region", "group")
FILTERS = ("q", *PLACES, *OF_THE_ENTRY)
MOST_COUNTRIES = 300
LONGEST_VALUE = 40
LARGEST_PAGE = 100_000


@dataclass(frozen=True)
class Question:
    """q: words; countries: alpha-3 codes in their order; language: a code; coalition: its number as text; the others
    are the codes of the register. Empty: not asked."""

    q: str = ""
    countries: tuple[str, ...] = ()
    region: str = ""
    group: str = ""
    type: str = ""
    issue: str = ""
    language: str = ""
    coalition: str = ""
    committee: str = ""
    view: str = "list"
    sort: str = "name"
    page: int = 1

    def value(self, name: str) -> str | tuple[str, ...]:
        """Of a filter, by its name in the query string."""
        found: str | tuple[str, ...] = self.countries if name == "country" else getattr(self, name)
        return found

    @property
    def active(self) -> list[str]:
        """The names of the filters that are set."""
        return [name for name in FILTERS if self.value(name)]

    def with_(self, **changes: Any) -> Question:
        """The same with other values, on its first page unless a page is named."""
        return replace(self, **{"page": 1, **changes})

    def items(self) -> list[tuple[str, str]]:
        """(name, value) of what differs from the plain directory, in the one order."""
        values: dict[str, Any] = {name: self.value(name) for name in FILTERS}
        values["view"] = "" if self.view == VIEWS[0] else self.view
        values["sort"] = "" if self.sort == SORTS[0] else self.sort
        values["page"] = "" if self.page == 1 else str(self.page)
        return [
            (name, value)
            for name in PARAMETERS
            for value in (values[name] if isinstance(values[name], tuple) else [values[name]])
            if value
        ]

    @property
    def query(self) -> str:
        """The query string with its question mark; empty for the plain directory."""
        found = QueryDict(mutable=True)
        for name, value in self.items():
            found.appendlist(name, value)
        return f"?{found.urlencode()}" if found else ""


@dataclass(frozen=True)
class Asked:
    """question: what can be answered; unknown: (name, value) of what is no filter; is_canonical: whether the address
    says it in the one order, each thing once."""

    question: Question
    unknown: list[tuple[str, str]] = field(default_factory=list)
    is_canonical: bool = True


def read(query: QueryDict, choices: Choices) -> Asked:
    """choices: what the register knows of countries, issues and coalitions."""
    unknown: list[tuple[str, str]] = []

    def known(name: str, value: str, test: Any) -> str:
        """The value as the register writes it, else nothing, and it is told."""
        value = value.strip()
        if not value:
            return ""
        found = test(value) if len(value) <= LONGEST_VALUE else None
        if not found:
            unknown.append((name, clean_query(value)[:LONGEST_VALUE]))
        return str(found or "")

    def one(name: str, test: Any) -> str:
        return known(name, query.get(name) or "", test)

    asked_countries = query.getlist("country")[:MOST_COUNTRIES]
    codes = {known("country", value, choices.country_code) for value in asked_countries} - {""}
    question = Question(
        q=clean_query(query.get("q") or ""),
        countries=tuple(sorted(codes)),
        region=one("region", _member_of(Region.values)),
        group=one("group", _member_of(UnGroup.values)),
        type=one("type", _member_of(OrganizationType.values)),
        issue=one("issue", choices.issue_code),
        language=one("language", choices.language_code),
        coalition=one("coalition", choices.coalition_code),
        committee=one("committee", _member_of(["1"])),
        view=one("view", _member_of(VIEWS)) or VIEWS[0],
        sort=one("sort", _member_of(SORTS)) or SORTS[0],
        page=int(one("page", _page_number) or 1),
    )
    asked = [(name, value) for name, values in query.lists() if name in PARAMETERS for value in values]
    return Asked(question, unknown, bool(unknown) or asked == question.items())


def _member_of(values: Any) -> Any:
    return lambda value: value if value in values else None


def _page_number(value: str) -> str | None:
    """Digits of any script are digits to Python: only those of an address of ours are read."""
    if not re.fullmatch(r"[0-9]{1,9}", value) or int(value) == 0:
        return None
    return str(min(int(value), LARGEST_PAGE))
