"""Hides an organization from the public where nobody can sign in to do it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from members.models import Organization
from members.officers.delisting import hide


class Command(BaseCommand):
    help = "Hide an organization from every public page, list, map, feed and search, at once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("id", type=int, help="Its number, as in the address /m/<id>/.")
        parser.add_argument("--reason", default="", help="Stays in the history of the entry.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            hidden = hide(options["id"], actor=None, reason=options["reason"], source="command")
        except Organization.DoesNotExist as error:
            raise CommandError(f"There is no organization {options['id']}.") from error
        said = "is hidden now" if hidden else "was hidden already"
        self.stdout.write(f"Organization {options['id']} {said}.")
