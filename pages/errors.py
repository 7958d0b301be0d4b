"""Error pages in the reader's language: that of the address, else what the browser asks for."""

from __future__ import annotations

import logging
import sys
from typing import Any

from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import DatabaseError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext
from psycopg.errors import LockNotAvailable, QueryCanceled

from cicc_site import database_away, languages
from cicc_site.middleware import accepted_language, path_language
from pages.missing import NothingToShow
from pages.old_addresses.answers import Help, help_for, language_of

logger = logging.getLogger(__name__)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    with reader_language(request):
        helpful = {"help": help_for(request)}
        if isinstance(exception, NothingToShow):
            helpful = {"help": Help(was=exception.reason, see=exception.see, ways=exception.ways)}
        response = framed(request, "404.html", 404, gettext("Page not found"), helpful)
        response["Content-Language"] = languages.active()
        return response


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    with reader_language(request):
        return framed(request, "403.html", 403, gettext("No access"))


def files_away(request: HttpRequest) -> HttpResponse:
    """The bucket of the archive does not answer; everything else goes on."""
    with reader_language(request):
        return _for_a_while(
            request,
            gettext("The file cannot be had at the moment"),
            gettext(
                "The place where the files of the archive lie does not answer. Nothing is lost: try again in a few"
                " minutes."
            ),
        )


def no_place(request: HttpRequest) -> HttpResponse:
    """A file could not be stored: the disk is full, or nothing can be written there. Everything else goes on."""
    with reader_language(request):
        return _for_a_while(
            request,
            gettext("The file cannot be stored at the moment"),
            gettext(
                "The place for files takes nothing just now, and what you sent was not saved. Try again later."
            ),
        )


def _for_a_while(request: HttpRequest, title: str, said: str) -> HttpResponse:
    response = framed(request, "503.html", 503, title, {"said": said})
    response["Content-Language"] = languages.active()
    response["Retry-After"], response["Cache-Control"] = "120", "no-store"
    return response


def forged_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: mostly one that lay open too long, so the page says what to do."""
    return forbidden(request)


def server_error(request: HttpRequest) -> HttpResponse:
    """Asks nothing of the database, the session or the context processors: any of them may be what failed."""
    if database_away.is_gone(error := sys.exception()):
        database_away.standing.missed(error)
        return out_of_order(request)
    with reader_language(request):
        if not took_too_long(error):
            return bare(500, gettext("Something went wrong"))
        response = bare(503, gettext("The site is very busy at the moment"))
        response["Retry-After"], response["Cache-Control"] = "60", "no-store"
        return response


def took_too_long(error: BaseException | None) -> bool:
    """Whether the database ended a statement that took or waited too long (`patience` in the settings)."""
    return isinstance(error, OperationalError) and isinstance(
        error.__cause__, (QueryCanceled, LockNotAvailable)
    )


def wrong_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django refuses what no browser sends of itself: thousands of fields, a form without an end."""
    with reader_language(request):
        return bare(
            400,
            gettext("This cannot be read"),
            gettext("What your browser sent is not what the site expects."),
        )


def too_large(request: HttpRequest) -> HttpResponse:
    """More was sent than the site takes; nothing of it was read."""
    with reader_language(request):
        return bare(
            413,
            gettext("This is too large"),
            gettext(
                "More was sent than the site takes at once, and nothing of it was kept. Send fewer or smaller files."
            ),
        )


def out_of_order(request: HttpRequest) -> HttpResponse:
    """The database is away. Made of nothing but words: for whoever asks as long as it stays away."""
    with reader_language(request):
        response = bare(503, gettext("The site cannot be shown just now"))
        response["Content-Language"] = languages.active()
        response["Retry-After"], response["Cache-Control"] = "10", "no-store"
        # Once is enough, and is done where it is missed: not a line for every visitor (django.utils.log).
        response._has_been_logged = True  # type: ignore[attr-defined]
        return response


def reader_language(request: HttpRequest) -> translation.override:
    """That of the address, which one of the former website names in its own way; else what the browser asks for."""
    return translation.override(path_language(request) or language_of(request) or accepted_language(request))


def framed(
    request: HttpRequest, template: str, status: int, title: str, more: dict[str, Any] | None = None
) -> HttpResponse:
    """With menus and search, so that the reader can go on; without them when they cannot be had."""
    try:
        return render(request, template, {"title": title, "robots": "noindex", **(more or {})}, status=status)
    except DatabaseError:
        logger.exception("The error page was made without menus")
        return bare(status, title)


def bare(status: int, title: str, reason: str = "") -> HttpResponse:
    """reason: a sentence that says what happened; empty where it is our fault, which the page says of itself."""
    language = languages.by_code(languages.active())
    known = {"title": title, "status": status, "reason": reason}
    context = {**known, "language": language, "stylesheets": stylesheet_addresses()}
    return HttpResponse(render_to_string("500.html", context), status=status)


def stylesheet_addresses() -> list[str]:
    """Hashed names come from a manifest file; where that is missing the page is still worth reading unstyled."""
    try:
        return [staticfiles_storage.url("css/site.css")]
    except ValueError:
        return []
