"""What the parts of `make bench` have in common: options, a line of progress, a table, the file with all of it."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from tests.bench import server


def numbers(
    part: str, description: str | None, arguments: Sequence[str], **options: tuple[int, str]
) -> argparse.Namespace:
    """The options of a part, each {name: (what it is by default, what it is)}; the program ends at one below one."""
    parser = argparse.ArgumentParser(prog=f"make bench PART={part}", description=description)
    for name, (default, words) in options.items():
        parser.add_argument(f"--{name}", type=int, default=default, help=words)
    given = parser.parse_args(arguments)
    if min(vars(given).values()) <= 0:
        parser.error(f"{', '.join(options)} are numbers above zero")
    return given


def two_sizes(
    part: str,
    description: str | None,
    arguments: Sequence[str],
    *,
    of: str,
    small: int,
    large: int,
    rounds: int,
) -> argparse.Namespace:
    """The options of a part that asks a small site and a large one; `of` says what they have few and many of."""
    return numbers(
        part,
        description,
        arguments,
        small=(small, f"{of} at first"),
        large=(large, f"{of} in the end"),
        rounds=(rounds, "how often each question is asked"),
    )


def say(words: str) -> None:
    """Show what is being done, in place of what was shown before; "" for nothing."""
    print(f"\r{words:60}\r", end="", file=sys.stderr, flush=True)


def table(lines: Sequence[Sequence[str]]) -> str:
    """Lines of as many cells each for the terminal; the first of each is words, the others are figures."""
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if index else cell.ljust(width)
            for index, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        for line in lines
    )


def write(part: str, told: Mapping[str, Any]) -> str:
    """Write all that was measured, and the load of the machine, below var/bench; returns where, in a sentence."""
    server.PLACE.mkdir(parents=True, exist_ok=True)
    path = server.PLACE / f"{part}-{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%SZ}.json"
    content = {"load": os.getloadavg(), **told}
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    return f"All of it in var/bench/{path.name}."
