"""Makes a key for backups: the public half goes into BACKUP_RECIPIENTS, the secret half into a safe."""

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cicc_site.backup import age


class Command(BaseCommand):
    help = "Make a key for backups. Keep what it writes away from the server, in two places."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="where the secret key is written; a file that is not there yet")

    def handle(self, *args: Any, **options: Any) -> None:
        identity = age.new_identity()
        recipient = age.recipient_of(identity)
        try:
            descriptor = os.open(options["file"], os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        except OSError as error:
            raise CommandError(f"The file cannot be written: {error.strerror}.") from None
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(f"# public key: {recipient}\n{identity}\n")
        self.stdout.write(f"BACKUP_RECIPIENTS={recipient}")
