"""Beginning an application so that a double click, a reload or a lost answer begins it once.

The token of the personal link is made from the signed token of the form that was sent: who sends the same form again
comes to the same draft. That another draft of the same e-mail exists is told to the post box only, never on the screen.
"""

from __future__ import annotations

import datetime as dt

from django.db import connection, transaction
from django.utils import timezone

from members.applications import drafts, links, own_links, own_settings, steps
from members.applications.states import UNSENT
from members.applications.typed import Typed
from members.models import Application, ApplicationLink
from members.workflow import applications as verbs

# How long a form that is sent again opens what it began; afterwards the link in the mail does.
SAME_FORM = dt.timedelta(hours=1)
LOCK = 0x6265676E


def begin(
    form_token: str, *, language: str, email: str, quiet: bool = False, first: Typed | None = None
) -> tuple[Application, str] | None:
    """Begin an application with a form that `abuse.check` let pass, or return the one this form has begun.

    first: the answers of the first step, complete. Returns the application and the token of its link; None for a form
    that was sent long ago or whose link was changed since: then only the mail leads there.
    """
    token = links.token_of_form(form_token)
    with transaction.atomic():
        _one_at_a_time(token)
        link = (
            ApplicationLink.objects.select_related("application").filter(digest=links.digest(token)).first()
        )
        if link is not None:
            opens = link.revoked_at is None and link.created > timezone.now() - SAME_FORM
            if not opens:
                return None
            return _as_said_now(link.application, language=language, email=email, quiet=quiet), token
        with verbs.beginning(language=language, email=email, quiet=quiet, token=token) as begun:
            own_links.ask(email, besides=begun[0])
            if first is not None:
                drafts.begin_with(begun[0], steps.CODES[0], first)
    return begun


def _as_said_now(application: Application, *, language: str, email: str, quiet: bool) -> Application:
    """The draft, written to as the form says now: somebody went back to put the address or the safety right."""
    if application.state in UNSENT:
        drafts.write_to(application.pk, language=language, quiet=quiet)
        if email != application.email:
            own_settings.send_link_again(application.pk, email)
        application.refresh_from_db()
    return application


def _one_at_a_time(token: str) -> None:
    """The second of two that send one form waits until the first has begun."""
    key = int.from_bytes(links.digest(token)[:4], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, key])
