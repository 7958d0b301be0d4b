"""Every way the admin has of changing something, each as one real request with more in it than the form offers.

An attempt gets a client signed in as somebody and the small world of the test; it may be refused or taken. What it
may change for whom is said beside it and proved in test_limits.py. They stand in attempts_on_*.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from django.test import Client
from django.urls import reverse

World = SimpleNamespace
AR, ES, EDITOR, PUBLISHER = "Translator AR", "Translator ES", "Editor", "Publisher"
TRANSLATORS, WRITERS = {AR: "ar", ES: "es"}, {EDITOR, PUBLISHER}
EVERYBODY = {AR, ES, EDITOR, PUBLISHER}
MODERATION = {"wagtailcore_workflowstate", "wagtailcore_taskstate", "pages_languagereview"}
COMMENTS = {"wagtailcore_comment", "wagtailcore_commentreply"}


@dataclass(frozen=True)
class Attempt:
    """names: addresses of the admin it uses; works_for: groups for which it changes anything at all;
    beside: tables, or columns as `table.column`, a translator may change by it beside the texts of the own language."""

    do: Callable[[Client, World], Any]
    names: tuple[str, ...]
    works_for: frozenset[str]
    beside: frozenset[str] = field(default_factory=frozenset)

    def __str__(self) -> str:
        return self.do.__name__


ATTEMPTS: list[Attempt] = []


def attempt(*names: str, works_for: Iterable[str] = (), beside: Iterable[str] = ()) -> Callable[[Any], Any]:
    def register(do: Callable[[Client, World], Any]) -> Callable[[Client, World], Any]:
        ATTEMPTS.append(Attempt(do, names, frozenset(works_for), frozenset(beside)))
        return do

    return register


def post(
    client: Client, name: str, args: Iterable[Any], data: Any = None, query: str = "", **extra: Any
) -> Any:
    return client.post(reverse(name, args=list(args)) + query, data or {}, **extra)
