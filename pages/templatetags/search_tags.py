"""The tags of the page of results that would cost most of it as templates."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import pgettext

from pages.search.question import Version

register = template.Library()


@register.simple_tag
def version_links(versions: Iterable[Version]) -> SafeString:
    """The languages a hit can be read in, by their own names: links where there is a page or a file of it."""
    between = format_html("{}", pgettext("between the items of a list", ", "))
    return mark_safe(between.join(map(_link, versions)))  # noqa: S308 - each is escaped


def _link(version: Version) -> SafeString:
    if not version.address:
        return format_html("<bdi{}>{}</bdi>", version.attrs, version.name)
    return format_html(
        '<a href="{}" hreflang="{}"{}>{}</a>',
        version.address,
        version.language,
        version.attrs,
        version.name,
    )
