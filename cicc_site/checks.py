"""System checks: what has to hold for the project to be safe, tested at every start."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.utils import translation
from modeltranslation import utils as modeltranslation_utils

from cicc_site import languages
from cicc_site.multilingual.reader import SEAM, as_reader, content_language


@register()
def content_language_seam(**kwargs: Any) -> list[CheckMessage]:
    """modeltranslation must take the content language from us (see multilingual/reader.py)."""
    with translation.override("es"):
        outside = modeltranslation_utils.get_language()
        with as_reader():
            inside = modeltranslation_utils.get_language()
    if getattr(modeltranslation_utils, SEAM, None) is content_language and (outside, inside) == ("en", "es"):
        return []
    return [
        Error(
            "modeltranslation no longer asks for the content language where it used to: texts could leak between "
            "languages. Find the new seam before going on.",
            hint="cicc_site/multilingual/reader.py, install()",
            id="cicc_site.E001",
        )
    ]


@register()
def languages_agree(**kwargs: Any) -> list[CheckMessage]:
    """Settings, modeltranslation and languages.py must know the same languages in the same order."""
    known = languages.codes()
    configured = [code for code, _name in settings.LANGUAGES]
    if configured == known and settings.LANGUAGE_CODE == languages.DEFAULT_LANGUAGE == known[0]:
        return []
    return [
        Error(
            f"settings.LANGUAGES ({configured}) and cicc_site/languages.py ({known}) differ.",
            id="cicc_site.E002",
        )
    ]
