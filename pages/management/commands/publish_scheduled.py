"""`manage.py publish_scheduled`: what the first visitor after a due time would do, without waiting for one.

Takes the place of Wagtail's command of this name, which knows neither languages nor the lock.
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from pages import due


class Command(BaseCommand):
    help = "Publish and expire the pages whose time has come."

    def handle(self, *args: Any, **options: Any) -> None:
        changed = due.act()
        if changed and options["verbosity"]:
            self.stdout.write(f"Pages published or expired: {changed}")
