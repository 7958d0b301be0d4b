"""`manage.py load_registers`: countries and treaty acts from `members/content/` into the database."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from members.loading import load_registers
from members.register_files import RegisterError


class Command(BaseCommand):
    help = "Load countries and treaty acts from members/content/. Running it again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = load_registers()
        except RegisterError as error:
            raise CommandError(f"Nothing was loaded. Correct these files first:\n{error}") from error
        self.stdout.write(
            f"Countries: {report.created} created, {report.updated} updated, {report.unchanged} as they were."
        )
        if report.kept:
            self.stdout.write(
                f"Left alone, because they were changed in the admin: {', '.join(report.kept)}. "
                "The files say something new about them: compare by hand."
            )
