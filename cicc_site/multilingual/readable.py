"""Shows a translated value in the admin as plain reading matter: what the translator works from.

Blocks are named as in the editing form and carry none of the site's looks, so a body reads in the order in which it
is going to be translated. Nothing here depends on the templates of the public site.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.html import format_html, format_html_join, linebreaks
from django.utils.safestring import SafeString
from wagtail.blocks import BooleanBlock, BoundBlock, ListBlock, StreamBlock, StreamValue, StructBlock
from wagtail.contrib.typed_table_block.blocks import TypedTable
from wagtail.images.models import AbstractImage
from wagtail.rich_text import RichText, expand_db_html

from cicc_site.multilingual.values import has_meaning


def readable(value: Any) -> SafeString:
    """Return a value as HTML for reading; empty when it says nothing."""
    if not has_meaning(value):
        return SafeString("")
    if isinstance(value, StreamValue):
        return _joined(_named_block(child) for child in value)
    return _plain(value)


def _named_block(bound: BoundBlock) -> SafeString:
    content = _block(bound)
    if not content:
        return SafeString("")
    return format_html(
        '<section class="source__block"><p class="source__label">{}</p>{}</section>',
        bound.block.label,
        content,
    )


def _block(bound: BoundBlock) -> SafeString:
    block, value = bound.block, bound.value
    if value is None or isinstance(block, BooleanBlock):
        return SafeString("")
    if isinstance(block, StreamBlock):
        return _joined(_named_block(child) for child in value)
    if isinstance(block, StructBlock) and not isinstance(value, AbstractImage):
        return _joined(_named_part(child) for child in value.bound_blocks.values())
    if isinstance(block, ListBlock):
        rows = [content for child in value.bound_blocks if (content := _block(child))]
        return format_html('<ol class="source__list">{}</ol>', _joined(_row(row) for row in rows))
    if isinstance(value, TypedTable):
        return _table(value)
    return _plain(value)


def _named_part(bound: BoundBlock) -> SafeString:
    content = _block(bound)
    if not content:
        return SafeString("")
    return format_html(
        '<div class="source__part"><span class="source__label">{}</span>{}</div>', bound.block.label, content
    )


def _row(content: SafeString) -> SafeString:
    return format_html("<li>{}</li>", content)


def _table(table: TypedTable) -> SafeString:
    heads = format_html_join("", "<th>{}</th>", ((column["heading"],) for column in table.columns))
    rows = _joined(
        format_html("<tr>{}</tr>", format_html_join("", "<td>{}</td>", ((_block(cell),) for cell in row)))
        for row in table.rows
    )
    caption = format_html("<caption>{}</caption>", table.caption) if getattr(table, "caption", "") else ""
    return format_html('<table class="source__table">{}<tr>{}</tr>{}</table>', caption, heads, rows)


def _plain(value: Any) -> SafeString:
    if isinstance(value, RichText):
        return SafeString(expand_db_html(value.source))  # Wagtail's own sanitised rich text
    if not has_meaning(value):
        return SafeString("")
    return SafeString(linebreaks(str(value), autoescape=True))


def _joined(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))
