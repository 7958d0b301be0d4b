"""Before a page is served what is due is done, figures are counted once; old addresses lead to the right one."""

from __future__ import annotations

import errno
import logging
import unicodedata
from collections.abc import Callable
from urllib.parse import quote, unquote

from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponsePermanentRedirect
from django.utils.translation import get_language_from_path

from cicc_site import database_away, faults
from documents.storage import Unreachable
from pages import due, errors, generations
from pages.figures.known import counted_once
from pages.former_paths import current_address
from pages.frame import site_at_hand
from pages.old_addresses import answers, misses

logger = logging.getLogger(__name__)


class DatabaseAwayMiddleware:
    """As long as the database is away everybody is told so at once, in their language. Static files, kept pages and
    what watches the site are answered before."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if database_away.standing.is_away():
            return errors.out_of_order(request)
        return self.get_response(request)


class OldAddressMiddleware:
    """On an answer with status 404: the redirect that staff made for the address, else the miss is counted.

    Outside CommonMiddleware: an address that lacks only its last slash is no miss.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code != 404:
            return response
        try:
            redirect = answers.by_staff(request)
        except DatabaseError:
            return response  # the page for missing pages was made without the database, too
        if redirect is None:
            misses.record(request)
        return redirect or response


# To be asked for anew each time: what a page shows may have been withdrawn a moment ago.
HELD = ("text/html", "application/xml", "application/atom+xml")
NOT_KEPT = "max-age=0, s-maxage=0, must-revalidate"


class DuePagesMiddleware:
    """No answer is older than the clock: what was set for a moment that has passed happens before this request.

    Nor older than the last change: what is kept of menus and settings is of the present generation. And no cache in
    between answers for us: a member is gone from every page with the next request. What may be kept says so itself.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            moment, found = generations.look()
            if due.is_due(moment) and due.act():
                _moment, found = generations.look()
        except DatabaseError as error:
            if database_away.is_gone(error):
                database_away.standing.missed(error)
                logger.warning("The database does not answer: %s", faults.name_of(error))
                return errors.out_of_order(request)
            # The view will meet the same trouble and answer for it.
            logger.exception("It could not be seen whether anything is due")
            response = self.get_response(request)
        else:
            if (build := getattr(request, "page_build", None)) is not None:
                build.before = found
            with generations.at_hand(found):
                response = self.get_response(request)
        if response.headers.get("Content-Type", "").startswith(HELD):
            response.headers.setdefault("Cache-Control", NOT_KEPT)
        return response

    def process_view(self, request: HttpRequest, *_view: object) -> None:
        """Before Wagtail looks for the site of a page."""
        if request.resolver_match is not None and request.resolver_match.url_name == "wagtail_serve":
            site_at_hand(request)


# The names of the addresses that pages answer at; programs keep that of a calendar for years.
PAGES = {"wagtail_serve", "calendar", "register_file"}


class FormerPathMiddleware:
    """Turn a page's 404 into a permanent redirect when the path is a former one or one of another language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        composed = unicodedata.normalize("NFC", request.path)
        if (
            composed != request.path
            and request.method in ("GET", "HEAD")
            and get_language_from_path(request.path)
        ):
            # Some systems write a letter and its accent apart; no address of ours does, and none would match.
            return _redirect(request, quote(composed))
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Called before the error page is made: most wrong addresses never cost a template."""
        match = request.resolver_match
        if not isinstance(exception, Http404) or match is None or match.url_name not in PAGES:
            return None
        if request.method not in ("GET", "HEAD"):
            return None
        # What staff decided goes before what can be guessed from former paths.
        redirect = answers.by_staff(request)
        if redirect is not None:
            return redirect
        address = current_address(request, str(match.args[0]))
        # The page itself may have raised the 404: never send anybody in circles.
        if not address or unquote(address) == request.path:
            return None
        return _redirect(request, address)


class FiguresCountedOnceMiddleware:
    """A figure that texts of one answer show several times, in several languages, is counted once for all."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with counted_once():
            return self.get_response(request)


def _redirect(request: HttpRequest, address: str) -> HttpResponsePermanentRedirect:
    query = request.META.get("QUERY_STRING", "")
    return answers.permanent(f"{address}?{query}" if query else address)


# What a disk says that is full, was mounted to be read only, or is gone.
NO_PLACE = frozenset(
    {
        errno.ENOSPC,
        errno.EDQUOT,
        errno.EROFS,
        errno.EACCES,
        errno.EPERM,
        errno.ENOTDIR,
        errno.EFBIG,
        errno.EIO,
    }
)


class FilesAwayMiddleware:
    """Whoever asks for a file while its bucket does not answer, or sends one that cannot be stored, gets a page that
    says so, not a fault."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        if isinstance(exception, Unreachable):
            return errors.files_away(request)
        if (
            isinstance(exception, OSError)
            and exception.errno in NO_PLACE
            and request.method not in {"GET", "HEAD"}
        ):
            logger.error("A file could not be stored: %s", faults.told(exception))
            return errors.no_place(request)
        return None
