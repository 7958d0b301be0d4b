"""Load or remove the invented organizations that show what the directory, the map and the lists look like."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from members.demo_loading import COUNT, COUNTRIES, SEED, DemoRefused, load_demo_members, remove_demo_members


class Command(BaseCommand):
    help = (
        "Load invented organizations, labelled as demonstrations, into an empty register of members. "
        "With --remove: take them away again, and nothing else."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--count", type=int, default=COUNT, help=f"how many organizations ({COUNT})")
        parser.add_argument(
            "--countries", type=int, default=COUNTRIES, help=f"in how many countries ({COUNTRIES})"
        )
        parser.add_argument(
            "--seed", type=int, default=SEED, help="the same seed makes the same organizations"
        )
        parser.add_argument("--remove", action="store_true", help="delete them instead")

    def handle(self, *args: Any, **options: Any) -> None:
        if min(options["count"], options["countries"]) < 1:
            raise CommandError("--count and --countries are numbers above zero.")
        try:
            if options["remove"]:
                self._say(f"{remove_demo_members()} demonstration organizations removed.", options)
                return
            made = load_demo_members(options["count"], options["countries"], options["seed"])
        except DemoRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        if made:
            self._say(f"{made} demonstration organizations loaded.", options)
        else:
            self._say("The register has organizations already: no demonstration was loaded.", options)

    def _say(self, words: str, options: dict[str, Any]) -> None:
        if options["verbosity"]:
            self.stdout.write(words)
