"""Backs the site up: database, pictures, archive, files of applicants and imports, in one encrypted file."""

from typing import Any

from django.conf import settings
from django.core.files.storage import storages
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from cicc_site.backup import BackupError, away, database, making, places
from members import mail_gate, operating


class Command(BaseCommand):
    help = "Write an encrypted backup into BACKUP_ROOT (and BACKUP_BUCKET), and delete the oldest."

    def handle(self, *args: Any, **options: Any) -> None:
        progress = self.stdout.write if options["verbosity"] > 1 else (lambda _line: None)
        mail_gate.shut_because()  # so that the gate knows this database before there is a copy of it
        parameters = database.parameters_of(connection)
        try:
            made = making.make(
                settings.BACKUP_ROOT, parameters, places.of_this_site(), settings.BACKUP_RECIPIENTS, progress
            )
        except BackupError as error:
            raise CommandError(str(error)) from None
        told = {
            "file": made.path.name,
            "bytes": made.size,
            "files": made.files,
            "rows": made.rows,
            "seconds": round(made.seconds, 1),
        }
        making.forget_old(settings.BACKUP_ROOT, settings.BACKUP_KEPT)
        if "backups" in settings.STORAGES:
            progress("Copying to the bucket ...")
            # There is one by now, whatever becomes of its copy; the staff is told both.
            operating.remember(operating.BACKUP, **told, bucket="failed")
            try:
                away.carry(made.path, storages["backups"], settings.BACKUP_KEPT)
            except BackupError as error:
                raise CommandError(str(error)) from None
            told["bucket"] = "copied"
        operating.remember(operating.BACKUP, **told)
        self.stdout.write(
            f"{made.path}: {made.size:,} bytes, {made.rows:,} rows, {made.files:,} files, {made.seconds:.1f} s"
        )
