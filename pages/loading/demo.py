"""Invented items, labelled as such on their pages: pages/content/demo.yaml. Loaded and removed by `load_demo`."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from django.utils import timezone

from cicc_site import languages
from pages.loading import blocks, store
from pages.loading.files import CONTENT, ContentError, columns, read, slug_columns
from pages.loading.tree import key, page_id
from pages.models import CampaignPage, PressReleasePage, PublicationPage, SitePage, VacancyPage

FILE = CONTENT / "demo.yaml"

# kind in the file: (page type, English path of the index it goes under)
PLACES: dict[str, tuple[type[SitePage], str]] = {
    "press": (PressReleasePage, "press"),
    "publication": (PublicationPage, "publications"),
    "campaign": (CampaignPage, "issues-and-campaigns"),
    "vacancy": (VacancyPage, "get-involved/employment"),
}


def load_demo() -> store.Report:
    """Create the demonstration items; raises ContentError when the site map was not loaded before."""
    report = store.Report()
    items = read(FILE)
    for kind, (model, path) in PLACES.items():
        parent = store.find(SitePage, key(path))
        if parent is None:
            raise ContentError(FILE, f"there is no page “{path}” to hold it: run load_content first")
        _page, outcome = store.put(model, f"demo/{kind}", parent, _values(items[kind]))
        report[outcome] += 1
    return report


def remove_demo() -> int:
    """Delete the demonstration items; returns how many there were."""
    pages = [page for page in (store.find(SitePage, f"demo/{kind}") for kind in PLACES) if page is not None]
    for page in pages:
        page.delete()
    return len(pages)


def _values(item: dict[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {
        **columns("title", item["title"]),
        **columns("summary", item["summary"]),
        **slug_columns(item["slug"], None),
        "is_demo": True,
    }
    for code in languages.codes():
        values[f"body_{code}"] = blocks.body(FILE, item["body"][code], partial(page_id, FILE))
    for name in ("kind", "time_zone"):
        if name in item:
            values[name] = item[name]
    for name in ("progress", "duty_station"):
        if name in item:
            values.update(columns(name, item[name]))
    for name in ("date", "start", "end"):
        if name in item:
            values[name] = dt.date.fromisoformat(item[name]) if item[name] else None
    if "days_until_deadline" in item:
        today = timezone.now().astimezone(dt.UTC).date()
        values["deadline"] = today + dt.timedelta(days=item["days_until_deadline"])
    return values
