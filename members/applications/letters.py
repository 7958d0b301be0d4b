"""Which message goes to an applicant with which event, and what it is made of. The words are in templates/emails/.

A message goes to the address on file, in the applicant's language, with a fresh personal link. Whoever asked for no
content by e-mail gets the same short notice each time, whatever happened.
"""

from __future__ import annotations

import unicodedata
from typing import Any

from django.utils import timezone

from cicc_site import addresses, languages, mail
from cicc_site.mail import Rendered
from members import outbox
from members.applications import deadlines, links
from members.applications.states import EventKind
from members.models import Application

OCCASIONS: dict[EventKind, str] = {
    EventKind.BEGUN: "application_begun",
    EventKind.SENT: "application_confirm",
    EventKind.CONFIRMED: "application_received",
    EventKind.CYCLE_SET: "application_cycle_set",
    EventKind.ASKED: "application_question",
    EventKind.APPROVED: "application_approved",
    EventKind.DECLINED: "application_declined",
    EventKind.DEFERRED: "application_deferred",
    EventKind.REOPENED: "application_reopened",
    EventKind.REVERSED: "application_reversed",
    EventKind.WITHDRAWN: "application_withdrawn",
    EventKind.LAPSED: "application_lapsed",
    EventKind.JOINED: "application_joined",
    EventKind.MESSAGE_TO_APPLICANT: "application_message",
    EventKind.LINK_SENT: "application_link",
    EventKind.LINK_CHANGED: "application_link_changed",
    EventKind.REMINDED: "application_reminder",
}
# Marks of direction that hold for what stands between one of them and END, in text and HTML alike.
LEFT_TO_RIGHT, FIRST_STRONG, END = "\u2066", "\u2068", "\u2069"
# Instead of any of them, for whoever wants no content in the post box.
QUIET = "application_quiet"
# What an officer wrote belongs into these, and only into these: other reasons are for the file.
WITH_WORDS = frozenset(
    {
        EventKind.ASKED,
        EventKind.APPROVED,
        EventKind.DECLINED,
        EventKind.DEFERRED,
        EventKind.MESSAGE_TO_APPLICANT,
    }
)


def key(application: Application, kind: EventKind) -> str:
    """The idempotency key of the message that goes with the next event of an application; "" where none goes: of a kind
    without a message, and to an applicant whose address was erased."""
    if kind not in OCCASIONS or not application.email:
        return ""
    return f"application:{application.pk}:{application.version + 1}:{kind.value}"


def write(application: Application, kind: EventKind, message_key: str, *, text: str = "") -> None:
    """Put the message of an event into the outbox, in the caller's transaction."""
    token = links.new_link(application, mailed=True)
    outbox.write(
        QUIET if application.quiet else OCCASIONS[kind],
        to=application.email,
        language=application.language,
        context=_context(application, kind, text),
        key=message_key,
        secrets={"link": addresses.absolute("application", application.language, token=token)},
        application_id=application.pk,
    )


def preview(application: Application, kind: EventKind, text: str) -> Rendered:
    """What `write` would send now, with an ellipsis in the place of the link."""
    return mail.render(
        QUIET if application.quiet else OCCASIONS[kind],
        {**_context(application, kind, text), "link": "\N{HORIZONTAL ELLIPSIS}"},
        application.language,
    )


def _context(application: Application, kind: EventKind, text: str) -> dict[str, Any]:
    """What the templates may use. The organization's name is left out: the post box is not the place for it."""
    words = text.strip() if kind in WITH_WORDS else ""
    mixed = languages.by_code(application.language).direction == "rtl" or _has_right_to_left(words)
    return {
        "reference": f"{LEFT_TO_RIGHT}{application.reference}{END}" if mixed else application.reference,
        "words": _isolated(words) if mixed else words,
        "cycle": application.cycle,
        "state": application.state,
        "ends": deadlines.ends_at(application, timezone.now()) if kind == EventKind.REMINDED else None,
        "deleted_draft": kind == EventKind.WITHDRAWN and application.sent_at is None,
    }


def _isolated(text: str) -> str:
    """Each line in its own direction: an officer may write in another script than the letter's."""
    return "\n".join(f"{FIRST_STRONG}{line}{END}" if line.strip() else line for line in text.splitlines())


def _has_right_to_left(text: str) -> bool:
    return any(unicodedata.bidirectional(sign) in {"R", "AL"} for sign in text)
