"""`make bench PART=edge`: pages that lie ready, at nginx and at the application, against a file and a bare view.

nginx with deploy/nginx, granian with production settings; all ways take turns in each round, over sixteen connections.
Counted is the CPU time of the servers for one request: what asks is slower than they are. Reports, and ends with 1 only
when an answer was wrong. docs/developers/benchmarks.md says what is compared.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cicc_site.settings.test")

import django
import psutil

from cicc_site import catalogues, postgres, processes
from cicc_site.postgres_places import CHECKOUT
from tests.bench import server
from tests.bench.load import Address, Connection, Failure, request
from tests.drills import proxy

PAGES = {
    "home": "/en/",
    "article": "/en/about-the-court/how-the-icc-works/",
    "listing": "/en/about-the-court/updates/",
}
FILE, READ, KEPT, BEHIND, EARLY, BARE = "file", "read", "kept", "behind", "early", "bare"
# (way, compared with, at least)
AIMS = ((KEPT, FILE, 0.90), (BEHIND, FILE, 0.20), (EARLY, BARE, 3.0))
WORDS = {
    KEPT: "kept page at nginx / the same as a file at nginx",
    READ: "kept page at nginx / that file without sendfile",
    BEHIND: "application behind nginx without its files / file at nginx",
    EARLY: "kept page at the application / bare Django view, both granian",
}
MEMORY = 180  # MB, of a worker
# What each worker has done as well before its memory is looked at: pages that are never kept, and a form.
ALSO = (
    "/en/search/?q=court",
    "/ar/search/?q=court",
    "/en/membership/directory/",
    "/en/countries/",
    "/en/membership/apply/",
)
PROCESSES = 2  # of the site, as operators of two cores have them
# Beside the server of operators: one that only hands out files, as nginx is usually set and as it sends kept pages,
# and one that only asks the application.
SERVERS = """
server {{
    listen 127.0.0.1:{plain};
    root {files};
    types {{}}
    default_type "text/html; charset=utf-8";
    location / {{
    }}
    location /read/ {{
        alias {files}/;
        sendfile off;
    }}
}}
server {{
    listen 127.0.0.1:{behind};
    location / {{
        include application.conf;
    }}
}}
"""


@dataclass(frozen=True)
class Way:
    """Where to ask, for what, and the processes that answer."""

    address: Address
    path: str
    servers: tuple[psutil.Process, ...]

    def seconds(self) -> float:
        """CPU time of all threads of the servers, from the scheduler: in billionths, where others count hundredths."""
        spent = 0
        for process in self.servers:
            for task in Path(f"/proc/{process.pid}/task").glob("*/schedstat"):
                with contextlib.suppress(OSError):
                    spent += int(task.read_text().split()[0])
        return spent / 1e9


def idle(way: Way, seconds: float = 2.0) -> float:
    """What its servers use in a second in which nobody asks: looks for changes, heartbeats. It is taken off."""
    spent = way.seconds()
    time.sleep(seconds)
    return (way.seconds() - spent) / seconds


def turn(way: Way, seconds: float, connections: int, unasked: float = 0) -> dict[str, float]:
    """Ask over all connections at once, read all answers, again and again; raises Failure. unasked: of `idle`."""
    asked = request(way.path, server.HOST)
    own = [Connection(way.address) for _ in range(connections)]
    for connection in own:
        connection.get(asked)
    count, spent, began = 0, way.seconds(), time.perf_counter()
    while time.perf_counter() - began < seconds:
        for connection in own:
            assert connection.socket is not None
            connection.socket.sendall(asked)
        for connection in own:
            assert connection.socket is not None
            answer = connection._read(connection.socket)
            if not answer.startswith(b"HTTP/1.1 200"):
                raise Failure(f"{way.path}: {answer[:40]!r}")
        count += connections
    elapsed, used = time.perf_counter() - began, way.seconds() - spent
    used -= unasked * elapsed
    for connection in own:
        connection.close()
    return {"microseconds": used / count * 1e6, "rate": count / elapsed, "bytes": len(answer)}


def measured(
    ways: Mapping[tuple[str, str], Way], options: argparse.Namespace
) -> list[dict[str, dict[str, float]]]:
    rounds = []
    unasked = {name: idle(each) for name, each in ways.items() if name[1] == "home"}
    for number in range(options.rounds + 1):
        print(f"\rround {number} of {options.rounds}   \r", end="", file=sys.stderr, flush=True)
        found = {
            f"{way} {page}": turn(
                each, options.seconds if number else 0.2, options.connections, unasked[way, "home"]
            )
            for (way, page), each in ways.items()
        }
        if number:  # the first one only warms up
            rounds.append(found)
    return rounds


def memory(workers: list[psutil.Process]) -> float:
    """The most that a worker has for itself, with its part of what it shares, in MB."""
    found = [
        re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{worker.pid}/smaps_rollup").read_text(), re.MULTILINE)
        for worker in workers
    ]
    return max(int(match[1]) for match in found if match) / 1024


def ratios(rounds: list[dict[str, dict[str, float]]], way: str, other: str, page: str) -> float:
    """How many of `way` cost as much as one of the other: the median of the rounds."""
    return median(
        found[f"{other} {page}"]["microseconds"] / found[f"{way} {page}"]["microseconds"] for found in rounds
    )


def least(rounds: list[dict[str, dict[str, float]]], way: str, other: str, page: str) -> float:
    """The same of the cheapest round of each. What else the machine does only adds: threads that wake for one request
    find their caches cold and fewer requests waiting. So this is the figure of a machine that is let alone."""

    def cheapest(way: str) -> float:
        return min(found[f"{way} {page}"]["microseconds"] for found in rounds)

    return cheapest(other) / cheapest(way)


def table(rounds: list[dict[str, dict[str, float]]], pss: float) -> str:
    lines = [f"{'':<64}{''.join(f'{page:>10}' for page in PAGES)}{'at least':>10}"]
    for way, other, aim in AIMS:
        found = [ratios(rounds, way, other, page) for page in PAGES]
        lines.append(f"{WORDS[way]:<64}{_cells(found)}{aim:>10.2f}")
        found = [least(rounds, way, other, page) for page in PAGES]
        lines.append(f"{'  the cheapest round of each':<64}{_cells(found)}")
    found = [ratios(rounds, KEPT, READ, page) for page in PAGES]
    lines.append(f"{WORDS[READ]:<64}{_cells(found)}")
    lines.append("")
    for way in (FILE, READ, KEPT, BEHIND, EARLY, BARE):
        costs = [median(found[f"{way} {page}"]["microseconds"] for found in rounds) for page in PAGES]
        lines.append(f"CPU microseconds, {way:<46}{''.join(f'{value:>10.0f}' for value in costs)}")
    lines.append(f"\nMemory of a worker (PSS): {pss:.0f} MB; at most {MEMORY}")
    return "\n".join(lines)


def _cells(values: list[float]) -> str:
    return "".join(f"{value:>10.2f}" for value in values)


@contextlib.contextmanager
def bare_django(door: Path) -> Iterator[tuple[Address, tuple[psutil.Process, ...]]]:
    with server.LOG.open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.bare_server", str(door), str(PROCESSES)],
            cwd=CHECKOUT,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        server.wait_for(str(door), process)
        yield str(door), family(process.pid)
    finally:
        processes.end(process)


def family(pid: int) -> tuple[psutil.Process, ...]:
    process = psutil.Process(pid)
    return (process, *process.children(recursive=True))


@contextlib.contextmanager
def front(site: server.Server, place: Path) -> Iterator[dict[tuple[str, str], Way]]:
    """nginx before the site, and every way to each page. place: a folder, with the kept pages in it."""
    ports = {name: server.free_port() for name in ("own", "plain", "behind")}
    files = place / "files"
    for page, path in PAGES.items():
        (files / page).mkdir(parents=True)
        source = place / "pages" / "current" / path.strip("/")
        for kept in source.glob("index.html*"):
            shutil.copy2(kept, files / page / kept.name)
    folders = proxy.Folders(pages=place / "pages" / "current", static=server.PLACE / "static")
    conf = proxy.configure(
        place, ports["own"], folders, [site.address], servers=SERVERS.format(files=files, **ports)
    )
    # One visitor that never stops is what the limits are for.
    for file in (conf, conf.parent / "application.conf"):
        limits = r"^ *(limit_req zone=|limit_conn visitors|keepalive_requests) *[^\n]*$"
        file.write_text(re.sub(limits, "", file.read_text(), flags=re.MULTILINE))
    conf.write_text(conf.read_text().replace("sendfile on;", "sendfile on; keepalive_requests 10000000;"))
    with proxy.started(conf, place, ports["own"]) as process:
        nginx, workers = family(process.pid), family(site.process.pid)
        at = {name: ("127.0.0.1", port) for name, port in ports.items()}
        yield {
            **{(FILE, page): Way(at["plain"], f"/{page}/index.html", nginx) for page in PAGES},
            **{(READ, page): Way(at["plain"], f"/read/{page}/index.html", nginx) for page in PAGES},
            **{(KEPT, page): Way(at["own"], path, nginx) for page, path in PAGES.items()},
            **{(BEHIND, page): Way(at["behind"], path, (*nginx, *workers)) for page, path in PAGES.items()},
            **{(EARLY, page): Way(site.address, path, workers) for page, path in PAGES.items()},
        }


def make_pages(site: server.Server, place: Path) -> None:
    """Let the application make them, in all ways in which they are asked for later."""
    reader = Connection(site.address)
    for path in PAGES.values():
        kept = place / "pages" / "current" / path.strip("/") / "index.html.json"
        end = time.monotonic() + 20
        while not kept.exists():
            if time.monotonic() > end:
                raise Failure(f"{path} is not kept")
            reader.get(request(path, server.HOST))
            time.sleep(0.05)
    reader.close()


def use(site: server.Server) -> None:
    """Let every worker make what is not kept; each connection is another worker's, so there are some."""
    for _ in range(4 * PROCESSES):
        reader = Connection(site.address)
        for path in ALSO:
            reader.get(request(path, server.HOST))
        reader.close()


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench PART=edge", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="how many rounds the medians are taken of")
    parser.add_argument("--seconds", type=float, default=1, help="how long each way is asked in each round")
    parser.add_argument("--connections", type=int, default=16, help="how many requests are under way at once")
    options = parser.parse_args(arguments)
    if min(options.rounds, options.seconds, options.connections) <= 0:
        parser.error("rounds, seconds and connections are numbers above zero")
    return options


def main(arguments: list[str]) -> int:
    options = parse(arguments)
    django.setup()
    load = os.getloadavg()
    with contextlib.ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="edge-")))
        place.chmod(0o755)
        stack.enter_context(postgres.running() if postgres.is_ours() else contextlib.nullcontext())
        catalogues.compile_all()
        kept = {"PAGE_CACHE": "yes", "PAGE_CACHE_ROOT": str(place / "pages"), "WORKERS": str(PROCESSES)}
        site = stack.enter_context(server.running(str(place / "web.sock"), **kept))
        try:
            make_pages(site, place)
            ways = stack.enter_context(front(site, place))
            address, bare = stack.enter_context(bare_django(place / "bare.sock"))
            for page in PAGES:
                ways[BARE, page] = Way(address, "/", bare)
            rounds = measured(ways, options)
        except Failure as failure:
            print(f"An answer was wrong: {failure}.", file=sys.stderr)
            return 1
        use(site)
        pss = memory(list(site.process.children(recursive=True)))
    print(table(rounds, pss))
    path = server.PLACE / f"edge-{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%SZ}.json"
    told = {
        "load": [load, os.getloadavg()],
        "brotli": bool(proxy.brotli_module()),
        "pss": pss,
        "rounds": rounds,
    }
    path.write_text(json.dumps(told, indent=1), encoding="utf-8")
    print(f"Medians of {options.rounds} rounds, load {load[0]:.0f}; all of it in var/bench/{path.name}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
