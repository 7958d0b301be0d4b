"""What an applicant sets for the own application: what our e-mails say, and, until one has proven to arrive, where they
go."""

from __future__ import annotations

from django.db import transaction

from members.applications import links
from members.applications.chain import Actor
from members.applications.states import UNSENT, EventKind, State
from members.models import Application
from members.workflow import applications as verbs

# Nobody has shown yet that our mail arrives.
UNPROVEN = UNSENT | {State.UNCONFIRMED}


def set_quiet(application_id: int, *, quiet: bool) -> None:
    """quiet: e-mails say only that there is something to read, and not from whom."""
    Application.objects.filter(pk=application_id).update(quiet=quiet)


def send_link_again(application_id: int, email: str) -> bool:
    """Mail the link of an application that is not confirmed once more; returns whether it goes to another address than
    before. email: as `fields.email_address` gives it. Links that went to the former address are closed. Nothing happens
    to an application that is confirmed."""
    with transaction.atomic():
        application = verbs.lock(application_id)
        if application.state not in UNPROVEN:
            return False
        changed = email != application.email
        if changed:
            application.email = email
            application.save(update_fields=["email"])
            links.revoke_mailed(application)
        verbs.record(application_id, EventKind.LINK_SENT, Actor.applicant(), tell=True)
    return changed
