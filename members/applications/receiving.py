"""An application whose e-mail is confirmed: received, and joined to an earlier one that says the same.

Somebody who sends twice, in two windows or after a day without news, gets one place in the queue. Joined is what has
the same confirmed address, legal name and country as one that is being reviewed; everything less certain is for
officers to see (duplicate candidates).
"""

from __future__ import annotations

import contextlib
import unicodedata

from members.applications.chain import Actor
from members.applications.states import WITH_OFFICERS
from members.models import Application, ApplicationAnswers
from members.workflow import applications as verbs


def receive(application_id: int) -> bool:
    """Confirm and receive an application; returns whether it is received now, by this or an earlier call."""
    try:
        application = verbs.confirm(application_id)
    except verbs.WrongState:
        return Application.objects.filter(pk=application_id).exclude(received_at=None).exists()
    earlier = repeated_by(application)
    if earlier is not None:
        # Apart from the confirmation: the locks of both are taken in one order. If this is lost, officers join them.
        with contextlib.suppress(verbs.Refused):
            verbs.join(application.pk, earlier, Actor.system())
    return True


def repeated_by(application: Application) -> int | None:
    """The number of the earlier application that an application just received repeats."""
    own = ApplicationAnswers.objects.filter(application=application).first()
    if own is None or application.received_at is None:
        return None
    others = ApplicationAnswers.objects.filter(
        application__state__in=sorted(WITH_OFFICERS),
        application__email__iexact=application.email,
        application__received_at__lte=application.received_at,
        country_id=own.country_id,
    ).exclude(application=application)
    for other in others.order_by("application__received_at", "application_id"):
        if _same(other.legal_name) == _same(own.legal_name):
            return other.application_id
    return None


def _same(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
