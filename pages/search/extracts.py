"""The words around what was found, escaped, with what was found in `<mark>`.

Found on the folded text, where each character stands for one of the original: so the places hold, and the reader sees
the words as they are written. A word is marked when it has the form that was looked for or differs from it by an
ending; the index itself compares stems.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from cicc_site.text import fold
from pages.models.search_entries import SIMPLE
from pages.search.parsing import Parsed, Term
from pages.search.words import folded, further, is_filler

LENGTH = 240
_BEFORE = 70
PIECE = 20_000  # searched at once: most texts are found in their first words
_MARKS_BETWEEN = "[\u0300-\u036f\u0640\u064b-\u065f\u0670]*"
_UNSPACED = re.compile(r"[\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF\u3040-\u30FF\u3400-\u9FFF]")
_ARABIC_BEFORE = "[وف]?(?:ال|بال|كال|لل|[وفبلك])?"
# What words of one stem end in, without accents: English, Spanish, French.
_ENDINGS = """
    s es ed er ers ing ings ion ions ation ations ational ive ives ity ities al als ally ly ment ments ness able ible
    ies y ied or ors ory e ance ence ances ences
    a o as os acion aciones cion ciones ado ada ados adas ido ida idos idas ar ir ando iendo mente idad idades ales ico
    ica icos icas ora ores oras amiento amientos ancia encia
    ee ees ement ements eur eurs euse euses if ifs ite ites aux ale ique iques ant ante ants antes
""".split()  # noqa: SIM905 (a list of words reads better in one piece)
_ENDING = "(?:" + "|".join(_ENDINGS) + ")?"
_STEM = re.compile(rf"^(\w{{4,}}?){_ENDING}$")


@dataclass(frozen=True, slots=True)
class LookedFor:
    """pattern: finds any of the words; phrases count as their words."""

    pattern: re.Pattern[str]


def patterns(parsed: Parsed) -> LookedFor | None:
    """What to mark for a question; None where nothing of it can stand in a text."""
    found = dict.fromkeys(piece for term in parsed.wanted for piece in _pieces(term) if piece)
    if not found:
        return None
    # The longest first: an alternation takes the first that fits.
    every = sorted(found, key=len, reverse=True)
    return LookedFor(re.compile("|".join(every)))


def _pieces(term: Term) -> list[str]:
    joined = "".join(term.words)
    if all(map(_UNSPACED.match, term.words)):
        return [re.escape(joined)]
    telling = [word for word in term.words if not is_filler(word)] or term.words
    return [_piece(form, prefix=term.prefix) for word in telling for form in _forms(word)]


def _forms(word: str) -> list[str]:
    plain = folded(word, SIMPLE)
    return [plain, *further(plain)]


def _piece(plain: str, *, prefix: bool) -> str:
    if not plain or (len(plain) == 1 and not plain.isdigit()):
        return re.escape(plain) if _UNSPACED.match(plain) else ""
    spread = re.escape(plain) if plain.isascii() else _MARKS_BETWEEN.join(map(re.escape, plain))
    if "\u0621" <= plain[0] <= "\u064a":
        return rf"(?<!\w){_ARABIC_BEFORE}{spread}" + (
            r"\w*" if prefix else rf"(?:{_MARKS_BETWEEN}\w){{0,4}}(?!\w)"
        )
    if prefix:
        return rf"(?<!\w){spread}\w*"
    if plain.isdigit() or len(plain) < 4:
        return rf"(?<!\w){spread}(?:s|es)?(?!\w)"
    stem = _STEM.match(plain) if plain.isascii() else None
    return rf"(?<!\w){re.escape(stem[1]) if stem else spread}{_ENDING}(?!\w)"


def marked(text: str, looked_for: LookedFor | None) -> SafeString:
    """The whole of a text, with what was looked for marked."""
    return _with_marks(text, _places(text, looked_for))


def extract(text: str, looked_for: LookedFor | None) -> SafeString:
    """Some `LENGTH` characters around the first place where words stand; the beginning, where none does."""
    start, places = 0, []
    if looked_for is not None:
        for begin in range(0, len(text), PIECE):
            found = _places(text[begin : begin + PIECE + 100], looked_for)
            if found:
                start = begin + _densest(found)
                break
    start = _word_start(text, max(0, start - _BEFORE))
    end = _word_end(text, start + LENGTH)
    window = " ".join(text[start:end].split())
    places = _places(window, looked_for)
    before = "… " if start > 0 and window else ""
    after = " …" if end < len(text.rstrip()) else ""
    return mark_safe(f"{before}{_with_marks(window, places)}{after}")  # noqa: S308 - escaped in _with_marks


def _densest(places: list[tuple[int, int]]) -> int:
    """Where the most different places stand close together, the earliest of them."""
    best, most = places[0][0], 0
    for number, (start, _end) in enumerate(places[:200]):
        near = sum(1 for other, _ in places[number : number + 20] if other - start < LENGTH - _BEFORE)
        if near > most:
            best, most = start, near
    return best


def _places(text: str, looked_for: LookedFor | None) -> list[tuple[int, int]]:
    if looked_for is None:
        return []
    return [match.span() for match in looked_for.pattern.finditer(fold(text)) if match.end() > match.start()]


def _word_start(text: str, place: int) -> int:
    if place == 0:
        return 0
    found = re.compile(r"\s").search(text, place)
    return found.end() if found and found.end() - place < 40 else place


def _word_end(text: str, place: int) -> int:
    if place >= len(text):
        return len(text)
    space = max(text.rfind(" ", place - 40, place), text.rfind("\n", place - 40, place))
    return space if space > 0 else place


def _with_marks(text: str, places: list[tuple[int, int]]) -> SafeString:
    parts, last = [], 0
    for start, end in places:
        parts += [escape(text[last:start]), f"<mark>{escape(text[start:end])}</mark>"]
        last = end
    parts.append(escape(text[last:]))
    return mark_safe("".join(parts))  # noqa: S308 - every piece is escaped
