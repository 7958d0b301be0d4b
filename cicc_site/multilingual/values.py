"""What a reader gets of a translated field: the value, the language it really is in, whether it fell back.

"Empty" is decided here for the whole site: no blocks, rich text of only tags, blanks and invisible characters mean
that the text is missing, and a missing text falls back as a whole, never in parts.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from modeltranslation.utils import build_localized_fieldname
from wagtail.blocks import (
    BooleanBlock,
    BoundBlock,
    ChoiceBlock,
    ListBlock,
    StreamBlock,
    StreamValue,
    StructBlock,
    StructValue,
)
from wagtail.contrib.typed_table_block.blocks import TypedTable
from wagtail.rich_text import RichText

from cicc_site import languages
from cicc_site.countries import text_direction

_TAG = re.compile(r"<[^<>]*>")
_BLOCK_KEY = re.compile(r'(?:(?<!\s)\s+)?data-block-key="[^"]*"')
# White space around paragraphs, headings and lists says nothing: files have it, the editor in the browser drops it.
_AROUND_BLOCKS = re.compile(r"(?:(?<!\s)\s+)?(</?(?:p|h[1-6]|[uo]l|li|hr)\b[^<>]*>)\s*")
# Signs that need no escape in a text; those that would make or unmake a tag stay as they are.
_ENTITY = re.compile(r"&(?!(?:lt|gt|amp|#0*(?:38|60|62)|#[xX]0*(?:26|3[cC]|3[eE]));)#?\w+;")
# An embedded image or media counts as content although it leaves no text.
_EMBED = re.compile(r"<(?:embed|img|hr|iframe)\b", re.IGNORECASE)
# Kinds of characters that nobody can see by themselves: controls, marks of direction, blanks, lone accents.
_INVISIBLE = {"Cc", "Cf", "Zs", "Zl", "Zp", "Mn", "Me"}


@dataclass(frozen=True, slots=True)
class Localized:
    """A translated value as a reader gets it. `language` is the language of `value`, None when nothing is there."""

    value: Any
    language: str | None
    wanted: str

    @property
    def is_fallback(self) -> bool:
        """Whether the reader is served another language than the one asked for."""
        return self.language is not None and self.language != self.wanted

    @property
    def direction(self) -> str:
        code = self.language or self.wanted
        # A name may be in any language of the world.
        return languages.by_code(code).direction if code in languages.codes() else text_direction(code)

    @property
    def attrs(self) -> SafeString:
        """` lang=".." dir=".."` for the element around a passage in another language than its page, else nothing."""
        if not self.is_fallback:
            return SafeString("")
        return format_html(' lang="{}" dir="{}"', self.language, self.direction)

    def __bool__(self) -> bool:
        return self.language is not None

    def __str__(self) -> str:
        return "" if self.value is None else str(self.value)


def localized(instance: object, field: str, language: str | None = None) -> Localized:
    """Return `field` of `instance` for a reader of `language` (default: the active one), whole field at a time."""
    wanted = language or languages.active()
    for code in languages.reading_order(wanted):
        value = getattr(instance, build_localized_fieldname(field, code))
        if has_meaning(value):
            return Localized(value, code, wanted)
    return Localized(None, None, wanted)


def localized_among(values: Mapping[str, Any], language: str | None = None) -> Localized:
    """The same of the values of one field by their language, for whoever has read the columns without the record."""
    wanted = language or languages.active()
    for code in languages.reading_order(wanted):
        if has_meaning(values[code]):
            return Localized(values[code], code, wanted)
    return Localized(None, None, wanted)


def canonical(text: str) -> str:
    """Return a stored text without what only its writing tool knows: paragraph keys, blanks around blocks, line ends.

    Two texts that read the same compare equal, whether a file, the editor in a browser or an import wrote them.
    """
    text = text.replace("\r\n", "\n")
    if "<" in text:
        text = _AROUND_BLOCKS.sub(r"\1", _BLOCK_KEY.sub("", text))
    return _ENTITY.sub(lambda match: html.unescape(match[0]), text)


def has_meaning(value: Any) -> bool:
    """Return whether a value of a translated field says anything at all."""
    if value is None:
        return False
    if isinstance(value, StreamValue):
        return any(_block_has_meaning(child) for child in value)
    if isinstance(value, RichText):
        return has_meaning(value.source)
    if isinstance(value, str):
        return text_has_meaning(value)
    return True


def text_has_meaning(text: str) -> bool:
    """Return whether a plain or rich text holds a visible character or an embedded object."""
    if text[:1].isalnum():  # nearly every text
        return True
    if _EMBED.search(text):
        return True
    visible = html.unescape(_TAG.sub("", text)) if "<" in text or "&" in text else text
    return any(unicodedata.category(character) not in _INVISIBLE for character in visible)


def _block_has_meaning(bound: BoundBlock) -> bool:
    block, value = bound.block, bound.value
    # A choice or a tick describes how something is shown: alone it shows nothing.
    if value is None or isinstance(block, (ChoiceBlock, BooleanBlock)):
        return False
    if isinstance(block, StreamBlock):
        return any(_block_has_meaning(child) for child in value)
    if isinstance(block, StructBlock) and isinstance(value, StructValue):
        return any(_block_has_meaning(child) for child in value.bound_blocks.values())
    if isinstance(block, ListBlock):
        return any(_block_has_meaning(child) for child in value.bound_blocks)
    if isinstance(value, TypedTable):
        return any(_block_has_meaning(cell) for row in value.rows for cell in row)
    if isinstance(value, Mapping):
        return any(has_meaning(item) for item in value.values())
    return has_meaning(value)
