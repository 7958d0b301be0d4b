"""The course of an import: a file received, checked, applied; by whoever asks, or by a process of its own.

Who works on a run writes a sign of life beside it. One that fell silent can be begun again: both steps do all of their
work in one transaction, so that nothing is ever half done.
"""

from __future__ import annotations

import gc
import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections, transaction
from django.db.models import Max, Q
from django.utils import timezone

from members.importing import alike, applying, mapping
from members.importing.applying import Beat, Busy, apply_rows
from members.importing.checking import records
from members.importing.comparing import Seen, judge
from members.importing.copying import copy_rows, table_of
from members.importing.lookups import Lookups
from members.importing.mapping import Places
from members.importing.problems import FileProblem
from members.importing.reading import LARGEST, Table
from members.importing.rows import COLUMNS, count, row_to_copy
from members.models import ImportRow, ImportRun, RegisterChange, User
from members.models.imports import SILENCE

CHUNK = 2000
BEAT_SECONDS = 1.0
EXAMPLES, EXAMPLE_LENGTH = 3, 120
# What is done while somebody waits for the page: a second or two. All else gets a process of its own.
SMALL_FILE = 300 * 1024
SMALL_WORKBOOK = 100 * 1024
FEW_ROWS = 1000
State = ImportRun.State
log = logging.getLogger(__name__)


def receive(
    chunks: Iterable[bytes], name: str, *, actor: User | None, private: bool, reason: str = ""
) -> ImportRun:
    """Store a file that somebody sent, where nobody else finds it. Raises FileProblem when it is too large."""
    ImportRun.objects.all().drop_old()
    run = ImportRun(
        name=Path(name).name[-255:], actor=actor, actor_name=str(actor or ""), private=private, reason=reason
    )
    run.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with run.path.open("xb") as file:
            run.path.chmod(0o600)
            for chunk in chunks:
                run.size += len(chunk)
                if run.size > LARGEST:
                    raise FileProblem("too-large", limit=LARGEST // 1024 // 1024)
                file.write(chunk)
        run.save()
    except BaseException:
        run.path.unlink(missing_ok=True)
        raise
    return run


def table(run: ImportRun) -> Table:
    """Return the file of a run, to be opened in a `with` block."""
    return Table(run.path, run.encoding, run.separator)


def look_into(run: ImportRun, user: User | None, encoding: str = "", separator: str = "") -> None:
    """Read headings and the first rows, and guess the columns; again when somebody knows the encoding better.

    Raises FileProblem, and then leaves the run as it was.
    """
    with Table(run.path, encoding, separator) as opened:
        rows = [row.cells for row in islice(opened.rows(), EXAMPLES)]
        headings = opened.headings
    if not rows:
        raise FileProblem("no-rows")
    run.encoding, run.separator = opened.encoding, opened.separator
    shown = [[cell[:EXAMPLE_LENGTH].replace("\0", "") for cell in cells] for cells in rows]
    run.preview = {"headings": headings, "rows": shown}
    run.mapping = mapping.as_json(mapping.guess(headings, user))
    run.save(update_fields=["encoding", "separator", "preview", "mapping"])


def set_mapping(run: ImportRun, places: Places) -> None:
    """Say what the columns hold; the report, if there is one, is void. Raises FileProblem."""
    mapping.validate(places)
    run.mapping, run.counts, run.state = mapping.as_json(places), {}, State.UPLOADED
    run.save(update_fields=["mapping", "counts", "state"])


# --- The two steps -----------------------------------------------------------------------------------------


def check(run: ImportRun, beat: Beat) -> None:
    """Make the report. Nothing but the report is written."""
    places = mapping.from_json(run.mapping)
    with table(run) as opened, transaction.atomic():
        known, seen = Lookups.load(), Seen()
        headings = {
            name: opened.headings[place] for place, name in places.items() if place < len(opened.headings)
        }
        began = timezone.now()
        mark = RegisterChange.objects.aggregate(mark=Max("pk"))["mark"] or 0
        ImportRow.objects.filter(run=run).delete()
        done, asked, run.total = 0, 0, opened.about
        beat(done)  # how much there is to do is known before the first set is done
        for chunk in _chunks(records(opened, places, known, private=run.private)):
            verdicts = judge(chunk, known, seen, private=run.private)
            asked = alike.ask(verdicts, known, asked=asked)
            lines = (row_to_copy(run, verdict, known, headings) for verdict in verdicts)
            copy_rows(table_of(ImportRow), COLUMNS, lines)
            done = chunk[-1].number
            beat(done)
        _finish(run, State.CHECKED, checked=began, mark=mark, done=done, total=done)


def apply(run: ImportRun, beat: Beat) -> dict[str, int]:
    """Take in what was chosen; see `members.importing.applying`. Raises Busy."""
    with transaction.atomic():
        counted = apply_rows(run, beat)
        _finish(run, State.APPLIED, mark=run.mark, selection={})
    return counted


def _finish(run: ImportRun, state: State, **fields: Any) -> None:
    fields |= {"state": state, "problem": {}, "counts": count(run), "finished": timezone.now()}
    for name, value in fields.items():
        setattr(run, name, value)
    run.save(update_fields=list(fields))


def _chunks(found: Iterator[Any]) -> Iterator[list[Any]]:
    while chunk := list(islice(found, CHUNK)):
        yield chunk


# --- Who works ---------------------------------------------------------------------------------------------

STEPS: dict[str, tuple[State, Callable[[ImportRun, Beat], Any]]] = {
    "check": (State.CHECKING, check),
    "apply": (State.APPLYING, apply),
}


def is_small(run: ImportRun, step: str) -> bool:
    """Whether a step may be done while somebody waits."""
    if step == "apply":
        return applying.selected(run)[: FEW_ROWS + 1].count() <= FEW_ROWS
    with run.path.open("rb") as file:
        is_workbook = file.read(2) == b"PK"
    return run.size <= (SMALL_WORKBOOK if is_workbook else SMALL_FILE)


def start(run: ImportRun, step: str) -> None:
    """Do a step now if it is a small one, else in a process of its own. Does nothing while somebody works on it."""
    if not run.path.exists() and step == "check":
        raise FileProblem("gone")
    if not claim(run, step):
        return
    if is_small(run, step):
        work(run, step, lambda done: None)
    else:
        _start_process(run, step)


def claim(run: ImportRun, step: str) -> bool:
    """Take a run for a step, unless somebody is at it who showed a sign of life."""
    state, _function = STEPS[step]
    now = timezone.now()
    about = applying.selected(run).count() if step == "apply" else 0
    free = ~Q(state__in=[State.CHECKING, State.APPLYING]) | Q(heartbeat=None) | Q(heartbeat__lt=now - SILENCE)
    rows = ImportRun.objects.filter(free, pk=run.pk)
    taken = rows.update(state=state, heartbeat=now, done=0, total=about, problem={}, selection=run.selection)
    run.refresh_from_db()
    return bool(taken)


def work(run: ImportRun, step: str, beat: Beat) -> None:
    """Do a step that was claimed, and note what came in its way. Nothing is left half done, whatever happens."""
    before = State.CHECKED if step == "apply" else State.UPLOADED
    try:
        STEPS[step][1](run, beat)
    except FileProblem as problem:
        _note(run, State.FAILED, {"code": problem.code, **problem.details})
    except Busy:
        _note(run, before, {"code": "busy"})
    except Exception as error:
        # Its words may quote rows of the file: only its kind goes into the log.
        log.error("Import %s: %s in step %s", run.pk, type(error).__name__, step)
        _note(run, before, {"code": "stopped"})


def _note(run: ImportRun, state: State, problem: dict[str, Any]) -> None:
    run.state, run.problem = state, problem
    run.save(update_fields=["state", "problem"])


def _start_process(run: ImportRun, step: str) -> None:
    command = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), "run_import", str(run.pk), step]
    process = subprocess.Popen(
        command,
        cwd=settings.BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": str(settings.SETTINGS_MODULE)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,  # a server that restarts takes nobody along
    )
    threading.Thread(target=process.wait, daemon=True).start()  # or it stays as a zombie


def collect_seldom() -> None:
    """For a process that does nothing but import: its rows hold no circles, and looking for them took a third of it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)


class Heartbeat:
    """A sign of life on a connection of its own, so that others see it while the work is not committed."""

    def __init__(self, run: ImportRun, told: Callable[[int], None] | None = None) -> None:
        self.run, self.told, self.last = run, told, 0.0
        self.connection = connections.create_connection("default")

    def __call__(self, done: int) -> None:
        if self.told is not None:
            self.told(done)
        if time.monotonic() - self.last < BEAT_SECONDS:
            return
        self.last = time.monotonic()
        with self.connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {table_of(ImportRun)} SET done = %s, total = greatest(total, %s), heartbeat = now() "  # noqa: S608
                "WHERE id = %s",
                [done, max(done, self.run.total), self.run.pk],
            )

    def close(self) -> None:
        self.connection.close()
