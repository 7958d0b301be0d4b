"""How many English words a translation still asks for. The only place where the board counts."""

from __future__ import annotations

from collections.abc import Mapping

from cicc_site.multilingual.diff import changed_words
from cicc_site.multilingual.units import word_list, words

Texts = Mapping[str, str]


def total(texts: Texts) -> int:
    return sum(words(text) for text in texts.values())


def changed(former: Texts | None, present: Texts, missing: Texts) -> int:
    """Return the words that changed in what is translated; all of them when the former source is not known.

    missing: the part of `present` without a translation, which is counted elsewhere.
    """
    if former is None:
        return total(present) - total(missing)
    names = (former.keys() | present.keys()) - missing.keys()
    return sum(
        changed_words(word_list(former.get(name, "")), word_list(present.get(name, ""))) for name in names
    )
