"""Load or remove invented applications in all states, for whoever looks at the site on the own machine."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from members.applications import demo


class Command(BaseCommand):
    help = "Load invented applications where there are none yet. With --remove: empty them again; their events stay."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--remove", action="store_true", help="empty them instead")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["remove"]:
                self._say(
                    f"{demo.remove()} demonstration applications emptied; what happened to them stays.",
                    options,
                )
                return
            made = demo.load()
        except demo.DemoRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        if made:
            self._say(f"{made} demonstration applications loaded.", options)
        else:
            self._say("There are applications already: no demonstration was loaded.", options)

    def _say(self, words: str, options: dict[str, Any]) -> None:
        if options["verbosity"]:
            self.stdout.write(words)
