"""Where a work is read: below the page of the archive in each language, and at `/d/<id>/` for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from django.conf import settings

from pages.readable import only_page

if TYPE_CHECKING:
    from documents.models import Work, WorkFile
    from pages.models.base import SitePage


def archive_index() -> SitePage | None:
    """The page of the archive, if anybody may read it.

    Without it works have no pages; their files and citations keep the lasting addresses.
    """
    found: SitePage | None = only_page("ArchivePage")
    return found


def work_address(work: Work, language: str, index: SitePage) -> str:
    """The path of the page of a work, as `/es/documentos/12/icc-asp-2-res-8-…/`."""
    return f"{index.address_in(language)}{work.pk}/{quote(work.slug_in(language))}/"


def filtered(index: SitePage, language: str, kind: str, code: str) -> str:
    """The list of the archive, reduced to what is filed under a subject."""
    return f"{index.address_in(language)}?{urlencode({kind: code})}"


# The words are the same in every language: the addresses are private.
WISHES = "document-wishes"


def wish_form(language: str, number: int) -> str:
    """Where a language of a work is wished for: the form is shown and sent there."""
    return f"/{language}/{WISHES}/{number}/"


def wish(language: str, *, token: str) -> str:
    """The page of one wish, for who has the letter."""
    return f"/{language}/{WISHES}/link/{token}/"


def reading_address(work: Work, file_language: str, language: str, index: SitePage) -> str:
    """The path of the text of a version, as a page in a language of the site."""
    return f"{work_address(work, language, index)}text/{quote(file_language)}/"


# --- For ever, whatever the work is called: printed and quoted --------------------------------------------


def lasting_address(number: int) -> str:
    """`/d/12/`: leads to the page of the work in the language the browser asks for."""
    return f"/d/{number}/"


def lasting_address_of(_language: str, *, number: int) -> str:
    """The same, as letters ask for it: short in every script, and good when the letter is opened years later."""
    return lasting_address(number)


def file_address(file: WorkFile) -> str:
    """`/d/12/fr`: the present file in a language; asks for nothing."""
    return f"/d/{file.work_id}/{quote(file.language)}"


def version_address(file: WorkFile) -> str:
    """`/d/12/fr/1`: one version of it, also when it is not the present one any more."""
    return f"{file_address(file)}/{file.version}"


def whole(path: str) -> str:
    """A path with the name of the site before it."""
    return f"{str(settings.SITE_URL).rstrip('/')}{path}"
