"""What the import of a legacy archive costs: time for each file, and the most memory, at 1,000 and at 10,000 files.

    python -m tests.bench.archive_import            both sizes
    python -m tests.bench.archive_import 1000       one size

For each size: a trial, the import, and once more without a change, each in a process of its own, so that each has its
own peak. Nothing fails because it was slow; it fails where the second import changes anything.
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
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cicc_site.settings.test")

import django

django.setup()

from django.db import connection

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
# One step in a process of its own: {"counts", "seconds", "peak"} on its last line.
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
print(json.dumps({"counts": counts, "seconds": time.monotonic() - began, "peak": peak}))
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


def step(folder: Path, manifest: Path, kind: str) -> dict[str, object]:
    environment = {
        **os.environ,
        "DATABASE_ROLE": "owner",
        "TEST_DATABASE": str(connection.settings_dict["NAME"]),
    }
    said = subprocess.run(
        [sys.executable, "-c", STEP, str(folder), str(manifest), kind],
        cwd=CHECKOUT,
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
    )
    found: dict[str, object] = json.loads(said.stdout.splitlines()[-1])
    return found


def measure(count: int) -> None:
    databases.switch_to(databases.copy_of(databases.EMPTY))
    with tempfile.TemporaryDirectory() as made:
        place = Path(made)
        began = time.monotonic()
        manifest = make(place, count)
        print(f"\n{count:,} files made in {time.monotonic() - began:.1f} s", flush=True)
        for name, kind in (("trial", "try"), ("import", "apply"), ("once more", "apply")):
            told = step(place, manifest, kind)
            print(f"{name:10} {told['seconds']:8.1f} s {told['peak']:6} MB  {told['counts']}", flush=True)
        counts = told["counts"]
        if not isinstance(counts, dict) or set(counts) != {"unchanged", "same_file"}:
            raise SystemExit("The second import changed something.")


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
