"""The arithmetic of the benchmark: from turns of asking to medians, ratios and a table.

Turns of all pages take place one after another in each round, so that a machine that slows down slows all of them. A
ratio is taken within its round, and the median of the rounds is told.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median

BARE = "bare"
Round = Mapping[str, "Measure"]


@dataclass(frozen=True)
class Measure:
    """One page in one round. Times in milliseconds, `cpu` and `database` CPU time spent for one request."""

    rate: float
    p50: float
    p99: float
    cpu: float
    database: float

    @classmethod
    def of(
        cls, latencies: Sequence[float], *, elapsed: float, cpu_seconds: float, database_seconds: float
    ) -> Measure:
        """From the latencies of one turn, how long it took, and the CPU time spent on it; all in seconds."""
        return cls(
            rate=len(latencies) / elapsed,
            p50=percentile(latencies, 50) * 1000,
            p99=percentile(latencies, 99) * 1000,
            cpu=cpu_seconds / len(latencies) * 1000,
            database=database_seconds / len(latencies) * 1000,
        )


@dataclass(frozen=True)
class Row:
    """One page over all rounds: medians, and how many bare views one of it costs."""

    name: str
    rate: float
    p50: float
    p99: float
    cpu: float
    database: float
    rate_ratio: float
    cpu_ratio: float


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that so many percent of the values do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(math.ceil(len(ordered) * percent / 100), 1) - 1]


def summary(rounds: Sequence[Round]) -> list[Row]:
    """One row for each page, in the order of the first round."""
    return [_row(name, rounds) for name in rounds[0]]


def _row(name: str, rounds: Sequence[Round]) -> Row:
    def middle(field: str) -> float:
        return float(median(getattr(measured[name], field) for measured in rounds))

    return Row(
        name,
        rate=middle("rate"),
        p50=middle("p50"),
        p99=middle("p99"),
        cpu=middle("cpu"),
        database=middle("database"),
        rate_ratio=median(measured[BARE].rate / measured[name].rate for measured in rounds),
        cpu_ratio=median(measured[name].cpu / measured[BARE].cpu for measured in rounds),
    )


def table(rows: Sequence[Row]) -> str:
    """The rows for the terminal."""
    heads = ("page", "requests/s", "p50 ms", "p99 ms", "CPU ms", "database ms", "time x bare", "CPU x bare")
    lines = [
        (
            row.name,
            f"{row.rate:.1f}",
            f"{row.p50:.1f}",
            f"{row.p99:.1f}",
            f"{row.cpu:.2f}",
            f"{row.database:.2f}",
            f"{row.rate_ratio:.1f}",
            f"{row.cpu_ratio:.1f}",
        )
        for row in rows
    ]
    widths = [max(len(line[column]) for line in [heads, *lines]) for column in range(len(heads))]
    return "\n".join(_aligned(line, widths) for line in [heads, *lines])


def _aligned(line: Sequence[str], widths: Sequence[int]) -> str:
    """The name from the left, numbers from the right."""
    first, *others = (
        cell.rjust(width) if index else cell.ljust(width)
        for index, (cell, width) in enumerate(zip(line, widths, strict=True))
    )
    return "  ".join([first, *others])


def as_json(rows: Sequence[Row], rounds: Sequence[Round]) -> dict[str, object]:
    """Everything that was measured, for whoever compares two runs."""
    return {
        "summary": [asdict(row) for row in rows],
        "rounds": [{name: asdict(measure) for name, measure in measured.items()} for measured in rounds],
    }
