"""Thin pages that give the registers and the archive a place in the tree. What they show comes from there."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from pages.models.base import BodyMixin, SitePage


class CountryIndexPage(BodyMixin, SitePage):
    """The register of countries: where each State stands towards the Rome Statute."""

    max_count = 1
    subpage_types: ClassVar[list[str]] = []
    page_description = _(
        "The list of countries and their status. The countries themselves are in the register."
    )

    class Meta:
        verbose_name = _("countries")


class DirectoryPage(BodyMixin, SitePage):
    """The directory of member organizations."""

    max_count = 1
    subpage_types: ClassVar[list[str]] = []
    page_description = _("The directory of members.")

    class Meta:
        verbose_name = _("directory of members")


class ApplicationPage(BodyMixin, SitePage):
    """How an organization applies for membership."""

    max_count = 1
    subpage_types: ClassVar[list[str]] = []
    page_description = _("How to apply for membership.")

    class Meta:
        verbose_name = _("membership application")


class ArchivePage(BodyMixin, SitePage):
    """The archive of documents."""

    max_count = 1
    subpage_types: ClassVar[list[str]] = []
    page_description = _("The archive of documents.")

    class Meta:
        verbose_name = _("document archive")


class OpenDataPage(BodyMixin, SitePage):
    """What of the registers can be had as data: files and the API. Fields and addresses come from pages/api."""

    max_count = 1
    subpage_types: ClassVar[list[str]] = []
    page_description = _("What can be downloaded, and how programs ask for it.")

    class Meta:
        verbose_name = _("open data")
