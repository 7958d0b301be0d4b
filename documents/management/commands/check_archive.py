"""`manage.py check_archive`: after restoring a backup, see whether every file of the archive is there and unchanged."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from documents import stored_files
from documents.models import WorkFile
from documents.storage import Unreachable


class Command(BaseCommand):
    help = (
        "Compare the files of the archive with what was stored. Ends with 1 when one is missing or changed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--checksums", action="store_true", help="read every file through: takes long, finds every change"
        )
        parser.add_argument(
            "--sweep",
            action="store_true",
            help="also delete, as the worker does every day, what no row knows",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._compare(options)
        except Unreachable as error:
            raise CommandError(
                f"The storage of the archive does not answer ({error}): nothing is known."
            ) from None

    def _compare(self, options: dict[str, Any]) -> None:
        lost = 0
        for loss in stored_files.losses(by_checksum=options["checksums"]):
            lost += 1
            self.stderr.write(
                f"File {loss.file.pk} of work {loss.file.work_id}, {loss.file.language}: "
                f"{'changed' if loss.is_changed else 'missing'} ({loss.file.stored_as})"
            )
        if options["sweep"]:
            swept = stored_files.sweep()
            if options["verbosity"]:
                self.stdout.write(f"{swept} files without a row deleted.")
        if lost:
            raise SystemExit(1)
        if options["verbosity"]:
            self.stdout.write(f"All {WorkFile.objects.count()} files of the archive are there.")
