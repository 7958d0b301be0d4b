"""`manage.py extract_texts`: find the words of the files of the archive now, instead of waiting for the worker."""

from __future__ import annotations

from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from documents.enums import TextState
from documents.extraction import working
from documents.models import WorkFile
from documents.storage import Unreachable

AGAIN = {
    "failed": [TextState.FAILED],
    "empty": [TextState.EMPTY],
    "all": [TextState.DONE, TextState.EMPTY, TextState.FAILED, TextState.UNSUPPORTED],
}


class Command(BaseCommand):
    help = (
        "Read the text of all files that wait for it. Safe beside the worker and another of itself; may be stopped "
        "at any time and started again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--again",
            choices=sorted(AGAIN),
            help="first let those wait again that failed, had no text, or all",
        )
        parser.add_argument(
            "--file",
            type=int,
            action="append",
            metavar="NUMBER",
            help="only this file, read anew; may be repeated",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["file"]:
            working.again(WorkFile.objects.filter(pk__in=options["file"]))
        elif options["again"]:
            working.again(WorkFile.objects.filter(text_state__in=AGAIN[options["again"]]))
        self.total = working.waiting().count()
        self.ended: Counter[str] = Counter()
        self.shows = options["verbosity"] > 0 and self.stdout.isatty()
        if options["file"]:
            try:
                for number in options["file"]:
                    if (file := working.read(number)) is not None:
                        self._told(file)
            except Unreachable as error:
                raise CommandError(f"The storage of the archive does not answer ({error}).") from None
        else:
            working.read_waiting(told=self._told)
        if options["verbosity"]:
            counts = ", ".join(f"{count} {state}" for state, count in sorted(self.ended.items()))
            start = "\r" if self.shows else ""
            self.stdout.write(f"{start}Read: {counts or 'nothing waited'}.")

    def _told(self, file: WorkFile) -> None:
        self.ended[file.text_state] += 1
        if file.text_problem:
            self.stderr.write(f"File {file.pk}: {file.text_problem}")
        if self.shows:
            self.stdout.write(f"\r{self.ended.total()} of {self.total}", ending="")
            self.stdout.flush()
