"""Events of cases made for a test, and what a reader is told of one, without the marks around names."""

import re
from typing import Any

from cicc_site.dates import PartialDate
from pages.proceedings import rendering
from pages.proceedings.events import Event

ISOLATES = re.compile("[\u2068\u2069]")
# In words, not only in codes: what a reader must not meet where nothing is confirmed.
CONFIRMED = re.compile(r"charges confirmed|cargos confirmados|charges confirmées|اعتُمدت تهم")
CHUNG, DIALLO = "Ana Chung", "Baba Diallo"


def event(kind: str, day: str = "2020-05-04", **values: Any) -> Event:
    values.setdefault("persons", (CHUNG, DIALLO))
    return Event(type=kind, date=PartialDate.parse(day), **values)


def plain(text: object) -> str:
    return ISOLATES.sub("", str(text))


def everything(event: Event) -> str:
    """All that a reader is told of an event."""
    shown = rendering.render(event)
    parts = [shown.when, shown.line, *shown.details]
    for outcome in shown.outcomes:
        parts += [outcome.line, *outcome.details]
    return plain(" | ".join(str(part) for part in parts))
