"""Answers as a reader goes through them: before they are sent, on the receipt, where two versions are compared.

Written in one go, as the long lists are (option_tags.py): the page with all sixty answers spent most of its time on a
template that asked for each part of each of them by itself. Whatever comes from outside passes `escape` here.
"""

from __future__ import annotations

from html import escape
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from members.applications.fields import Offering
from members.applications.form import Asked, Section

register = template.Library()


@register.simple_tag
def answer(question: Asked) -> SafeString:
    """What was answered to one question."""
    return mark_safe(_answer(question))  # noqa: S308 - each part is escaped


@register.simple_tag
def answer_rows(section: Section, address: str = "") -> SafeString:
    """The rows of a section. address: where the answers can still be changed; then what is missing is shown, too."""
    rows = [
        f'<div class="facts__row"><dt class="facts__term">{escape(_term(question))}</dt>'
        f'<dd class="facts__value">{_problems(question, address)}{_value(question)}</dd></div>'
        for question in section.questions
        if address or question.answer or question.kind == "box"
    ]
    return mark_safe("\n".join(rows))  # noqa: S308 - each part is escaped


def _term(question: Asked) -> str:
    """A text that is agreed to is the answer itself."""
    return _("Agreed") if question.kind == "box" and question.needed else question.label


def _value(question: Asked) -> str:
    if question.kind == "box" and not question.needed:
        return escape(_("Yes") if question.ticked else _("No"))
    return _answer(question) if question.answer or not question.problems else ""


def _answer(question: Asked) -> str:
    lines = question.answer
    if not lines:
        nothing = escape(_("No answer"))
        return f'<span class="muted">{nothing}</span>'
    if question.kind == "checks":
        return f'<ul class="answer-list">{"".join(_named("li", line) for line in lines)}</ul>'
    if isinstance(question.field, Offering):
        return "".join(_named("span", line) for line in lines)
    direction = getattr(question.field, "direction", "auto")
    return f'<div class="answer" dir="{direction}">{"<br>".join(escape(line) for line in lines)}</div>'


def _named(element: str, name: Any) -> str:
    """A name from a list, in its language."""
    return f"<{element}{getattr(name, 'attrs', '')}>{escape(str(name))}</{element}>"


def _problems(question: Asked, address: str) -> str:
    """What is wrong with an answer, each with the way to it."""
    return "".join(
        f'<a class="part__problem" href="{escape(address)}#{escape(question.focus)}">{escape(problem)}</a>'
        for problem in question.problems
    )
