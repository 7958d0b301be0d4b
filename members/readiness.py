"""How the parts stand that the site needs: for `/readyz`, which tells it to whatever watches, and to nobody a secret.

Each check gives a sentence or nothing, ends after a few seconds whatever hangs, and never raises.
"""

from __future__ import annotations

import datetime as dt
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLong
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import psycopg
from django.conf import settings
from django.core.files.storage import FileSystemStorage, storages
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Min
from django.utils import timezone

from cicc_site import database_away, faults
from members import heartbeats, mail_gate, operating
from members.applications import scanning
from members.models import OperatingMark, OutboxMessage

LONGEST = 5.0  # seconds for a check
DATABASE = "database"
MAIL_WAITS = dt.timedelta(minutes=15)
KEPT_SECONDS = 2.0  # a flood of questions is one
SHUT = {
    mail_gate.SHUT: "mail is shut (manage.py mail_gate)",
    mail_gate.COPY: "mail is shut: this database is a copy (manage.py mail_gate)",
}
Found = TypeVar("Found")
_pool = ThreadPoolExecutor(8, thread_name_prefix="readiness")
_under_way: dict[str, Future[str]] = {}  # by the name of a check: how it runs, or ran last
_kept: dict[str, Any] = {"at": 0.0, "told": None}
_migrated: set[str] = set()


@dataclass(frozen=True)
class Check:
    """is_vital: without it no page can be made."""

    name: str
    run: Callable[[], str]
    is_vital: bool = False


def told() -> dict[str, Any]:
    """{"status": "ready" | "degraded" | "down", "checks": {name: "ok" or what is wrong}, ...}."""
    now = time.monotonic()
    if _kept["told"] is None or now - _kept["at"] > KEPT_SECONDS:
        _kept.update(told=_look(), at=now)
    found: dict[str, Any] = _kept["told"]
    return found


def _look() -> dict[str, Any]:
    fault = _ended(_started(DATABASE, _answers))
    checks = {DATABASE: fault or "ok"}
    vital = bool(fault)
    more: dict[str, Any] = {}
    after = BESIDES if fault else (*OF_THE_DATABASE, *BESIDES)
    running = [(check, _started(check.name, check.run)) for check in after]
    for check, future in running:
        wrong = _ended(future)
        checks[check.name] = wrong or "ok"
        vital = vital or bool(wrong and check.is_vital)
    if not fault:
        more = _closing(_moments)
    degraded = any(said != "ok" for said in checks.values())
    return {"status": "down" if vital else "degraded" if degraded else "ready", "checks": checks, **more}


def asked(name: str) -> str:
    """What one of the checks besides the database says now; "" when all is well."""
    [check] = [each for each in BESIDES if each.name == name]
    return _ended(_started(check.name, check.run))


def _started(name: str, run: Callable[[], str]) -> Future[str]:
    """Run a check beside. One that still hangs is waited for, not run once more.

    Else a disk or a bucket that hangs would take a thread each time, until none is left to ask the database.
    """
    future = _under_way.get(name)
    if future is None or future.done():
        future = _under_way[name] = _pool.submit(_closing, run)
    return future


def _ended(future: Future[str]) -> str:
    """What a check says; a sentence too when it hangs or fails."""
    try:
        return future.result(LONGEST)
    except TooLong:
        return "does not answer"
    except Exception as error:
        return faults.name_of(error)


def _closing(run: Callable[[], Found]) -> Found:
    try:
        return run()
    finally:
        connection.close()  # of this thread


# --- The database ----------------------------------------------------------------------------------------------


def _answers() -> str:
    try:
        database_away.ask()
    except psycopg.Error as error:
        return faults.name_of(error)
    return ""


def _migrations() -> str:
    if not _migrated:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if missing:
            return f"{len(missing)} migration(s) are not applied"
        _migrated.add("all")  # it stays so for as long as this process runs
    return ""


def _worker() -> str:
    parts = sorted({part.name for part in heartbeats.silent()})
    return f"not heard of: {', '.join(parts)}" if parts else ""


def _mail() -> str:
    shut = mail_gate.shut_because()
    if shut:
        return SHUT[shut]
    oldest = OutboxMessage.objects.due().aggregate(oldest=Min("not_before"))["oldest"]
    if oldest is None or timezone.now() - oldest < MAIL_WAITS:
        return ""
    return f"the oldest message waits for {int((timezone.now() - oldest).total_seconds() // 60)} minutes"


def _moments() -> dict[str, Any]:
    """When it was backed up and proven last, and whether it is read-only: told, not judged."""
    try:
        at = dict(OperatingMark.objects.values_list("mark", "at"))
    except Error:
        return {}
    named = {"last_backup": operating.BACKUP, "last_proven_restore": operating.PROVEN}
    moments = {
        name: at[mark].isoformat(timespec="seconds") if mark in at else None for name, mark in named.items()
    }
    return {**moments, "read_only": operating.READ_ONLY in at}


# --- Everything else -------------------------------------------------------------------------------------------


def _folders() -> str:
    """Whether what is uploaded can be written; a folder that was never needed may be missing."""
    for name in ("MEDIA_ROOT", "APPLICATION_ROOT", "IMPORT_ROOT"):
        wrong = writable(Path(getattr(settings, name)))
        if wrong:
            return f"{name}: {wrong}"
    return ""


def _archive() -> str:
    storage = storages["archive"]
    if isinstance(storage, FileSystemStorage):
        return writable(Path(storage.location))
    storage.exists("readiness")  # asks the bucket, and raises when it is not there
    return ""


def writable(folder: Path) -> str:
    """Why a folder, or the nearest above it that is there, cannot be written; "" where it can."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    try:
        with tempfile.TemporaryFile(dir=folder):
            return ""
    except OSError as error:
        return f"cannot be written ({error.strerror})"


def _kept_pages() -> str:
    """The folder of whole pages, where there is one."""
    return writable(settings.PAGE_CACHE_ROOT) if settings.PAGE_CACHE_ROOT else ""


def _antivirus() -> str:
    try:
        scanning.check(b"", seconds=3)
    except (scanning.Silent, scanning.Found):
        return "does not answer: files are refused"
    return ""


OF_THE_DATABASE = (
    Check("migrations", _migrations, is_vital=True),
    Check("worker", _worker),
    Check("mail", _mail),
)
BESIDES = (
    Check("files", _folders),
    Check("archive", _archive),
    Check("kept pages", _kept_pages),
    Check("antivirus", _antivirus),
)
