"""The pages of the second step, on top of django-allauth's: in the language of the person, and leaving a trace.

The addresses are in urls.py, the templates in templates/mfa/ and templates/account/.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.base import views as base
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse, reverse_lazy
from django.utils import translation
from django.utils.decorators import method_decorator
from wagtail.log_actions import log

from members import emails
from members.factor_forms import LAST_COUNTER
from members.models import SecurityEventKind, User
from members.second_factor import Standing, factors, locked_out, standing
from members.security_log import record
from members.sessions import end_others


def closed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """An address below the account pages that does not exist, for anybody: no sign-in is offered for it."""
    raise Http404


def rendered(response: HttpResponse) -> HttpResponse:
    """Render a page now, in the language that is active, and say which that is."""
    if hasattr(response, "render"):
        response = response.render()
    response.headers["Content-Language"] = translation.get_language()
    return response


# --- Signing in -------------------------------------------------------------------------------------------


@method_decorator(
    login_stage_required(stage=AuthenticateStage.key, redirect_urlname="account_login"), name="dispatch"
)
class SecondStepView(base.AuthenticateView):
    """The second step: a code, a passkey or a recovery code."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        stage = request._login_stage  # type: ignore[attr-defined]
        user = stage.login.user
        if user is None or not user.is_active:
            aborted: HttpResponse = stage.abort()
            return aborted
        # Nobody is signed in yet, so Wagtail does not know whose language it is.
        with translation.override(emails.chosen_language(user) or translation.get_language()):
            return locked_out(request, user) or rendered(super().dispatch(request, *args, **kwargs))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kinds = set(factors(self.stage.login.user).values_list("type", flat=True))
        return {
            **super().get_context_data(**kwargs),
            "has_app": Authenticator.Type.TOTP in kinds,
            "has_passkey": Authenticator.Type.WEBAUTHN in kinds,
        }


# --- Confirming -------------------------------------------------------------------------------------------


class ConfirmByCodeView(base.ReauthenticateView):
    """A code instead of the password."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        refused = locked_out(request, request.user) if isinstance(request.user, User) else None
        return refused or super().dispatch(request, *args, **kwargs)


class KeepsErrors:
    """The library's pages for passkeys drop what they are given, and with it the errors of the form."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(), **kwargs}  # type: ignore[misc]


class ConfirmByPasskeyView(KeepsErrors, webauthn.ReauthenticateWebAuthnView):
    """A passkey instead of the password."""

    def form_invalid(self, form: Any) -> HttpResponse:
        page: HttpResponse = self.render_to_response(self.get_context_data(form=form))
        return page


# --- Setting up and taking away ---------------------------------------------------------------------------


def factor_added(request: HttpRequest, factor: Authenticator) -> None:
    """The factor was shown to be at hand: that counts for this session, and the trail names it."""
    record_authentication(request, request.user, "mfa", id=factor.pk, type=factor.type)
    log(instance=request.user, action="members.factor_added", data={"kind": factor.type})
    _tell_and_end(request, f"{factor.type} added")


def factor_removed(request: HttpRequest, kind: str) -> None:
    log(instance=request.user, action="members.factor_removed", data={"kind": kind})
    _tell_and_end(request, f"{kind} removed")


def _tell_and_end(request: HttpRequest, how: str) -> None:
    """Whoever else is signed in with this account, on another machine, has to show the new second step."""
    user = User.objects.get(pk=request.user.pk or 0)
    record(SecurityEventKind.FACTOR, user, request=request, how=how)
    end_others(request, user)


class IndexView(base.IndexView):
    """What one has, and what can be added."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        values = super().get_context_data(**kwargs)
        own = values["authenticators"]
        return {
            **values,
            "app": own.get(Authenticator.Type.TOTP),
            "passkeys": own.get(Authenticator.Type.WEBAUTHN, []),
            "recovery_codes": own.get(Authenticator.Type.RECOVERY_CODES),
            "must_set_up": standing(self.request, self.request.user) is Standing.NO_FACTOR,
        }


class AddAppView(totp.ActivateTOTPView):
    """Scan a picture, type the code the app shows."""

    def form_valid(self, form: Any) -> HttpResponse:
        used = form.used_counter()
        try:
            response: HttpResponse = super().form_valid(form)
        except IntegrityError:  # the button pressed twice
            return HttpResponseRedirect(reverse("mfa_index"))
        factor = Authenticator.objects.get(user=self.request.user, type=Authenticator.Type.TOTP)
        factor.data[LAST_COUNTER] = used
        factor.save(update_fields=["data"])
        factor_added(self.request, factor)
        return response


class RemoveAppView(totp.DeactivateTOTPView):
    """Turn the app off."""

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        factor_removed(self.request, Authenticator.Type.TOTP)
        return response


class AddPasskeyView(KeepsErrors, webauthn.AddWebAuthnView):
    """Register a passkey; the one part that needs a script in the browser."""

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        newest = factors(self.request.user).filter(type=Authenticator.Type.WEBAUTHN).latest("pk")
        factor_added(self.request, newest)
        return response


class RemovePasskeyView(webauthn.RemoveWebAuthnView):
    """Take a passkey away."""

    success_url = reverse_lazy("mfa_index")

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        factor_removed(self.request, Authenticator.Type.WEBAUTHN)
        return response


class RecoveryCodesView(codes.ViewRecoveryCodesView):
    """The codes, once: to print, or to keep as a file that is in the page itself."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        values: dict[str, Any] = super().get_context_data(**kwargs)
        if values["can_view_codes"]:
            text = render_to_string("mfa/recovery_codes/download.txt", values, self.request)
            values["download"] = f"data:text/plain;charset=utf-8,{quote(text)}"
        return values


class MakeRecoveryCodesView(codes.GenerateRecoveryCodesView):
    """New codes; the old ones stop working."""

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        log(instance=self.request.user, action="members.recovery_codes_made")
        _tell_and_end(self.request, "recovery codes made")
        return response
