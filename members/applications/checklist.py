"""The checklist of an application (product.md, "Officer's view"). A tick is an event: the latest of an item counts.

The subject of a CHECKED event is `check:<item>:<finding>`, `duplicate:<kind>:<number>:<finding>` for a possible
duplicate an officer has looked at, or `messages` when what the applicant wrote needs no answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from members.applications.states import EventKind
from members.models import ApplicationEvent

CHECK, DUPLICATE, NOTHING_TO_ANSWER = "check", "duplicate", "messages"
APART, OPEN = "apart", "open"


class Item(models.TextChoices):
    INDEPENDENCE = "independence", _("Independent of governments and companies")
    ACTIVITY = "activity", _("Active on international justice")
    REFERENCES = "references", _("References")
    WEBSITE = "website", _("Website and public presence")


class Finding(models.TextChoices):
    YES = "yes", _("Yes, in order")
    NO = "no", _("No")
    UNCLEAR = "unclear", _("Unclear")


@dataclass(frozen=True)
class Line:
    """An item with what was found last; event None: nobody has looked yet."""

    item: Item
    finding: Finding | None
    event: ApplicationEvent | None


def subject(item: str, finding: str) -> str:
    return f"{CHECK}:{item}:{finding}"


def lines(events: Iterable[ApplicationEvent]) -> list[Line]:
    """Return the checklist as these events leave it, in the order of its items."""
    last: dict[str, tuple[str, ApplicationEvent]] = {}
    for event in sorted(events, key=lambda event: event.number):
        kind, _colon, rest = event.subject.partition(":")
        item, _colon, finding = rest.partition(":")
        if event.kind == EventKind.CHECKED and kind == CHECK and finding in Finding.values:
            last[item] = (finding, event)
    found = []
    for item in Item:
        finding_and_event = last.get(item.value)
        if finding_and_event is None:
            found.append(Line(item, None, None))
        else:
            found.append(Line(item, Finding(finding_and_event[0]), finding_and_event[1]))
    return found


def duplicate_subject(kind: str, number: int, finding: str) -> str:
    return f"{DUPLICATE}:{kind}:{number}:{finding}"


def told_apart(events: Iterable[ApplicationEvent]) -> set[tuple[str, int]]:
    """Return the (kind, number) of candidates an officer has said are another organization."""
    apart: set[tuple[str, int]] = set()
    for event in sorted(events, key=lambda event: event.number):
        parts = event.subject.split(":")
        if event.kind != EventKind.CHECKED or parts[0] != DUPLICATE or len(parts) != 4:
            continue
        named = (parts[1], int(parts[2]))
        if parts[3] == APART:
            apart.add(named)
        else:
            apart.discard(named)
    return apart
