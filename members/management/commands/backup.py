"""Backs the site up in one encrypted file: the first time on each day everything, then what has changed since."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.files.storage import storages
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from cicc_site.backup import BackupError, away, database, keeping, listing, making, places
from cicc_site.backup.listing import Listing
from cicc_site.backup.making import Made, Progress
from members import mail_gate, operating


class Command(BaseCommand):
    help = "Write an encrypted backup into BACKUP_ROOT (and BACKUP_BUCKET), and delete what need not stay."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--full", action="store_true", help="hold everything, even if today's first backup does already"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        progress = self.stdout.write if options["verbosity"] > 1 else (lambda _line: None)
        mail_gate.shut_because()  # so that the gate knows this database before there is a copy of it
        try:
            with making.alone(settings.BACKUP_ROOT):
                self._back_up(options["full"], progress)
        except BackupError as error:
            raise CommandError(str(error)) from None

    def _back_up(self, is_full: bool, progress: Progress) -> None:
        since = listing.newest(settings.BACKUP_ROOT, settings.BACKUP_RECIPIENTS)
        failed = None
        if is_full or making.is_full_due(since):
            try:
                made = _made(None, progress)
            except BackupError as error:
                if since is None:
                    raise
                # No room for everything, say: the database is saved all the same, and whoever watches is told.
                made, failed = _made(since, progress), error
        else:
            made = _made(since, progress)
        proven = operating.recall(operating.PROVEN)
        named = frozenset({str(proven.details.get("file"))} if proven else ())
        rule = keeping.Rule(settings.BACKUP_KEPT, settings.BACKUP_KEPT_MONTHS, named)
        making.forget_old(settings.BACKUP_ROOT, rule)
        told = {
            "file": made.path.name,
            "full": made.full,
            "bytes": made.size,
            "files": made.files,
            "rows": made.rows,
            "seconds": round(made.seconds, 1),
        }
        if "backups" in settings.STORAGES:
            progress("Copying to the bucket ...")
            # There is one by now, whatever becomes of its copy; the staff is told both.
            operating.remember(operating.BACKUP, **told, bucket="failed")
            away.carry(made.path, storages["backups"], rule)
            told["bucket"] = "copied"
        operating.remember(operating.BACKUP, **told)
        self.stdout.write(
            f"{made.path}: {made.size:,} bytes, {made.rows:,} rows, {made.files:,} files, {made.seconds:.1f} s"
        )
        if failed is not None:
            raise BackupError(
                f"No full backup could be made, what changed since the last was saved: {failed}"
            )


def _made(since: Listing | None, progress: Progress) -> Made:
    return making.make(
        settings.BACKUP_ROOT,
        database.parameters_of(connection),
        places.of_this_site(),
        settings.BACKUP_RECIPIENTS,
        progress,
        since=since,
    )
