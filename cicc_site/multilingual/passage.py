"""In which language is the text that is being written out right now?

Mostly that of the reader. A passage that falls back to English on an Arabic page, the French tab of an editor with
Spanish menus and the English beside a translation are in another one, and what is computed inside a text has to read
in the language of that text.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from cicc_site import languages

_language: ContextVar[str | None] = ContextVar("language_of_passage", default=None)


def text_language() -> str:
    """Return the language of the passage that is being written; outside of one, that of the reader."""
    return _language.get() or languages.active()


@contextmanager
def text_in(language: str | None) -> Iterator[None]:
    """Within, the text is in this language; None: in that of the reader."""
    token = _language.set(language)
    try:
        yield
    finally:
        _language.reset(token)
