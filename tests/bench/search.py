"""`make bench PART=search`: how well the search finds, beside Wagtail's own, and what it costs as the archive grows.

First the judged set (tests/relevance) on the starting content. Then an archive of 2,000, 20,000 and 100,000 invented
documents of some 300 words in four languages, in a database of its own: p50 and p99 of the search with extracts and
counts, of the whole page, and of SQL written by hand that asks, ranks, counts and cuts out extracts with PostgreSQL's
own means, all in the same run. Ratios say something on any machine, milliseconds on this one only.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import partial

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cicc_site.settings.test")

import django

from cicc_site import catalogues, postgres
from tests import databases
from tests.bench import telling
from tests.bench.measures import percentile
from tests.bench.telling import say

SIZES = (2_000, 20_000, 100_000)
Timed = Callable[[], object]


@dataclass(frozen=True)
class Cost:
    """One question at one size: how many things it finds, and milliseconds of SQL by hand, search and page."""

    documents: int
    question: str
    hits: int
    bare: tuple[float, float]
    search: tuple[float, float]
    page: tuple[float, float]


def main(arguments: list[str]) -> int:
    options = parse(arguments)
    django.setup()
    costs: list[Cost] = []
    with postgres.running() if postgres.is_ours() else contextlib.nullcontext():
        catalogues.compile_all()
        with database():
            found = relevance()
        if options.sizes:
            with database():
                for size in options.sizes:
                    costs += measured(size, options.rounds)
    print(f"\n{found['table']}\n")
    if costs:
        print(table(costs))
    told = {"relevance": found, "costs": [asdict(cost) for cost in costs]}
    print(f"\n{telling.write('search', told)}")
    return 0


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench PART=search", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="how often each question is asked, times ten")
    parser.add_argument("--sizes", type=int, nargs="*", default=list(SIZES), help="documents, growing")
    options = parser.parse_args(arguments)
    if options.rounds <= 0 or sorted(options.sizes) != options.sizes:
        parser.error("rounds are above zero, and sizes grow")
    return options


@contextlib.contextmanager
def database() -> Iterator[None]:
    """A database of its own with the starting content, for the time of the block."""
    name = f"test_{os.getpid()}_search"
    databases.create(name, databases.template(databases.CONTENT))
    databases.switch_to(name)
    try:
        yield
    finally:
        from django.db import connection

        connection.close()
        databases.drop(name)


# --- How well -----------------------------------------------------------------------------------------


def relevance() -> dict[str, object]:
    from django.core.management import call_command

    from tests.relevance import measuring

    say("making the judged set")
    queries = list(measuring.judged(measuring.make_corpus()))
    call_command("update_index", verbosity=0)
    pages_only = [each for each in queries if all(kind == "page" for kind, _key in each.wanted)]
    rows, told = ["| judged queries | recall@10 | MRR |", "|---|---|---|"], {}
    for name, search in (("this search", measuring.ours), ("Wagtail's", measuring.stock)):
        for which, chosen in (("all", queries), ("those that mean pages only", pages_only)):
            result = measuring.mean(measuring.measured(search, chosen))
            rows.append(f"| {name}, {which}: {len(chosen)} | {result.recall:.3f} | {result.rank:.3f} |")
        every = measuring.by_language(queries, measuring.measured(search, queries))
        rows += [f"| {name}, {code} | {each.recall:.3f} | {each.rank:.3f} |" for code, each in every.items()]
        told[name] = {code: asdict(each) for code, each in every.items()}
    say("")
    return {"table": "\n".join(rows), **told}


# --- How much -----------------------------------------------------------------------------------------


def measured(size: int, rounds: int) -> list[Cost]:
    """Let the archive grow to this size, and ask it everything."""
    from django.db import connection
    from django.test import Client

    from pages.search import Question, ask
    from tests.relevance import archive

    say(f"growing to {size:,} documents")
    began = time.perf_counter()
    archive.grow(size)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    print(f"{size:,} documents after {time.perf_counter() - began:,.0f} s", file=sys.stderr)
    client, costs = Client(), []
    for name, (language, query) in archive.QUESTIONS.items():
        say(f"{size:,}: {name}")
        question = Question(query, language)
        address = f"/{language}/search/"

        def page(address: str = address, query: str = query) -> object:
            answer = client.get(address, {"q": query}, headers={"host": "localhost"})
            if answer.status_code != 200:
                raise RuntimeError(f"{address}?q={query} answered {answer.status_code}")
            return answer.content

        costs.append(
            Cost(
                size,
                name,
                ask(question).total,
                *together(
                    partial(archive.bare, query),
                    partial(ask, question),
                    page,
                    times=rounds * 10,
                ),
            )
        )
    say("")
    return costs


def together(*questions: Timed, times: int) -> list[tuple[float, float]]:
    """(p50, p99) of each, asked in turn, so that other work on the machine meets all of them alike."""
    taken: list[list[float]] = [[] for _question in questions]
    for number in range(times + 2):
        for place, question in enumerate(questions):
            began = time.perf_counter()
            question()
            if number > 1:
                taken[place].append((time.perf_counter() - began) * 1000)
    return [(percentile(each, 50), percentile(each, 99)) for each in taken]


def table(costs: list[Cost]) -> str:
    rows = [
        "| documents | question | found | SQL by hand p50 / p99 | search p50 / p99 | page p50 / p99 | page / SQL |",
        "|---|---|---|---|---|---|---|",
    ]
    for cost in costs:
        times = " | ".join(f"{p50:.1f} / {p99:.1f}" for p50, p99 in (cost.bare, cost.search, cost.page))
        ratio = cost.page[0] / cost.bare[0]
        rows.append(f"| {cost.documents:,} | {cost.question} | {cost.hits:,} | {times} | {ratio:.2f} |")
    return "\n".join(rows)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
