"""Erasure on request: everything held on a person, or a whole application, is taken away and the trail says so.

The trail itself stays whole: an event holds a digest of its words, and the words are in a row of their own. Nothing is
done twice: a second call finds nothing any more. What stays, and why, is told in docs/operators/requests.md.
"""

from __future__ import annotations

import re
from typing import Any

from django.db import models, transaction
from django.db.models import Q

from members import outbox, personal, workflow
from members.applications import links, persons, reducing, snapshot
from members.applications.chain import Actor
from members.applications.persons import Person
from members.applications.states import CLOSED, ActorKind, EventKind
from members.enums import ChangeKind
from members.models import (
    Application,
    ApplicationAnswers,
    ApplicationEventText,
    ApplicationReference,
    Contact,
    ImportRow,
    ImportRun,
    OutboxMessage,
)
from members.workflow import applications as verbs

REASON, SOURCE = "Erased on request", "command"
# Seen to in ways of their own, below.
APART = frozenset({Application, ApplicationAnswers, ApplicationEventText, ImportRow, ImportRun})


@transaction.atomic
def erase_application(application_id: int) -> bool:
    """Empty an application whatever its state; an open one lapses first. Returns False when it was empty already.

    Raises verbs.Refused while the organization is a member: its answers are what the membership rests on.
    """
    application = verbs.lock(application_id)
    if not persons.may_be_emptied(application):
        raise verbs.Refused("The organization is a member: erase the person, or end the membership first.")
    if application.reduced_at is None and application.state not in CLOSED:
        # A letter would go to somebody who asks to be forgotten: it is taken back below, before anybody can send it.
        verbs.lapse(application_id, Actor.system())
    return reducing.reduce(application_id, EventKind.ERASED)


@transaction.atomic
def erase_person(person: Person) -> None:
    """Take away what `persons.find` found. All of it or, should anything fail, nothing."""
    outbox.withhold(OutboxMessage.objects.filter(to__iexact=person.email))
    for number in person.own:
        application = verbs.lock(number)
        if persons.may_be_emptied(application):
            erase_application(number)
        else:
            _out_of_application(application, person.email)
    for number in person.others:
        _out_of_application(verbs.lock(number), person.email)
    _references(person)
    _contacts(person)
    _imports(person)
    for held in person.held:
        if held.model not in APART:
            _redact(held.model, held.numbers, person.email)
    # Once more: what was being written to the address when we began is there now that its rows are ours.
    outbox.withhold(OutboxMessage.objects.filter(to__iexact=person.email))


def _out_of_application(application: Application, email: str) -> None:
    """Take a person out of an application that stays."""
    is_own = application.email.lower() == email
    answers = ApplicationAnswers.objects.filter(application=application).select_related("application").first()
    if answers is not None:
        about = persons.columns_about(answers, email)
        emptied = {name: personal.empty(personal.column(ApplicationAnswers, name)) for name in about}
        if emptied:
            ApplicationAnswers.objects.filter(pk=answers.pk).update(**emptied)
        _redact(ApplicationAnswers, (answers.pk,), email)
    written = Q(text__icontains=email)
    if is_own:
        written |= Q(event__actor_kind=ActorKind.APPLICANT)
        links.revoke_all(application)
        Application.objects.filter(pk=application.pk).update(email="")
    ApplicationEventText.objects.filter(written, event__application=application).delete()
    _papers(application)
    verbs.record(application.pk, EventKind.ERASED, Actor.system(), subject="person")


def _papers(application: Application) -> None:
    """The papers of decisions hold the answers as well: they are made anew from what is left."""
    if snapshot.forget(application):
        snapshot.after_commit()


def _references(person: Person) -> None:
    """The organization that was named stays; who speaks for it does not."""
    rows = ApplicationReference.objects.filter(pk__in=person.rows(ApplicationReference))
    for application in Application.objects.filter(references__in=rows).distinct():
        _papers(application)
    rows.update(**personal.wiped(ApplicationReference))


def _contacts(person: Person) -> None:
    rows = Contact.objects.filter(pk__in=person.rows(Contact)).order_by("organization_id", "pk")
    for organization_id in dict.fromkeys(rows.values_list("organization_id", flat=True)):
        with workflow.changing(
            organization_id, ChangeKind.EDITED, actor=None, reason=REASON, source=SOURCE
        ) as organization:
            for row in list(organization.contacts.all()):
                if row.email.lower() == person.email:
                    organization.contacts.remove(row)


def _imports(person: Person) -> None:
    """The file that was imported has it as well: file and report go, that the import took place stays."""
    runs = {row.run_id for row in ImportRow.objects.filter(pk__in=person.rows(ImportRow))}
    for run in ImportRun.objects.filter(pk__in=runs | set(person.rows(ImportRun))):
        run.drop()


def _redact(model: type[models.Model], numbers: tuple[Any, ...], email: str) -> None:
    """Put a sign in the place of the address wherever it stands in a text."""
    pattern = persons.whole(email)
    names = personal.columns().get(model) or {column for other, column in persons.WORDS if other is model}
    for row in model._base_manager.filter(pk__in=numbers):
        changed = {}
        for name in names:
            value = getattr(row, name)
            if isinstance(personal.column(model, name), models.EmailField):
                told: Any = ""  # a sign in it would be taken for an address
            else:
                told = _redacted(value, pattern)
            if told != value:
                changed[name] = told
        if changed:
            model._base_manager.filter(pk=row.pk).update(**changed)


def _redacted(value: Any, pattern: re.Pattern[str]) -> Any:
    """A text, or whatever JSON holds, with the sign; each text by itself, because written as JSON a line break before
    the address is a letter before it."""
    if isinstance(value, str):
        return pattern.sub(personal.REDACTED, value)
    if isinstance(value, list):
        return [_redacted(each, pattern) for each in value]
    if isinstance(value, dict):
        return {_redacted(name, pattern): _redacted(each, pattern) for name, each in value.items()}
    return value
