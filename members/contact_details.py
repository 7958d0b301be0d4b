"""Telephone numbers, e-mail addresses and websites in the one form the register keeps them in."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit, urlunsplit

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def phone_number(text: str, alpha2: str) -> str:
    """Return a number in E.164 (+254201234567), read as it is dialled in a country (two letters, "" for none).

    "" for nothing. Raises ValidationError with words for whoever typed it.
    """
    if not text.strip():
        return ""
    try:
        number = phonenumbers.parse(text, alpha2 or None)
    except phonenumbers.NumberParseException as error:
        if error.error_type == phonenumbers.NumberParseException.INVALID_COUNTRY_CODE:
            raise ValidationError(
                _("The number does not say of which country it is: begin with + and its code.")
            ) from error
        raise ValidationError(_("This is not a telephone number.")) from error
    if number.extension:
        raise ValidationError(_("Leave out the extension, and write it into a note."))
    if not phonenumbers.is_possible_number(number):
        raise ValidationError(_("The number has too few or too many digits for its country."))
    if not phonenumbers.is_valid_number(number):
        raise ValidationError(_("There is no such number in its country. Check the digits."))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def email_address(text: str) -> str:
    """Return an address with its domain in small letters; what stands before the @ may differ by them."""
    name, at, domain = text.strip().rpartition("@")
    return f"{name}{at}{domain.lower()}"


def website(text: str) -> str:
    """Return an address as it is compared: scheme and host in small letters, no lone slash, no #place.

    Raises ValidationError for what no visitor can open: another scheme, a name without a dot, a bare number, a port 0;
    and for an address with a user: what stands before an @ is not where it leads.
    """
    text = text.strip()
    if not text:
        return ""
    parts = urlsplit(text if "://" in text else f"https://{text}")
    host = (parts.hostname or "").rstrip(".")
    is_web = parts.scheme.lower() in {"http", "https"} and "." in host and not _is_number(host)
    if not is_web or "@" in parts.netloc or parts.port == 0:
        raise ValidationError(_("Enter the address of a website: https://example.org"))
    place = f"{host}:{parts.port}" if parts.port and parts.port not in {80, 443} else host
    path = "" if parts.path == "/" and not parts.query else parts.path
    return urlunsplit((parts.scheme.lower(), place, path, parts.query, ""))


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
