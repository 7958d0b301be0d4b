"""What waits for whom: the same rules for one application at hand and, in SQL, for the queue and the first screen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from members import permissions
from members.applications import checklist
from members.applications.states import MOVES, ActorKind, EventKind, State
from members.models import ApplicationEvent
from members.models.applications import ApplicationQuerySet

WROTE = (EventKind.ANSWERED, EventKind.MESSAGE_FROM_APPLICANT)
REACTIONS = (EventKind.MESSAGE_TO_APPLICANT, *MOVES)
# An officer has the next step; the rest waits for the applicant or for the next cycle.
WITH_US = frozenset({State.RECEIVED, State.SCREENING, State.CONSULTATION, State.READY})
# What coordinators are asked about.
TO_COMMENT = frozenset({State.CONSULTATION})


def awaits_answer(events: Iterable[ApplicationEvent]) -> bool:
    """Whether the applicant wrote something no officer has reacted to: by a message, a move, or the remark that there
    is nothing to answer."""
    wrote = reacted = 0
    for event in events:
        if event.kind in WROTE:
            wrote = max(wrote, event.number)
        elif _is_reaction(event):
            reacted = max(reacted, event.number)
    return wrote > reacted


def unanswered(found: ApplicationQuerySet) -> ApplicationQuerySet:
    """Return those in which the applicant waits for an answer, as `awaits_answer` says."""
    return with_letters(found).alias(late=F("wrote") - F("reacted")).filter(late__gt=0)


def with_letters(found: ApplicationQuerySet) -> ApplicationQuerySet:
    """Add `wrote` and `reacted`, the numbers of the last events of either kind."""
    mine = ApplicationEvent.objects.filter(application=OuterRef("pk"))
    reaction = Q(kind__in=REACTIONS, actor_kind=ActorKind.OFFICER) | Q(
        kind=EventKind.CHECKED, subject=checklist.NOTHING_TO_ANSWER
    )
    return found.annotate(wrote=_last(mine.filter(kind__in=WROTE)), reacted=_last(mine.filter(reaction)))


def to_comment(user: Any) -> Q:
    """Applications in consultation on which this person has given no opinion since it was opened."""
    opened = ApplicationEvent.objects.filter(
        application=OuterRef(OuterRef("pk")), kind=EventKind.CONSULTED
    ).order_by("-number")
    given = ApplicationEvent.objects.filter(
        application=OuterRef("pk"),
        kind=EventKind.OPINION,
        actor=user.pk,
        number__gt=Coalesce(Subquery(opened.values("number")[:1]), Value(0)),
    )
    return Q(state__in=sorted(TO_COMMENT)) & ~Q(Exists(given))


def count(user: Any) -> int:
    """How many applications wait for somebody like this person: the number in the menu."""
    visible = permissions.visible_applications(user)
    if user.has_perm("members.change_application"):
        return visible.filter(state__in=sorted(WITH_US)).count()
    return visible.filter(to_comment(user)).count()


def _is_reaction(event: ApplicationEvent) -> bool:
    if event.kind == EventKind.CHECKED:
        return event.subject == checklist.NOTHING_TO_ANSWER
    return event.actor_kind == ActorKind.OFFICER and event.kind in REACTIONS


def _last(events: QuerySet[ApplicationEvent]) -> Any:
    numbers = events.order_by("-number").values("number")[:1]
    return Coalesce(Subquery(numbers, output_field=IntegerField()), Value(0))
