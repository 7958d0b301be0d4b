"""The long lists of a form. Written in one go: a template would ask for each part of 250 countries by itself, which
took more time than the rest of the page. How an option is written depends on nothing but its parts, so each is kept."""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from members.applications.form import INVALID, Asked

register = template.Library()

CHECKED, SELECTED = mark_safe(" checked"), mark_safe(" selected")
NOTHING = mark_safe("")
# Both lists of countries, chosen and not, in four languages, and room for the shorter ones.
KEPT = 6_000


@register.simple_tag
def select_options(question: Asked) -> SafeString:
    """The `<option>` elements of a question."""
    written = [
        _option(option.value, str(option.label), option.attrs, option.chosen) for option in question.options
    ]
    return mark_safe("\n".join(written))  # noqa: S308 - each was escaped by itself


@register.simple_tag
def check_items(question: Asked) -> SafeString:
    """A box to tick in a list item for each option of a question."""
    wrong = bool(question.problems)
    written = [
        _item(question.name, option.id, option.value, str(option.label), option.attrs, option.chosen, wrong)
        for option in question.options
    ]
    return mark_safe("\n".join(written))  # noqa: S308 - each was escaped by itself


@lru_cache(KEPT)
def _option(value: str, label: str, attrs: str, chosen: bool) -> SafeString:
    return format_html(
        '<option value="{}"{}{}>{}</option>', value, attrs, SELECTED if chosen else NOTHING, label
    )


@lru_cache(KEPT)
def _item(name: str, key: str, value: str, label: str, attrs: str, chosen: bool, wrong: bool) -> SafeString:
    return format_html(
        '<li><label class="check-list__item"><input type="checkbox" id="{}" name="{}" value="{}"{}{}> '
        "<span{}>{}</span></label></li>",
        key,
        name,
        value,
        CHECKED if chosen else NOTHING,
        INVALID if wrong else NOTHING,
        attrs,
        label,
    )
