"""What a template asks about a translated text: its value, and in which language it really is."""

from __future__ import annotations

from django import template
from django.db.models import Model

from cicc_site import languages
from cicc_site.multilingual.glossary import Term
from cicc_site.multilingual.values import Localized
from cicc_site.multilingual.values import localized as localize

register = template.Library()


@register.simple_tag
def localized(instance: Model, field: str, language: str | None = None) -> Localized:
    """`{% localized page "title" as title %}<h1{{ title.attrs }}>{{ title.value }}</h1>`.

    instance: an object with translated fields; field: the name without suffix; language: default the active one.
    The result is false when the text is missing in every language the reader is served.
    """
    return localize(instance, field, language)


@register.simple_tag
def language_of(code: str) -> languages.Language:
    """A language of the site, for the `lang` and `dir` of a passage in it."""
    return languages.by_code(code)


@register.filter
def term_in(term: Term, language: str) -> str:
    """The translation of a term of the glossary."""
    return term.translations.get(language, "")
