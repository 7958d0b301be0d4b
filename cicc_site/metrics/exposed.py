"""Everything that is told at /metrics: the list of it, and the text format of Prometheus (version 0.0.4)."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from cicc_site import faults
from cicc_site.metrics.requests import BUCKETS, LIMITS, REQUESTS, SECONDS, values
from cicc_site.metrics.values import Key

logger = logging.getLogger(__name__)

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
HISTOGRAM = "cicc_http_request_seconds"
FAILED = "cicc_metrics_unknown"
Labels = Mapping[str, str]
Reading = Iterable[tuple[Labels, float]]


@dataclass(frozen=True)
class Metric:
    """name: without labels. read: asked for at each look; nothing where it is not known."""

    name: str
    help: str
    read: Callable[[], Reading]


_metrics: dict[str, Metric] = {}


def provide(name: str, help: str, read: Callable[[], Reading]) -> None:
    """Have a number told; apps call this from ready(). What `read` raises is logged and costs nothing else."""
    _metrics[name] = Metric(name, help, read)


def names() -> set[str]:
    """Every name of a series there is."""
    ends = {f"{HISTOGRAM}_{end}" for end in ("bucket", "sum", "count")}
    return {*_metrics, *ends, REQUESTS, FAILED}


def text() -> str:
    """Everything as it is now."""
    return "\n".join([*_requests(values().all()), *_gauges()]) + "\n"


def _gauges() -> Iterator[str]:
    failed = 0
    for metric in sorted(_metrics.values(), key=lambda metric: metric.name):
        try:
            found = [_line(metric.name, labels, value) for labels, value in metric.read()]
        except Exception as error:
            logger.warning("%s is not known: %s", metric.name, faults.name_of(error))
            failed += 1
            continue
        yield from _head(metric.name, metric.help, "gauge")
        yield from found
    yield from _head(FAILED, "Metrics of this list that could not be read", "gauge")
    yield _line(FAILED, {}, failed)


def _requests(counted: Mapping[Key, float]) -> Iterator[str]:
    yield from _head(REQUESTS, "Requests answered, by kind and status", "counter")
    for name, *labels in sorted(counted):
        if name == REQUESTS:
            kind, status = labels
            yield _line(REQUESTS, {"kind": kind, "status": status}, counted[name, kind, status])
    yield from _head(HISTOGRAM, "Seconds until an answer began, by kind", "histogram")
    for kind in sorted({key[1] for key in counted if key[0] == BUCKETS}):
        total = 0.0
        for limit in [*map(str, LIMITS), "+Inf"]:
            total += counted.get((BUCKETS, kind, limit), 0.0)
            yield _line(f"{HISTOGRAM}_bucket", {"kind": kind, "le": limit}, total)
        yield _line(f"{HISTOGRAM}_sum", {"kind": kind}, counted.get((SECONDS, kind), 0.0))
        yield _line(f"{HISTOGRAM}_count", {"kind": kind}, total)


def _head(name: str, help: str, kind: str) -> Iterator[str]:
    yield f"# HELP {name} {help}"
    yield f"# TYPE {name} {kind}"


def _line(name: str, labels: Labels, value: float) -> str:
    inside = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels.items())
    told = str(int(value)) if value == int(value) else repr(float(value))
    return f"{name}{{{inside}}} {told}" if inside else f"{name} {told}"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("\n", r"\n").replace('"', r"\"")
