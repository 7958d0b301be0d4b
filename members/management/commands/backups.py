"""Lists the backups there are, in the folder and in the bucket."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.storage import storages
from django.core.management.base import BaseCommand, CommandError

from cicc_site.backup import BackupError, away, keeping, making


class Command(BaseCommand):
    help = "List the backups, the newest first: where each lies, how large it is, and whether what it needs is there."

    def handle(self, *args: Any, **options: Any) -> None:
        here = {path.name: path.stat().st_size for path in making.made(settings.BACKUP_ROOT)}
        there: dict[str, int] = {}
        if "backups" in settings.STORAGES:
            bucket = storages["backups"]
            try:
                there = {name: bucket.size(name) for name in away.names(bucket)}
            except BackupError as error:
                raise CommandError(str(error)) from None
        for name in sorted({*here, *there}, reverse=True):
            full = keeping.full_of(name)
            found = [
                (place, names) for place, names in (("folder", here), ("bucket", there)) if name in names
            ]
            places = [
                place if not full or full in names else f"{place} (without the full one it needs)"
                for place, names in found
            ]
            self.stdout.write(
                f"{name:<51}  {here.get(name, there.get(name)):>15,} bytes  {', '.join(places)}"
            )
        if not here and not there:
            self.stdout.write("There is no backup.")
