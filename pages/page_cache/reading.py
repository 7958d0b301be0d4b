"""Notes which tables are read while an answer is made: what the answer depends on, found out and not declared."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from typing import Any

from django.apps import apps
from django.db import connection

from cicc_site.kept import telling

_NAMES = re.compile(r"[a-z][a-z0-9_]+")
_only_counted: ContextVar[bool] = ContextVar("only_counted", default=False)


class Read:
    """tables: every table that was read; counted: those of which only numbers were."""

    def __init__(self) -> None:
        self.tables: set[str] = set()
        self.shown: set[str] = set()

    def depends(self, tables: frozenset[str]) -> None:
        """Note tables that something kept was made of, which is used as if they had been read."""
        self.tables |= tables
        if not _only_counted.get():
            self.shown |= tables

    def note(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self.depends(_tables_of(str(sql)))
        return execute(sql, params, many, context)


@contextmanager
def noted() -> Iterator[Read]:
    """Within, the tables of every statement of this thread are noted."""
    read = Read()
    with connection.execute_wrapper(read.note), telling(read.depends):
        yield read


@contextmanager
def only_counted() -> Iterator[None]:
    """Within, rows are counted and none of them is shown: what is made of them names nobody."""
    token = _only_counted.set(True)
    try:
        yield
    finally:
        _only_counted.reset(token)


@lru_cache(maxsize=4096)  # statements without their values: those of a page are always the same
def _tables_of(sql: str) -> frozenset[str]:
    return frozenset(_NAMES.findall(sql)) & _every()


@cache
def _every() -> frozenset[str]:
    return frozenset(model._meta.db_table for model in apps.get_models(include_auto_created=True))
