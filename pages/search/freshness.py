"""Keeps the table true: hears of every change, and writes the rows of what it concerns in the same transaction.

Deleted records take their rows along by themselves. Moments that pass (an embargo, an expiry) are stored in the rows
and compared with the clock when somebody searches.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from wagtail.models import PageViewRestriction

from cicc_site import indexing
from cicc_site.multilingual import changes
from documents.models import FileText, Subject, Work, WorkFile
from members.models import Country, Issue, Organization
from pages.models import SitePage
from pages.search.things import Family
from pages.search.writing import refresh


def listen() -> None:
    """Keep the table true from now on; called once, when the site starts."""
    changes.subscribe(_texts_changed)
    for model, listener in (
        (SitePage, _pages),
        (Work, _works),
        (WorkFile, _files),
        (FileText, _files),
        (Subject, _subjects),
        (Organization, _organizations),
        (Country, _countries),
        (Issue, _issues),
    ):
        indexing.subscribe(model, listener)
    # Wagtail's own screens write these, and say so in no other way.
    post_save.connect(_restriction_changed, PageViewRestriction, dispatch_uid="search")
    post_delete.connect(_restriction_changed, PageViewRestriction, dispatch_uid="search")


def _texts_changed(keys: Collection[changes.Key]) -> None:
    """Of pages and registers; works and subjects tell of themselves, also when no text of theirs has changed."""
    for listened, listener in ((SitePage, _pages), (Country, _countries), (Issue, _issues)):
        found = [key for model, key in keys if issubclass(model, listened)]
        if found:
            listener(listened, found)


def _pages(_model: type[Model], keys: Collection[Any]) -> None:
    refresh(Family.PAGE, keys)


def _works(_model: type[Model], keys: Collection[Any]) -> None:
    refresh(Family.WORK, keys)


def _files(_model: type[Model], keys: Collection[Any]) -> None:
    """A text bears the number of its file."""
    refresh(Family.WORK, list(WorkFile.objects.filter(pk__in=keys).values_list("work_id", flat=True)))


def _subjects(_model: type[Model], keys: Collection[Any]) -> None:
    refresh(Family.WORK, list(Work.objects.filter(subjects__in=keys).values_list("pk", flat=True)))


def _organizations(_model: type[Model], keys: Collection[Any]) -> None:
    refresh(Family.ORGANIZATION, keys)


def _countries(_model: type[Model], keys: Collection[Any]) -> None:
    """A country, and the members that are found by its name."""
    refresh(Family.COUNTRY, keys)
    named = Organization.objects.listed().filter(country__in=keys) | Organization.objects.in_full().filter(
        countries_of_work__in=keys
    )
    refresh(Family.ORGANIZATION, list(named.values_list("pk", flat=True)))


def _issues(_model: type[Model], keys: Collection[Any]) -> None:
    found = Organization.objects.in_full().filter(issues__in=keys)
    refresh(Family.ORGANIZATION, list(found.values_list("pk", flat=True)))


def _restriction_changed(instance: PageViewRestriction, **_kwargs: Any) -> None:
    """A page became private, or public again, and everything below it."""
    page = SitePage.objects.filter(pk=instance.page_id).first()
    if page is not None:
        below = SitePage.objects.filter(path__startswith=page.path)
        refresh(Family.PAGE, list(below.values_list("pk", flat=True)))
