"""Addresses by name, for code that must not know who answers them: mail, exports, the API.

Whoever answers an address says so when the site starts (`provide`); others ask by name. A path is always in one
language, given as a code; `absolute` puts the name of the site before it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.conf import settings

Many = Callable[[str, Sequence[Mapping[str, Any]]], list[str]]
_providers: dict[str, Callable[..., str]] = {}
_of_many: dict[str, Many] = {}


def provide(name: str, path: Callable[..., str], *, many: Many | None = None) -> None:
    """Let `path(language, **values)` answer for `name`. A second provider of a name is a mistake: ValueError.

    many: answers for several at once, `many(language, [values, ...])`, where one by one would cost a query each.
    """
    if _providers.get(name, path) is not path:
        raise ValueError(f"Two providers of the address {name}.")
    _providers[name] = path
    if many is not None:
        _of_many[name] = many


def path(name: str, language: str, **values: Any) -> str:
    """Return the path of `name` in a language. Raises LookupError for a name nobody provides."""
    try:
        provider = _providers[name]
    except KeyError:
        raise LookupError(f"Nobody provides the address {name}.") from None
    return provider(language, **values)


def paths(name: str, language: str, values: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the paths of several, in their order: in few queries where the provider can, else one by one."""
    many = _of_many.get(name)
    return many(language, values) if many else [path(name, language, **each) for each in values]


def absolute(name: str, language: str, **values: Any) -> str:
    """Return the whole address, as it stands in a letter."""
    return f"{settings.SITE_URL}{path(name, language, **values)}"
