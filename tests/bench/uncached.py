"""`make bench PART=uncached`: what a page costs that nobody keeps whole, against stock Wagtail showing the same.

Both projects answer over WSGI, each in a process of its own, from databases of one PostgreSQL server with the same
content. They take turns; CPU time is that of the process and of its connections. docs/developers/uncached-pages.md says
what is compared.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cicc_site.settings.test")

import django

from cicc_site import catalogues, postgres
from cicc_site.postgres_places import CHECKOUT
from tests import databases
from tests.bench import server, telling
from tests.bench.telling import say

OURS, STOCK = "cicc_site.wsgi", "tests.bench.stock.wsgi"
ORGANIZATIONS = 2_500
MOST = 8  # pages of a kind, asked for in turn
PLAIN, BROWSER = "identity", "gzip, deflate, br"
Pages = Mapping[str, tuple[list[str], list[str]]]


def main(arguments: list[str]) -> int:
    options = telling.numbers(
        "uncached",
        __doc__,
        arguments,
        rounds=(7, "how many rounds the medians are taken of"),
        requests=(24, "how many of each kind a round asks for"),
    )
    django.setup()
    with postgres.running() if postgres.is_ours() else contextlib.nullcontext():
        catalogues.compile_all()
        with projects() as (ours, stock, pages):
            rounds = list(measured(ours, stock, pages, options))
    print(table(rounds))
    written = telling.write("uncached", {"pages": pages, "rounds": rounds})
    print(f"\nMedians of {options.rounds} rounds. {written}")
    return 0


# ---- the two projects


@dataclass(frozen=True)
class Side:
    """A process that answers for one project (`tests.bench.wsgi_side`)."""

    process: subprocess.Popen[str]

    def ask(self, paths: list[str], count: int, coding: str = PLAIN) -> dict[str, float]:
        """What one request costs: milliseconds of CPU of the process and of the database, and bytes."""
        assert self.process.stdin is not None and self.process.stdout is not None  # noqa: PT018
        self.process.stdin.write(json.dumps([paths, count, coding]) + "\n")
        self.process.stdin.flush()
        told: dict[str, Any] = json.loads(self.process.stdout.readline())
        if "failure" in told:
            raise RuntimeError(told["failure"])
        return told


@contextlib.contextmanager
def projects() -> Iterator[tuple[Side, Side, Pages]]:
    """Make and fill both databases, start both sides; everything goes afterwards."""
    server.PLACE.mkdir(parents=True, exist_ok=True)
    content = server.PLACE / f"content-{os.getpid()}.json"
    with contextlib.ExitStack() as stack:
        stack.callback(content.unlink, missing_ok=True)
        names = [stack.enter_context(database(kind)) for kind in ("ours", "stock")]
        settings = {OURS: environment(names[0]), STOCK: environment(names[1], "tests.bench.stock.settings")}
        server.gather_static_files(settings[OURS])
        pages = fill(names[0], content)
        say("filling the stock project")
        run = [sys.executable, "-m", "tests.bench.stock.filling", str(content)]
        subprocess.run(run, cwd=CHECKOUT, env=settings[STOCK], check=True)
        sides = [stack.enter_context(side(module, settings[module])) for module in (OURS, STOCK)]
        yield sides[0], sides[1], pages


@contextlib.contextmanager
def database(kind: str) -> Iterator[str]:
    name = f"test_{os.getpid()}_{kind}"
    databases.create(name, databases.template(databases.CONTENT) if kind == "ours" else None)
    try:
        yield name
    finally:
        databases.drop(name)


def environment(name: str, settings: str = "tests.bench.settings") -> dict[str, str]:
    told = {**os.environ, **server.production(name), "DJANGO_SETTINGS_MODULE": settings, "PAGE_CACHE": "no"}
    if settings != "tests.bench.settings" and postgres.is_ours():
        told["DATABASE_URL"] = postgres.url("owner", name)  # it makes its own tables
    return told


def fill(name: str, content: Path) -> Pages:
    """Give our database its organizations, write the content for the stock project; returns the pages to compare."""
    from django.core.management import call_command
    from django.db import connection

    from members.demo_loading import load_demo_members
    from tests.bench.stock import content as taken

    say("filling our own")
    databases.switch_to(name)
    try:
        call_command("load_demo", verbosity=0)
        load_demo_members(ORGANIZATIONS)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as the server does by itself after a while
        taken.write(content)
        return taken.pages_to_compare(MOST)
    finally:
        connection.close()


@contextlib.contextmanager
def side(module: str, environment: dict[str, str]) -> Iterator[Side]:
    command = [sys.executable, "-m", "tests.bench.wsgi_side", module, server.HOST]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    process = subprocess.Popen(command, cwd=CHECKOUT, env=environment, text=True, **pipes)  # type: ignore[call-overload]
    try:
        yield Side(process)
    finally:
        process.terminate()
        process.wait()


# ---- measuring


def measured(
    ours: Side, stock: Side, pages: Pages, options: argparse.Namespace
) -> Iterator[dict[str, dict[str, dict[str, float]]]]:
    """Yield what every kind of page cost on each side, for each round, after one that only warms up."""
    for number in range(options.rounds + 1):
        say(f"round {number} of {options.rounds}" if number else "warming up")
        told = {}
        for kind, (own, others) in pages.items():
            # Turn about, so that whoever comes first after a pause is not always the same.
            turns = [("ours", ours, own), ("stock", stock, others)]
            told[kind] = {
                name: each.ask(paths, options.requests)
                for name, each, paths in turns[:: -1 if number % 2 else 1]
            }
            told[kind]["compressed"] = ours.ask(own, options.requests, BROWSER)
        if number:
            yield told
    say("")


def table(rounds: list[dict[str, dict[str, dict[str, float]]]]) -> str:
    """CPU of process and database together, in milliseconds; the ratio is taken within each round."""
    lines = [
        ("page", "ours", "+ database", "stock", "+ database", "ratio", "compressed", "bytes", "stock bytes")
    ]
    for kind in rounds[0]:

        def middle(name: str, field: str, kind: str = kind) -> float:
            return median(each[kind][name][field] for each in rounds)

        ratio = median(cost(each[kind]["ours"]) / cost(each[kind]["stock"]) for each in rounds)
        compressed = median(cost(each[kind]["compressed"]) / cost(each[kind]["stock"]) for each in rounds)
        lines.append(
            (
                kind,
                f"{middle('ours', 'cpu'):.1f}",
                f"{middle('ours', 'database'):.1f}",
                f"{middle('stock', 'cpu'):.1f}",
                f"{middle('stock', 'database'):.1f}",
                f"{ratio:.2f}",
                f"{compressed:.2f}",
                f"{middle('ours', 'bytes'):,.0f}",
                f"{middle('stock', 'bytes'):,.0f}",
            )
        )
    return telling.table(lines)


def cost(told: dict[str, float]) -> float:
    return told["cpu"] + told["database"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
