"""What a line of the page consists of, and the list of those who write one."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db import Error, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cicc_site import faults

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class State:
    """How a part stands. icon: of Wagtail's; the words say the same. weight: the higher the worse."""

    name: str
    words: str | Promise
    icon: str
    weight: int


GOOD = State("good", _("Good"), "success", 0)
UNUSED = State("unused", _("Not in use"), "minus", 0)
LOOK = State("look", _("Look at it"), "warning", 1)
BROKEN = State("broken", _("Broken"), "cross", 2)


@dataclass(frozen=True)
class Detail:
    """One of several things a line is about. state: None where none is needed. address: where it is dealt with."""

    title: str | Promise
    said: str = ""
    state: State | None = None
    address: str = ""


@dataclass(frozen=True)
class Row:
    """name: of the line, for tests and targets. said: how it stands, one sentence each. todo: what to do, if anything.
    guide: a chapter of docs/operators, with its target. address and deed: where it is dealt with."""

    name: str
    title: str
    state: State
    said: list[str]
    todo: str = ""
    guide: str = ""
    address: str = ""
    deed: str = ""
    details: list[Detail] = field(default_factory=list)

    @property
    def chapter(self) -> str:
        return self.guide.partition("#")[0]

    @property
    def part(self) -> str:
        return self.guide.partition("#")[2]


Writer = Callable[[], Row | None]
_writers: dict[str, tuple[int, str | Promise, Writer]] = {}


def provide(name: str, order: int, title: str | Promise, write: Writer) -> None:
    """Add a line; apps call this from ready(). title: for the case that it cannot be written. None: nothing to say."""
    _writers[name] = (order, title, write)


def all_rows() -> list[Row]:
    """Every line. One that fails says so and takes no other one along."""
    found = (_written(name, title, write) for name, (_order, title, write) in _in_order())
    return [row for row in found if row is not None]


def worst(rows: Iterable[Row]) -> State:
    return max((row.state for row in rows), key=lambda state: state.weight, default=GOOD)


def worst_of(states: Iterable[State | None]) -> State:
    return max((state for state in states if state), key=lambda state: state.weight, default=GOOD)


def _in_order() -> list[tuple[str, tuple[int, str | Promise, Writer]]]:
    return sorted(_writers.items(), key=lambda item: (item[1][0], item[0]))


def _written(name: str, title: str | Promise, write: Writer) -> Row | None:
    try:
        with transaction.atomic():  # a question that fails must not spoil those after it
            return write()
    except (Error, OSError, RuntimeError, ValueError, KeyError) as error:
        logger.error("A line of the condition cannot be written: %s: %s", name, faults.told(error))
        return Row(
            name,
            str(title),
            BROKEN,
            [gettext("This could not be found out.")],
            todo=gettext("Tell whoever looks after the server; the log says why."),
        )
