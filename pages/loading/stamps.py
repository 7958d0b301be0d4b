"""Stamps what was written before stamps existed: texts that stand in the database count as current."""

from __future__ import annotations

from django.apps import apps

from cicc_site.multilingual.freshness import Stamped
from cicc_site.multilingual.reader import as_editor
from pages.models import SitePage


def stamp_unstamped() -> int:
    """Return how many records got their first stamps."""
    count = 0
    with as_editor():
        for model in apps.get_models():
            if not issubclass(model, Stamped) or (issubclass(model, SitePage) and model is not SitePage):
                continue
            for row in model._base_manager.filter(stamps={}):
                record = row.specific if isinstance(row, SitePage) else row
                record.refresh_stamps()
                model._base_manager.filter(pk=row.pk).update(stamps=record.stamps)
                count += bool(record.stamps)
    return count
