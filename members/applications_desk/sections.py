"""Sections of the page of an application that other screens of the desk bring: consultation, decision, files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from members.models import Application


@dataclass(frozen=True)
class Section:
    """name: its anchor on the page. template: shown with `application`, `request` and what `context` returns; `context`
    returning None leaves the section out for this person. order: answers 10, checklist 30, duplicates 40, references
    50, (consultation 60, decision 70), messages 80, notes 90, history 100."""

    name: str
    title: Any
    template: str
    context: Callable[[HttpRequest, Application], dict[str, Any] | None]
    order: int = 100


@dataclass(frozen=True)
class Shown:
    """A section with what it shows."""

    section: Section
    context: dict[str, Any]


_sections: dict[str, Section] = {}


def register(*sections: Section) -> None:
    """Put sections on the page. A second one of a name is a mistake: ValueError."""
    for section in sections:
        if _sections.get(section.name, section) is not section:
            raise ValueError(f"Two sections are called {section.name}.")
        _sections[section.name] = section


def shown(request: HttpRequest, application: Application) -> list[Shown]:
    """Return the sections of the page for this person, in their order."""
    found = []
    for section in sorted(_sections.values(), key=lambda section: (section.order, section.name)):
        context = section.context(request, application)
        if context is not None:
            found.append(Shown(section, context))
    return found
