"""What asks a signed-in person to show again who is there: changes of address, password, factors and accounts.

A session may have been left open, or taken. Before such a change the password or a factor must have been given
within the last few minutes (settings.CONFIRMATION_LASTS). Wagtail's own forms are not lost meanwhile: the page
that asks for the password carries what was typed, and hands it on.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import ResolverMatch, reverse
from django.utils.cache import add_never_cache_headers
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from wagtail.admin.localization import get_localized_response

from members.models import User
from members.second_factor import wants_page

# Our own pages that change or show factors: asked for before they open.
FACTOR_PAGES = frozenset(
    {
        "mfa_activate_totp",
        "mfa_deactivate_totp",
        "mfa_add_webauthn",
        "mfa_remove_webauthn",
        "mfa_generate_recovery_codes",
        "mfa_view_recovery_codes",
    }
)
# Wagtail's forms about accounts and what they may do: every change in them is asked for, new views included.
ACCOUNT_FORMS = frozenset({"wagtailusers_users", "wagtailusers_groups"})
PASSWORD_FIELD = "confirm_with_password"  # noqa: S105 - a name, no password


def confirmed(request: HttpRequest) -> bool:
    """Return whether the password or a factor was given in this session within the last few minutes."""
    since = time.time() - settings.CONFIRMATION_LASTS.total_seconds()
    user = getattr(request, "signed_in", request.user)
    return any(
        record.get("method") in ("password", "mfa") and record.get("at", 0) >= since
        for record in get_authentication_records(request, user)
    )


class ConfirmationMiddleware:
    """Stops a sensitive request whose sender has not shown lately who is there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        # The user last: a public page does not ask who reads it.
        match = request.resolver_match
        if match is None:
            return None
        if match.view_name in FACTOR_PAGES:
            return (
                None if confirmed(request) or not request.user.is_authenticated else lead_to_confirm(request)
            )
        if changes_an_account(request, match) and request.user.is_authenticated and not confirmed(request):
            return ask_for_password(request)
        return None


def lead_to_confirm(request: HttpRequest) -> HttpResponseBase:
    """Send a page of ours to the page that asks; it leads back."""
    query = urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})
    return HttpResponseRedirect(f"{reverse('account_reauthenticate')}?{query}")


def changes_an_account(request: HttpRequest, match: ResolverMatch) -> bool:
    """Return whether a request changes an address, a password, or what somebody may do."""
    if request.method != "POST":
        return False
    if ACCOUNT_FORMS & set(match.namespaces):
        return True
    if match.view_name == "wagtail_bulk_action":
        label = (match.kwargs.get("app_label"), match.kwargs.get("model_name"))
        return label in ((User._meta.app_label, User._meta.model_name), ("auth", "group"))
    if match.view_name in ("wagtailadmin_account", "staff_account"):
        return changes_own_account(request)
    return match.view_name == "reset_second_factor"


def changes_own_account(request: HttpRequest) -> bool:
    """Of the many settings on Wagtail's page only the address and the password are worth the question."""
    post = request.POST
    address = post.get("name_email-email")
    new_password = post.get("password-new_password1") or post.get("password-new_password2")
    present = getattr(request.user, "email", "")  # nobody is signed in: the question does not arise
    return bool(new_password) or (address is not None and address.strip() != present)


def ask_for_password(request: HttpRequest) -> HttpResponseBase | None:
    """Check the password that came along, or show the page that asks for it.

    Gives None when the password is right: the request goes on, as it was typed.
    """
    if not wants_page(request):
        return JsonResponse({"error": _("Confirm with your password first.")}, status=403)
    password = request.POST.get(PASSWORD_FIELD, "")
    error = ""
    if password:
        try:
            if get_adapter().reauthenticate(request.user, password):
                reauthenticate_by_password(request)
                return None
            error = _("This is not your password.")
        except ValidationError as refused:
            error = " ".join(refused.messages)
    page: HttpResponseBase = get_localized_response(question, request, error)
    return page


def question(request: HttpRequest, error: str) -> HttpResponse:
    """The page that asks, with everything that was typed in fields that do not show."""
    values = {
        "error": error,
        "carried": list(carried(request)),
        "field_name": PASSWORD_FIELD,
        "files": bool(request.FILES),
    }
    response = TemplateResponse(request, "account/confirm_change.html", values)
    add_never_cache_headers(response)  # the form may carry a new password
    return response


def carried(request: HttpRequest) -> Iterator[tuple[str, str]]:
    """Yield what was typed, but for the answer to this question and the token, which the page makes anew."""
    for name, values in request.POST.lists():
        if name not in (PASSWORD_FIELD, "csrfmiddlewaretoken"):
            for value in values:
                yield name, value
