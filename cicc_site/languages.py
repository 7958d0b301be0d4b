"""Every language of the site: the one list that settings, columns, routes and templates are derived from.

Adding a language is one entry here plus a migration (docs/developers/add-a-language.md). No model lives here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from django.utils import translation

Direction = Literal["ltr", "rtl"]

DEFAULT_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class Language:
    """One language of the interface.

    code: BCP 47 code without region, as in the address (`/fr/`).
    name: the language's own name, as the switch shows it.
    direction: writing direction of its script.
    fallback: languages tried in order where a text is missing (product.md, "Languages", 2).
    search_config: PostgreSQL text search configuration that stems it.
    """

    code: str
    name: str
    direction: Direction
    fallback: tuple[str, ...]
    search_config: str


LANGUAGES: tuple[Language, ...] = (
    Language("en", "English", "ltr", (), "english"),
    Language("es", "Español", "ltr", ("en",), "spanish"),
    Language("fr", "Français", "ltr", ("en",), "french"),
    Language("ar", "العربية", "rtl", ("en",), "arabic"),
)


_BY_CODE = {language.code: language for language in LANGUAGES}


def codes() -> list[str]:
    """Return the codes of all languages, the default one first."""
    return list(_BY_CODE)


def translation_codes() -> list[str]:
    """Return the codes of the languages that are translated into: all but the default one."""
    return [code for code in codes() if code != DEFAULT_LANGUAGE]


def by_code(code: str) -> Language:
    """Return the language with this code; raises KeyError for a code the site does not have."""
    return _BY_CODE[code]


def choices() -> list[tuple[str, str]]:
    """Return (code, own name) pairs in the form of Django's LANGUAGES setting."""
    return [(language.code, language.name) for language in LANGUAGES]


def fallbacks() -> dict[str, tuple[str, ...]]:
    """Return the fallback order per language, in the form modeltranslation reads."""
    table: dict[str, tuple[str, ...]] = {"default": (DEFAULT_LANGUAGE,)}
    table.update({language.code: language.fallback for language in LANGUAGES if language.fallback})
    return table


def active() -> str:
    """Return the site language Django has active now; the default one when none or an unknown one is."""
    code = translation.get_language() or DEFAULT_LANGUAGE
    if code in _BY_CODE:
        return code
    code = code.split("-")[0]
    return code if code in _BY_CODE else DEFAULT_LANGUAGE


def reading_order(code: str) -> Iterator[str]:
    """Yield the languages a reader of `code` is served, best first."""
    yield code
    yield from by_code(code).fallback
