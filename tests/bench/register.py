"""`make bench PART=register`: what the register of members costs with 2,500 and with 100,000 organizations.

Both registers are invented (members.demo) and stand in databases of their own, which go afterwards. Each question is
asked again and again, the median is told with its queries; what counts is how much more the large register costs.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from random import Random
from statistics import median

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cicc_site.settings.test")

import django

from cicc_site import catalogues, postgres
from tests import databases
from tests.bench import telling
from tests.bench.telling import say

SMALL, LARGE = 2_500, 100_000
DIRECTORY = "/en/membership/directory/"
Question = Callable[[], object]


@dataclass(frozen=True)
class Answer:
    """One question at one size: milliseconds in the middle, at worst, of our own CPU, and its queries."""

    name: str
    median: float
    worst: float
    cpu: float
    queries: int


Measuring = Callable[[int, argparse.Namespace], list[Answer]]


def main(arguments: list[str]) -> int:
    options = telling.two_sizes(
        "register", __doc__, arguments, of="organizations", small=SMALL, large=LARGE, rounds=15
    )
    return compared("register", options, measured)


def compared(part: str, options: argparse.Namespace, measured: Measuring) -> int:
    """Measure one size and then the other, print the table of both and write all of it; what the program ends with."""
    django.setup()
    with postgres.running() if postgres.is_ours() else contextlib.nullcontext():
        catalogues.compile_all()
        told = {count: measured(count, options) for count in (options.small, options.large)}
    print(table(told[options.small], told[options.large], options.small, options.large))
    rows = {str(count): [asdict(answer) for answer in answers] for count, answers in told.items()}
    print(f"\n{telling.write(part, {part: rows})}")
    return 0


def measured(count: int, options: argparse.Namespace) -> list[Answer]:
    """Make a register of this size and ask it everything."""
    from django.db import connection

    from members.demo_loading import load_demo_members

    with register(count):
        say(f"making {count:,} organizations")
        answers = [asked("made and stored", lambda: load_demo_members(count), 1)]
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")  # as the server does by itself after a while
        for name, question in questions(count).items():
            say(f"{count:,}: {name}")
            answers.append(
                asked(name, question, 1 if name.startswith("duplicates: scan") else options.rounds)
            )
        megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        answers.append(Answer("memory of this program, MB", megabytes, 0, 0, 0))
    say("")
    return answers


@contextlib.contextmanager
def register(count: int) -> Iterator[None]:
    """A database of its own with the starting content, for the time of the block."""
    name = f"test_{os.getpid()}_register"
    databases.create(name, databases.template(databases.CONTENT))
    databases.switch_to(name)
    try:
        yield
    finally:
        from django.db import connection

        connection.close()
        databases.drop(name)


def questions(count: int) -> dict[str, Question]:
    """Return what is asked: the directory by the functions of its page, the figures, and duplicates."""
    from django.http import QueryDict
    from django.test import Client

    from members import figures
    from members.directory.choices import choices
    from members.directory.counting import Tally, matching, tally
    from members.directory.listing import list_page
    from members.directory.question import read
    from members.duplicate_scan import scan
    from members.duplicates import candidates_of
    from members.models import Organization
    from pages.directory.map import member_map

    chance = Random(count)  # noqa: S311 (nothing secret)
    entries = list(Organization.objects.values_list("pk", flat=True))
    client, known, day = Client(), choices("en"), figures.today()

    def counted(query: str) -> Tally:
        return tally(read(QueryDict(query), known).question, known, day)

    def page(query: str) -> Question:
        """The rows of a page with the count of every filter, as for a reader who has sent this query."""

        def rows() -> object:
            found = counted(query)
            return list_page(matching(found.question, known, day), found)

        return rows

    return {
        "directory: first page": page(""),
        "directory: page 20": page("page=20"),
        "directory: by country": page("sort=country&page=20"),
        "filtered by country": page("country=GTM"),
        "filtered by type and issue": page("type=women&issue=victims"),
        "text search: one word": page("q=women"),
        "text search: two, rare": page("q=lawyers+guat"),
        "map: members by country": lambda: member_map(counted("view=map"), str),
        "in numbers: regions, growth": figures.members_in_numbers,
        "figures of the home page": figures.members,
        "the directory over HTTP": lambda: client.get(DIRECTORY, HTTP_HOST="localhost").content,
        "duplicates: of one entry": lambda: candidates_of(chance.choice(entries)),
        "duplicates: scan of all": lambda: sum(1 for _pair in scan()),
    }


def asked(name: str, question: Question, rounds: int) -> Answer:
    """Ask once to warm up (not a scan, which takes long) and then so many times."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    if rounds > 1:
        question()
    times, spent = [], []
    queries = 0
    for _round in range(rounds):
        with CaptureQueriesContext(connection) as captured:
            began, busy = time.perf_counter(), time.process_time()
            question()
            times.append((time.perf_counter() - began) * 1000)
            spent.append((time.process_time() - busy) * 1000)
        queries = len(captured)
    return Answer(name, median(times), max(times), median(spent), queries)


def table(small: list[Answer], large: list[Answer], few: int, many: int) -> str:
    """The answers for the terminal, with what the large register costs more."""
    lines = [("", f"{few:,}", f"{many:,}", "x", "worst", "CPU", "CPU", "queries", "")]
    for one, other in zip(small, large, strict=True):
        lines.append(
            (
                one.name,
                f"{one.median:.1f}",
                f"{other.median:.1f}",
                f"{other.median / one.median:.1f}" if one.median else "",
                f"{other.worst:.1f}",
                f"{one.cpu:.1f}",
                f"{other.cpu:.1f}",
                str(one.queries),
                str(other.queries),
            )
        )
    return telling.table(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
