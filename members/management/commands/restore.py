"""Restores a backup onto an empty place, or, with --trial, into a place made for it and thrown away: the proof."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.storage import storages
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from cicc_site.backup import BackupError, age, away, database, inventory, places, restoring, trial
from cicc_site.backup.restoring import Deed, Restored
from members import mail_gate, operating
from members.models import OperatingMark

BUCKET = "bucket:"
KEY_CHANGED = (
    "SECRET_KEY here is another one than that of the backup: second steps, personal links and waiting mail cannot be"
    " read with it. Set the old one as SECRET_KEY_OLD."
)
# Who was signed in when the backup was made has to sign in again, here as in a copy.
NOBODY_SIGNED_IN = f"DELETE FROM public.{Session._meta.db_table};\n"  # noqa: S608 - our own table
NEXT = """Mail is shut: this copy writes to nobody until you say `manage.py mail_gate open`.
Next: manage.py migrate, start server and worker, sign in and look (docs/operators/backup.md)."""


class Command(BaseCommand):
    help = "Restore a backup into an empty database and empty folders; with --trial, prove that it can be."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", help="a file, or bucket:NAME, or bucket:latest (manage.py backups lists them)"
        )
        parser.add_argument(
            "--identity", required=True, help="the file with the secret key; - reads it from standard input"
        )
        parser.add_argument(
            "--trial",
            action="store_true",
            help="restore into a database and folders that are thrown away, compare, and remember the proof",
        )
        parser.add_argument("--space", type=Path, help="where the files of a trial lie meanwhile")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            identity = _identity(options["identity"])
            with _file(options["file"], options["space"]) as file:
                if options["trial"]:
                    self._prove(file, identity, options["space"])
                else:
                    self._restore(file, identity)
        except BackupError as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(f"{error.strerror}: {error.filename}") from None

    def _prove(self, file: Path, identity: str, space: Path | None) -> None:
        with trial.ground(space) as ground:
            done = restoring.restore(
                file, identity, ground.parameters, ground.places, progress=self.stdout.write
            )
        operating.remember(operating.PROVEN, file=file.name, **_told(done))
        self.stdout.write(f"Proven: {done.tables} tables and {done.files} files as they were backed up.")

    def _restore(self, file: Path, identity: str) -> None:
        deed = Deed(
            frozenset({OperatingMark._meta.db_table, Session._meta.db_table}),
            mail_gate.SHUT_BY_RESTORE + NOBODY_SIGNED_IN,
        )
        done = restoring.restore(
            file,
            identity,
            database.parameters_of(connection),
            places.of_this_site(),
            and_then=deed,
            progress=self.stdout.write,
        )
        operating.remember(operating.RESTORED, file=file.name, **_told(done))
        self.stdout.write(f"Restored: {done.tables} tables and {done.files} files.")
        if done.contents.begin["secret_key"] != inventory.key_mark():
            self.stderr.write(KEY_CHANGED)
        self.stdout.write(NEXT)


@contextmanager
def _file(where: str, space: Path | None) -> Iterator[Path]:
    """A backup as a file. One of the bucket is fetched, into the folder of the backups or where there is space."""
    if not where.startswith(BUCKET):
        yield Path(where)
        return
    if "backups" not in settings.STORAGES:
        raise BackupError("BACKUP_BUCKET is not set: there is no bucket to fetch a backup from.")
    with away.fetched(where.removeprefix(BUCKET), storages["backups"], space or settings.BACKUP_ROOT) as file:
        yield file


def _told(done: Restored) -> dict[str, Any]:
    return {"made": done.contents.begin["made"], "files": done.files, "tables": done.tables}


def _identity(where: str) -> str:
    """The secret key of a file as `manage.py backup_key` and age-keygen write it."""
    text = sys.stdin.read() if where == "-" else Path(where).read_text(encoding="utf-8")
    lines = [line.strip() for line in text.splitlines()]
    keys = [line for line in lines if line and not line.startswith("#")]
    try:
        age.recipient_of(keys[0] if len(keys) == 1 else "")
    except ValueError:
        raise BackupError("The identity is no secret key (AGE-SECRET-KEY-1...).") from None
    return keys[0]
