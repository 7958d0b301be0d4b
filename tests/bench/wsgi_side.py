"""One side of a comparison: a process that answers requests over WSGI and tells what CPU they cost.

Started by `tests.bench.uncached` with the name of a WSGI module. Reads paths, a count and a coding on each line of its
input, asks its application so often for these in turn and answers with one line of JSON: the CPU time of this process
and of its PostgreSQL connections, for one request, in milliseconds.
"""

from __future__ import annotations

import importlib
import io
import json
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

Application = Callable[..., Iterable[bytes]]


def main(module: str, host: str) -> None:
    application: Application = importlib.import_module(module).application
    for line in sys.stdin:
        paths, count, coding = json.loads(line)
        requests = [environ(host, path, coding) for path in ([paths] if isinstance(paths, str) else paths)]
        told: dict[str, Any]
        try:
            told = measured(application, requests, count)
        except Failure as failure:
            told = {"failure": str(failure)}
        print(json.dumps(told), flush=True)


class Failure(Exception):
    """An answer that is no whole 200."""


def environ(host: str, path: str, coding: str) -> dict[str, Any]:
    """What a server in front hands on of a browser's request. coding: its Accept-Encoding."""
    parts = urlsplit(path)
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote(parts.path).encode().decode("latin-1"),
        "QUERY_STRING": parts.query,
        "SERVER_NAME": host,
        "SERVER_PORT": "443",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "192.0.2.1",
        "HTTP_HOST": host,
        "HTTP_ACCEPT": "text/html,application/xhtml+xml",
        "HTTP_ACCEPT_ENCODING": coding,
        "HTTP_ACCEPT_LANGUAGE": "en",
        "HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "HTTP_X_FORWARDED_PROTO": "https",
        "HTTP_X_FORWARDED_FOR": "192.0.2.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "https",
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }


def measured(application: Application, requests: list[dict[str, Any]], count: int) -> dict[str, float]:
    """What a request costs on the average, when these are asked for in turn."""
    sizes = [len(ask(application, request)) for request in requests]
    below, spent = database_seconds(), time.process_time()
    for number in range(count):
        ask(application, requests[number % len(requests)])
    return {
        "cpu": (time.process_time() - spent) / count * 1000,
        "database": (database_seconds() - below) / count * 1000,
        "bytes": sum(sizes) / len(sizes),
        "queries": queries(application, requests[0]),
    }


def queries(application: Application, request: dict[str, Any]) -> int:
    """How many statements an answer takes."""
    from django.db import connection

    asked = []

    def note(execute: Callable[..., Any], sql: str, *others: Any) -> Any:
        asked.append(sql)
        return execute(sql, *others)

    with connection.execute_wrapper(note):
        ask(application, request)
    return len(asked)


def ask(application: Application, request: dict[str, Any]) -> bytes:
    """The body of an answer; raises Failure where it is no 200."""
    said: list[str] = []

    def start(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> None:
        said.append(status)

    answer = application({**request, "wsgi.input": io.BytesIO()}, start)
    try:
        body = b"".join(answer)
    finally:
        if (close := getattr(answer, "close", None)) is not None:
            close()
    if not said or not said[0].startswith("200") or not body:
        raise Failure(f"{request['PATH_INFO']}: {said[0] if said else 'no answer'}")
    return body


def database_seconds() -> float:
    """The CPU time of the database processes that serve the database of this process."""
    from django.db import connection

    mark = f" {connection.settings_dict['NAME']} "
    return sum(_spent(process) for process in Path("/proc").iterdir() if _is_ours(process, mark))


def _is_ours(process: Path, mark: str) -> bool:
    if not process.name.isdigit():
        return False
    try:
        title = (process / "cmdline").read_bytes().decode(errors="replace")
    except OSError:
        return False
    return title.startswith("postgres:") and mark in title


def _spent(process: Path) -> float:
    """To the nanosecond, where `times` counts hundredths of a second."""
    try:
        return int((process / "schedstat").read_text().split()[0]) / 1e9
    except OSError:
        return 0.0


if __name__ == "__main__":
    main(*sys.argv[1:])
