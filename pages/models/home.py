"""The home page: the root of the site in every language."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from pages.models.base import BodyMixin, SitePage


class HomePage(BodyMixin, SitePage):
    """Who we are in one sentence, live figures, what is new, how to join."""

    max_count = 1
    parent_page_types: ClassVar[list[str]] = ["pages.SitePage"]
    page_description = _("The first page of the site. There is only one.")

    class Meta:
        verbose_name = _("home page")
