"""A large invented archive for measuring: works of about 300 words in four languages, the same for the same seed.

    from tests.bench import corpus
    corpus.fill(20_000)                       # into the present database, which is a test's or a bench's
    python -m tests.bench.corpus 2000 --seed 7 | head      # only shows some

Words are drawn as often as the starting content uses them (pages/content), with a long tail of invented ones, so that
an index has the shape of a real one. `PLANTED` words are in a known share of the works of a language: a question with
a known number of hits. Rows are written in bulk and nobody is told: rebuild what is made of them afterwards. No bytes
lie in the storage; a download of such a file is not what is measured.
"""

from __future__ import annotations

import argparse
import datetime as dt
import functools
import hashlib
import itertools
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

LANGUAGES = ("en", "es", "fr", "ar")
WORDS = 300  # of a text, in the middle: from half to half as much again
BATCH = 2_000
TAIL = 0.03  # share of words that hardly come twice: names, numbers, misprints
PREFIX = "corpus-"  # of the keys of its works
FIRST_YEAR, LAST_YEAR = 1996, 2026
CONTENT = Path(__file__).resolve().parents[2] / "pages" / "content" / "tree"
WORD = re.compile(r"[^\W\d_]{2,}(?:['’][^\W\d_]+)?")
KEY = re.compile(r"^\s*(?:-\s+)?(?:[a-z_]+:\s*)?|\]\([^)]*\)|https?://\S+")
LATIN = re.compile(r"[a-z]", re.IGNORECASE)

# {language: {word: of how many works one has it}}; none of them is in the starting content.
PLANTED = {
    "en": {"zephyrine": 10, "quixotic": 100, "obelisk": 1000},
    "es": {"zafiro": 10, "quijotesco": 100, "obelisco": 1000},
    "fr": {"zibeline": 10, "chimérique": 100, "obélisque": 1000},
    "ar": {"ياقوت": 10, "زمردة": 100, "مسلة": 1000},
}
SYLLABLES = {
    "ar": ("با", "تو", "سي", "مر", "ند", "قا", "لو", "شم", "رو", "كا", "دي", "نا", "ها", "وم", "جل", "في"),
    "": (
        "ba",
        "to",
        "si",
        "mer",
        "nad",
        "ka",
        "lu",
        "shem",
        "ro",
        "ki",
        "de",
        "na",
        "hal",
        "vo",
        "jul",
        "fe",
    ),
}
KINDS = (
    ("resolution", 14), ("official_records", 10), ("court_decision", 22), ("filing", 16), ("report", 14),
    ("statement", 9), ("position_paper", 5), ("letter", 4), ("fact_sheet", 3), ("guide", 2), ("other", 1),
)  # fmt: skip


@dataclass(frozen=True)
class Document:
    """What one work says. titles: of all four languages for every fourth work, else of its own and of English."""

    number: int
    language: str
    kind: str
    symbol: str
    date: dt.date
    titles: dict[str, str]
    texts: dict[str, str]


class Vocabulary:
    """The words of a language, drawn as often as the starting content uses them."""

    def __init__(self, language: str) -> None:
        counted: Counter[str] = Counter()
        for path in sorted(CONTENT.rglob(f"body.{language}.yaml")):
            for line in path.read_text("utf-8").splitlines():
                found = WORD.findall(KEY.sub(" ", line))
                counted.update(word for word in found if language != "ar" or not LATIN.search(word))
        for word in PLANTED[language]:
            del counted[word]
        self.words = list(counted)
        self.weights = list(itertools.accumulate(counted.values()))
        self.syllables = SYLLABLES.get(language, SYLLABLES[""])

    def draw(self, chance: Random, count: int) -> list[str]:
        words = chance.choices(self.words, cum_weights=self.weights, k=count)
        for _rare in range(int(count * TAIL + chance.random())):
            words[chance.randrange(count)] = self.rare(chance)
        return words

    def rare(self, chance: Random) -> str:
        return "".join(chance.choices(self.syllables, k=chance.choice((2, 3, 3, 4))))


@functools.cache
def vocabulary(language: str) -> Vocabulary:
    return Vocabulary(language)


def documents(count: int, *, seed: int = 1998, versions: int = 1, words: int = WORDS) -> Iterator[Document]:
    """Yield so many works. versions: in how many of the four languages each has a file (1 to 4)."""
    chance = Random(seed)  # noqa: S311 (nothing secret)
    kinds = [kind for kind, share in KINDS for _each in range(share)]
    for number in range(count):
        own = LANGUAGES[number % 4]
        held = [LANGUAGES[(number + step) % 4] for step in range(versions)]
        titled = LANGUAGES if number // 4 % 4 == 0 else tuple(dict.fromkeys((own, "en")))
        date = dt.date(FIRST_YEAR, 1, 1) + dt.timedelta(chance.randrange(365 * (LAST_YEAR - FIRST_YEAR)))
        yield Document(
            number,
            own,
            chance.choice(kinds),
            f"DEMO-{date.year}/{number + 1}" + chance.choice(("", "/Add.1", "/Rev.1", "/Res.3")),
            date,
            {language: _title(language, chance) for language in titled},
            {language: _text(language, number // 4, chance, words) for language in held},
        )


def _title(language: str, chance: Random) -> str:
    words = vocabulary(language).draw(chance, chance.randint(5, 12))
    return " ".join(words).capitalize()


def _text(language: str, number: int, chance: Random, words: int) -> str:
    """Sentences in paragraphs, two pages; `number` counts the works of one first language."""
    drawn = vocabulary(language).draw(chance, chance.randint(words // 2, words * 3 // 2))
    for word, every in PLANTED[language].items():
        if number % every == every // 2:
            drawn[chance.randrange(len(drawn))] = word
    sentences = []
    while drawn:
        size = chance.randint(8, 24)
        sentences.append(" ".join(drawn[:size]).capitalize() + ".")
        drawn = drawn[size:]
    half = len(sentences) // 2
    return "\f".join(_paragraphs(part) for part in (sentences[:half], sentences[half:]) if part)


def _paragraphs(sentences: Sequence[str]) -> str:
    return "\n\n".join(" ".join(sentences[start : start + 4]) for start in range(0, len(sentences), 4))


def fill(
    count: int, *, seed: int = 1998, versions: int = 1, words: int = WORDS, subjects: bool = True
) -> list[int]:
    """Write so many works into the present database; returns their numbers. subjects: each gets some of those known."""
    from cicc_site.multilingual.reader import as_editor
    from documents.models import Subject

    made: list[int] = []
    known = list(Subject.objects.public().order_by("pk").values_list("pk", flat=True)) if subjects else []
    chance = Random(seed)  # noqa: S311
    whole = documents(count, seed=seed, versions=versions, words=words)
    with as_editor():
        while batch := list(itertools.islice(whole, BATCH)):
            made += _store(batch, known, chance)
            if sys.stderr.isatty():
                print(f"\r{len(made):,} works", end="", file=sys.stderr, flush=True)
    _analyze()
    return made


def _store(batch: list[Document], subjects: list[int], chance: Random) -> list[int]:
    from django.db import transaction

    from documents.enums import TextState
    from documents.models import FileText, Work, WorkFile
    from documents.models.works import symbol_key

    with transaction.atomic():
        works = Work.objects.bulk_create(
            Work(
                kind=one.kind,
                symbol=one.symbol,
                symbol_key=symbol_key(one.symbol),
                date=one.date,
                key=f"{PREFIX}{one.number}",
                is_demo=True,
                **{f"title_{language}": title for language, title in one.titles.items()},
                **_summaries(one),
            )
            for one in batch
        )
        files = WorkFile.objects.bulk_create(
            WorkFile(
                work=work,
                language=language,
                origin="original" if language == one.language else "official",
                file=f"no/{PREFIX}{one.number}-{language}",
                name=f"{PREFIX}{one.number}-{language}.pdf",
                media_type="application/pdf",
                size=20_000 + len(text) * 3,
                sha256=hashlib.sha256(text.encode()).hexdigest(),
                pages=2,
                text_state=TextState.DONE,
            )
            for work, one in zip(works, batch, strict=True)
            for language, text in one.texts.items()
        )
        texts = [text for one in batch for text in one.texts.values()]
        FileText.objects.bulk_create(
            FileText(file=file, text=text, is_readable=True) for file, text in zip(files, texts, strict=True)
        )
        if subjects:
            through: Any = Work.subjects.through
            through.objects.bulk_create(
                through(work_id=work.pk, subject_id=subject)
                for work in works
                for subject in {chance.choice(subjects) for _each in range(chance.randint(0, 4))}
            )
    return [work.pk for work in works]


def _summaries(one: Document) -> dict[str, str]:
    """Every other work has a summary: the beginning of its text, in the language of that."""
    if one.number // 4 % 2:
        return {}
    return {f"summary_{language}": text[:200].rpartition(" ")[0] for language, text in one.texts.items()}


def _analyze() -> None:
    """What the server does by itself after a while: measuring before that would be unfair."""
    from django.db import connection

    if not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.corpus", description="Show some invented works."
    )
    parser.add_argument("count", type=int)
    parser.add_argument("--seed", type=int, default=1998)
    options = parser.parse_args(arguments)
    for one in documents(options.count, seed=options.seed):
        print(one.symbol, one.kind, one.date, one.titles[one.language], "", one.texts[one.language], sep="\n")
    return 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cicc_site.settings.test")
    sys.exit(main(sys.argv[1:]))
