"""Addresses by name, for code that must not know who answers them: mail, exports, the API.

Whoever answers an address says so when the site starts (`provide`); others ask by name. A path is always in one
language, given as a code; `absolute` puts the name of the site before it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings

_providers: dict[str, Callable[..., str]] = {}


def provide(name: str, path: Callable[..., str]) -> None:
    """Let `path(language, **values)` answer for `name`. A second provider of a name is a mistake: ValueError."""
    if _providers.get(name, path) is not path:
        raise ValueError(f"Two providers of the address {name}.")
    _providers[name] = path


def path(name: str, language: str, **values: Any) -> str:
    """Return the path of `name` in a language. Raises LookupError for a name nobody provides."""
    try:
        provider = _providers[name]
    except KeyError:
        raise LookupError(f"Nobody provides the address {name}.") from None
    return provider(language, **values)


def absolute(name: str, language: str, **values: Any) -> str:
    """Return the whole address, as it stands in a letter."""
    return f"{settings.SITE_URL}{path(name, language, **values)}"
