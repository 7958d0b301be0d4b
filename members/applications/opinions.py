"""What is said in a consultation: events of kind OPINION, by coordinators, by members, and the silence of members.

The subject of an event names who said it (`coordinator`, or `member` with the number of the invitation) and the code.
Confidential: for officers and for coordinators of the region.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from members.applications.chain import Actor
from members.applications.states import EventKind
from members.models import (
    Application,
    ApplicationEvent,
    ConsultationInvitation,
    OpinionCode,
    Organization,
    User,
)
from members.workflow import applications as verbs

COORDINATOR, MEMBER = "coordinator", "member"
# What somebody can answer; silence is written by the site alone.
ANSWERS = [code for code in OpinionCode if code != OpinionCode.SILENCE]


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one person or member says now. who: a user, or a member; text: None where the words were erased."""

    code: OpinionCode
    text: str | None
    at: dt.datetime
    user: User | None = None
    organization: Organization | None = None


def standing(application: Application) -> list[Opinion]:
    """What stands, the latest last: of each coordinator and of each member one. Two queries."""
    events = application.events.filter(kind=EventKind.OPINION).select_related("words", "actor")
    members = {
        row.pk: row.organization
        for row in ConsultationInvitation.objects.filter(
            consultation__application=application
        ).select_related("organization__country")
    }
    found: dict[tuple[str, int | None], Opinion] = {}
    for event in events.order_by("number"):
        who, _colon, rest = event.subject.partition(":")
        number, _colon, code = rest.rpartition(":")
        if code not in OpinionCode.values:
            continue
        key = (who, event.actor_id if who == COORDINATOR else int(number))
        found.pop(key, None)
        words = event.words.text if hasattr(event, "words") else None
        text = words if words is not None or event.text_digest else ""
        organization = members.get(key[1]) if who == MEMBER and key[1] is not None else None
        found[key] = Opinion(OpinionCode(code), text, event.at, event.actor, organization)
    return list(found.values())


def give(application_id: int, actor: Actor, code: str, words: str, *, seen: int | None = None) -> None:
    """A coordinator's or an officer's own opinion. Raises Refused."""
    if code not in ANSWERS:
        raise ValueError("There is no such answer.")
    verbs.record(
        application_id, EventKind.OPINION, actor, text=words, subject=coordinator_subject(code), seen=seen
    )


def coordinator_subject(code: str) -> str:
    return f"{COORDINATOR}:{code}"


# ---- of members


def words_of(invitation: ConsultationInvitation) -> str:
    """The words of the answer that stands."""
    event = _opinions_of(invitation).select_related("words").order_by("-number").first()
    return event.words.text if event is not None and hasattr(event, "words") else ""


def _opinions_of(invitation: ConsultationInvitation) -> QuerySet[ApplicationEvent]:
    return ApplicationEvent.objects.filter(
        application=invitation.consultation.application_id,
        kind=EventKind.OPINION,
        subject__startswith=f"{MEMBER}:{invitation.pk}:",
    )


def note(application: Application, invitation: ConsultationInvitation, code: OpinionCode, words: str) -> None:
    subject = f"{MEMBER}:{invitation.pk}:{code}"
    verbs.record(application.pk, EventKind.OPINION, Actor.system(), text=words, subject=subject)
    invitation.code = code
    if code != OpinionCode.SILENCE:
        invitation.answered_at = timezone.now()
    invitation.save(update_fields=["code", "answered_at"])
