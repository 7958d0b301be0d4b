"""How whole numbers, and sizes of files, are written in each language. Digits are those UN documents use: 0 to 9, in
Arabic too."""

from __future__ import annotations

from typing import Literal

from babel.units import format_unit

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


def size(octets: int, language: str) -> str:
    """Return the size of a file as readers know it, `1.2 MB`, `1,2 Mo`: in thousands of bytes, one decimal below ten.

    The units are those of CLDR. Bytes are written out; in Arabic all are, for some of which CLDR has the word and for
    some only calls it an abbreviation.
    """
    unit, amount = "byte", float(octets)
    for larger in ("kilobyte", "megabyte", "gigabyte"):
        if amount < 999.5:
            break
        unit, amount = larger, amount / 1000
    shown = round(amount, 1) if unit != "byte" and amount < 9.95 else round(amount)
    written_out = unit in ("megabyte", "gigabyte") if language == "ar" else unit == "byte"
    length: Literal["short", "long"] = "long" if written_out else "short"
    # numbering_system: CLDR would give some Arab readers other digits than the rest of the page has.
    return format_unit(shown, f"digital-{unit}", length=length, locale=language, numbering_system="latn")
