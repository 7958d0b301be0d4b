"""The second factor of the staff: who has shown it in this session, and what stays closed until then.

Nothing here renders a page: those are in factor_views.py. Why it is built so: docs/decisions/second-factor.md.
"""

from __future__ import annotations

import enum
from collections.abc import Callable
from typing import Any, cast

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from asgiref.sync import sync_to_async
from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_lockout_response
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.db.models import Min, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.urls import get_script_prefix, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from members import emails, sessions
from members.models import SecurityEventKind, User
from members.security_log import record

# What opens before the factor is set up: the way to set one up, and the way out.
OPEN_WITHOUT_FACTOR = frozenset(
    {
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "account_reauthenticate",
        "wagtailadmin_logout",
    }
)
# Where somebody signs in anew: opened as to a visitor.
SIGN_IN_PAGES = frozenset(
    {
        "account_login",
        "mfa_authenticate",
        "staff_password_reset",
        "staff_password_reset_confirm",
        "wagtailadmin_password_reset_done",
        "wagtailadmin_password_reset_complete",
    }
)
# What the sign-in page itself needs; it says nothing that a visitor may not know.
OPEN_TO_ALL = frozenset({"wagtailadmin_sprite", "wagtailadmin_javascript_catalog"})
# What a browser fills with a page. Everything else is a script that asks, and a redirect would mislead it.
PAGE_DESTINATIONS = frozenset({"", "document", "iframe", "frame"})


class Standing(enum.Enum):
    """How far a signed-in person has come in this session."""

    COMPLETE = "complete"
    NO_FACTOR = "no factor"
    NOT_SHOWN = "not shown"


def factors(user: User) -> QuerySet[Any]:
    """Return what a person can show as the second step; recovery codes alone are none."""
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return cast("QuerySet[Any]", Authenticator.objects.filter(user=user, type__in=kinds))


def standing(request: HttpRequest, user: User) -> Standing:
    """Return whether this session has shown a factor since the oldest one the person has now was set up.

    So a session from before the rule, one from before the factor, and one whose factor was reset do not count.
    """
    since = factors(user).aggregate(since=Min("created_at"))["since"]
    if since is None:
        return Standing.NO_FACTOR if settings.STAFF_SECOND_FACTOR_REQUIRED else Standing.COMPLETE
    shown = any(
        record.get("method") == "mfa" and record.get("at", 0) >= since.timestamp()
        for record in get_authentication_records(request, user)
    )
    return Standing.COMPLETE if shown else Standing.NOT_SHOWN


class SecondFactorMiddleware:
    """Treats whoever has not shown the second factor as a visitor, everywhere, and leads them on inside the admin.

    Outside the admin (files, previews, pages for staff) such a person simply is nobody. The user stays lazy: a
    public page that does not ask who reads it costs no query.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        if not (settings.STAFF_SECOND_FACTOR_REQUIRED or settings.FOR_THIS_MACHINE_ONLY):
            # A server starts without system checks (members/checks.py): refuse here too.
            raise ImproperlyConfigured("STAFF_SECOND_FACTOR_REQUIRED must stay on outside one's own machine.")

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        signed_in = request.user
        admitted = SimpleLazyObject(lambda: self.admitted(request, signed_in))

        async def admitted_later() -> Any:
            await sync_to_async(bool)(admitted)
            return admitted

        request.signed_in = signed_in  # type: ignore[attr-defined]
        request.user = admitted  # type: ignore[assignment]
        request.auser = admitted_later
        return self.get_response(request)

    def admitted(self, request: HttpRequest, user: Any) -> Any:
        """Return the person when the session is complete, nobody otherwise."""
        if user.is_authenticated and standing(request, user) is not Standing.COMPLETE:
            return AnonymousUser()
        return user

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Inside the admin: let pass, lead to set-up, or ask to sign in again."""
        if not request.path.startswith(f"{get_script_prefix()}{settings.ADMIN_PATH}/"):
            return None
        user = request.signed_in  # type: ignore[attr-defined]
        if not user.is_authenticated or request.user.is_authenticated:
            return None
        match = request.resolver_match
        name = match.view_name if match else ""
        if name in OPEN_TO_ALL:
            return None
        request.user = user
        if standing(request, user) is Standing.NO_FACTOR:
            if name in OPEN_WITHOUT_FACTOR:
                return None
            words = _("Set up the second step of your sign-in first.")
            return refusal(request, reverse("mfa_index"), words)
        logout(request)
        if name in SIGN_IN_PAGES:
            return None
        address = reverse("wagtailadmin_login")
        if request.method in ("GET", "HEAD"):
            address += f"?{urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})}"
        return refusal(request, address, _("Sign in again, with the second step."))


def refusal(request: HttpRequest, address: str, words: str) -> HttpResponse:
    """Lead a page to an address; tell a script in its own tongue."""
    if not wants_page(request):
        return JsonResponse({"error": words, "location": address}, status=403)
    return HttpResponseRedirect(address)


def wants_page(request: HttpRequest) -> bool:
    """Return whether a person waits for a page, rather than a script for an answer."""
    headers = request.headers
    return (
        headers.get("X-Requested-With") != "XMLHttpRequest"
        and headers.get("Accept") != "application/json"
        and headers.get("Sec-Fetch-Dest", "") in PAGE_DESTINATIONS
    )


# --- Guessing: the same throttle as for passwords ----------------------------------------------------------


def locked_out(request: HttpRequest, user: User) -> HttpResponse | None:
    """Return the answer for somebody who guessed too often from here, None for all others."""
    credentials = {"username": user.get_username()}
    if AxesProxyHandler.is_allowed(request, credentials):
        return None
    return cast(HttpResponse, get_lockout_response(request, credentials=credentials))


def count_failure(request: HttpRequest, user: User) -> None:
    """A wrong code counts like a wrong password: five of either close the pair of name and place."""
    AxesProxyHandler.user_login_failed(User, {"username": user.get_username()}, request)


# --- A lost phone -------------------------------------------------------------------------------------------


@transaction.atomic
def reset(user: User, by: User | None = None) -> int:
    """Take all factors from a person, end all their sessions, leave a trace and write to them.

    Gives the number of factors taken. `by` is the administrator; None means the command line.
    """
    own = Authenticator.objects.filter(user=user)
    count: int = own.exclude(type=Authenticator.Type.RECOVERY_CODES).count()
    own.delete()
    sessions.end(User.objects.filter(pk=user.pk))
    record(SecurityEventKind.FACTOR, user, by=by, how="reset")
    log(instance=user, action="members.second_factor_reset", user=by)
    emails.account_changed(user, "second_factor_reset")
    return count
