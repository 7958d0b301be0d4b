"""Give a person what is held on them: a ZIP for whoever asked. Without --to it only says what would be in it."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from members.applications import person_export, persons
from members.management.commands._persons import read_address, say_what_is_held


class Command(BaseCommand):
    help = (
        "Export everything that is held on the person with this e-mail address, as a ZIP of JSON and files."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "email", help="the address; - reads it from standard input, so that no shell remembers it"
        )
        parser.add_argument(
            "--to", type=Path, help="the file to write, outside of every folder that is served"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            person = persons.find(read_address(options["email"]))
        except persons.NoAddress as problem:
            raise CommandError(str(problem)) from problem
        say_what_is_held(self, person)
        if options["to"] is None or not person.is_known:
            return
        try:
            files = person_export.write(person, options["to"])
        except OSError as error:
            raise CommandError(f"The file could not be written: {error.strerror}.") from error
        self.stdout.write(f"Written, with {files} file(s). Hand it over on a safe way, then delete it.")
