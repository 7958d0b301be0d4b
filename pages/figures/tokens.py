"""A figure in stored rich text: `<embed embedtype="figure" figure="states_parties" form="words"/>`.

The element says which figure and in which form, never the number, so that it cannot grow old and reads in whatever
language the text around it is in. It is self-contained: copied, compared, exported or searched it stays one piece.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from html import escape
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.rich_text import EmbedHandler
from wagtail.rich_text.rewriters import extract_attrs

from cicc_site.multilingual.passage import text_language
from members.figures import Figure
from pages.figures import wording
from pages.figures.known import KNOWN, figure

logger = logging.getLogger(__name__)

EMBED_TYPE = "figure"
# As Wagtail looks for it, but no tag goes beyond the next: otherwise many that never end cost their number squared.
_EMBED = re.compile(r"<embed(\b[^<>]*)/>")


class Form(StrEnum):
    """How a figure is written: with its noun, alone, with noun and date, or its date alone."""

    WORDS = "words"
    NUMBER = "number"
    DATED = "dated"
    DATE = "date"


@dataclass(frozen=True)
class Token:
    """A figure as a text names it. `key` may be one the site no longer knows."""

    key: str
    form: Form = Form.WORDS

    @classmethod
    def from_attributes(cls, attrs: dict[str, Any]) -> Token:
        """Read the stored attributes; a form nobody knows is the usual one."""
        form = attrs.get("form") or Form.WORDS
        return cls(str(attrs.get("figure") or ""), Form(form) if form in set(Form) else Form.WORDS)

    @property
    def attributes(self) -> dict[str, str]:
        return {"embedtype": EMBED_TYPE, "figure": self.key, "form": self.form.value}

    @property
    def stored(self) -> str:
        """The element as it lies in the database."""
        pairs = (f'{name}="{escape(value)}"' for name, value in self.attributes.items())
        return f"<embed {' '.join(pairs)}/>"

    @property
    def counted(self) -> Figure:
        """The figure as it is now; without a value for a key the site does not know."""
        return figure(self.key) if self.key in KNOWN else Figure(None, None)

    @property
    def has_value(self) -> bool:
        counted = self.counted
        return (counted.as_of if self.form == Form.DATE else counted.value) is not None

    def text(self, language: str) -> str:
        """The figure in plain words."""
        counted, plain = self.counted, self._words(language)
        if self.form == Form.DATE:
            return counted.as_of.text(language) if counted.as_of else wording.unknown_date(language)
        if self.form != Form.DATED or counted.value is None or counted.as_of is None:
            return plain
        return wording.with_date(language) % {"figure": plain, "date": counted.date_text(language)}

    def html(self, language: str) -> SafeString:
        """The figure for readers, and as `data` and `time` for machines; isolated from the text's direction."""
        counted = self.counted
        if self.form == Form.DATE:
            return _time(counted, language)
        inner: SafeString | str = self._words(language)
        if counted.value is not None:
            when = counted.date_text(language)
            inner = format_html('<data value="{}"{}>{}</data>', counted.value, _title(when), inner)
            if self.form == Form.DATED and when:
                date = SafeString(escape(counted.date_pattern(language)) % {"date": _time(counted, language)})
                pattern = escape(wording.with_date(language), quote=False)
                inner = SafeString(pattern % {"figure": inner, "date": date})
        return format_html("<bdi>{}</bdi>", inner)

    def _words(self, language: str) -> str:
        known, value = KNOWN.get(self.key), self.counted.value
        if known is None or self.form == Form.NUMBER:
            return wording.number(value, language)
        return wording.words(known.noun, known.place, value, language)


class FigureHandler(EmbedHandler):
    """Writes the figures of a rich text for its reader; see wagtail.rich_text."""

    identifier = EMBED_TYPE

    @staticmethod
    def expand_db_attributes(attrs: dict[str, Any]) -> str:
        token = Token.from_attributes(attrs)
        if token.key not in KNOWN:
            # The reader gets a sentence that can be read; staff find the place in the report on figures.
            logger.warning("A text shows the figure %r, which the site does not know.", token.key)
        return token.html(text_language())


def tokens(stored: str) -> Iterator[Token]:
    """Yield the figures of a stored rich text, in their order."""
    for match in _EMBED.finditer(stored):
        attrs = extract_attrs(match[1])
        if attrs.get("embedtype") == EMBED_TYPE:
            yield Token.from_attributes(attrs)


def without_value(stored: str) -> list[Token]:
    """Return the figures of a stored rich text that have nothing to show now: such a text is not published."""
    return [token for token in dict.fromkeys(tokens(stored)) if not token.has_value]


# As content files and notes write a figure: {figure:states_parties} or {figure:states_parties|dated}.
WRITTEN = re.compile(r"\{figure:(?P<key>[a-z_]+)(?:\|(?P<form>[a-z]+))?\}")


def written(match: re.Match[str]) -> Token:
    """Return the figure a content file writes; raises LookupError for one the site does not know."""
    key, form = match["key"], match["form"] or Form.WORDS
    if key not in KNOWN:
        raise LookupError(f"there is no figure {key!r}; known are {', '.join(KNOWN)}")
    if form not in set(Form):
        raise LookupError(f"a figure has no form {form!r}; known are {', '.join(Form)}")
    return Token(key, Form(form))


def _time(counted: Figure, language: str) -> SafeString:
    if counted.as_of is None:
        return SafeString(escape(wording.unknown_date(language)))
    return format_html(
        '<time datetime="{}">{}</time>', counted.as_of.isoformat(), counted.as_of.text(language)
    )


def _title(when: str) -> SafeString | str:
    return format_html(' title="{}"', when) if when else ""
