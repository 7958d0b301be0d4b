"""Personal links on request: sent again to the address on file, or changed by whoever has one.

Who asks for a link learns nothing: the page writes one row, whatever was entered, and the worker looks whether there is
an application with that address (members/tasks.py; the clock looks, too).
"""

from __future__ import annotations

import datetime as dt
import logging

from cryptography.fernet import InvalidToken
from django.db import transaction
from django.utils import timezone

from cicc_site.sealing import cipher
from members import tasks
from members.applications import links
from members.applications.chain import Actor
from members.applications.states import EventKind, State
from members.models import Application, LinkRequest
from members.workflow import applications as verbs

logger = logging.getLogger(__name__)

PLACE = "members.applications.own_links"
RECENT = dt.timedelta(days=1)
# Of one address; who applies for more than that asks an officer.
MOST = 10


def ask(email: str, *, besides: Application | None = None) -> None:
    """Have the links of an address sent to it, if it is on file. besides: one that was just begun with this address;
    then the link of another draft of the last day is sent, so that nobody starts over without need.

    The same work for every address. Inside the caller's transaction, if there is one.
    """
    sealed = cipher(PLACE, "address").encrypt(email.strip().encode("utf-8", "replace"))
    LinkRequest.objects.create(sealed=sealed, besides=besides)
    transaction.on_commit(tasks.send_links.enqueue, robust=True)


def see_to_requests() -> int:
    """Send what was asked for; returns how many requests were seen to. Any number may run at once."""
    seen = 0
    while _see_to_one():
        seen += 1
    return seen


def _see_to_one() -> bool:
    with transaction.atomic():
        request = LinkRequest.objects.select_for_update(skip_locked=True).order_by("pk").first()
        if request is None:
            return False
        for pk in _meant(request):
            verbs.record(pk, EventKind.LINK_SENT, Actor.system(), tell=True)
        request.delete()
    return True


def _meant(request: LinkRequest) -> list[int]:
    """The applications whose links are to be sent, the latest first."""
    try:
        email = cipher(PLACE, "address").decrypt(bytes(request.sealed)).decode()
    except InvalidToken:
        logger.warning("A request for links could not be read: the key of the site was changed.")
        return []
    found = Application.objects.filter(email__iexact=email).exclude(email="").order_by("-created")
    if request.besides_id is not None:
        found = found.filter(state=State.DRAFT, created__gte=timezone.now() - RECENT).exclude(
            pk=request.besides_id
        )
    return list(found.values_list("pk", flat=True)[:MOST])


def change(application_id: int) -> str:
    """Close every link of an application, mail a new one and return the token of another, for who asked."""
    with transaction.atomic():
        application = verbs.lock(application_id)
        links.revoke_all(application)
        verbs.record(application_id, EventKind.LINK_CHANGED, Actor.applicant(), tell=True)
        return links.new_link(application)
