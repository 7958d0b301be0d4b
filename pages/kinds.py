"""What sort of page is this, in the reader's words."""

from __future__ import annotations

from django.utils.text import capfirst

from pages.models.about import AboutPage
from pages.models.base import SitePage


def kind_of(page: SitePage) -> str:
    """The kind a page states (job, campaign), else what its type calls itself; empty where that tells nothing.

    "Text page" tells a reader nothing, and a page that is the only one of its sort has a title.
    """
    stated = getattr(page, "get_kind_display", None)
    if stated is not None:
        return str(stated())
    page_type = page.specific_class
    if page_type is None or issubclass(page_type, AboutPage) or page_type.max_count == 1:
        return ""
    return str(capfirst(page_type._meta.verbose_name))
