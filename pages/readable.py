"""Which pages anybody may read. The others are for who knows their address: no list, menu or number speaks of them.

In the query that asks for the pages: Wagtail's `public` asks for the restrictions in a query of its own each time.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models import BooleanField, CharField, Exists, ExpressionWrapper, F, OuterRef, Q
from wagtail.models import PageViewRestriction

from pages.kept import DOORS, kept


def is_private() -> ExpressionWrapper[Q]:
    """For a query of pages: whether a password, a sign-in or a group stands before a page, or one above it. An alias is
    as private as the page it repeats."""
    return ExpressionWrapper(_above("path") | _above("alias_of__path"), output_field=BooleanField())


def for_everybody(pages: Any) -> Any:
    """The pages of a queryset behind no restriction."""
    return pages.filter(~_above("path"), ~_above("alias_of__path"))


def only_page(name: str, *, behind_doors: bool = False) -> Any:
    """The live page of a type that has one; None without it. One query, and none until a page of the type changes.

    name: of the model, because whoever asks may be what that page shows. behind_doors: also where not everybody may
    read it.
    """
    model: Any = apps.get_model("pages", name)

    def found() -> Any:
        live = model.objects.live()
        return (live if behind_doors else for_everybody(live)).first()

    return kept(("only page", name, behind_doors), found, DOORS | {model._meta.db_table})


def _above(path: str) -> Exists:
    known = PageViewRestriction.objects.annotate(below=ExpressionWrapper(OuterRef(path), CharField()))
    return Exists(known.filter(below__startswith=F("page__path")))
