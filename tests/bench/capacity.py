"""What one small server carries: CPU of each kind of request through nginx, memory of each process, growth of the disk.

    make bench PART=capacity       docs/operators/capacity.md

CPU time, not time on the clock: it says the same on a busy machine. Nothing is derived here but requests a second, as
the cores' seconds divided by the CPU seconds of one request, database and nginx included.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cicc_site.settings.test")

import django
import psutil

from cicc_site import catalogues, postgres
from tests.drills import applicants, deployment, load, mail_server
from tests.drills.deployment import Deployment

TIMES = 60
OF_KEPT = 40  # so many times more often: it costs so little
CORES = 2
BUSY = 0.7  # of the cores: beyond that people begin to wait
KINDS = (
    ("a page that lies ready", "/en/about-the-court/", ""),
    ("the same, made anew (a cookie)", "/en/about-the-court/", "sessionid=none"),
    ("the home page, made anew", "/en/", "sessionid=none"),
    ("a search", "/en/search/?q=court", ""),
    ("the directory of members", "/en/membership/directory/", ""),
    ("the first page of the form", "/en/membership/application/", ""),
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench PART=capacity")
    parser.add_argument("--rounds", type=int, default=1)
    times = TIMES * parser.parse_args().rounds
    django.setup()
    with contextlib.ExitStack() as stack:
        if postgres.is_ours():
            stack.enter_context(postgres.running())
        catalogues.compile_all()
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        post = stack.enter_context(mail_server.running())
        with deployment.running(Path(folder), post.port) as site:
            before = size(site)
            site.manage("load_demo_members", "--verbosity=0")
            members = size(site) - before
            print(f"{'through nginx':34} {'CPU ms':>8} {'web':>8} {'database':>9} {'on two cores':>14}")
            for name, path, cookie in KINDS:
                tell(site, name, path, cookie, times * (1 if cookie or name != KINDS[0][0] else OF_KEPT))
            print("\nmemory, MB (shared memory counted once)")
            for name, megabytes in memory(site):
                print(f"{name:34} {megabytes:8.0f}")
            print(
                f"\ndatabase with the content: {before / 1e6:.0f} MB; 2,500 members: {members / 1e6:.0f} MB"
            )
            print(f"kept pages: {kept(Path(folder) / 'pages')}")
    return 0


def tell(site: Deployment, name: str, path: str, cookie: str, times: int) -> None:
    for number in range(4):
        asked(site, path, cookie, number)
    began = spent(site)
    for number in range(times):
        asked(site, path, cookie, number)
    cost = {part: 1000 * (seconds - began[part]) / times for part, seconds in spent(site).items()}
    whole = sum(cost.values())
    rate = f"{BUSY * CORES * 1000 / whole:10.0f} /s" if whole else "too little"
    print(f"{name:34} {whole:8.2f} {cost['web']:8.2f} {cost['database']:9.2f} {rate:>14}", flush=True)


def asked(site: Deployment, path: str, cookie: str, number: int) -> None:
    status, where, _body = applicants.request(
        site.address, "GET", path, source=load.of_visitor(number), more={"Cookie": cookie} if cookie else {}
    )
    assert status == 200, (status, path, where)


def processes(site: Deployment) -> Iterator[tuple[str, psutil.Process]]:
    """Every process of the deployment with the name of its part."""
    for name, part in site.parts.items():
        assert part.process is not None
        whole = psutil.Process(part.process.pid)
        for process in [whole, *whole.children(recursive=True)]:
            yield name, process
    server = postgres.postmaster(site.database.place)
    assert server is not None
    for process in [server, *server.children(recursive=True)]:
        yield "database", process


def spent(site: Deployment) -> dict[str, float]:
    """CPU seconds so far, to the nanosecond: a page that lies ready costs less than a tick of the usual clock."""
    found = {"nginx": 0.0, "web": 0.0, "database": 0.0}
    for name, process in processes(site):
        if name not in deployment.HALVES:
            found["web" if name in deployment.WEBS else name] += on_cpu(process.pid)
    return found


def on_cpu(pid: int) -> float:
    """Of all its threads. Linux alone tells; what has ended meanwhile is gone."""
    told = 0
    with contextlib.suppress(FileNotFoundError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            told += int((thread / "schedstat").read_text().split()[0])
    return told / 1e9


def memory(site: Deployment) -> list[tuple[str, float]]:
    found: dict[str, float] = {}
    for name, process in processes(site):
        found[name] = found.get(name, 0) + process.memory_full_info().pss / 1e6
    return sorted(found.items())


def size(site: Deployment) -> int:
    [[found]] = site.database.sql("SELECT pg_database_size(current_database())")
    return int(found)


def kept(folder: Path) -> str:
    files = [path for path in folder.rglob("*") if path.is_file()]
    whole = sum(path.stat().st_size for path in files)
    pages = sum(path.suffix == ".html" for path in files)
    return f"{whole / 1e6:.1f} MB for {pages} pages, {whole / max(pages, 1) / 1000:.0f} kB each"


if __name__ == "__main__":
    sys.exit(main())
