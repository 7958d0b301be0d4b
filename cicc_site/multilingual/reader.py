"""Which language does a translated field *without* a suffix (`page.title`) mean right now?

modeltranslation answers "whatever Django has active", and in the admin that is the language of the editor's menus:
saving a page there would copy texts from one language into another. Here the answer is English, always and
everywhere (admin, commands, workers, shells), except while a visitor's page is being made: `as_reader()` is entered
for public requests by `cicc_site.middleware` and around previews, and nowhere else.

The seam into modeltranslation is one function, replaced by `install()`; `cicc_site.checks` proves that it holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from modeltranslation import utils as modeltranslation_utils

from cicc_site import languages

# The name under which modeltranslation imported Django's function.
SEAM = "_get_language"

_serving_reader: ContextVar[bool] = ContextVar("serving_reader", default=False)


def content_language() -> str:
    """Return the language that unsuffixed translated fields mean now."""
    return languages.active() if _serving_reader.get() else languages.DEFAULT_LANGUAGE


@contextmanager
def as_reader() -> Iterator[None]:
    """Within, unsuffixed fields follow Django's active language and fall back: for showing, never for saving."""
    token = _serving_reader.set(True)
    try:
        yield
    finally:
        _serving_reader.reset(token)


@contextmanager
def as_editor() -> Iterator[None]:
    """Within, unsuffixed fields mean English: entered by every write, even one made while a page is shown."""
    token = _serving_reader.set(False)
    try:
        yield
    finally:
        _serving_reader.reset(token)


def install() -> None:
    """Make modeltranslation ask `content_language` instead of Django."""
    setattr(modeltranslation_utils, SEAM, content_language)
