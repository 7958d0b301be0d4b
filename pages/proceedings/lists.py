"""Several names as one reads them in each language: "A, B and C"."""

import re
from collections.abc import Sequence

from babel.lists import format_list

from cicc_site.dates import LOCALES

# Spanish writes "e" for "y" before the sound of i (but not before ia, ie: hielo).
SPANISH_E = re.compile(r" y (?=\u2068?(?:[IÍií](?![aeiouáéíóú])|[Hh][IÍií](?![aeiouáéíóú])))")


def joined(items: Sequence[str], language: str) -> str:
    text = (
        str(format_list(list(items), style="standard", locale=LOCALES.get(language, language)))
        if items
        else ""
    )
    return SPANISH_E.sub(" e ", text) if language == "es" else text
