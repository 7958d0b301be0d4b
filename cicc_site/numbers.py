"""How whole numbers are written in each language. Digits are those UN documents use: 0 to 9, in Arabic too."""

from __future__ import annotations

THIN_SPACE = "\N{NARROW NO-BREAK SPACE}"
WIDE_SPACE = "\N{NO-BREAK SPACE}"
# language: (separator of thousands, digits from which it is written)
THOUSANDS = {"en": (",", 4), "es": (WIDE_SPACE, 5), "fr": (THIN_SPACE, 4), "ar": (WIDE_SPACE, 5)}


def whole(value: int, language: str) -> str:
    """Return a number with its thousands set apart as readers of the language expect."""
    separator, digits = THOUSANDS.get(language, ("", 1))
    if len(str(abs(value))) < digits:
        return str(value)
    return f"{value:,}".replace(",", separator)
