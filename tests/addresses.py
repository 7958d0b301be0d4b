"""Every address the site answers to, found by walking its URL patterns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver
from django.urls.resolvers import LocalePrefixPattern, RegexPattern
from django.utils.regex_helper import normalize

SAMPLES = {"int": "1", "uuid": "6f1f6f0e-8f3c-4a55-9c4b-0a7d2f9b3c11", "path": "a/b"}


def sample(pattern: Any) -> str:
    """An address a pattern answers to."""
    if isinstance(pattern, RegexPattern):
        template, names = normalize(str(pattern))[0]
        return str(template % dict.fromkeys(names, "1"))
    if isinstance(pattern, LocalePrefixPattern):
        return str(pattern.language_prefix)
    route = str(pattern._route)
    return re.sub(r"<(?:(\w+):)?\w+>", lambda found: SAMPLES.get(found[1] or "str", "x"), route)


def addresses(resolver: Any, before: str = "/", namespace: str = "") -> Iterator[tuple[str, str]]:
    """Every address below a resolver, with the full name of its pattern."""
    for entry in resolver.url_patterns:
        address = before + sample(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from addresses(entry, address, inner)
        elif isinstance(entry, URLPattern):
            yield address, f"{namespace}{entry.name or ''}"
