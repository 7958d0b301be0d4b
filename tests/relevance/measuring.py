"""Asks the judged queries and says how well they were answered: recall@10 and the mean reciprocal rank (MRR).

Documents are text pages here, so that Wagtail's own search, which knows pages only, is asked about the same content.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cicc_site import languages
from members.models import Country
from pages.models import AboutPage, HomePage, SitePage
from pages.search import Question, ask
from tests.relevance.corpus import Document, documents

FIRST = 10
Thing = tuple[str, int]
Search = Callable[[str, str], list[Thing]]


@dataclass(frozen=True)
class Judged:
    """A query, the language of its reader, and what is meant by it."""

    query: str
    language: str
    wanted: frozenset[Thing]


@dataclass(frozen=True)
class Result:
    recall: float
    rank: float  # 1 / place of the first that is meant, 0 for none among the first ten


def make_corpus() -> dict[str, tuple[Document, int]]:
    """Make a page of each document; returns {key: (document, primary key)}."""
    home = HomePage.objects.get()
    shelf = home.add_child(instance=AboutPage(title_en="Shelf of the judged set", slug="judged-shelf"))
    made = {}
    for document in documents():
        columns = {f"title_{code}": title for code, title in document.titles.items()}
        columns |= {f"summary_{code}": f"{document.symbol}. {text}" for code, text in document.texts.items()}
        slug = document.key.lower()
        page = shelf.add_child(instance=AboutPage(slug=slug, **columns))
        made[document.key] = (document, page.pk)
    return made


def judged(made: dict[str, tuple[Document, int]]) -> Iterator[Judged]:
    for line in (Path(__file__).parent / "judged.tsv").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            query, language, told = line.split("\t")
            wanted = {thing for each in told.split() for thing in _things(each, language, made)}
            if not wanted:
                raise ValueError(f"Nothing in the content is what is judged right: {line}")
            yield Judged(query, language, frozenset(wanted))


def _things(told: str, language: str, made: dict[str, tuple[Document, int]]) -> Iterator[Thing]:
    kind, _, name = told.partition(":")
    if kind == "country":
        yield "country", Country.objects.get(alpha3=name).pk
    elif kind == "page":
        yield "page", SitePage.objects.live().get(url_path__endswith=name).pk
    elif kind == "symbol":
        yield "page", made[name][1]
    else:
        topic, _, least = name.partition("@")
        for part in (1, 2, 3):
            document, pk = made[f"{topic}-{part}"]
            # "@1": the words stand in the title of the first document alone; "@2": in the texts alone.
            if language in document.texts and (least != "1" or part == 1):
                yield "page", pk


def ours(query: str, language: str) -> list[Thing]:
    hits = ask(Question(query, language, per_page=FIRST)).hits
    return [("country" if hit.kind == "country" else "page", hit.key) for hit in hits]


def stock(query: str, language: str) -> list[Thing]:
    """The search the site had before: Wagtail's, over the titles and summaries in all languages, all words wanted."""
    found = SitePage.objects.live().public().search(query, operator="and")
    return [("page", page.pk) for page in found[:FIRST]]


def measured(search: Search, queries: list[Judged]) -> list[Result]:
    return [_result(search(each.query, each.language), each.wanted) for each in queries]


def _result(found: list[Thing], wanted: frozenset[Thing]) -> Result:
    first = next((1 / place for place, thing in enumerate(found, start=1) if thing in wanted), 0.0)
    return Result(len(wanted & set(found)) / len(wanted), first)


def mean(results: list[Result]) -> Result:
    count = len(results)
    return Result(sum(each.recall for each in results) / count, sum(each.rank for each in results) / count)


def by_language(queries: list[Judged], results: list[Result]) -> dict[str, Result]:
    return {
        code: mean([result for each, result in zip(queries, results, strict=True) if each.language == code])
        for code in languages.codes()
    }
