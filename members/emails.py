"""The mails about an account of the staff: one function per occasion that asks for words of its own.

In the language of the person's menus, to the address given or the one on the account. They name no
place, no device and no network address: only what changed, when, and what to do if it was somebody else.
"""

from __future__ import annotations

import logging
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import timezone
from wagtail.users.models import UserProfile

from cicc_site import faults, languages
from cicc_site.dates import PartialDate
from members import outbox
from members.models import User

logger = logging.getLogger(__name__)


def chosen_language(user: User) -> str | None:
    """Return the language a person chose for the menus, None when none was chosen."""
    chosen = UserProfile.objects.filter(user=user).values_list("preferred_language", flat=True).first()
    return chosen if chosen in languages.codes() else None


def account_changed(user: User, occasion: str, *, to: str = "", **context: Any) -> None:
    """Tell a person what was changed on the account: `occasion` names templates/emails/<occasion>/.

    A notice that cannot be written must not undo or hide a change that was made: it is logged, without names.
    """
    address = to or user.email
    if not address:
        return
    now = timezone.now()  # in UTC, which needs no guess where the reader is
    _write(user, occasion, address, now, {"user": user, **context})


def password_reset(user: User, address: str, link: str) -> None:
    """Send the link by which a person who forgot the password chooses another one."""
    until = timezone.now() + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    context = {"user": user, "username": user.get_username()}
    _write(user, "password_reset", address, until, context, secrets={"link": link})


def _write(
    user: User,
    occasion: str,
    address: str,
    moment: datetime,
    context: dict[str, Any],
    secrets: dict[str, str] | None = None,
) -> None:
    language = chosen_language(user) or languages.DEFAULT_LANGUAGE
    told = {"day": PartialDate(moment.date()).text(language), "time": f"{moment:%H:%M}"}
    try:
        with transaction.atomic():
            outbox.write(
                occasion,
                to=address,
                language=language,
                context={**told, **context},
                key=f"account:{user.pk}:{occasion}:{uuid.uuid4().hex}",  # each call is a cause of its own
                secrets=secrets,
            )
    except (DatabaseError, ValueError) as error:
        logger.error("The notice %s could not be written: %s", occasion, faults.told(error))
