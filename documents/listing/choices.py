"""What the filters of the list can name: the public subjects, read in one query."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from cicc_site import languages
from cicc_site.countries import sort_key
from cicc_site.multilingual.values import Localized, has_meaning
from documents.enums import SubjectKind
from documents.models import Subject

NAMES = tuple(f"name_{code}" for code in languages.codes())


@dataclass(frozen=True)
class Choice:
    """A value a filter can take. key: of the row; code: how addresses name it; order: of sessions, their number."""

    key: int
    kind: str
    code: str
    order: int
    names: dict[str, Any]

    def name(self, language: str) -> Localized:
        """For a reader; made when it is shown, for most are not."""
        for code in languages.reading_order(language):
            if has_meaning(self.names[f"name_{code}"]):
                return Localized(self.names[f"name_{code}"], code, language)
        return Localized(self.code, None, language)


class Choices:
    """The public subjects by kind and code, named for a reader of `language`."""

    def __init__(self, found: Iterable[Choice], language: str) -> None:
        self.language = language
        self.by_key = {choice.key: choice for choice in found}
        self._by_code = {(choice.kind, choice.code): choice for choice in self.by_key.values()}

    def get(self, kind: str, code: str) -> Choice:
        return self._by_code[kind, code]

    def test(self, kind: str) -> Callable[[str], str | None]:
        """What the register calls a value of an address; None where it knows no such thing."""

        def known(value: str) -> str | None:
            code = value.upper() if kind == SubjectKind.COUNTRY else value
            return code if (kind, code) in self._by_code else None

        return known

    def sorted(self, choices: Iterable[Choice]) -> list[Choice]:
        """Sessions the latest first, all others in the alphabet of the reader."""
        return sorted(choices, key=lambda choice: (-choice.order, self._letters(choice), choice.code))

    def _letters(self, choice: Choice) -> tuple[str, str]:
        return sort_key(str(choice.name(self.language)), self.language)


def choices(language: str) -> Choices:
    """One query."""
    rows = Subject.objects.public().order_by().values("pk", "kind", "code", "order", *NAMES)
    return Choices(
        (
            Choice(row["pk"], row["kind"], row["code"], row["order"], {name: row[name] for name in NAMES})
            for row in rows
        ),
        language,
    )
