"""Invented documents in four languages: three about each topic, among others that speak of everything in passing.

Of each topic one document has its title in all languages, one only its text, and one exists in a single language and
has an English title that says nothing. All texts are made of the sentences here, so that nobody real is spoken of.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import yaml

LANGUAGES = ("en", "es", "fr", "ar")
WORDS = 300


@dataclass(frozen=True)
class Document:
    """key: `topic-1`, or `other-17`. titles and texts: {language: text}."""

    key: str
    symbol: str
    titles: dict[str, str]
    texts: dict[str, str]
    date: dt.date


def _read() -> dict[str, dict[str, dict[str, str]]]:
    found: dict[str, dict[str, dict[str, str]]] = yaml.safe_load(
        (Path(__file__).parent / "topics.yaml").read_text("utf-8")
    )
    return found


def documents(others: int = 200) -> Iterator[Document]:
    """Yield the documents about topics, then `others`."""
    read, random = _read(), Random(1998)  # noqa: S311 - no secret
    for number, (topic, told) in enumerate(read["topics"].items(), start=1):
        for part in (1, 2, 3):
            alone = LANGUAGES[1 + number % 3]
            texts = {
                language: _text(read, random, language, told[f"{language}_text"])
                for language in (LANGUAGES if part < 3 else (alone,))
            }
            titles = (
                {code: told[code] for code in LANGUAGES}
                if part == 1
                else {"en": f"Working paper {number}-{part}"}
            )
            yield Document(
                f"{topic}-{part}", f"DEMO-REL/{number}/Add.{part}", titles, texts, _date(number * 3 + part)
            )
    yield from filler(others, read, random)


def filler(
    count: int, read: dict[str, dict[str, dict[str, str]]] | None = None, random: Random | None = None
) -> Iterator[Document]:
    """Yield documents that are about nothing in particular; each in one language or in all four."""
    read, random = read or _read(), random or Random(2002)  # noqa: S311
    for number in range(count):
        codes = LANGUAGES if number % 10 == 0 else (LANGUAGES[number % 4],)
        texts = {language: _text(read, random, language, "") for language in codes}
        yield Document(
            f"other-{number}",
            f"DEMO-OTH/{number}",
            {
                "en": f"Summary record {number}",
                **{code: f"{read['records'][code]['title']} {number}" for code in codes},
            },
            texts,
            _date(number),
        )


def _text(read: dict[str, dict[str, dict[str, str]]], random: Random, language: str, told: str) -> str:
    sentences = read["records"][language]["sentences"].strip().splitlines()
    found: list[str] = []
    words = 0
    while words < WORDS:
        sentence = random.choice(sentences).replace("{n}", str(random.randrange(10, 9999)))
        found.append(sentence)
        words += sentence.count(" ") + 1
    if told:
        found.insert(random.randrange(len(found)), told)
    return " ".join(found)


def _date(number: int) -> dt.date:
    return dt.date(1998, 7, 17) + dt.timedelta(days=number * 37 % 9000)
