"""Make the groups of the staff and the workflows of moderation, where they are missing."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from pages.models import HomePage
from pages.moderation import ensure_moderation
from pages.roles import ensure_roles


class Command(BaseCommand):
    help = "Make the groups of the staff and the workflows of moderation. Safe to repeat: what exists stays as it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--reset",
            action="store_true",
            help="give the groups of the roles their first permissions again; their members stay",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not HomePage.objects.exists():
            raise CommandError(
                "First load the starting content: the roles are given on its pages (load_content)."
            )
        said = [*ensure_roles(reset=options["reset"]), *ensure_moderation()]
        if options["verbosity"]:
            self.stdout.write("\n".join(said) or "All roles are there.")
