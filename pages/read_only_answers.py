"""While the site is read-only, whoever sends something is told so and gets back what was typed: 503, in their language.

Signing in and out and the switch itself stay open. Pages that are only read are not asked about it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils import translation
from django.utils.translation import gettext
from wagtail.users.models import UserProfile

from cicc_site.public_forms import comes_from_elsewhere
from members import read_only
from pages import errors

READING = {"GET", "HEAD", "OPTIONS"}
# Names of addresses that answer all the same.
OPEN = frozenset(
    {
        "account_login",
        "wagtailadmin_login",
        "wagtailadmin_logout",
        "mfa_authenticate",
        "account_reauthenticate",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "read_only",
    }
)
# Never shown again, never put into a page.
SECRET = re.compile(r"password|code|credential|secret", re.IGNORECASE)
# What a form carries along and nobody typed.
CARRIED = re.compile(
    r"^(?:csrfmiddlewaretoken|form_token|work|next)$|(?:^|-)(?:TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS$"
)


@dataclass(frozen=True)
class Typed:
    """One value of a form. is_carried: it belongs to the form and is not shown."""

    name: str
    value: str
    is_carried: bool

    @property
    def rows(self) -> int:
        return min(12, 1 + self.value.count("\n") + len(self.value) // 60)


class ReadOnlyMiddleware:
    """Needs the language of the address, so it stands after PathLanguageMiddleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        if request.method in READING or request.resolver_match is None:
            return None
        if request.resolver_match.view_name in OPEN:
            return None
        try:
            if read_only.since() is None:
                return None
        except DatabaseError:
            return None  # the view will meet the same trouble and answer for it
        with _language(request):
            return refusal(request)


def refusal(request: HttpRequest) -> HttpResponse:
    """The answer to something that was sent."""
    said = gettext("The site takes nothing in just now. What you sent was not saved.")
    response: HttpResponse
    # What the form of applicants saves by itself goes on trying, and says so (static/js/application_saving.js).
    if "X-Autosave" in request.headers or "application/json" in request.headers.get("Accept", ""):
        response = JsonResponse({"message": said}, status=503)
    else:
        typed = list(_typed(request))
        context = {
            "said": said,
            "typed": typed,
            "has_words": any(not value.is_carried for value in typed),
            "had_files": _has_files(request),
            "again": request.get_full_path(),
        }
        title = gettext("Nothing can be sent just now")
        response = errors.framed(request, "read_only.html", 503, title, context)
    response.headers["Retry-After"] = str(read_only.RETRY_AFTER)
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _typed(request: HttpRequest) -> Iterator[Typed]:
    """What was sent, unless another site sent it or it is more than the server reads."""
    if comes_from_elsewhere(request):
        return
    try:
        lists = list(request.POST.lists())
    except (
        RequestDataTooBig,
        TooManyFieldsSent,
        TooManyFilesSent,
        UnreadablePostError,
        MultiPartParserError,
    ):
        return
    for name, values in lists:
        for value in values:
            if value and not SECRET.search(name):
                yield Typed(name, value, bool(CARRIED.search(name)))


def _has_files(request: HttpRequest) -> bool:
    try:
        return bool(request.FILES)
    except (
        RequestDataTooBig,
        TooManyFieldsSent,
        TooManyFilesSent,
        UnreadablePostError,
        MultiPartParserError,
    ):
        return False


def _language(request: HttpRequest) -> translation.override:
    """That of the address; in the admin, which names none, that of the menus of whoever is signed in."""
    user = getattr(request, "user", None)
    profile = (
        UserProfile.objects.filter(user_id=user.pk).first()
        if user is not None
        and user.is_authenticated
        and translation.get_language_from_path(request.path) is None
        else None
    )
    return translation.override(profile.get_preferred_language() if profile else translation.get_language())
