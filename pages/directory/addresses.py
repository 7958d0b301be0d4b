"""Where a member is read: below the page of the directory, in each language, and at `/m/<id>/` for ever."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from cicc_site.middleware import accepted_language
from members.directory.entries import listed_entry
from members.models import Organization
from pages.readable import only_page

if TYPE_CHECKING:
    from pages.models.base import SitePage

# No register has so many rows, and the database has no number for more digits.
NUMBER = re.compile(r"[1-9][0-9]{0,8}")


def directory_index() -> SitePage | None:
    """The page of the directory, if anybody may read it. Without it no member has an address."""
    found: SitePage | None = only_page("DirectoryPage")
    return found


def member_address(organization: Organization, language: str, index: SitePage) -> str:
    """The path of a member's page, as `/es/membresia/directorio/12/ejemplo/`."""
    return f"{index.address_in(language)}{organization.pk}/{quote(organization.slug_in(language))}/"


@require_safe
def permanent(request: HttpRequest, number: str) -> HttpResponse:
    """`/m/<id>/`: to the member's page in the language the browser asks for; of a merged entry to the one that stayed.

    A hidden member and one that never was are answered by the same questions and the same page.
    """
    index = directory_index()
    organization = listed_entry(int(number))
    if index is None or organization is None:
        raise Http404
    response = HttpResponseRedirect(member_address(organization, accepted_language(request), index))
    patch_vary_headers(response, ("Accept-Language",))
    return response
