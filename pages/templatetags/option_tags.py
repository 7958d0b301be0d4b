"""The long lists of a form. Written in one go: a template would ask for each part of 250 countries by itself, which
took more time than the rest of the page."""

from __future__ import annotations

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from members.applications.form import Asked, Option

register = template.Library()

CHECKED, SELECTED, INVALID = mark_safe(" checked"), mark_safe(" selected"), mark_safe(' aria-invalid="true"')
NOTHING = mark_safe("")


@register.simple_tag
def select_options(question: Asked) -> SafeString:
    """The `<option>` elements of a question."""
    return format_html_join(
        "\n",
        '<option value="{}"{}{}>{}</option>',
        (
            (option.value, option.attrs, SELECTED if option.chosen else NOTHING, option.label)
            for option in question.options
        ),
    )


@register.simple_tag
def check_items(question: Asked) -> SafeString:
    """A box to tick in a list item for each option of a question."""
    invalid = INVALID if question.problems else NOTHING
    return format_html_join(
        "\n", "{}", ((_item(question.name, option, invalid),) for option in question.options)
    )


def _item(name: str, option: Option, invalid: SafeString) -> SafeString:
    return format_html(
        '<li><label class="check-list__item"><input type="checkbox" id="{}" name="{}" value="{}"{}{}> '
        "<span{}>{}</span></label></li>",
        option.id,
        name,
        option.value,
        CHECKED if option.chosen else NOTHING,
        invalid,
        option.attrs,
        option.label,
    )
