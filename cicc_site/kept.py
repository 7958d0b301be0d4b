"""What is made of stored rows stays in the memory of a process for as long as none of these rows changes.

A request brings the generation of every table (`pages.generations`), asked for before it reads anything; what was made
under another one is made anew. Where nobody asked (commands, the worker) nothing is kept. This module knows no table.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import reduce
from operator import xor
from typing import TypeVar, cast

MOST = 1024  # things kept at once; those that were not asked for longest go first

Kept = TypeVar("Kept")
Generations = Mapping[str, int]  # of each table that was ever written
Tell = Callable[[frozenset[str]], None]


class AtHand:
    """The generations of one request. Several tables are mixed once."""

    def __init__(self, generations: Generations) -> None:
        self.generations = generations
        self._mixed: dict[frozenset[str], int] = {}

    def of(self, tables: frozenset[str]) -> int:
        known = self._mixed.get(tables)
        if known is None:
            known = self._mixed[tables] = mixed(self.generations, tables)
        return known


_at_hand: ContextVar[AtHand | None] = ContextVar("generations", default=None)
_tell: ContextVar[Tell | None] = ContextVar("tell_of_tables", default=None)
_kept: OrderedDict[Hashable, tuple[int, object]] = OrderedDict()
_lock = threading.Lock()  # requests of one process run side by side


def mixed(generations: Generations, tables: Iterable[str]) -> int:
    """The generation of some tables together: another one as soon as any of them is written."""
    return reduce(xor, (generations.get(table, 0) for table in set(tables)), 0)


@contextmanager
def at_hand(generations: Generations) -> Iterator[None]:
    """Within, what is kept under these generations is used."""
    token = _at_hand.set(AtHand(generations))
    try:
        yield
    finally:
        _at_hand.reset(token)


def is_at_hand() -> bool:
    """Whether anything is kept here at all: in a request that asked for the generations."""
    return _at_hand.get() is not None


def generation(tables: frozenset[str]) -> int:
    """The generation of some tables as this request knows it; 0 where nobody asked."""
    now = _at_hand.get()
    return now.of(tables) if now is not None else 0


@contextmanager
def telling(tell: Tell) -> Iterator[None]:
    """Within, `tell` hears the tables of whatever kept is used: an answer depends on them as if it had read them."""
    token = _tell.set(tell)
    try:
        yield
    finally:
        _tell.reset(token)


def kept(key: Hashable, make: Callable[[], Kept], tables: frozenset[str]) -> Kept:
    """Return what was made for a key in the present generation, or make it. What is kept is shared: nobody changes it.

    key: names everything that `make` depends on but the rows of `tables`: the language, the host, the day. tables: all
    that it reads, and all of them watched.
    """
    now = _at_hand.get()
    if now is None:
        return make()
    if (tell := _tell.get()) is not None:
        tell(tables)
    generation = now.of(tables)
    with _lock:
        known = _kept.get(key)
        if known is not None:
            _kept.move_to_end(key)
    if known is not None and known[0] == generation:
        return cast("Kept", known[1])
    made = make()
    with _lock:
        _kept[key] = (generation, made)
        _kept.move_to_end(key)
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return made
