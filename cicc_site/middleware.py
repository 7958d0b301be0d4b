"""Middleware that all apps share."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import get_script_prefix
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import get_supported_language_variant, parse_accept_lang_header

from cicc_site import languages
from cicc_site.multilingual.reader import as_reader


class ReaderLanguageMiddleware:
    """Outside the admin, unsuffixed translated fields follow the language of the page that is being made.

    The admin prefix is taken from the settings, so that moving it moves the guard as well. A template rendered
    after this middleware ended (a streaming response) reads English: pass such views their texts explicitly.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(f"{get_script_prefix()}{settings.ADMIN_PATH}/"):
            return self.get_response(request)
        with as_reader():
            return self.get_response(request)


class HeardOutMiddleware:
    """Whoever sends more than the site reads is heard out before the answer.

    Browsers read an answer only after all was sent: where the connection closes before, they show an error of their
    own instead of the reason. Beyond `MOST` nobody sends a form by mistake.
    """

    MOST = 32 * 1024 * 1024
    PART = 64 * 1024

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if 400 <= response.status_code < 500:
            self.hear_out(request)
        return response

    def hear_out(self, request: HttpRequest) -> None:
        heard = 0
        try:
            while heard < self.MOST and (part := request.read(self.PART)):
                heard += len(part)
        except OSError:  # nobody is there any more
            return


class PathLanguageMiddleware:
    """The language of an answer is the first part of its address, and nothing else: no cookie, no guess.

    Django's own middleware also reads a cookie and sends every unknown address to a guessed language; here only
    the bare address of the site negotiates (pages.views.choose_language). An address without a language that is
    answered all the same (an error, the sign-in of the admin) uses what the browser asks for, and says so.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        in_path = path_language(request)
        code = in_path or accepted_language(request)
        request.LANGUAGE_CODE = code
        with translation.override(code):
            response = self.get_response(request)
        if in_path is None and response.headers.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ("Accept-Language",))
        response.headers.setdefault("Content-Language", code)
        return response


def path_language(request: HttpRequest) -> str | None:
    """Return the language an address is in, None when it names none."""
    first = request.path_info.lstrip("/").partition("/")[0]
    return first if first in languages.codes() else None


def accepted_language(request: HttpRequest) -> str:
    """Return the best language of the site for what the browser asks for; the default one for anything else."""
    for code, weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if code == "*":
            break
        if not weight:  # "fr;q=0" means: anything but French
            continue
        try:
            return get_supported_language_variant(code)
        except LookupError:
            continue
    return languages.DEFAULT_LANGUAGE
