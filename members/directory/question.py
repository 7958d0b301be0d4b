"""What a reader asks of the directory in the query string: read into one value, written back in one order.

Nothing here trusts the query string: it is cut, compared with what the register knows, and what is unknown is told
apart from the filters, never an error.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from django.http import QueryDict

from cicc_site.query_strings import Reader, member_of, written
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
        return written(self.items())


@dataclass(frozen=True)
class Asked:
    """question: what can be answered; unknown: (name, value) of what is no filter; is_canonical: whether the address
    says it in the one order, each thing once."""

    question: Question
    unknown: list[tuple[str, str]] = field(default_factory=list)
    is_canonical: bool = True


def read(query: QueryDict, choices: Choices) -> Asked:
    """choices: what the register knows of countries, issues and coalitions."""
    reader = Reader(query)
    one = reader.one
    question = Question(
        q=reader.words(),
        countries=reader.many("country", choices.country_code, MOST_COUNTRIES),
        region=one("region", member_of(Region.values)),
        group=one("group", member_of(UnGroup.values)),
        type=one("type", member_of(OrganizationType.values)),
        issue=one("issue", choices.issue_code),
        language=one("language", choices.language_code),
        coalition=one("coalition", choices.coalition_code),
        committee=one("committee", member_of(["1"])),
        view=one("view", member_of(VIEWS)) or VIEWS[0],
        sort=one("sort", member_of(SORTS)) or SORTS[0],
        page=reader.page(),
    )
    return Asked(question, reader.unknown, bool(reader.unknown) or reader.says(question.items(), PARAMETERS))
