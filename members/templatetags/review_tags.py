"""The public notice of the review cycles: `{% review_notice %}` on pages, `{% review_sentences %}` in mails."""

from __future__ import annotations

from typing import Any

from django import template

from members.applications import cycles

register = template.Library()


@register.inclusion_tag("components/review_notice.html")
def review_notice() -> dict[str, Any]:
    """One query."""
    return {"sentences": cycles.notice().sentences()}


@register.simple_tag
def review_sentences() -> list[str]:
    return cycles.notice().sentences()
