"""The forms of the second step: codes that work once, passkeys, and counting of wrong guesses.

They are named in settings.MFA_FORMS; django-allauth's views use them in place of its own.
"""

from __future__ import annotations

import unicodedata
from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.core import context
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import (
    SECRET_SESSION_KEY,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.mfa.utils import decrypt, encrypt
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from cryptography.fernet import InvalidToken
from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from members.models import User
from members.rate_limits import forgive, take
from members.second_factor import count_failure
from members.sign_in_limits import CODE

# Where an app remembers the half minute of the last code: a code, and every older one, works once (RFC 6238, 5.2).
LAST_COUNTER = "last_counter"


def plain_digits(text: str) -> str:
    """Return a code as 0-9 without blanks, however it was typed: ١٢٣ ٤٥٦ is 123456."""
    kept = (character for character in text if not character.isspace() and character not in "-\u200e\u200f")
    return "".join(str(unicodedata.decimal(character, character)) for character in kept)


def matching_counter(secret: str, code: str) -> int | None:
    """Return the half minute a code of an app belongs to, None when it belongs to none of the present ones."""
    for counter in yield_hotp_counters_from_time():
        if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, counter))):
            return int(counter)
    return None


@transaction.atomic
def accept_code(user: User, code: str) -> Authenticator | None:
    """Use up a code of the app or a recovery code; give the factor it belongs to, None when it is none.

    The row is locked, so that the same code sent twice at once is still accepted once.
    """
    own = Authenticator.objects.select_for_update().filter(user=user)
    for factor in own.filter(type=Authenticator.Type.TOTP):
        if accept_app_code(factor, code):
            return factor
    for factor in own.filter(type=Authenticator.Type.RECOVERY_CODES):
        try:
            if factor.wrap().validate_code(code):
                return factor
        except InvalidToken:
            continue  # encrypted with a key that is gone: as good as no codes
    return None


def accept_app_code(factor: Authenticator, code: str) -> bool:
    """Use up a code of an app: newer than the last one used. Renews the encryption on the way."""
    try:
        secret = decrypt(factor.data["secret"])
    except InvalidToken:
        return False
    counter = matching_counter(secret, code)
    if counter is None or counter <= factor.data.get(LAST_COUNTER, -1):
        return False
    factor.data.update({LAST_COUNTER: counter, "secret": encrypt(secret)})
    factor.save(update_fields=["data"])
    return True


class CodeField(forms.CharField):
    """One field for the code of an app or a recovery code, kind to phones and to Arabic digits."""

    widget = forms.TextInput(
        attrs={
            "autocomplete": "one-time-code",
            "inputmode": "numeric",
            "dir": "ltr",
            "spellcheck": "false",
            "autofocus": "",
        }
    )

    def to_python(self, value: Any) -> str:
        return plain_digits(str(super().to_python(value)))


class CodeMixin(forms.Form):
    """Accepts a code once and counts wrong ones like wrong passwords."""

    user: User
    authenticator: Authenticator
    code = CodeField(label=_("Code"), max_length=40)

    def clean_code(self) -> str:
        if not take(CODE, str(self.user.pk)).allowed:
            raise get_account_adapter().validation_error("too_many_login_attempts")
        code: str = self.cleaned_data["code"]
        factor = accept_code(self.user, code)
        if factor is None:
            count_failure(context.request, self.user)
            raise get_adapter().validation_error("incorrect_code")
        factor.user = self.user
        self.authenticator = factor
        forgive(CODE, str(self.user.pk))
        return code


class SignInCodeForm(CodeMixin, AuthenticateForm):
    """The second step of signing in."""


class ConfirmCodeForm(CodeMixin, ReauthenticateForm):
    """A code instead of the password, before a sensitive change."""


class NewAppForm(ActivateTOTPForm):
    """The first code of an app that is being set up."""

    code = CodeField(label=_("Code shown by the app"), max_length=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        session = context.request.session
        begun = session.get(SECRET_SESSION_KEY)
        super().__init__(*args, **kwargs)
        if begun:  # opening the page again must not make the picture scanned a moment ago worthless
            self.secret = session[SECRET_SESSION_KEY] = begun

    def used_counter(self) -> int | None:
        """Return the half minute of the code that was given: it must not sign in as well."""
        return matching_counter(self.secret, self.cleaned_data["code"])


class PasskeyMixin(forms.Form):
    """An answer of a browser that makes no sense is a wrong answer, not a fault of the server."""

    def full_clean(self) -> None:
        try:
            super().full_clean()
        except (AttributeError, IndexError, KeyError, TypeError, ValueError):
            self._errors = forms.utils.ErrorDict()
            self.cleaned_data: dict[str, Any] = {}
            self.add_error("credential", get_adapter().validation_error("incorrect_code"))


class SignInPasskeyForm(PasskeyMixin, AuthenticateWebAuthnForm):
    """The passkey as the second step of signing in."""


class ConfirmPasskeyForm(PasskeyMixin, ReauthenticateWebAuthnForm):
    """The passkey instead of the password, before a sensitive change."""


class NewPasskeyForm(PasskeyMixin, AddWebAuthnForm):
    """A passkey that is being set up."""

    name = forms.CharField(label=_("Name of this passkey"), required=False, max_length=60)
