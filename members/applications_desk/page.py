"""The page of one application: its head, what can be done, and the sections in which everything about it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from cicc_site import languages
from members.applications import answers, checklist, commitments
from members.applications.checklist import Finding
from members.applications.states import EventKind
from members.applications_desk import actions, clock, comparing, reading, sections, telling, waiting
from members.applications_desk.records import REFERENCE
from members.applications_desk.sections import Section
from members.models import Application, ApplicationConsent, ApplicationReference

# The list of files comes from the part that serves them; without it, their kinds and names.
ATTACHMENTS = (
    "wagtailadmin/applications/attachments.html",
    "wagtailadmin/applications/attachment_names.html",
)
Context = dict[str, Any]


@dataclass(frozen=True)
class Noted:
    """A step of the answers with the translation notes on it."""

    group: answers.Group
    notes: list[telling.Told]
    by_field: dict[str, list[telling.Told]]


@dataclass(frozen=True)
class Reference:
    """A reference, what was asked and answered; personal: whether this reader sees who it is."""

    row: ApplicationReference
    events: list[telling.Told]


@require_safe
@reading.only_for(reading.may_see)
def page(request: HttpRequest, pk: int) -> HttpResponse:
    application = reading.readable(request, pk)
    telling.load(application)
    context = {
        "application": application,
        "clock": clock.of(application),
        "overdue": clock.is_overdue(application),
        "language": languages.by_code(application.language),
        "actions": actions.offered(request.user, application),
        "sections": sections.shown(request, application),
        "last": telling.events_of(application)[-1],
        "may_work": reading.may_work(request.user),
        "may_export": reading.may_export(request.user),
    }
    return render(request, "wagtailadmin/applications/page.html", context)


def _told(request: HttpRequest, application: Application, *kinds: EventKind) -> list[telling.Told]:
    events = [event for event in telling.events_of(application) if event.kind in kinds]
    return telling.told(request.user, application, events)


def _can(request: HttpRequest, application: Application, name: str) -> bool:
    action = actions.find(name)
    return action is not None and action.allowed(request.user, application)


def _answers(request: HttpRequest, application: Application) -> Context:
    notes: dict[str, list[telling.Told]] = {}
    for told in _told(request, application, EventKind.TRANSLATION_NOTE):
        notes.setdefault(told.event.subject, []).append(told)
    groups = answers.groups(application, personal=reading.may_see_personal(request.user))
    return {
        "groups": [
            Noted(
                group,
                notes.get(group.name, []),
                {answer.field: notes.get(f"{group.name}.{answer.field}", []) for answer in group.answers},
            )
            for group in groups
        ],
        "consents": [(consent, _agreed(consent)) for consent in application.consents.all()],
        "may_note": _can(request, application, "translation-note"),
        "reader": languages.active(),
    }


def _agreed(consent: ApplicationConsent) -> tuple[str, str] | None:
    """The words that were agreed to as this reader knows them, and their language; None for words nobody keeps."""
    try:
        text = commitments.text_of(consent.code, consent.text_version)
    except LookupError:
        return None
    language = text.language_for(languages.active())
    return text.words(language), language


def _attachments(request: HttpRequest, application: Application) -> Context:
    return {
        "attachments": application.attachments.filter(removed_at=None),
        "list": list(ATTACHMENTS),
    }


def _checklist(request: HttpRequest, application: Application) -> Context:
    events = telling.events_of(application)
    lines = checklist.lines(events)
    told = {
        row.event.pk: row
        for row in telling.told(request.user, application, [line.event for line in lines if line.event])
    }
    return {
        "lines": [(line, told[line.event.pk] if line.event else None) for line in lines],
        "findings": Finding.choices,
        "may_check": _can(request, application, "check"),
    }


def _duplicates(request: HttpRequest, application: Application) -> Context:
    to_decide, apart = comparing.compared(request.user, application, telling.events_of(application))
    return {"to_decide": to_decide, "apart": apart, "may_decide": _can(request, application, "candidate")}


def _references(request: HttpRequest, application: Application) -> Context:
    told = _told(request, application, EventKind.REFERENCE_ASKED, EventKind.REFERENCE_ANSWERED)
    rows = application.references.select_related("organization")
    return {
        "references": [
            Reference(row, [one for one in told if one.event.subject == f"{REFERENCE}:{row.pk}"])
            for row in rows
        ],
        "personal": reading.may_see_personal(request.user),
        "may_note": _can(request, application, "reference-asked"),
    }


def _messages(request: HttpRequest, application: Application) -> Context:
    thread = _told(request, application, *telling.CORRESPONDENCE)
    whole = reading.may_work(request.user)
    return {
        "thread": [one for one in thread if whole or one.event.kind in telling.FOR_ALL],
        "may_write": _can(request, application, "message"),
        "whole": whole,
        "unanswered": whole and waiting.awaits_answer(telling.events_of(application)),
        "language": languages.by_code(application.language),
    }


def _notes(request: HttpRequest, application: Application) -> Context:
    return {
        "notes": _told(request, application, EventKind.NOTE),
        "may_note": _can(request, application, "note"),
    }


def _history(request: HttpRequest, application: Application) -> Context:
    events = telling.events_of(application)
    return {"history": telling.told(request.user, application, reversed(events))}


def _own(name: str, title: Any, context: Any, order: int) -> Section:
    return Section(name, title, f"wagtailadmin/applications/{name}.html", context, order)


SECTIONS = (
    _own("answers", _("Answers"), _answers, 10),
    _own("files", _("Files"), _attachments, 20),
    _own("checklist", _("Checklist"), _checklist, 30),
    _own("duplicates", _("Possible duplicates"), _duplicates, 40),
    _own("references", _("References"), _references, 50),
    _own("messages", _("Messages"), _messages, 80),
    _own("notes", _("Internal notes"), _notes, 90),
    _own("history", _("History"), _history, 100),
)
