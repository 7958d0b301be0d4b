"""Moments in UTC, terms and listing levels for the officers' desk."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import pgettext

from cicc_site.dates import PartialDate, Precision
from cicc_site.languages import active
from members.enums import ListingLevel
from members.officers.forms import LISTING_HELP

register = template.Library()


@register.filter
def utc_moment(at: dt.datetime) -> SafeString:
    """A moment in UTC: officers sit in The Hague, in New York, and elsewhere."""
    moment = localtime(at, dt.UTC)
    return format_html(
        '<time datetime="{}"><bdi>{}{}{} UTC</bdi></time>',
        moment.isoformat(timespec="minutes"),
        PartialDate(moment.date()).text(active()),
        pgettext("between the items of a list", ", "),
        f"{moment:%H:%M}",
    )


@register.filter
def moment(written: Any) -> SafeString:
    """When a change or a note was written."""
    return utc_moment(written.at)


@register.simple_tag
def term_dates(term: Any) -> str:
    """From when to when a term runs, as exactly as it is known."""
    begins = PartialDate(term.starts, Precision(term.starts_precision)).text(active())
    ends = PartialDate(term.ends, Precision(term.ends_precision)).text(active()) if term.ends else "…"
    return f"{begins} \N{EN DASH} {ends}"


@register.simple_tag
def listing_levels() -> list[dict[str, Any]]:
    return [{"label": level.label, "help": LISTING_HELP[level]} for level in ListingLevel]
