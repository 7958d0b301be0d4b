"""Around everything else: notes what an answer is made of, and keeps it if it may be kept."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from cicc_site.compression import compress_public
from cicc_site.kept_pages import Page, is_anonymous, place_of
from pages.generations import Generations
from pages.middleware import NOT_KEPT
from pages.models import SitePage
from pages.page_cache import keeping, watching
from pages.page_cache.allowed import for_caches_in_front, may_begin, may_stay
from pages.page_cache.moments import next_moment
from pages.page_cache.reading import Read, noted

logger = logging.getLogger(__name__)


class Build:
    """An answer that may become a kept one. before: the generations before any of it was read, once they are known."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.before: Generations | None = None
        self.is_begun = False
        self.ready: Page | None = None
        self.locks = contextlib.ExitStack()

    def begin(self, page: SitePage, request: HttpRequest) -> HttpResponse | None:
        """Called before a page is made, once it is known which: of several that want the same one makes it.

        Returns the answer that another made while we waited; None where it is to be made.
        """
        kept = keeping.folder()
        if kept is None or self.before is None or not may_begin(page, request):
            return None
        try:
            is_first = self.locks.enter_context(kept.building(self.place))
        except OSError as error:  # the folder is gone or full: the page is made all the same, and not kept
            logger.warning("A page cannot be kept: %s", error.strerror)
            return None
        self.is_begun = True
        # What is kept is compressed once, and well.
        request.is_compressed_later = True  # type: ignore[attr-defined]
        if is_first:
            return None
        self.ready = kept.read(self.place, "identity")
        return HttpResponse(self.ready.body) if self.ready is not None else None


class PageCacheMiddleware:
    """The outermost: what is kept has every header that readers are sent, and no coding yet."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        if keeping.folder() is not None:
            watching.start_once()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        place = None
        if keeping.folder() is not None and request.method == "GET" and is_anonymous(request.META):
            place = place_of(request.path_info, request.META.get("QUERY_STRING", ""))
        if place is None:
            return self.get_response(request)
        build = Build(place)
        request.page_build = build  # type: ignore[attr-defined]
        with build.locks, noted() as read:
            response = self.get_response(request)
            waited = build.ready is not None and response.status_code == 200
            if waited or (build.is_begun and self.is_kept(build, response, read)):
                hand_out(build.place, request, response)
            elif build.is_begun:
                compress_public(request, response)
        return response

    @staticmethod
    def is_kept(build: Build, response: HttpResponseBase, read: Read) -> bool:
        """Keep the answer if it may be; returns whether it is kept now."""
        if build.ready is not None or build.before is None or not may_stay(response, read, build.place):
            return False
        assert isinstance(response, HttpResponse)  # noqa: S101 - or it might not stay
        if told := for_caches_in_front():
            response.headers["Cache-Control"] = told
        is_kept = False
        try:
            is_kept = keeping.keep(build.place, response, read.tables, build.before, next_moment())
        except DatabaseError:
            # It was made and can be answered; only the next reader waits as long.
            logger.exception("A page could not be kept")
        if not is_kept:
            for_this_reader(response)
        return is_kept


def for_this_reader(response: HttpResponseBase) -> None:
    """Of what we do not keep no cache in front hears when it is old: it must not keep it either."""
    response.headers["Cache-Control"] = NOT_KEPT


def hand_out(place: str, request: HttpRequest, response: HttpResponseBase) -> None:
    """Give the first reader, and who waited for that one, what all others get: compressed, and named."""
    kept = keeping.folder()
    page = kept.read(place, request.META.get("HTTP_ACCEPT_ENCODING", "")) if kept else None
    if page is None or not isinstance(response, HttpResponse):
        for_this_reader(response)
        compress_public(request, response)  # a change took it away again
        return
    response.content = page.body
    response.headers["ETag"], response.headers["Vary"] = page.etag, "Accept-Encoding"
    response.headers["Content-Length"] = str(len(page.body))
    if page.coding:
        response.headers["Content-Encoding"] = page.coding
