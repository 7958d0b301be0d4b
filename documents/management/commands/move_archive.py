"""`manage.py move_archive FOLDER`: copy the files of the archive from a folder to the bucket the settings name."""

from __future__ import annotations

from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from documents import moving
from documents.storage import Unreachable

WIDTH = 40  # letters of the bar of progress


class Command(BaseCommand):
    help = (
        "Copy every file of the archive from a folder to the bucket, and compare what arrived by checksum. May be "
        "stopped at any time and started again; the folder stays as it is. Ends with 1 when a file is missing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="where the files lie now: ARCHIVE_ROOT as it was")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        if not folder.is_dir():
            raise CommandError(f"There is no folder {folder}.")
        if not settings.ARCHIVE_SIGNED_LINKS:
            raise CommandError("Set ARCHIVE_STORAGE=s3 and the variables of the bucket first.")
        fates: Counter[str] = Counter()
        self.total = len(moving.names())
        self.shows = options["verbosity"] > 0 and self.stderr.isatty()
        try:
            for moved in moving.move(folder):
                fates[moved.fate] += 1
                if moved.fate in (moving.Fate.MISSING, moving.Fate.OTHER):
                    self.stderr.write(f"{moved.name}: {moved.fate}")
                self._show(fates.total())
        except Unreachable as error:
            raise CommandError(
                f"The storage of the archive does not answer ({error}). What was moved stays: start again later."
            ) from None
        if options["verbosity"]:
            counts = ", ".join(f"{count} {fate}" for fate, count in sorted(fates.items()))
            self.stdout.write(f"{counts or 'Nothing to move'}.")
        if fates[moving.Fate.MISSING] or fates[moving.Fate.OTHER]:
            raise SystemExit(1)

    def _show(self, done: int) -> None:
        if self.shows:
            filled = WIDTH * done // max(self.total, 1)
            end = "\n" if done >= self.total else ""
            bar = f"[{'#' * filled}{'.' * (WIDTH - filled)}]"
            self.stderr.write(f"\r{bar} {done:,} of {self.total:,}", ending=end)
