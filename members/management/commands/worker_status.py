"""Says whether the worker is alive, for whatever watches the machine: exit code 1 when a part of it is silent."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from members import heartbeats
from members.models import OutboxMessage


class Command(BaseCommand):
    help = "Say whether the worker is alive and how many messages have failed; exit code 1 when it is silent."

    def handle(self, *args: Any, **options: Any) -> None:
        silent = heartbeats.silent()
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
