"""Names of countries and languages as CLDR gives them, their order in a list, and their place in an address.

No table lives here: the register of countries is `members.models.Country`, which starts from these names.
"""

import re
import unicodedata
from functools import cache

from babel import Locale, UnknownLocaleError
from django.utils.text import slugify

ARABIC_ARTICLE = "ال"


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(language)


def country_name(alpha2: str, language: str) -> str:
    """The CLDR name; English is spelled out as the United Nations does (Saint Lucia, Antigua and Barbuda)."""
    name = str(_locale(language).territories[alpha2])
    if language == "en":
        name = name.replace(" & ", " and ").replace("St. ", "Saint ")
    return name


def language_name(code: str, language: str) -> str:
    """How `language` calls the language `code`; the code itself where CLDR has no name for it."""
    names = _locale(language).languages
    subtag = code.replace("-", "_")
    return str(names.get(subtag) or names.get(subtag.split("_")[0]) or code)


@cache
def text_direction(code: str) -> str:
    """Return "rtl" or "ltr" for any language of the world; "auto" for one CLDR does not know, or for none ("", und)."""
    try:
        known = code not in ("", "und")
        return str(Locale.parse(code.replace("-", "_")).text_direction) if known else "auto"
    except (ValueError, UnknownLocaleError):
        return "auto"


def country_slug(name: str, language: str) -> str:
    """A readable piece of address: ASCII for names in Latin script, else the letters of the name."""
    text = name.replace("’", "'")
    if language == "en":
        text = text.replace("'s ", "s ")
    text = text.replace("'", "-")
    return slugify(text, allow_unicode=not _is_latin(text)).strip("-")


def _is_latin(text: str) -> bool:
    return all(unicodedata.name(c, "").startswith("LATIN") for c in text if c.isalpha())


def sort_key(name: str, language: str) -> tuple[str, str]:
    """Alphabetical order as a reader of that language expects it, whatever the database was built with.

    Accents only break ties, Spanish keeps n and ñ apart, Arabic lists pass over the article.
    """
    text = unicodedata.normalize("NFC", name).casefold()
    if language == "ar" and text.startswith(ARABIC_ARTICLE):
        text = text.removeprefix(ARABIC_ARTICLE)
    if language == "es":
        text = text.replace("ñ", "n\N{DELETE}")
    if language == "ar":
        text = text.replace("ى", "ي")
    letters = text
    if not text.isascii():
        letters = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.sub(r"[^\w\N{DELETE}]+", " ", letters).strip(), text
