"""Which answers may be kept: an allow-list of pages, and what an answer must not hold or have been made of.

The list is short on purpose. What is not on it, or was made of a table that nobody watches, is made anew for each
reader.
"""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from cicc_site.kept_pages import asked_of
from cicc_site.security_headers import for_visitors
from pages.middleware import NOT_KEPT
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
from pages.models.paths import root_paths
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
PARAMETERS = frozenset({"page", "year"})
# Of an answer, not of the connection it goes over; the coding is chosen for each reader.
LEFT_OUT = frozenset({"content-length", "content-encoding", "vary", "etag", "date", "connection"})
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
# Read for every answer, and nothing of them is shown: what is due, the notes of changes themselves, the one language
# that Wagtail knows its tree in, and sizes of pictures: they are made when they are first asked for, and what becomes
# of them later is noted as a change of pictures (migration 0027).
NOT_SHOWN = frozenset(
    {
        "wagtailcore_revision",
        "pages_change",
        "documents_siterendition",
        "django_content_type",
        "wagtailcore_locale",
    }
)


def may_begin(page: SitePage, request: HttpRequest) -> bool:
    """Whether the answer to a request for a page may be kept, as far as that can be said before it is made."""
    # An answer is kept under its path alone: of several sites one would be shown at the addresses of another.
    return type(page) in TYPES and set(request.GET) <= PARAMETERS and len(root_paths()) == 1


def may_stay(response: HttpResponseBase, read: Read, place: str) -> bool:
    """Whether an answer may be kept, now that it is made. read: what it was made of; place: where it would lie."""
    return (
        isinstance(response, HttpResponse)
        and response.status_code == 200
        and not response.cookies
        and "cookie" not in response.headers.get("Vary", "").lower()
        and "Content-Encoding" not in response.headers
        and _says_the_same(response, place)
        and _is_what_was_asked(response, asked_of(place))
        and not read.shown & SHOW_ORGANIZATIONS
        and read.tables - NOT_SHOWN <= watched()
    )


def headers_of_kept(place: str) -> dict[str, str]:
    """What every kept page says of itself, by the names of headers. The web server in front has no others to say."""
    return {
        **for_visitors(),
        "Content-Type": "text/html; charset=utf-8",
        "Content-Language": place.partition("/")[0],
        "Cache-Control": NOT_KEPT,
    }


def for_caches_in_front() -> str | None:
    """The Cache-Control of a page that may be kept; None where no cache in front is told when it has changed."""
    if not settings.CDN_SECONDS:
        return None
    return f"max-age=0, s-maxage={settings.CDN_SECONDS}, must-revalidate"


def _says_the_same(response: HttpResponse, place: str) -> bool:
    said = {name: value for name, value in response.headers.items() if name.lower() not in LEFT_OUT}
    said.pop("Strict-Transport-Security", None)  # over plain http nobody is told
    return said == headers_of_kept(place)


def _is_what_was_asked(response: HttpResponse, asked: dict[str, int]) -> bool:
    """Whether a list has the year and the page that were asked for. Of any other it shows what is kept already: whoever
    counts on must not fill the disk."""
    context = getattr(response, "context_data", None) or {}
    shown = {"page": getattr(context.get("items"), "number", None), "year": context.get("year")}
    return all(shown.get(name) == value for name, value in asked.items())


@cache
def watched() -> frozenset[str]:
    """The tables that note their changes, as the database has them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
            "WHERE tgname IN ('pages_change_noted', 'pages_change_of_page') AND tgenabled <> 'D'"
        )
        return frozenset(name for (name,) in cursor.fetchall())
