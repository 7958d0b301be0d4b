"""System checks: what would open the admin to a password alone, or files of imports to visitors, stops the site."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

MIDDLEWARE_IN_ORDER = (
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "members.second_factor.SecondFactorMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "members.confirmation.ConfirmationMiddleware",
    "axes.middleware.AxesMiddleware",
)
# Where a mail ends without leaving the machine.
NOWHERE = frozenset(
    f"django.core.mail.backends.{name}.EmailBackend" for name in ("console", "dummy", "filebased", "locmem")
)


@register(Tags.security)
def second_factor_is_required(**kwargs: Any) -> list[CheckMessage]:
    """Only the settings of one machine (cicc_site/settings/dev.py) may do without the second factor."""
    if settings.STAFF_SECOND_FACTOR_REQUIRED or settings.FOR_THIS_MACHINE_ONLY:
        return []
    return [
        Error(
            "STAFF_SECOND_FACTOR_REQUIRED is off: a password alone would open the admin.",
            hint="Leave it as cicc_site/settings/production.py sets it.",
            id="members.E001",
        )
    ]


@register(Tags.security)
def guards_stand_in_order(**kwargs: Any) -> list[CheckMessage]:
    """The guards do their work only behind the sign-in and in this order."""
    found = [name for name in settings.MIDDLEWARE if name in MIDDLEWARE_IN_ORDER]
    if found == list(MIDDLEWARE_IN_ORDER):
        return []
    return [
        Error(
            f"MIDDLEWARE must hold, in this order: {', '.join(MIDDLEWARE_IN_ORDER)}.",
            id="members.E002",
        )
    ]


@register(Tags.security)
def imports_lie_apart(**kwargs: Any) -> list[CheckMessage]:
    """Files that are imported hold personal data: a folder that is handed out is no place for them."""
    return apart("IMPORT_ROOT", "members.E003")


@register(Tags.security)
def applications_lie_apart(**kwargs: Any) -> list[CheckMessage]:
    """What applicants attach is for the officers alone."""
    return apart("APPLICATION_ROOT", "members.E004")


def apart(name: str, number: str) -> list[CheckMessage]:
    """An error if the folder that the setting `name` holds is one the web server hands out, or lies in one."""
    place = Path(getattr(settings, name)).resolve()
    served = [Path(folder).resolve() for folder in (settings.MEDIA_ROOT, settings.STATIC_ROOT) if folder]
    if not any(place == folder or folder in place.parents for folder in served):
        return []
    return [
        Error(
            f"{name} lies in a folder that the web server hands out.",
            hint="Choose one outside of MEDIA_ROOT and STATIC_ROOT.",
            id=number,
        )
    ]


@register(Tags.security, deploy=True)
def mail_goes_out(**kwargs: Any) -> list[CheckMessage]:
    """A site for the public must reach people: applicants get a link, colleagues a new password."""
    if settings.FOR_THIS_MACHINE_ONLY or settings.MAIL_TRANSPORT not in NOWHERE:
        return []
    return [
        Warning(
            "EMAIL_URL sends mail nowhere: it would be marked as sent, and nobody would get it.",
            hint="smtp+tls://user:password@host:587",
            id="members.W001",
        )
    ]
