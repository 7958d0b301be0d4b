"""Turns the read-only mode on and off, for all processes at their next request."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from members import read_only


class Command(BaseCommand):
    help = "Turn the read-only mode on or off, or say how it stands. Holds for every process with its next request."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("deed", choices=["show", "on", "off"], nargs="?", default="show")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["deed"] == "on":
            read_only.turn_on()
        elif options["deed"] == "off":
            read_only.turn_off()
        since = read_only.since()
        self.stdout.write(
            f"Read-only since {since:%Y-%m-%d %H:%M} UTC." if since else "The site takes everything in."
        )
