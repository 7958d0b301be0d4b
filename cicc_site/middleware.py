"""Middleware that all apps share."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import get_script_prefix

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
