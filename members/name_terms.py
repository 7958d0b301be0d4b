"""What a name is made of, and how alike two names are: across spellings, scripts, and the words everybody uses.

A name becomes a set of terms. A word that many have (content/name_words.yaml) becomes its meaning, whatever the
language, and weighs little; any other word stays as it is and weighs most. Words in different scripts are compared by
what is left of both in Latin letters without vowels, since Arabic and Hebrew write none. No table and no query.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

import yaml
from anyascii import anyascii
from babel import Locale, UnknownLocaleError
from babel.languages import get_official_languages
from rapidfuzz.fuzz import ratio

from cicc_site import languages
from cicc_site.text import match_key, words
from members.register_files import CONTENT, read_registers

BODY_WEIGHT, SUBJECT_WEIGHT, PART_WEIGHT, PIECE_WEIGHT = 0.3, 0.5, 0.9, 0.5
# How the terms begin that are no word of their own: a body, a subject, part of a country, two signs of a script without
# spaces.
BODY, SUBJECT, PART, PIECE = "@", "#", "=", "~"
COMMON = BODY + SUBJECT + PART + PIECE
_WEIGHTS = {BODY: BODY_WEIGHT, SUBJECT: SUBJECT_WEIGHT, PART: PART_WEIGHT, PIECE: PIECE_WEIGHT}
# Two words of one script are one word misspelled from here on; of two scripts, their consonants.
ALIKE_WORDS, ALIKE_CONSONANTS = 84.0, 80.0
HARDLY = 0.6  # below this nobody asks any more
UNSPACED = frozenset({"CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR"})
UNVOWELLED = frozenset({"ARABIC", "HEBREW"})
_ARABIC_PREFIX = re.compile(r"^(?:و?(?:ال|بال|كال)|و?لل)(?=..)")  # and, by, like, for: with the article
_ARABIC_BEFORE = re.compile(r"^و?[لب](?=...)")  # and, for, by: without it
_VOWELS = re.compile(r"[aeiouwy]+")
_CONSONANTS = (
    (re.compile(r"tsch|tch|sch|sh|ch"), "x"),
    (re.compile(r"kh|q|ck|c"), "k"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"dj|zh|gh|j"), "g"),
    (re.compile(r"th"), "t"),
    (re.compile(r"dh"), "d"),
    (re.compile(r"ts|tz|dz|z"), "s"),
    (re.compile(r"[pv]"), "b"),
)


@dataclass(frozen=True, slots=True)
class NameTerms:
    """A name taken apart. key: as `match_key`; script: of its first letter, as Unicode calls it ("LATIN"); sounds: its
    consonants in one piece, without and with the words that say little; initials: what an acronym of it may be."""

    text: str
    key: str
    terms: frozenset[str]
    numbers: frozenset[str]
    script: str
    sounds: tuple[str, str]
    initials: frozenset[str]


@dataclass(frozen=True, slots=True)
class Likeness:
    """value: 0 to 1. own: a word of their own is in both, not only words that everybody uses."""

    value: float
    same_key: bool = False
    same_script: bool = True
    own: bool = True
    exact: bool = True  # no word was taken for another one


NOTHING = Likeness(0.0)


@lru_cache(maxsize=10_000)
def name_terms(name: str, alpha2: str = "") -> NameTerms:
    """Take a name apart; `alpha2` is the country of its organization, whose own name says little there."""
    key = match_key(name)
    found = key.split()
    kept = [word for word in _without_country(found, alpha2) if word not in _silent()]
    script = _script(key)
    numbers = frozenset(word for word in found if word.isdigit())
    terms = frozenset(term for word in kept or found for term in _terms(word) if not term.isdigit())
    letters = [anyascii(word)[:1].lower() for word in found]
    loud = [anyascii(word)[:1].lower() for word in found if word not in _little()]
    initials = frozenset({"".join(letters), "".join(loud)})
    sounds = "".join(map(consonants, kept or found)), "".join(map(consonants, found))
    return NameTerms(name, key, terms, numbers, script, sounds, initials)


def likeness(first: NameTerms, second: NameTerms) -> Likeness:
    """Return how alike two names are: the weight of what both have, of all that one of them has."""
    if first.key == second.key:
        return Likeness(1.0, same_key=True) if first.key else NOTHING
    if first.numbers != second.numbers:
        return NOTHING  # Section 2 is not section 3
    shared = first.terms & second.terms
    left, right = first.terms - shared, second.terms - shared
    same_script = first.script == second.script
    common = sum(map(weight, shared))
    own = any(map(is_own, shared))
    apart = sum(map(weight, left)) + sum(map(weight, right))
    matched = 0.0
    if left and right and (not same_script or _may_be_near(common, apart, left, right)):
        matched, pairs = _near(left, right, same_script=same_script)
        apart -= pairs  # each stood on both sides, and is one word now
        own = own or bool(pairs)
    total = common + apart
    value = (common + matched) / total if total else 0.0
    if not same_script:
        sounding = max(map(_sounding, first.sounds, second.sounds))
        value = max(value, sounding)
        return Likeness(value, same_script=False, own=own or sounding == value, exact=False)
    return Likeness(value, own=own, exact=not matched)


def is_own(term: str) -> bool:
    """Return whether a term is a word of the organization's own, or a piece of one."""
    return term[0] == PIECE or term[0] not in COMMON


def weight(term: str) -> float:
    return _WEIGHTS.get(term[0], 1.0)


@lru_cache(maxsize=100_000)
def consonants(word: str) -> str:
    """Return what a word has in common with its transliterations: Latin consonants, those of like sound as one."""
    if _script(word) in UNVOWELLED:  # letter by letter: sin and ha are no shin, and doubled letters are two
        letters = _ARABIC_PREFIX.sub("", word).removesuffix("ه")
        return "".join(_sound(anyascii(letter)) for letter in letters)
    return _sound(re.sub(r"(.)\1", r"\1", anyascii(word).lower())).removesuffix("h")


def _sound(letters: str) -> str:
    plain = re.sub(r"[^a-z0-9]", "", letters.lower()).replace("x", "ks")
    for pattern, letter in _CONSONANTS:
        plain = pattern.sub(letter, plain)
    return _VOWELS.sub("", plain)


@cache
def country_phrases(alpha2: str) -> tuple[tuple[str, ...], ...]:
    """Return the names of a country as words, the longest first: of the register, of CLDR, and in its own language."""
    names = list(_register_names().get(alpha2, ()))
    for code in (*languages.codes(), *get_official_languages(alpha2, de_facto=True)[:1]):
        try:
            names.append(str(Locale.parse(code).territories.get(alpha2, "")))
        except (UnknownLocaleError, ValueError):
            continue
    phrases = {tuple(words(part)) for name in names for part in (name, name.partition("(")[0])} - {()}
    return tuple(sorted(phrases, key=lambda phrase: (-len(phrase), phrase)))


@cache
def _register_names() -> dict[str, tuple[str, ...]]:
    return {record.alpha2: tuple(record.names.values()) for record in read_registers().countries}


def _without_country(found: list[str], alpha2: str) -> list[str]:
    """Return words without the name of the country, and without what is made of it: Kenya, Kenyan, not Kenyatta."""
    if not alpha2:
        return found
    for phrase in country_phrases(alpha2):
        size, first = len(phrase), phrase[0]
        if size == 1:
            found = [word for word in found if not _is_made_of(word, first)]
        elif first in found:
            place = found.index(first)
            if tuple(found[place : place + size]) == phrase:
                found = found[:place] + found[place + size :]
    return found


def _is_made_of(word: str, name: str) -> bool:
    return word == name or (len(name) > 3 and word.startswith(name) and len(word) - len(name) < 3)


def _may_be_near(common: float, apart: float, left: Iterable[str], right: Iterable[str]) -> bool:
    """Return whether two names can be alike, were all their own words the same: most cannot, and pairing is slow."""
    pairs = min(sum(term[0] not in COMMON for term in side) for side in (left, right))
    return pairs > 0 and common + pairs >= HARDLY * (common + apart - pairs)


def _near(left: Iterable[str], right: Iterable[str], *, same_script: bool) -> tuple[float, int]:
    """Pair words that may be one word: (how alike the pairs are, together; how many there are)."""
    matched, pairs = 0.0, 0
    free = [term for term in right if term[0] not in COMMON]
    for term in left:
        if term[0] in COMMON:
            continue
        best, like = None, 0.0
        for other in free:
            found = _alike(term, other, same_script=same_script)
            if found > like:
                best, like = other, found
        if best is not None:
            free.remove(best)
            matched += like
            pairs += 1
    return matched, pairs


def _alike(term: str, other: str, *, same_script: bool) -> float:
    if same_script and min(len(term), len(other)) > 3:
        found = ratio(term, other)
        if found >= ALIKE_WORDS:
            return found / 100
    mine, theirs = consonants(term), consonants(other)
    shorter = min(len(mine), len(theirs))
    if same_script:  # two transliterations of one word: Shabaka, Chabaka
        enough = 65 if shorter > 2 else 75
        return 0.85 if mine == theirs and shorter > 1 and ratio(term, other) >= enough else 0.0
    if mine == theirs and shorter > 1:
        return 0.95 if shorter > 2 else 0.8
    found = ratio(mine, theirs) if shorter > 2 else 0.0
    return found / 100 if found >= ALIKE_CONSONANTS else 0.0


def _sounding(mine: str, theirs: str) -> float:
    """Return how alike the consonants of two whole names are, wherever each sets its spaces; 0: not alike."""
    shorter = min(len(mine), len(theirs))
    if shorter < 5:
        return 0.72 if mine == theirs and shorter > 1 else 0.0
    if ratio(mine, theirs) < 88:
        return 0.0
    return 0.9 if shorter > 7 else 0.82


@lru_cache(maxsize=100_000)
def _terms(word: str) -> tuple[str, ...]:
    for form in (word, _ARABIC_PREFIX.sub("", word), _ARABIC_BEFORE.sub("", word)):
        if form in _meanings():
            return (_meanings()[form],)
    if _script(word) in UNSPACED and len(word) > 2:
        return tuple(PIECE + word[start : start + 2] for start in range(len(word) - 1))
    return (word,)


@lru_cache(maxsize=100_000)
def _script(text: str) -> str:
    letter = next((letter for letter in text if letter.isalpha()), "")
    return unicodedata.name(letter, "").partition(" ")[0] if letter else ""


@cache
def _vocabulary() -> dict[str, dict[str, str]]:
    read: dict[str, dict[str, str]] = yaml.safe_load((CONTENT / "name_words.yaml").read_text("utf-8"))
    return read


@cache
def _little() -> frozenset[str]:
    return frozenset(words(str(_vocabulary()["silent"])))


@cache
def _silent() -> frozenset[str]:
    return _little() | frozenset(words(str(_vocabulary()["part"])))


@cache
def _meanings() -> dict[str, str]:
    found = {}
    for group, mark in (("body", BODY), ("subject", SUBJECT), ("part_of_country", PART)):
        for meaning, told in _vocabulary()[group].items():
            for word in words(f"{meaning} {told}"):
                found[word] = mark + meaning
    return found
