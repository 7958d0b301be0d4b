"""Compare the whole register with itself and bring the officers' list of possible duplicates up to date."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from members.duplicate_list import refresh_list


class Command(BaseCommand):
    help = (
        "Find entries of the register that may be one organization. What officers decided is left as it is."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        outcome = refresh_list()
        self.stdout.write(
            f"{outcome.found} pairs that may be one organization: {outcome.new} of them new, "
            f"{outcome.decided} decided before. {outcome.gone} are alike no longer."
        )
