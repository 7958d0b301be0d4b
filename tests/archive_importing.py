"""What tests of imports into the archive do by hand: write a folder with its manifest, try it, take it in."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from documents.importing import report, running
from documents.importing.findings import Line, Outcome
from documents.importing.running import Order
from documents.models import Work, WorkFile, WorkRelation
from tests.importing import as_xlsx

PDF = b"%PDF-1.4\n%%EOF\n"


@dataclass
class Told:
    """What an import said: counts without zeros, and its lines."""

    counts: dict[str, int]
    lines: list[Line] = field(default_factory=list)

    def reasons(self, outcome: Outcome = Outcome.REFUSED) -> list[tuple[int, str, str]]:
        """(row, column, code) of the lines of an outcome."""
        found = [line for line in self.lines if line.outcome == outcome]
        return [(line.row, line.column, str(line.problem.get("code", ""))) for line in found]


class Legacy:
    """A folder with the files of an old archive; the manifest lies beside it."""

    def __init__(self, place: Path) -> None:
        self.folder, self.manifest = place / "files", place / "manifest.csv"
        self.folder.mkdir()

    def file(self, name: str, data: bytes | str = "") -> str:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else (data or f"Words of {name}.\n").encode())
        return name

    def write(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """A manifest whose headings are all the columns that the rows name."""
        names = list(dict.fromkeys(name for row in rows for name in row))
        with self.manifest.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, names)
            writer.writeheader()
            writer.writerows(rows)

    def write_xlsx(self, rows: Sequence[Sequence[Any]]) -> None:
        self.manifest = self.manifest.with_suffix(".xlsx")
        self.manifest.write_bytes(as_xlsx(rows))

    def run(self, **options: Any) -> Told:
        order = Order(self.folder, self.manifest, **{"apply": True, **options})
        with running.run(order) as done:
            done.report.seek(0)
            counts = {name: count for name, count in done.counts.items() if count}
            return Told(counts, list(report.lines(done.report)))

    def tried(self, **options: Any) -> Told:
        return self.run(apply=False, **options)


def row(key: str, **cells: Any) -> dict[str, Any]:
    return {"key": key, "title_en": f"Work {key}", "kind": "report", **cells}


def rows_of_archive() -> dict[str, list[tuple[Any, ...]]]:
    """All that an import writes, but for when: two of these are the same when nothing has changed."""
    works = Work.objects.order_by("pk").values_list()
    names = [each.attname for each in Work._meta.concrete_fields]
    files = WorkFile.objects.order_by("pk").values_list()
    return {
        "works": [tuple(map(str, values)) for values in works],
        "names": [tuple(names)],
        "files": [tuple(map(str, values)) for values in files],
        "relations": [tuple(values) for values in WorkRelation.objects.order_by("pk").values_list()],
        "subjects": sorted(Work.subjects.through.objects.values_list("work_id", "subject_id")),
    }
