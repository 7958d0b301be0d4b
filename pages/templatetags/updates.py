"""What templates of the public site ask about the age of a text."""

from __future__ import annotations

import datetime as dt

from django import template

from cicc_site import languages
from pages import moments, updates
from pages.models import SitePage

register = template.Library()


@register.simple_tag
def translation_lag(page: SitePage) -> updates.Lag | None:
    """`{% translation_lag page as lag %}`: how the translation shown lags behind, None if it does not."""
    return updates.lag(page, languages.active())


@register.simple_tag
def text_updated_at(page: SitePage) -> dt.datetime | None:
    """`{% text_updated_at page as moment %}`: when the text shown changed; nothing for a page never published."""
    if not page.last_published_at:
        return None
    return moments.updated_at(page, updates.shown_language(page, languages.active()))
