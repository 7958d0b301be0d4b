"""Says whether the worker is alive, for whatever watches the machine: exit code 1 when a part of it is silent."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cicc_site import workers
from members import heartbeats
from members.models import OutboxMessage


class Command(BaseCommand):
    help = "Say whether the worker is alive and how many messages have failed; exit code 1 when it is silent."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--only", choices=workers.PARTS, help="ask for one half of the work")

    def handle(self, *args: Any, only: str | None = None, **options: Any) -> None:
        silent = [part for part in heartbeats.silent() if only in {None, part.name}]
        for part in silent:
            seen = f"since {part.since:%Y-%m-%d %H:%M} UTC" if part.since else "so far"
            which = f"the worker {part.worker}" if part.worker else "the worker"
            self.stderr.write(f"The {part.name} of {which} has not been seen {seen}.")
        failed = OutboxMessage.objects.failed().count()
        if failed:
            self.stdout.write(f"{failed} message(s) could not be sent: see Sent mail in the admin.")
        if silent:
            sys.exit(1)
        self.stdout.write("The worker is alive.")
