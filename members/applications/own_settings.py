"""What an applicant sets for the own application: what our e-mails say, and, until it is confirmed, where they go."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from members import contact_details
from members.applications import links
from members.applications.chain import Actor
from members.applications.states import EventKind, State
from members.models import Application
from members.workflow import applications as verbs

LONGEST_ADDRESS = 254


def set_quiet(application_id: int, *, quiet: bool) -> None:
    """quiet: e-mails say only that there is something to read, and not from whom."""
    Application.objects.filter(pk=application_id).update(quiet=quiet)


def check_address(email: str) -> None:
    """Raises ValidationError with a sentence for who typed it."""
    try:
        validate_email(email)
    except ValidationError:
        raise ValidationError(_("Enter an e-mail address such as name@example.org.")) from None
    if len(email) > LONGEST_ADDRESS:
        raise ValidationError(_("The e-mail address is too long."))


def send_confirmation_again(application_id: int, email: str) -> bool:
    """Mail a link for confirming once more; returns whether it goes to another address than before. Links that went to
    the former address are closed. Nothing happens to an application that is confirmed."""
    with transaction.atomic():
        application = verbs.lock(application_id)
        if application.state != State.UNCONFIRMED:
            return False
        email = contact_details.email_address(email)
        changed = email != application.email
        if changed:
            application.email = email
            application.save(update_fields=["email"])
            links.revoke_mailed(application)
        verbs.record(application_id, EventKind.LINK_SENT, Actor.applicant(), tell=True)
    return changed
