"""What a list with filters shows of them: fields whose values tell what they would leave, and ways to other answers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from cicc_site.multilingual.values import Localized

# A program of the page asks for its changing part alone; no address that a reader sees says so.
AS_FRAGMENT = "fragment"
MOST_UNKNOWN = 5


@dataclass(frozen=True)
class Option:
    """A value of a filter. count: the rows it would leave."""

    value: str
    label: Localized | str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Field:
    """every: what stands for no choice. Options that would leave nothing are left out, unless they are chosen."""

    name: str
    label: str
    every: str
    options: list[Option]

    @property
    def chosen(self) -> list[Option]:
        return [option for option in self.options if option.chosen]


@dataclass(frozen=True)
class WayOut:
    """A filter that is set, in words, and the address without it."""

    label: str
    value: Localized | str
    address: str


@dataclass(frozen=True)
class Way:
    """A link to another order or view of the same rows."""

    label: str
    address: str
    current: bool


def options(
    values: Iterable[tuple[str, Localized | str]], counts: Mapping[str, int], chosen: Collection[str]
) -> list[Option]:
    """values: (code, name) in their order."""
    found = [Option(code, text, counts.get(code, 0), code in chosen) for code, text in values]
    return [option for option in found if option.count or option.chosen]
