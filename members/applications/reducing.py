"""An application is emptied down to what recognizes it when somebody applies again (docs/decisions/retention.md).

What stays: its row with state and times, its events without their words, the names it gave itself, its country, type,
scope and year, and the marks of its addresses and numbers (`members.applications.marks`). The boxes that were ticked
stay as well: they are no personal data. Everything else goes: answers, drafts, references, files, papers of
decisions, words, mail, links.
"""

from __future__ import annotations

from typing import Any

from django.db import models, transaction
from django.utils import timezone

from cicc_site import languages
from members import outbox, personal
from members.applications import links, snapshot, stored_files
from members.applications.chain import Actor
from members.applications.states import EventKind
from members.models import (
    Application,
    ApplicationAnswers,
    ApplicationEventText,
    ApplicationReference,
    ApplicationStep,
    ApplicationStepCopy,
    Attachment,
    LinkRequest,
    OutboxMessage,
)
from members.workflow import applications as verbs

KEPT_ANSWERS = frozenset(
    {
        "id",
        "application",
        "legal_name",
        "legal_language",
        *(f"name_{code}" for code in languages.codes()),
        "acronyms",
        "former_names",
        "country",
        "type",
        "scope",
        "year_founded",
        "match_keys",
        "marks",
    }
)
# Rows that go as a whole. Of every other row that belongs to an application its personal columns are emptied.
DELETED: tuple[type[models.Model], ...] = (
    ApplicationStep,
    ApplicationStepCopy,
    ApplicationReference,
    Attachment,
    LinkRequest,
)


def reduce(application_id: int, kind: EventKind = EventKind.REDUCED) -> bool:
    """Empty a closed application; returns False for one that is open (again) or was emptied before. kind: REDUCED or
    ERASED.

    Raises outbox.OnItsWay while a message of it is being sent, Application.DoesNotExist.
    """
    with transaction.atomic():
        application = verbs.lock(application_id)
        if application.reduced_at is not None or not application.is_closed:
            return False
        verbs.record(application_id, kind, Actor.system())
        empty(application)
        wiped = {**personal.wiped(Application), "reduced_at": timezone.now(), "has_candidates": False}
        Application.objects.filter(pk=application_id).update(**wiped)
    return True


def empty(application: Application) -> None:
    """Take away what is told in the head of this module, of a locked application, in the caller's transaction."""
    outbox.withhold(OutboxMessage.objects.filter(application_id=application.pk))
    links.revoke_all(application)
    snapshot.forget(application)
    _files(application)
    for model in DELETED:
        _rows_of(model, application).delete()
    ApplicationEventText.objects.filter(event__application=application).delete()
    _answers(application)
    for model in kin():
        _rows_of(model, application).update(**personal.wiped(model))


def kin() -> list[type[models.Model]]:
    """The models whose rows belong to an application and stay when it is emptied, without what is personal in them."""
    known = {Application, ApplicationAnswers, *DELETED}
    return [model for model in personal.columns() if model not in known and _links_to_application(model)]


def _links_to_application(model: type[models.Model]) -> list[str]:
    return [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model is Application
    ]


def _rows_of(model: type[models.Model], application: Application) -> models.QuerySet[Any]:
    found = models.Q()
    for name in _links_to_application(model):
        found |= models.Q(**{name: application.pk})
    return model._base_manager.filter(found)


def _files(application: Application) -> None:
    """From the disk when the rows are surely gone; what a crash leaves there the sweep finds, as it has no row."""
    names = list(application.attachments.values_list("stored_as", flat=True))

    def delete() -> None:
        for name in names:
            stored_files.delete(name)

    transaction.on_commit(delete, robust=True)


def _answers(application: Application) -> None:
    answers = ApplicationAnswers.objects.filter(application=application).first()
    if answers is None:
        return
    answers.derive()  # the last time: from what is here now
    emptied = {
        field.name: personal.empty(field)
        for field in ApplicationAnswers._meta.concrete_fields
        if field.name not in KEPT_ANSWERS
    }
    kept = {"match_keys": answers.match_keys, "marks": answers.marks}
    ApplicationAnswers.objects.filter(pk=answers.pk).update(**emptied, **kept)
    for field in ApplicationAnswers._meta.many_to_many:
        getattr(answers, field.name).clear()
