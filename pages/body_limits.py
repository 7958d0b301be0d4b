"""What is sent to the site has a largest size, known before anything of it is read: nobody fills memory or a disk.

Django reads a form with files to its end before any view is asked, into a folder for temporary files, of any size.
A body without a declared length (sent in parts) is not read at all: Django reads as much as was declared.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from pages import errors

MEGABYTE = 1024 * 1024
# A form of an applicant with its files, which is read to its end to say which of them is too large
# (pages/application/receiving_files.py), and what a form needs around them.
OF_VISITORS = 17 * MEGABYTE
# Several files for the archive at once, each of which may have 100 MB.
OF_STAFF = 512 * MEGABYTE


class BodyLimitMiddleware:
    """Before the check of forms, which reads the body to find its token."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        length = declared(request)
        if length <= OF_VISITORS:
            return self.get_response(request)
        if length > OF_STAFF or not may_be_staff(request):
            return errors.too_large(request)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponseBase | None:
        """Only now it is known who it is; nobody is asked for it who sends less."""
        if declared(request) > OF_VISITORS and not request.user.is_authenticated:
            return errors.too_large(request)
        return None


def declared(request: HttpRequest) -> int:
    """The length that was declared; 0 for none, as Django reads it."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def may_be_staff(request: HttpRequest) -> bool:
    in_admin = request.path_info.startswith(f"/{settings.ADMIN_PATH}/")
    return in_admin and settings.SESSION_COOKIE_NAME in request.COOKIES
