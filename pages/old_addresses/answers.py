"""The answer to an old address: a permanent redirect, or what helps a reader whose address leads nowhere."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.utils import translation
from django.utils.functional import Promise

from cicc_site import languages
from cicc_site.middleware import accepted_language
from pages.missing import Way
from pages.models.base import SitePage
from pages.models.old_addresses import Redirect
from pages.old_addresses import known
from pages.old_addresses.asked import LONGEST, asked_by, plain_path, words_of

# Long enough to spare a reader the second trip, short enough that a mistake of staff does not stay for ever.
MAX_AGE = 3600
TRIED = "_old_address_tried"  # a request whose address staff have not redirected is not looked up again


@dataclass(frozen=True, slots=True)
class Help:
    """What the page for an address that leads nowhere offers: words to search for, what it was, where to look."""

    words: str = ""
    was: str | Promise = ""
    see: list[SitePage] = field(default_factory=list)
    ways: list[Way] = field(default_factory=list)


def permanent(address: str) -> HttpResponsePermanentRedirect:
    response = HttpResponsePermanentRedirect(address)
    response["Cache-Control"] = f"max-age={MAX_AGE}"
    return response


def former_website(request: HttpRequest) -> HttpResponsePermanentRedirect | None:
    """Return where an address of the former website leads, in its language, else in the one the browser asks for.

    That the answer varies by what the browser asks for is said in PathLanguageMiddleware.
    """
    asked = asked_by(request)
    if asked is None or not asked.mod:
        return None
    language = asked.language or accepted_language(request)
    with translation.override(language):
        address = _by_staff(request, asked.address) or _by_list(request)
    if address is None:
        return None
    response = permanent(address)
    response["Content-Language"] = language
    return response


def _by_list(request: HttpRequest) -> str | None:
    asked = asked_by(request)
    entry = known.find(asked) if asked else None
    page = known.page_at(request, entry.page) if entry is not None and entry.page is not None else None
    return page.get_url(request) if page is not None else None


def by_staff(request: HttpRequest) -> HttpResponsePermanentRedirect | None:
    """Return where staff let an address without a page lead; None where they have said nothing."""
    if (
        getattr(request, TRIED, False)
        or request.method not in ("GET", "HEAD")
        or asked_by(request) is not None
    ):
        return None
    setattr(request, TRIED, True)
    path = plain_path(request.path)
    if len(path) > LONGEST or "\0" in path:
        return None
    address = _by_staff(request, path)
    return permanent(address) if address else None


def _by_staff(request: HttpRequest, address: str) -> str | None:
    redirect = Redirect.objects.filter(old_address=address).select_related("page").first()
    return redirect.target(request) if redirect is not None else None


def language_of(request: HttpRequest) -> str | None:
    """Return the language an address of the former website names, None when it names none."""
    asked = asked_by(request)
    return asked.language if asked else None


def help_for(request: HttpRequest) -> Help:
    """Return what may help the reader of an address that leads nowhere; never fails for what was asked."""
    asked = asked_by(request)
    if asked is None:
        last = request.path.rstrip("/").rpartition("/")[2]
        return Help(words="" if last in languages.codes() else words_of(last))
    entry = known.find(asked)
    if entry is None or not entry.kind:
        return Help(words=words_of(asked.mod))
    try:
        pages = [page for path in entry.see if (page := known.page_at(request, path)) is not None]
    except DatabaseError:
        pages = []
    return Help(was=known.KINDS[entry.kind], see=pages)
