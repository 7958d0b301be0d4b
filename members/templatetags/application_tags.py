"""Names, states, clocks, links and events of applications, as the officers' desk shows them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from cicc_site.countries import language_name
from cicc_site.dates import PartialDate
from cicc_site.languages import active
from members.applications.states import ActorKind, State
from members.enums import Region
from members.models import Application, ApplicationEvent, Country
from members.officers.columns import isolated

register = template.Library()
SAFE_SCHEMES = frozenset({"http", "https"})


@register.simple_tag
def organization_name(application: Application) -> SafeString:
    """The legal name in its own direction; the reference of an application that has no answers any more."""
    answers = getattr(application, "answers", None)
    if answers is None:
        return format_html("<bdi>{}</bdi>", application.reference)
    return isolated(answers.legal_name, answers.legal_language)


@register.simple_tag
def state_label(state: str) -> SafeString:
    return format_html('<span class="apply-state apply-state--{}">{}</span>', state, State(state).label)


@register.simple_tag
def event_actor(event: ApplicationEvent) -> SafeString:
    """Who did it: an officer by name."""
    if event.actor is not None:
        return format_html("<bdi>{}</bdi>", event.actor)
    return format_html("{}", ActorKind(event.actor_kind).label)


@register.filter
def language_in_words(code: str) -> str:
    """What a language is called in the language of the menus."""
    return language_name(code, active())


@register.simple_tag
def outer_link(address: str) -> SafeString:
    """An address somebody else wrote: a link only where it leads to a web server, and then one that tells it nothing
    about where the officer comes from. Anything else (javascript:, data:) stays text."""
    text = format_html('<bdi dir="ltr">{}</bdi>', address)
    if not is_web_address(address):
        return format_html('{} <span class="org-aside">({})</span>', text, gettext("not a web address"))
    return format_html(
        '<a href="{}" rel="noopener noreferrer nofollow external" referrerpolicy="no-referrer" target="_blank">{}</a>',
        address,
        text,
    )


def is_web_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme.lower() in SAFE_SCHEMES and bool(parts.hostname) and address.strip() == address
    except ValueError:
        return False


@register.filter
def left_to_right(text: object) -> SafeString:
    """Numbers and codes: without letters of their own they would run as the text around them."""
    return format_html('<bdi dir="ltr">{}</bdi>', text)


@register.filter
def at(found: Mapping[str, Any], key: str) -> Any:
    """What stands under a name of a mapping."""
    return found.get(key, ())


@register.filter
def day_in_words(day: dt.date) -> str:
    return PartialDate(day).text(active())


@register.filter
def working_days(count: int) -> str:
    words = ngettext("%(count)d working day", "%(count)d working days", count)
    return str(words % {"count": count})


@register.simple_tag
def country_label(country: Country | None) -> SafeString | str:
    """A country and its region in the language of the menus."""
    if country is None:
        return "—"
    region = Region(country.cicc_region).label if country.cicc_region else ""
    name = country.name_in(active()) or str(country)
    return format_html('{}<span class="org-legal">{}</span>', name, region)
