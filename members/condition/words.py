"""Sentences with values in them, and sizes, as the page shows them."""

from __future__ import annotations

from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html
from django.utils.safestring import SafeString


def sentence(words: str, **values: Any) -> SafeString:
    """Put values into a sentence, each kept in its own direction."""
    return format_html(words, **{name: _apart(value) for name, value in values.items()})


def _apart(value: Any) -> Any:
    return value if isinstance(value, SafeString) else format_html("<bdi>{}</bdi>", value)


def size(amount: Any) -> str:
    """Bytes in words; a question mark where nobody knows."""
    return str(filesizeformat(amount)) if isinstance(amount, int) else "?"
