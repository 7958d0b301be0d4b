"""What the import of a legacy archive costs: time for each file, and the most memory, at 1,000 and at 10,000 files.

    python -m tests.bench.archive_import            both sizes
    python -m tests.bench.archive_import 1000       one size

For each size: a trial, the import, killed when it has half of the files, the same begun again, and once more without a
change; each in a process of its own, so that each has its own peak. Nothing fails because it was slow; it fails where
the import that was killed and resumed is not whole, or has a file twice, and where the last one changes anything.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cicc_site.settings.test")

import django
import psutil

django.setup()

from django.db import connection
from django.db.models import Count

from cicc_site import postgres
from cicc_site.postgres_places import CHECKOUT
from tests import databases

SIZES = (1_000, 10_000)
LANGUAGES = ("en", "es", "fr", "ar")
HEADINGS = [
    "key",
    "symbol",
    "title_en",
    "kind",
    "date",
    "authors",
    "file",
    "language",
    "origin",
    "supersedes",
]
# One step in a process of its own: {"counts", "seconds", "cpu", "peak"} on its last line.
STEP = """
import json, resource, sys, time
import django; django.setup()
from pathlib import Path
from documents.importing import running
began = time.monotonic()
order = running.Order(Path(sys.argv[1]), Path(sys.argv[2]), apply=sys.argv[3] == "apply")
with running.run(order) as done:
    counts = {name: count for name, count in done.counts.items() if count}
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(json.dumps({"counts": counts, "seconds": time.monotonic() - began, "cpu": time.process_time(), "peak": peak}))
"""


def make(place: Path, count: int) -> Path:
    """Files of some 20 kB, four language versions to a work; returns the manifest."""
    chance = random.Random(count)  # noqa: S311 - nothing is secret here
    manifest = place / "manifest.csv"
    with manifest.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        for number in range(count):
            work, language = number // len(LANGUAGES), LANGUAGES[number % len(LANGUAGES)]
            name = f"{work // 200:03}/{work}-{language}.pdf"
            (place / name).parent.mkdir(exist_ok=True)
            (place / name).write_bytes(b"%PDF-1.4\n" + chance.randbytes(20_000))
            first = language == "en"
            later = str(work + 1) if first and work % 20 == 0 else ""
            described = [f"BENCH/{work}", f"Work {work}", "report", "2004-09", "A | B"] if first else [""] * 5
            origin = "original" if first else "official"
            writer.writerow([work, *described, name, language, origin, later])
    return manifest


def started(folder: Path, manifest: Path, kind: str) -> subprocess.Popen[bytes]:
    environment = {
        **os.environ,
        "DATABASE_ROLE": "owner",
        "TEST_DATABASE": str(connection.settings_dict["NAME"]),
    }
    command = [sys.executable, "-c", STEP, str(folder), str(manifest), kind]
    return subprocess.Popen(command, cwd=CHECKOUT, env=environment, stdout=subprocess.PIPE)


def step(folder: Path, manifest: Path, kind: str) -> dict[str, object]:
    process = started(folder, manifest, kind)
    said, _errors = process.communicate()
    if process.returncode:
        raise SystemExit(f"The step ended with {process.returncode}.")
    found: dict[str, object] = json.loads(said.splitlines()[-1])
    return found


def killed(folder: Path, manifest: Path, after: int) -> dict[str, object]:
    """Import until so many files are held, then kill -9."""
    from documents.models import WorkFile

    began = time.monotonic()
    process = started(folder, manifest, "apply")
    watched = psutil.Process(process.pid)
    while (held := WorkFile.objects.count()) < after:
        if process.poll() is not None:
            raise SystemExit("The import ended before it could be killed.")
        time.sleep(0.2)
    times, peak = watched.cpu_times(), watched.memory_info().rss // 1024**2
    process.kill()
    process.communicate()
    return {
        "counts": {"held": held},
        "seconds": time.monotonic() - began,
        "cpu": times.user + times.system,
        "peak": peak,
    }


def measure(count: int) -> None:
    databases.switch_to(databases.copy_of(databases.EMPTY))
    with tempfile.TemporaryDirectory() as made:
        place = Path(made)
        began = time.monotonic()
        manifest = make(place, count)
        print(f"\n{count:,} files made in {time.monotonic() - began:.1f} s", flush=True)
        steps: dict[str, Callable[[], dict[str, object]]] = {
            "trial": lambda: step(place, manifest, "try"),
            "killed": lambda: killed(place, manifest, count // 2),
            "resumed": lambda: step(place, manifest, "apply"),
            "once more": lambda: step(place, manifest, "apply"),
        }
        counts: object = {}
        for name, take in steps.items():
            told = take()
            counts = told["counts"]
            print(
                f"{name:10} {told['seconds']:8.1f} s {told['cpu']:8.1f} s of CPU {told['peak']:6} MB  {counts}",
                flush=True,
            )
        _is_whole(count, counts)


def _is_whole(count: int, counts: object) -> None:
    """counts: of an import that had nothing left to do."""
    from documents.models import WorkFile

    if not isinstance(counts, dict) or set(counts) != {"unchanged", "same_file"}:
        raise SystemExit("The last import changed something.")
    held = WorkFile.objects.aggregate(files=Count("pk"), contents=Count("sha256", distinct=True))
    if held != {"files": count, "contents": count}:
        raise SystemExit(f"There are other files than the {count:,} of the manifest: {held}.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int)
    parser.add_argument("--rounds", type=int, help="ignored: one round tells it")
    with postgres.running():
        for count in parser.parse_args().sizes or SIZES:
            try:
                measure(count)
            finally:
                connection.close()
                databases.drop(str(connection.settings_dict["NAME"]))


if __name__ == "__main__":
    main()
