"""`make bench`: every figure that is asked for, one part after another, and at the end one table of ratios.

Each part runs in a process of its own, takes the ways it compares in turns and the median of its rounds, prints its own
table and writes what it measured below var/bench; the table at the end is made of these files. About an hour, most of
it filling databases; PART=... runs one. Ends with 1 when a part failed, never because something was slow: what misses
its aim says so.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from cicc_site.postgres_places import CHECKOUT
from tests.bench import edge, server, telling, uncached

Told = dict[str, Any]
UNCACHED = 0.4  # of stock Wagtail's CPU, at most


@dataclass(frozen=True)
class Figure:
    """One line of the table. value: a ratio, or MB. at_least, at_most: the aim; neither where it is only reported."""

    what: str
    value: float
    at_least: float | None = None
    at_most: float | None = None

    @property
    def is_met(self) -> bool | None:
        """None where nothing is aimed at."""
        if self.at_least is not None:
            return self.value >= self.at_least
        return self.value <= self.at_most if self.at_most is not None else None

    def cells(self) -> tuple[str, str, str, str]:
        aim = f">= {self.at_least:.2f}" if self.at_least is not None else ""
        if self.at_most is not None:
            aim = f"<= {self.at_most:.2f}"
        return self.what, f"{self.value:.2f}", aim, {True: "met", False: "MISSED", None: ""}[self.is_met]


# ---- what each part told


def of_edge(told: Told) -> Iterator[Figure]:
    for way, other, aim in edge.AIMS:
        for page in edge.PAGES:
            ratio = edge.ratios(told["rounds"], way, other, page)
            yield Figure(f"{edge.WORDS[way]}: {page}", ratio, at_least=aim)
    yield Figure("memory of a worker, MB", told["pss"], at_most=edge.MEMORY)


def of_uncached(told: Told) -> Iterator[Figure]:
    rounds = told["rounds"]
    for kind in rounds[0]:
        ratio = median(
            uncached.cost(each[kind]["ours"]) / uncached.cost(each[kind]["stock"]) for each in rounds
        )
        yield Figure(f"made anew / stock Wagtail: {kind}", ratio, at_most=UNCACHED)


def of_growth(told: Told) -> Iterator[Figure]:
    (few, small), (many, large) = told["pages"].items()
    for kind in small:
        ratio = uncached.cost(large[kind]) / uncached.cost(small[kind])
        yield Figure(f"{int(many):,} pages / {int(few):,}: {kind}", ratio)


def of_answers(of: str) -> Callable[[Told], Iterator[Figure]]:
    """For a part that asks the same questions at two sizes; `of` is what it has few and many of."""

    def figures(told: Told) -> Iterator[Figure]:
        [rows] = [rows for name, rows in told.items() if name != "load"]
        (few, small), (many, large) = rows.items()
        for one, other in zip(small, large, strict=True):
            if one["median"]:
                yield Figure(
                    f"{int(many):,} {of} / {int(few):,}: {one['name']}", other["median"] / one["median"]
                )

    return figures


PARTS: dict[str, Callable[[Told], Iterable[Figure]]] = {
    "edge": of_edge,
    "uncached": of_uncached,
    "growth": of_growth,
    "register": of_answers("organizations"),
    "archive": of_answers("works"),
}


def figures_of(part: str, told: Told) -> Iterable[Figure]:
    """told: what the part has written."""
    return PARTS[part](told)


# ---- the run


def main(arguments: list[str]) -> int:
    options = parse(arguments)
    found: list[Figure] = []
    failed = []
    for part in PARTS:
        print(f"\n== {part}\n", flush=True)
        began = time.time()
        command = [sys.executable, "-m", f"tests.bench.{part}", "--rounds", str(options.rounds)]
        done = subprocess.run(command, cwd=CHECKOUT, check=False)
        written = newest(part, began)
        if done.returncode or written is None:
            failed.append(part)
            continue
        found += figures_of(part, json.loads(written.read_text(encoding="utf-8")))
    print(f"\n== all of it, medians of {options.rounds} rounds\n\n{table(found)}\n")
    told = [{"what": figure.what, "value": figure.value, "is_met": figure.is_met} for figure in found]
    print(telling.write("everything", {"figures": told}))
    if failed:
        print(f"These parts failed: {', '.join(failed)}.", file=sys.stderr)
    return 1 if failed else 0


def parse(arguments: list[str]) -> argparse.Namespace:
    return telling.numbers(
        "everything", __doc__, arguments, rounds=(5, "how many rounds the medians are taken of")
    )


def newest(part: str, since: float) -> Path | None:
    """What a part has written since a moment (seconds of the clock)."""
    files = [path for path in server.PLACE.glob(f"{part}-*.json") if path.stat().st_mtime >= since - 1]
    return max(files, key=lambda path: path.stat().st_mtime, default=None)


def table(figures: Iterable[Figure]) -> str:
    """One line for each figure: what is compared, the ratio, what it should be, whether it is."""
    return telling.table([("", "ratio", "aim", ""), *(figure.cells() for figure in figures)])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
