"""The mails about an account: one function per occasion that asks for words of its own.

Plain text, in the language of the person's menus, to the address given or the one on the account. They name no
place, no device and no network address: only what changed, when, and what to do if it was somebody else.
"""

from __future__ import annotations

import logging
import smtplib
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone, translation
from wagtail.users.models import UserProfile

from cicc_site import languages
from cicc_site.dates import PartialDate
from members.models import User

logger = logging.getLogger(__name__)


def chosen_language(user: User) -> str | None:
    """Return the language a person chose for the menus, None when none was chosen."""
    chosen = UserProfile.objects.filter(user=user).values_list("preferred_language", flat=True).first()
    return chosen if chosen in languages.codes() else None


def account_changed(user: User, occasion: str, *, to: str = "", **context: Any) -> None:
    """Tell a person what was changed on the account: `occasion` names templates/emails/<occasion>/.

    A mail server that does not answer must not undo or hide a change that was made: it is logged, without names.
    """
    address = to or user.email
    if not address:
        return
    language = chosen_language(user) or languages.DEFAULT_LANGUAGE
    now = timezone.now()  # in UTC, which needs no guess where the reader is
    values = {
        "user": user,
        "day": PartialDate(now.date()).text(language),
        "time": f"{now:%H:%M}",
        "site_name": settings.WAGTAIL_SITE_NAME,
        **context,
    }
    with translation.override(language):
        subject = " ".join(render_to_string(f"emails/{occasion}/subject.txt", values).split())
        body = render_to_string(f"emails/{occasion}/body.txt", values).strip() + "\n"
    try:
        EmailMessage(subject, body, to=[address]).send()
    except (OSError, smtplib.SMTPException):
        logger.exception("The notice %s could not be mailed.", occasion)
