"""Who is told that the texts of a record, or what the public sees of them, may have changed.

Whoever writes such a thing says `changed(record)` afterwards; whoever keeps something that follows from it (the board
of translations) has subscribed. Listeners are told which rows, and read them as the database has them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db.models import Model

Key = tuple[type[Model], Any]
Listener = Callable[[Collection[Key]], None]

_listeners: list[Listener] = []
_collected: ContextVar[dict[Key, None] | None] = ContextVar("collected", default=None)


def subscribe(listener: Listener) -> None:
    """Have `listener([(model, primary key), ...])` called after each change."""
    _listeners.append(listener)


def changed(record: Model) -> None:
    """Say that a row was written. A row that is gone says nothing: what belongs to it goes with it."""
    key = (type(record), record.pk)
    collected = _collected.get()
    if collected is not None:
        collected[key] = None
    else:
        _tell([key])


@contextmanager
def together() -> Iterator[dict[Key, None]]:
    """Within, changes are collected; at the end each row is told of once. Inside another one: told of at its end.

    Gives the collection: who empties it has seen to the rows himself. Nothing is told when the block fails.
    """
    outer = _collected.get()
    if outer is not None:
        yield outer
        return
    collected: dict[Key, None] = {}
    token = _collected.set(collected)
    try:
        yield collected
    finally:
        _collected.reset(token)
    if collected:
        _tell(list(collected))


def _tell(keys: Collection[Key]) -> None:
    for listener in _listeners:
        listener(keys)
