"""`make bench PART=pages`: what a page costs against a view that answers two bytes.

Starts the server, measures, prints a table, writes var/bench/pages-<time>.json.

Ends with 1 when a page failed, never because it was slow.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import html
import json
import os
import platform
import re
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from urllib.parse import urlsplit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cicc_site.settings.test")

import django

from cicc_site import catalogues, postgres
from tests.bench import measures, server
from tests.bench.load import Connection, Failure, drive, request
from tests.bench.measures import BARE, Measure

INDEX = "/en/about-the-court/updates/"
ARTICLE = "/en/about-the-court/how-the-icc-works/"
CASES = "/en/about-the-court/situations-and-cases/"
CASE = "/lubanga/"


def main(arguments: list[str]) -> int:
    options = parse(arguments)
    django.setup()
    with postgres.running() if postgres.is_ours() else contextlib.nullcontext():
        catalogues.compile_all()
        with server.running() as site:
            try:
                pages = addresses(site)
                before = machine()
                rounds = list(measure(site, pages, options))
            except Failure as failure:
                print(f"A page failed: {failure}.", file=sys.stderr)
                return 1
    rows = measures.summary(rounds)
    print(measures.table(rows))
    told = {
        "machine": {**before, "load_after": os.getloadavg()},
        "options": vars(options),
        "pages": pages,
        **measures.as_json(rows, rounds),
    }
    path = server.PLACE / f"pages-{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%SZ}.json"
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    print(f"\nMedians of {options.rounds} rounds; all of it in var/bench/{path.name}.")
    return 0


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench PART=pages", description=__doc__)
    parser.add_argument(
        "--seconds", type=float, default=3, help="how long each page is asked for in each round"
    )
    parser.add_argument("--rounds", type=int, default=5, help="how many rounds the medians are taken of")
    parser.add_argument("--connections", type=int, default=4, help="how many requests are under way at once")
    options = parser.parse_args(arguments)
    if min(options.seconds, options.rounds, options.connections) <= 0:
        parser.error("seconds, rounds and connections are numbers above zero")
    return options


def addresses(site: server.Server) -> dict[str, str]:
    """Return {name: path} of what is measured: the bare view, and four pages in English and Arabic."""
    reader = Connection(site.address)

    def read(path: str) -> str:
        answer = reader.get(request(path, server.HOST, encoding="identity"))
        return answer.partition(b"\r\n\r\n")[2].decode()

    case = re.search(rf'href="({CASES}[^"]*{CASE})"', read(CASES))
    if case is None:
        raise Failure(f"{CASES} links to no case {CASE}")
    found = {BARE: "/bare/"}
    for name, path in {"home": "/en/", "article": ARTICLE, "index": INDEX, "case": case[1]}.items():
        other = re.search(r'hreflang="ar" href="([^"]+)"', read(path))
        if other is None:
            raise Failure(f"{path} names no Arabic address")
        found[f"{name} en"], found[f"{name} ar"] = path, urlsplit(html.unescape(other[1])).path
    reader.close()
    return found


def measure(
    site: server.Server, pages: Mapping[str, str], options: argparse.Namespace
) -> Iterator[dict[str, Measure]]:
    """Yield a measure of every page for each round, after one that only warms up."""
    say("warming up")
    for path in pages.values():
        turn(site, path, seconds=min(options.seconds, 1), connections=options.connections)
    for number in range(1, options.rounds + 1):
        say(f"round {number} of {options.rounds}")
        yield {
            name: turn(site, path, seconds=options.seconds, connections=options.connections)
            for name, path in pages.items()
        }
    say("")


def turn(site: server.Server, path: str, *, seconds: float, connections: int) -> Measure:
    """Ask for one page for a while; raises Failure when one answer is no whole 200."""
    spent, spent_below = site.cpu_seconds(), site.database_seconds()
    sample = drive(site.address, request(path, server.HOST), seconds=seconds, connections=connections)
    if sample.failures or not sample.latencies:
        raise Failure(f"{path}: {', '.join(dict.fromkeys(sample.failures)) or 'no answer in time'}")
    return Measure.of(
        sample.latencies,
        elapsed=sample.elapsed,
        cpu_seconds=site.cpu_seconds() - spent,
        database_seconds=site.database_seconds() - spent_below,
    )


def say(words: str) -> None:
    print(f"\r{words:20}\r", end="", file=sys.stderr, flush=True)


def machine() -> dict[str, object]:
    """What the absolute numbers depend on."""
    return {
        "cores": os.cpu_count(),
        "architecture": platform.machine(),
        "system": platform.system(),
        "python": platform.python_version(),
        "packages": {name: version(name) for name in ("django", "wagtail", "granian", "psycopg")},
        "load_before": os.getloadavg(),
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
