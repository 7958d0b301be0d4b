"""Names of demonstration organizations, in the languages of their countries: put together from generic words.

The words stand in `content/demo_names.yaml`, in the same order in each language, so that a `Concept` has a name in all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TypedDict

import yaml
from anyascii import anyascii
from babel import Locale
from babel.languages import get_official_languages

from members.register_files import CONTENT

KINDS, TOPICS, PLACES = 6, 10, 6
# Languages in which the official list of CLDR leaves out what organizations of the country write first.
SPOKEN = {"LKA": ["en"], "SOM": ["ar", "en"], "TUN": ["ar", "fr"], "LBN": ["ar", "fr", "en"], "UZB": ["ru"]}
LATIN = frozenset("en es fr pt de it nl ro pl tr sw id".split())  # noqa: SIM905 (codes read better in one piece)


class Words(TypedDict):
    """The words of one language."""

    demo: str
    pattern: str
    kinds: list[str]
    topics: list[str]
    places: list[str]


@dataclass(frozen=True, slots=True)
class Place:
    """A country as names need it: its codes, and what the register calls it in the languages of the site."""

    alpha3: str
    alpha2: str
    names: Mapping[str, str] = field(default_factory=dict, compare=False)

    def name_in(self, language: str) -> str:
        return self.names.get(language) or str(_locale(language).territories[self.alpha2])


@dataclass(frozen=True, slots=True)
class Concept:
    """What a name says in any language: numbers of words, and the country and a number where it has them."""

    kind: int
    topic: int
    country: Place | None = None
    place: int | None = None
    number: int = 0


@cache
def vocabulary() -> dict[str, Words]:
    read: dict[str, Words] = yaml.safe_load((CONTENT / "demo_names.yaml").read_text("utf-8"))
    return read


@cache
def spoken_in(place: Place) -> tuple[str, ...]:
    """Return the languages of a country we have words for, the first one first; English where there is none."""
    official = SPOKEN.get(place.alpha3) or get_official_languages(place.alpha2, de_facto=True)
    plain = dict.fromkeys(code.partition("_")[0] for code in official)
    return tuple(code for code in plain if code in vocabulary()) or ("en",)


def has_own_script(place: Place) -> bool:
    return spoken_in(place)[0] not in LATIN


def name_of(concept: Concept, language: str) -> str:
    """Return the name in a language of the vocabulary, with its word for a demonstration."""
    told = vocabulary()[language]
    parts = [
        told["pattern"].format(
            demo=told["demo"], kind=told["kinds"][concept.kind], topic=told["topics"][concept.topic]
        )
    ]
    if concept.country:
        parts.append(concept.country.name_in(language))
    if concept.place is not None:
        parts.append(told["places"][concept.place])
    return " – ".join(parts) + (f" {concept.number}" if concept.number else "")


def acronym(name: str) -> str:
    """Return the first letters of a name, in Latin script: DNJ."""
    return "".join(word[0] for word in anyascii(name).replace("-", " ").split() if word[:1].isupper())[:8]


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(language)
