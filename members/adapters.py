"""How django-allauth behaves here: what it keeps, whom it writes to, and which of its doors stay shut."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken, MultiFernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from cicc_site import sealing
from cicc_site.visitors import client_address
from members import emails
from members.confirmation import confirmed
from members.models import SecurityEventKind, User
from members.security_log import record

# allauth's names of its notices, and ours.
OCCASIONS = {
    "mfa/email/totp_activated": "app_added",
    "mfa/email/totp_deactivated": "app_removed",
    "mfa/email/webauthn_added": "passkey_added",
    "mfa/email/webauthn_removed": "passkey_removed",
    "mfa/email/recovery_codes_generated": "recovery_codes_made",
}


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by colleagues: no sign-up, no address to verify, no mail that signs in."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def login(self, request: HttpRequest, user: User) -> None:
        """After the last step."""
        super().login(request, user)
        record(SecurityEventKind.SIGNED_IN, user, request=request)

    def get_login_stages(self) -> list[str]:
        """After the password comes the second factor and nothing else."""
        return ["allauth.mfa.stages.AuthenticateStage"]

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        return HttpResponseRedirect(reverse("wagtailadmin_login"))

    def reauthenticate(self, user: User, password: str) -> bool:
        """Ask the same backends as the sign-in, so that guessing is throttled in the same way."""
        found = self.authenticate(context.request, username=user.get_username(), password=password)
        return found is not None and found.pk == user.pk

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """In the words of our pages."""
        words = {
            "reauthenticate": _("Use your password"),
            "mfa_reauthenticate": _("Use a code"),
            "mfa_reauthenticate:webauthn": _("Use a passkey"),
        }
        ways = super().get_reauthentication_methods(user)
        return [{**way, "description": words[way["id"]]} for way in ways]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """A sign-in of a moment ago counts as well as a confirmation."""
        return not confirmed(self.request)

    def send_notification_mail(self, template_prefix: str, user: User, *args: Any, **kwargs: Any) -> None:
        """In our words, to the one address of the account, without the network address of anybody."""
        emails.account_changed(user, OCCASIONS[template_prefix])

    def get_client_ip(self, request: HttpRequest) -> str:
        """For counting attempts only; behind the proxies the operator vouches for."""
        return client_address(request) or "unknown"


class FactorAdapter(DefaultMFAAdapter):
    """Secrets are encrypted in the database; apps and passkeys show the name of the Coalition."""

    def encrypt(self, text: str) -> str:
        return cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return cipher().decrypt(encrypted_text.encode()).decode()

    def get_totp_label(self, user: User) -> str:
        return user.get_username()

    def get_totp_issuer(self) -> str:
        return settings.WAGTAIL_SITE_NAME

    def generate_authenticator_name(self, user: User, type: Any) -> str:
        number = 1 + Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).count()
        return _("Passkey %(number)d") % {"number": number}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Passkeys belong to the public address of the site, whatever name a request came under."""
        return {"id": urlsplit(settings.SITE_URL).hostname or "", "name": settings.WAGTAIL_SITE_NAME}

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        entity: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        return {**entity, "display_name": str(user), "name": user.get_username()}


def cipher() -> MultiFernet:
    """The one of the secrets of second steps."""
    return sealing.cipher("members.adapters.cipher", "second factor")


def encrypt_anew() -> tuple[int, int]:
    """Encrypt every stored secret with the present key; give how many, and how many no key opens any more."""
    done = lost = 0
    for factor in Authenticator.objects.all():
        for name in {"secret", "seed"} & factor.data.keys():
            try:
                factor.data[name] = cipher().rotate(factor.data[name].encode()).decode()
            except InvalidToken:
                lost += 1
            else:
                factor.save(update_fields=["data"])
                done += 1
    return done, lost
