"""Every language of the world that has a name in the languages of the site: for documents, never for the interface.

Source: CLDR, through babel. Codes are BCP 47 (`sw`, `pt`, `zh`; a script where it matters: `sr-Latn`). No table.
"""

from __future__ import annotations

from functools import cache, lru_cache

from babel import Locale, UnknownLocaleError

from cicc_site import languages
from cicc_site.countries import sort_key

# Several at once, none, or no natural language: no document is written in these.
_NO_LANGUAGE = {"mul", "und", "zxx", "mis", "root"}
# ISO 639-2 codes, both series, that lists of the Court and of libraries use, besides those babel knows.
_BIBLIOGRAPHIC = {
    "alb": "sq", "arm": "hy", "baq": "eu", "bur": "my", "chi": "zh", "cze": "cs", "dut": "nl", "fre": "fr",
    "geo": "ka", "ger": "de", "gre": "el", "ice": "is", "mac": "mk", "mao": "mi", "may": "ms", "per": "fa",
    "rum": "ro", "slo": "sk", "tib": "bo", "wel": "cy",
}  # fmt: skip
# The six languages of the United Nations as its documents mark them.
_ONE_LETTER = {"e": "en", "f": "fr", "s": "es", "a": "ar", "r": "ru", "c": "zh"}
_RIGHT_TO_LEFT = {"Arab", "Hebr", "Syrc", "Thaa", "Nkoo", "Adlm", "Rohg"}
_RIGHT_TO_LEFT_CODES = {
    "ar", "arc", "azb", "bal", "bgn", "ckb", "dv", "fa", "glk", "he", "ks", "lrc", "mzn", "nqo", "pnb", "prs", "ps",
    "sd", "skr", "syr", "ug", "ur", "yi",
}  # fmt: skip


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(language)


@cache
def codes() -> tuple[str, ...]:
    """Return all codes, sorted: languages only, no regions; each has a name in every language of the site."""
    known = [set(_locale(code).languages) for code in languages.codes()]
    found = set.intersection(*known) - _NO_LANGUAGE
    return tuple(sorted(code.replace("_", "-") for code in found if "_" not in code))


def is_known(code: str) -> bool:
    """Whether a document can be said to be in this language: a known language, with or without a script."""
    language, _, script = code.partition("-")
    return language in codes() and (not script or script in _locale("en").scripts)


@lru_cache(maxsize=4096)
def name(code: str, language: str) -> str:
    """Return what a language is called in a language of the site, as in a sentence; the code where nobody knows it."""
    base, _, script = code.partition("-")
    found = _locale(language).languages.get(base)
    if found is None:
        return code
    if script and (script_name := _locale(language).scripts.get(script)):
        return f"{found} ({script_name})"
    return str(found)


@lru_cache(maxsize=1024)
def own_name(code: str) -> str:
    """Return what its speakers call a language (`Kiswahili`); its English name where CLDR does not say."""
    for known in languages.LANGUAGES:
        if known.code == code:
            return known.name
    try:
        found = Locale.parse(code.replace("-", "_")).get_language_name()
    except (UnknownLocaleError, ValueError):
        found = None
    return str(found) if found else name(code, "en")


@lru_cache(maxsize=1024)
def direction(code: str) -> languages.Direction:
    """Return the direction in which a language is written: by its script, where one is named, else by its usual one."""
    base, _, script = code.partition("-")
    if script:
        return "rtl" if script in _RIGHT_TO_LEFT else "ltr"
    return "rtl" if base in _RIGHT_TO_LEFT_CODES else "ltr"


@lru_cache(maxsize=8)
def choices(language: str) -> tuple[tuple[str, str], ...]:
    """Return (code, name) pairs, in the alphabetical order of a language of the site."""
    pairs = ((code, name(code, language)) for code in codes())
    return tuple(sorted(pairs, key=lambda pair: sort_key(pair[1], language)))


def find(text: str) -> str | None:
    """Return the code that a list means by `text`: a code of two or three letters, one of the letters of the United
    Nations, or a name in a language of the site or in its own. None where nothing is meant for certain."""
    wanted = text.strip().replace("_", "-")
    if not wanted:
        return None
    base, _, script = wanted.partition("-")
    low = base.lower()
    low = _ONE_LETTER.get(low) or _BIBLIOGRAPHIC.get(low) or low
    if low not in codes() and len(low) == 3:
        low = _alpha3().get(low, low)
    exact = f"{low}-{script.title()}" if script else low
    return exact if is_known(exact) else _by_name().get(wanted.casefold())


@lru_cache(maxsize=1)
def _alpha3() -> dict[str, str]:
    """ISO 639-2/T codes of the languages that have two letters; babel keeps them as aliases."""
    from babel.core import get_global

    return {long: short for long, short in get_global("language_aliases").items() if len(long) == 3}


@lru_cache(maxsize=1)
def _by_name() -> dict[str, str]:
    found: dict[str, str] = {}
    for code in codes():
        for text in (*(name(code, language) for language in languages.codes()), own_name(code)):
            found.setdefault(text.casefold(), code)
    return found
