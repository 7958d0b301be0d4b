"""Which answers may be kept: an allow-list of pages, and what an answer must not hold or have been made of.

The list is short on purpose. What is not on it, or was made of a table that nobody watches, is made anew for each
reader.
"""

from __future__ import annotations

from functools import cache

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from pages.models import (
    AboutPage,
    AssemblyIndexPage,
    AssemblySessionPage,
    CampaignIndexPage,
    CampaignPage,
    CasePage,
    CountryIndexPage,
    CourtUpdateIndexPage,
    CourtUpdatePage,
    HomePage,
    OpenDataPage,
    PressIndexPage,
    PressReleasePage,
    PublicationIndexPage,
    PublicationPage,
    SitePage,
    SituationIndexPage,
    SituationPage,
    VacancyIndexPage,
    VacancyPage,
)
from pages.page_cache.reading import Read

TYPES: frozenset[type[SitePage]] = frozenset(
    {
        AboutPage,
        AssemblyIndexPage,
        AssemblySessionPage,
        CampaignIndexPage,
        CampaignPage,
        CasePage,
        CountryIndexPage,
        CourtUpdateIndexPage,
        CourtUpdatePage,
        HomePage,
        OpenDataPage,
        PressIndexPage,
        PressReleasePage,
        PublicationIndexPage,
        PublicationPage,
        SituationIndexPage,
        SituationPage,
        VacancyIndexPage,
        VacancyPage,
    }
)
PARAMETERS = frozenset({"page"})
# An organization is gone from every page with the next request, not within a second: what shows one is not kept.
SHOW_ORGANIZATIONS = frozenset(
    {
        "members_organization",
        "members_organizationname",
        "members_nationalcoalition",
        "members_steeringcommitteeterm",
        "pages_searchentry",
        "pages_searchtext",
    }
)
# Read for every answer, and nothing of them is shown: what is due, the notes of changes themselves, sizes of pictures,
# which are made when they are first asked for and never changed.
NOT_SHOWN = frozenset(
    {"wagtailcore_revision", "pages_change", "documents_siterendition", "django_content_type"}
)


def may_begin(page: SitePage, request: HttpRequest) -> bool:
    """Whether the answer to a request for a page may be kept, as far as that can be said before it is made."""
    return type(page) in TYPES and set(request.GET) <= PARAMETERS


def may_stay(response: HttpResponseBase, read: Read) -> bool:
    """Whether an answer may be kept, now that it is made. read: what it was made of."""
    return (
        isinstance(response, HttpResponse)
        and response.status_code == 200
        and response.headers.get("Content-Type", "").startswith("text/html")
        and not response.cookies
        and "cookie" not in response.headers.get("Vary", "").lower()
        and "Content-Encoding" not in response.headers
        and "no-store" not in response.headers.get("Cache-Control", "")
        and not read.shown & SHOW_ORGANIZATIONS
        and read.tables - NOT_SHOWN <= watched()
    )


@cache
def watched() -> frozenset[str]:
    """The tables that note their changes, as the database has them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
            "WHERE tgname IN ('pages_change_noted', 'pages_change_of_page') AND tgenabled <> 'D'"
        )
        return frozenset(name for (name,) in cursor.fetchall())
