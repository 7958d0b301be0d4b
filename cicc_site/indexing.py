"""Announcements of changed rows, for whoever keeps something that is made of them: the search above all.

Whoever writes a row that visitors can find says `changed(record)`, or `rows_changed(model, keys)` of many, inside the
transaction of the change; also when a row is deleted, hidden or withdrawn. Whoever keeps something has subscribed,
reads the rows as the database then has them, and writes in the same transaction: what he keeps is true at commit, or
nothing happened. No table lives here. Moments that pass by themselves (an embargo that ends) are nobody's announcement:
the keeper stores them and compares them with the clock when he is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import transaction
from django.db.models import Model

Listener = Callable[[type[Model], Collection[Any]], None]

_listeners: list[tuple[type[Model], Listener]] = []
_collected: ContextVar[dict[type[Model], dict[Any, None]] | None] = ContextVar("collected_rows", default=None)


def subscribe(model: type[Model], listener: Listener) -> None:
    """Have `listener(model, keys)` called after rows of `model`, or of a model that inherits from it, have changed."""
    if (model, listener) not in _listeners:
        _listeners.append((model, listener))


def changed(record: Model) -> None:
    """Say that one row was written or deleted; its key must still be known."""
    rows_changed(type(record), [record.pk])


def rows_changed(model: type[Model], keys: Collection[Any]) -> None:
    """Say that rows were written or deleted. keys: primary keys."""
    collected = _collected.get()
    if collected is not None:
        collected.setdefault(model, {}).update(dict.fromkeys(keys))
    elif keys:
        _tell(model, keys)


@contextmanager
def together() -> Iterator[None]:
    """Within, announcements are collected, and each row is told of once at the end; in one transaction with the block.

    For work on many rows, and for a form that saves a record and then what belongs to it. Nothing is told when the
    block fails. Inside another one: told of at the end of that.
    """
    if _collected.get() is not None:
        yield
        return
    collected: dict[type[Model], dict[Any, None]] = {}
    with transaction.atomic():
        token = _collected.set(collected)
        try:
            yield
        finally:
            _collected.reset(token)
        for model, keys in collected.items():
            if keys:
                _tell(model, list(keys))


def _tell(model: type[Model], keys: Collection[Any]) -> None:
    for known, listener in _listeners:
        if issubclass(model, known):
            listener(model, keys)
