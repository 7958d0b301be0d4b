"""System checks of the sign-in: what would open the admin to a password alone stops the site from starting."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

MIDDLEWARE_IN_ORDER = (
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "members.second_factor.SecondFactorMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "members.confirmation.ConfirmationMiddleware",
    "axes.middleware.AxesMiddleware",
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
