"""What a reader asks of the list of works in the query string: read into one value, written back in one order."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import QueryDict

from cicc_site import world_languages
from cicc_site.query_strings import Reader, member_of, written
from documents.enums import SubjectKind, WorkKind
from documents.listing.choices import Choices

SORTS = ("newest", "oldest", "title", "symbol", "added")
# The filters that are subjects, in the order of the form; each is called as its kind.
SUBJECTS = (
    SubjectKind.BODY.value,
    SubjectKind.COUNTRY.value,
    SubjectKind.SITUATION.value,
    SubjectKind.CASE.value,
    SubjectKind.ISSUE.value,
    SubjectKind.SESSION.value,
)
FILTERS = ("q", "kind", "year", *SUBJECTS, "language")
# In the order in which an address names them; a shared address is the same whoever made it.
PARAMETERS = (*FILTERS, "sort", "page")
LONGEST_CODE = 255
YEAR = re.compile(r"(?:1[0-9]|20)[0-9]{2}")


@dataclass(frozen=True)
class Question:
    """q: words or a symbol; kind: of work; year: four digits; subjects as their codes; language: of a file. Empty: not
    asked."""

    q: str = ""
    kind: str = ""
    year: str = ""
    body: str = ""
    country: str = ""
    situation: str = ""
    case: str = ""
    issue: str = ""
    session: str = ""
    language: str = ""
    sort: str = SORTS[0]
    page: int = 1

    def value(self, name: str) -> str:
        """Of a filter, by its name in the query string."""
        found: str = getattr(self, name)
        return found

    @property
    def active(self) -> list[str]:
        """The names of the filters that are set."""
        return [name for name in FILTERS if self.value(name)]

    def with_(self, **changes: Any) -> Question:
        """The same with other values, on its first page unless a page is named."""
        return replace(self, **{"page": 1, **changes})

    @property
    def filters(self) -> Question:
        """What it asks for, whatever the order and the page."""
        return self.with_(sort=SORTS[0])

    def items(self) -> list[tuple[str, str]]:
        """(name, value) of what differs from the plain list, in the one order."""
        values = {name: self.value(name) for name in FILTERS}
        values["sort"] = "" if self.sort == SORTS[0] else self.sort
        values["page"] = "" if self.page == 1 else str(self.page)
        return [(name, values[name]) for name in PARAMETERS if values[name]]

    @property
    def query(self) -> str:
        """The query string with its question mark; empty for the plain list."""
        return written(self.items())


@dataclass(frozen=True)
class Asked:
    """question: what can be answered; unknown: (name, value) of what is no filter; is_canonical: whether the address
    says it in the one order, each thing once."""

    question: Question
    unknown: list[tuple[str, str]] = field(default_factory=list)
    is_canonical: bool = True


def read(query: QueryDict, choices: Choices) -> Asked:
    """choices: the public subjects."""
    reader = Reader(query, LONGEST_CODE)
    question = Question(
        q=reader.words(),
        kind=reader.one("kind", member_of(WorkKind.values)),
        year=reader.one("year", lambda value: value if YEAR.fullmatch(value) else None),
        **{kind: reader.one(kind, choices.test(kind)) for kind in SUBJECTS},
        language=reader.one("language", _language),
        sort=reader.one("sort", member_of(SORTS)) or SORTS[0],
        page=reader.page(),
    )
    return Asked(question, reader.unknown, bool(reader.unknown) or reader.says(question.items(), PARAMETERS))


def _language(value: str) -> str | None:
    """A language that documents can be in; whether one is in it says the number of works."""
    return value if world_languages.is_known(value) else None
