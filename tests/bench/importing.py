"""What an import costs: the whole way of a file, and once more without changes, against a plain COPY + upsert; and what
an export costs, as CSV and XLSX, with its way back through an import.

    python -m tests.bench.importing            2,500 and 100,000 rows, three rounds
    python -m tests.bench.importing 2500 -n 5  one size, five rounds

All is measured within one round on one database, one after another; a ratio is taken within its round, and the median
of the rounds is told. CPU is that of this process and of its connection's process in the database together: on a
machine with other work it says more than seconds. Nothing fails because it was slow.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import io
import itertools
import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cicc_site.settings.test")

import django

django.setup()

import psutil
import psycopg
from django.db import connection

from cicc_site import postgres
from members.exporting import FileFormat, export_rows
from members.importing import mapping, running
from members.importing.copying import copy_rows
from members.loading import load_registers
from members.models import ImportRun, Organization
from tests import databases

SIZES = (2_500, 100_000)
COUNTRIES = ("KEN", "TZA", "COL", "MEX", "EGY", "JOR", "LBN", "FRA", "DEU", "IND", "IDN", "UKR", "GEO")
WORDS = {
    "en": "Demo Network Justice Rights Women Peace Legal Aid Centre Forum Victims Youth",
    "fr": "Exemple Réseau pour la justice Droits des femmes Paix Centre Victimes",
    "ar": "نموذج شبكة العدالة حقوق المرأة السلام مركز الضحايا المجتمع",
}
FORMATS: tuple[FileFormat, ...] = ("csv", "xlsx")
HEADINGS = [
    "external_id",
    "legal_name",
    "legal_language",
    "name_en",
    "name_fr",
    "acronyms",
    "country",
    "countries_of_work",
    "type",
    "scope",
    "working_languages",
    "year_founded",
    "website",
    "joined",
    "status",
    "listing",
    "contact_general_email",
    "contact_main_name",
    "contact_main_phone",
    "registration_number",
]


@dataclass(frozen=True)
class Spent:
    """Seconds: by the clock, and of CPU."""

    wall: float
    cpu: float


def rows(count: int) -> Iterator[list[str]]:
    """The same demonstration organizations for the same count, in three scripts."""
    chance = random.Random(count)  # noqa: S311 - nothing is secret here
    yield HEADINGS
    for number in range(count):
        language = chance.choice(list(WORDS))
        name, english = (
            " ".join(chance.sample(WORDS[code].split(), 5)) + f" {number}" for code in (language, "en")
        )
        yield [
            f"D{number}",
            name,
            language,
            english,
            f"Réseau Exemple {number}" if number % 3 == 0 else "",
            f"DN{number}",
            chance.choice(COUNTRIES),
            " | ".join(chance.sample(COUNTRIES, 2)),
            chance.choice(["human-rights", "women", "legal"]),
            chance.choice(["local", "national"]),
            "en, fr",
            str(chance.randint(1960, 2020)),
            f"https://demo{number}.example.org",
            f"{chance.randint(1996, 2024)}-0{chance.randint(1, 9)}",
            "active",
            chance.choice(["full", "unlisted", "name_and_country"]),
            f"office{number}@example.org",
            f"Person {number}",
            f"+25420{1_000_000 + number}",
            f"R-{number}",
        ]


def spent(work: Callable[[], object]) -> Spent:
    connection.ensure_connection()
    server = psutil.Process(connection.connection.info.backend_pid)

    def cpu() -> float:
        times = server.cpu_times()
        return time.process_time() + times.user + times.system

    began, used = time.perf_counter(), cpu()
    work()
    return Spent(time.perf_counter() - began, cpu() - used)


def plain(data: bytes) -> None:
    """The same texts into a table of texts, and from there into one with a key: no rule, no report, no history."""
    columns = ", ".join(f"{name} text" for name in HEADINGS)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS plain; DROP TABLE IF EXISTS incoming")
        cursor.execute(f"CREATE TABLE plain ({columns}, PRIMARY KEY (external_id))")
        cursor.execute(f"CREATE TEMPORARY TABLE incoming ({columns})")
        lines = csv.reader(io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", newline=""))
        copy_rows("incoming", HEADINGS, itertools.islice(lines, 1, None))
        settings = ", ".join(f"{name} = excluded.{name}" for name in HEADINGS[1:])
        cursor.execute(
            f"INSERT INTO plain SELECT * FROM incoming ON CONFLICT (external_id) DO UPDATE SET {settings}"
        )


def whole_way(data: bytes) -> None:
    """A file from its arrival to the last row of the history."""
    run = running.receive([data], "bench.csv", actor=None, private=True)
    running.look_into(run, None)
    running.set_mapping(run, mapping.from_json(run.mapping))
    for step in ("check", "apply"):
        if running.claim(run, step):
            running.STEPS[step][1](run, lambda done: None)
    run.path.unlink()


def one_round(data: bytes) -> dict[str, Spent]:
    with connection.cursor() as cursor:
        # Applications point to organizations, and their events are guarded against being emptied along with them.
        guard = "ALTER TABLE members_applicationevent {} TRIGGER members_event_kept"
        cursor.execute(guard.format("DISABLE"))
        cursor.execute("TRUNCATE members_organization, members_importrun CASCADE")
        cursor.execute(guard.format("ENABLE"))
    told = {
        "plain COPY + upsert": spent(lambda: plain(data)),
        "import": spent(lambda: whole_way(data)),
        "once more": spent(lambda: whole_way(data)),
    }
    for file_format in FORMATS:
        file = io.BytesIO()
        told[f"export {file_format}"] = spent(lambda: exported(file, file_format))  # noqa: B023 - runs at once
        told[f"once more, {file_format}"] = spent(lambda: whole_way(file.getvalue()))  # noqa: B023
    return told


def exported(file: io.BytesIO, file_format: FileFormat) -> None:
    """All columns of all entries, those with personal data too: more than twice as many as the file had."""
    file.writelines(export_rows(Organization.objects.all(), private=True, file_format=file_format))


def measure(count: int, rounds: int) -> None:
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows(count))
    data = buffer.getvalue().encode()
    measured = [one_round(data) for _number in range(rounds)]
    print(f"\n{count} rows, {len(data) / 1e6:.1f} MB")
    for taken in ImportRun.objects.order_by("pk"):
        print(f"  {taken.size / 1e6:.1f} MB: {taken.counts}")
    print(f"{'':22}{'seconds':>9}{'CPU s':>9}{'CPU x plain':>13}")
    for name in measured[0]:
        ratio = median(each[name].cpu / each["plain COPY + upsert"].cpu for each in measured)
        wall, cpu = (median(getattr(each[name], field) for each in measured) for field in ("wall", "cpu"))
        print(f"{name:22}{wall:9.2f}{cpu:9.2f}{ratio:13.1f}")
    print(f"Most memory of this process so far: {peak() // 1024 // 1024} MB", flush=True)


def peak() -> int:
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used if sys.platform == "darwin" else used * 1024


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.importing", description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES)
    parser.add_argument("-n", "--rounds", type=int, default=3)
    options = parser.parse_args(arguments)
    with postgres.running() if postgres.is_ours() else contextlib.nullcontext():
        name = f"test_{os.getpid()}_bench_import"
        databases.create(name, databases.template(databases.EMPTY))
        try:
            databases.switch_to(name)
            load_registers()
            running.collect_seldom()
            print(f"load before: {os.getloadavg()}")
            for count in options.sizes:
                measure(count, options.rounds)
            print(f"load after: {os.getloadavg()}")
        finally:
            connection.close()
            drop(name)
    return 0


def drop(name: str) -> None:
    """A process of the server that tidies up there cannot be sent away: it is waited for."""
    for _attempt in range(60):
        with contextlib.suppress(psycopg.Error):
            databases.drop(name)
            return
        time.sleep(1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
