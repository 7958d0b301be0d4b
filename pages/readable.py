"""Which pages anybody may read. The others are for who knows their address: no list, menu or number speaks of them.

In the query that asks for the pages: Wagtail's `public` asks for the restrictions in a query of its own each time.
"""

from __future__ import annotations

from typing import Any

from django.db.models import BooleanField, CharField, Exists, ExpressionWrapper, F, OuterRef, Q
from wagtail.models import PageViewRestriction


def is_private() -> ExpressionWrapper[Q]:
    """For a query of pages: whether a password, a sign-in or a group stands before a page, or one above it. An alias is
    as private as the page it repeats."""
    return ExpressionWrapper(_above("path") | _above("alias_of__path"), output_field=BooleanField())


def for_everybody(pages: Any) -> Any:
    """The pages of a queryset behind no restriction."""
    return pages.filter(~_above("path"), ~_above("alias_of__path"))


def _above(path: str) -> Exists:
    known = PageViewRestriction.objects.annotate(below=ExpressionWrapper(OuterRef(path), CharField()))
    return Exists(known.filter(below__startswith=F("page__path")))
