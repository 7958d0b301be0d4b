"""`manage.py rebuild_search`: harmless at any time, needed after data were written past the site or rules changed."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from pages.models import SearchEntry
from pages.search.rebuilding import rebuild
from pages.search.things import Family

WIDTH = 30


class Command(BaseCommand):
    help = (
        "Make the table of the search anew from pages, archive and registers. Readers can search meanwhile."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--empty", action="store_true", help="throw the table away first: readers find less meanwhile"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["empty"]:
            SearchEntry.objects.all().delete()
        changed = rebuild(self._show if options["verbosity"] and self.stderr.isatty() else None)
        if options["verbosity"]:
            self.stdout.write(
                f"Rows of the search: {SearchEntry.objects.count()}, of them written or taken away: {changed}"
            )

    def _show(self, family: Family, done: int, total: int) -> None:
        filled = WIDTH * done // max(total, 1)
        bar = "#" * filled + "." * (WIDTH - filled)
        end = "\n" if done >= total else ""
        self.stderr.write(f"\r{family.name.lower():13} [{bar}] {done:,} of {total:,}", ending=end)
