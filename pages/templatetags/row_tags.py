"""Lines of long lists: members, and pages of one type.

A page of the directory has fifty and is made anew for each reader. Drawn by a template they cost more than all else of
the page, so the few marks around them stand here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from cicc_site import languages
from cicc_site.templatetags.site_tags import date_tag
from members.directory.listing import Line
from members.rows import MemberRow
from pages.frame import Link
from pages.models.listed import ListedPage

register = template.Library()

MEMBER = """<li class="row member-row">
  <div class="row__body">
    <h3 class="row__title"><a href="{}{}"{}>{}</a></h3>
      <p class="row__line"><span{}>{}</span>{}{}{}</p>
  </div>
</li>
"""
PAGE = """<li class="row">
  <div class="row__date">{}</div>
  <div class="row__body">
    {}<{} class="row__title"><a href="{}"{}>{}</a></{}>
      {}
  </div>
</li>
"""


@register.simple_tag
def listed_rows(items: Iterable[ListedPage], heading: str) -> SafeString:
    """heading: the name of the element around each title. Of anything else components/row.html draws a line."""
    mark = format_html('<p class="row__line">{}</p>\n    ', _mark())
    return mark_safe("".join(_page(item, heading, mark) for item in items))  # noqa: S308 - escaped one by one


@register.simple_tag
def member_rows(lines: Sequence[Line], base: str) -> SafeString:
    """Each with one link, its country, and of a full entry its type and year. base: the address of the directory."""
    reader, mark = languages.active(), _mark()
    return mark_safe("".join(_line(line, base, reader, mark) for line in lines))  # noqa: S308 - escaped one by one


@register.simple_tag
def member_name(row: MemberRow, directory: Link | None) -> SafeString:
    """The name of a listed member, linked to its entry where the directory has a page."""
    attrs = row.attrs(languages.active())
    mark = format_html(" {}", _mark()) if row.is_demo else ""
    if not directory:
        return format_html("<span{}>{}</span>{}", attrs, row.name, mark)
    return format_html('<a href="{}{}"{}>{}</a>{}', directory.url, row.path, attrs, row.name, mark)


def _page(item: ListedPage, heading: str, mark: SafeString) -> SafeString:
    title, summary = item.title, item.summary
    return format_html(
        PAGE,
        date_tag(item.date),
        mark if item.is_demo else "",
        heading,
        item.url,
        title.attrs,
        title.value,
        heading,
        format_html('<p class="row__text"{}>{}</p>', summary.attrs, summary.value) if summary else "",
    )


def _line(line: Line, base: str, reader: str, mark: SafeString) -> SafeString:
    row, country = line.row, line.country.name
    return format_html(
        MEMBER,
        base,
        row.path,
        row.attrs(reader),
        row.name,
        country.attrs,
        country.value,
        format_html("<span>{}</span>", line.type) if line.type else "",
        format_html("<span>{}</span>", line.since) if line.since else "",
        mark if row.is_demo else "",
    )


def _mark() -> SafeString:
    return format_html('<span class="kind kind--demo">{}</span>', gettext("Demonstration"))
