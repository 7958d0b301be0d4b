"""Says which files of applications are not on the disk, for whoever restores a backup; exit code 1 for any."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from members.applications import stored_files


class Command(BaseCommand):
    help = "List attachments and papers of decisions whose file is missing; exit code 1 when there are any."

    def handle(self, *args: Any, **options: Any) -> None:
        missing = stored_files.missing()
        for one in missing:
            self.stderr.write(f"Missing: {one}.")
        if missing:
            sys.exit(1)
        self.stdout.write("No file of an application is missing.")
