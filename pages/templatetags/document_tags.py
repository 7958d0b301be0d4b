"""Documents of the archive in templates of pages (pages/archive/of_pages.py)."""

from __future__ import annotations

from django import template

from members.models import Country
from pages.archive import of_pages
from pages.archive.of_pages import FiledDocuments, PublishedWork
from pages.models import PublicationPage, SitePage

register = template.Library()


@register.simple_tag
def documents_of(about: SitePage | Country) -> FiledDocuments | None:
    """The newest documents filed under what a page, or a country, stands for."""
    return of_pages.documents_of(about)


@register.simple_tag
def published_work(page: PublicationPage) -> PublishedWork | None:
    """The work of a publication with its files."""
    return of_pages.published(page)
