"""What templates of the admin ask about pages and the board of translations."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import template
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext

from cicc_site import languages
from cicc_site.languages import Language
from cicc_site.multilingual.freshness import SOURCE, State
from pages.board.filters import BoardFilter
from pages.models import SitePage

register = template.Library()


@dataclass(frozen=True, slots=True)
class Mark:
    """How a page stands in one language. classes: what its shape follows; words: the same to be read."""

    language: Language
    classes: str
    words: str


@register.simple_tag
def language_marks(page: SitePage) -> list[Mark]:
    """`{% language_marks page as marks %}`: each language of the site and how the page stands in it. No query."""
    return [_mark(page, language) for language in languages.LANGUAGES]


def _mark(page: SitePage, language: Language) -> Mark:
    found = page.translation(language.code)
    states, words = [str(found.state)], [str(State(found.state).label)]
    if language.code == SOURCE and found.state == State.CURRENT:
        words = [gettext("public")]
    if found.review_owed:
        states.append("owed")
        words.append(gettext("review owed"))
    if page.live and found.state != State.DRAFT and language.code in (page.pending or []):
        states.append("waits")
        words.append(gettext("draft waits"))
    return Mark(language, " ".join(f"state--{state}" for state in states), ", ".join(words))


@register.simple_tag
def board_query(chosen: BoardFilter, **changes: Any) -> str:
    """`?{% board_query filter p=2 %}`: the filters of the board as an address says them."""
    return chosen.query(**changes)


@register.filter
def waited(moment: dt.datetime) -> str:
    """How long ago, in the largest unit alone: "3 weeks"; not counted in hours."""
    if timezone.now() - moment < dt.timedelta(days=1):
        return gettext("less than a day")
    return timesince(moment, depth=1)
