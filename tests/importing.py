"""What tests of imports do by hand: make a file, send it, check it, take it in."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook

from members.importing import mapping, running
from members.models import ImportRow, ImportRun, User

Rows = Sequence[Sequence[Any]]
HEADINGS = ("external_id", "legal_name", "country")


def as_csv(rows: Rows, *, encoding: str = "utf-8", separator: str = ",") -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=separator).writerows(rows)
    return buffer.getvalue().encode(encoding)


def as_xlsx(rows: Rows) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def received(
    data: bytes | Iterable[bytes],
    *,
    name: str = "members.csv",
    actor: User | None = None,
    private: bool = True,
) -> ImportRun:
    """A file that was sent and looked into, with the columns that were guessed."""
    parts = [data] if isinstance(data, bytes) else data
    run = running.receive(parts, name, actor=actor, private=private, reason="A test")
    try:
        running.look_into(run, actor)
        running.set_mapping(run, mapping.from_json(run.mapping))
    except BaseException:
        run.path.unlink(missing_ok=True)
        raise
    return run


def checked(data: bytes | Rows, **options: Any) -> ImportRun:
    """A file whose report is made: bytes, or rows for a CSV."""
    run = received(data if isinstance(data, bytes) else as_csv(data), **options)
    assert running.claim(run, "check")
    running.check(run, quiet)
    return run


def applied(data: bytes | Rows, **options: Any) -> ImportRun:
    run = checked(data, **options)
    apply(run)
    return run


def apply(run: ImportRun, **selection: Any) -> dict[str, int]:
    run.selection = selection
    assert running.claim(run, "apply")
    return running.apply(run, quiet)


def quiet(done: int) -> None:
    """Nobody watches."""


def outcomes(run: ImportRun) -> list[str]:
    return list(ImportRow.objects.filter(run=run).order_by("number").values_list("outcome", flat=True))


def problems(run: ImportRun) -> list[tuple[int, str, str, str]]:
    """What is wrong: (row, heading in the file, value in the file, code of the reason)."""
    return [
        (row.number, problem["heading"], problem["value"], problem["code"])
        for row in ImportRow.objects.filter(run=run).order_by("number")
        for problem in row.problems
    ]
