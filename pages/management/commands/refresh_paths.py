"""Derive the paths of all pages anew: needed once after a language was added, harmless at any time."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from cicc_site import languages
from pages.models import SitePage
from pages.models.paths import path_column


class Command(BaseCommand):
    help = "Derive the paths of all pages in all languages from their slugs; store those that were wrong or missing."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        columns = [path_column(code) for code in languages.codes()]
        seen: dict[str, SitePage] = {}
        changed = []
        for page in SitePage.objects.order_by("path").select_for_update():
            stored = [getattr(page, column) for column in columns]
            page.set_url_path(seen.get(page.path[: -SitePage.steplen]))
            seen[page.path] = page
            if stored != [getattr(page, column) for column in columns]:
                changed.append(page)
        SitePage.objects.bulk_update(changed, columns, batch_size=500)
        self.stdout.write(f"Pages whose paths were wrong or missing: {len(changed)} of {len(seen)}")
