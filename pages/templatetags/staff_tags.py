"""What templates of the admin ask about pages."""

from __future__ import annotations

from typing import Any

from django import template

from cicc_site import languages
from pages.models import SitePage

register = template.Library()


@register.simple_tag
def language_marks(page: SitePage) -> list[dict[str, Any]]:
    """`{% language_marks page as marks %}`: each language of the site, and whether the page has a title in it."""
    there = page.languages_available
    return [{"language": language, "there": language.code in there} for language in languages.LANGUAGES]
