"""Load or remove the invented items that show what a press release, a campaign or a vacancy looks like."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from pages.loading.demo import load_demo, remove_demo
from pages.loading.files import ContentError


class Command(BaseCommand):
    help = "Load invented items, labelled demo on their pages. With --remove: take them away again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--remove", action="store_true", help="delete the items instead")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        if options["remove"]:
            self.stdout.write(f"{remove_demo()} demonstration items removed")
            return
        try:
            report = load_demo()
        except ContentError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(", ".join(f"{count} {outcome.value}" for outcome, count in report.items()))
