"""Load or remove the invented documents that show what the archive and the search look like."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from documents import demonstration


class Command(BaseCommand):
    help = (
        "Load invented documents in many languages, labelled as demonstrations. With --remove: take all demonstration "
        "documents away again, and nothing else."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--remove", action="store_true", help="delete them instead")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["remove"]:
                self._say(f"{demonstration.remove()} demonstration documents removed.", options)
                return
            made = demonstration.load()
        except demonstration.DemoRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        if made:
            self._say(f"{made} demonstration documents loaded; the worker reads their texts.", options)
        else:
            self._say("The demonstration documents are there already.", options)

    def _say(self, words: str, options: dict[str, Any]) -> None:
        if options["verbosity"]:
            self.stdout.write(words)
