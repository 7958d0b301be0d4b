"""Make the board of translations anew from the texts: harmless at any time, needed after a change made in bulk."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from pages.board.projection import refresh_all


class Command(BaseCommand):
    help = "Count anew what is missing or outdated in each language. Owners, due dates and notes stay as they are."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Rows on the board of translations: {refresh_all()}")
