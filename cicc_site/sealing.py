"""Encryption of what lies in the database for a while and must not be read there: one cipher per purpose."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac


def cipher(place: str, purpose: str) -> MultiFernet:
    """Encrypts with the key of the site and still reads what its predecessors encrypted.

    place and purpose name who uses it: what one purpose has sealed, no other opens.
    """
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(place, purpose, key)) for key in keys])


def _derived(place: str, purpose: str, key: str) -> bytes:
    digest = salted_hmac(place, purpose, secret=key, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest)
