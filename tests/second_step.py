"""What tests of the sign-in do by hand: give somebody a factor, read an app, go through both steps."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
import time
from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db.models import F
from django.test import Client
from django.urls import reverse

from members.models import User

PASSWORD = "a long test password"


def give_app(user: User) -> str:
    """Set up an authenticator app for somebody; give the secret it holds."""
    secret = str(generate_totp_secret())
    TOTP.activate(user, secret)
    return secret


def give_codes(user: User) -> list[str]:
    """Make recovery codes for somebody."""
    return list(RecoveryCodes.activate(user).get_unused_codes())


def take_factors(user: User) -> None:
    Authenticator.objects.filter(user=user).delete()


def app_code(secret: str, later: int = 0) -> str:
    """The six digits an app shows, `later` half minutes from now (RFC 6238, written anew)."""
    moment = struct.pack(">Q", int(time.time()) // 30 + later)
    digest = hmac.new(base64.b32decode(secret), moment, hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def wrong_code(secret: str) -> str:
    """Six digits that no app shows now."""
    near = {app_code(secret, later) for later in range(-3, 4)}
    return next(code for code in ("000000", "111111", "222222", "333333") if code not in near)


def give_password(client: Client, name: str = "amal", **more: str) -> Any:
    return client.post(
        reverse("wagtailadmin_login"), {"username": name, "password": PASSWORD, "next": "", **more}
    )


def give_code(client: Client, code: str) -> Any:
    return client.post(reverse("mfa_authenticate"), {"code": code})


def sign_in(client: Client, secret: str, name: str = "amal") -> Any:
    """Both steps."""
    give_password(client, name)
    return give_code(client, app_code(secret))


def is_in(client: Client) -> bool:
    """Whether the admin opens."""
    return bool(client.get(reverse("wagtailadmin_home")).status_code == 200)


def kinds(user: User) -> set[str]:
    return set(Authenticator.objects.filter(user=user).values_list("type", flat=True))


def age_confirmation(client: Client, seconds: float) -> None:
    """Let the last confirmation of a session be so long ago, and the factors as much older."""
    Authenticator.objects.update(created_at=F("created_at") - timedelta(seconds=seconds))
    session = client.session
    records = session["account_authentication_methods"]
    session["account_authentication_methods"] = [
        {**record, "at": record["at"] - seconds} for record in records
    ]
    session.save()
