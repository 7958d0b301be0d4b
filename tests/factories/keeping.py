"""A database in which every personal column of the site holds a canary: a word that stands nowhere else."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.utils import timezone

from documents.models import LanguageWish
from members import outbox, personal
from members.applications import stored_files
from members.applications.chain import Actor
from members.applications.states import EventKind, State
from members.models import (
    Application,
    ApplicationAnswers,
    ApplicationReference,
    ApplicationStep,
    ApplicationStepCopy,
    Attachment,
    Contact,
    ImportRow,
    ImportRun,
    LinkRequest,
    Note,
    Organization,
    Registration,
    User,
)
from members.workflow import applications as verbs
from tests.factories import applications as make
from tests.factories import archive
from tests.factories import members as make_members

WORD = "zqcanary"
# What is looked for: the word, and a number of telephone as it is kept and as it is dialled.
MARKS = (WORD, "zqhost", "2012999666", "012999666")


def address(name: str) -> str:
    return f"{WORD}-{name}@zqhost.example.org"


def value(field: models.Field[Any, Any]) -> Any:
    """What can stand in a column, with the word in it and shorter than the column."""
    if isinstance(field, models.EmailField):
        return address(field.name.replace("_", "-"))
    if isinstance(field, ArrayField):
        return [f"https://{WORD}.example.org/{field.name}"]
    if isinstance(field, models.JSONField):
        return {field.name: f"{WORD} {field.name}"}
    return f"{WORD} {field.name}"[: getattr(field, "max_length", None) or 200]


def answers() -> dict[str, Any]:
    """Personal answers, each with the word."""
    return {
        name: value(personal.column(ApplicationAnswers, name)) for name in ApplicationAnswers.personal
    } | {"main_language": "es"}


def application(state: State, by: User, **fields: Any) -> Application:
    """An application in a state with everything one can have."""
    if state in {State.DRAFT, State.UNCONFIRMED, State.RECEIVED}:
        made = _early(state, **fields)
    else:
        made = make.moved_to(state, by, **{**answers(), **fields})
    Application.objects.filter(pk=made.pk).update(email=address("applicant"))
    for model in (ApplicationStep, ApplicationStepCopy):
        model.objects.create(
            application=made, step="people", version=7, values={"main_name": f"{WORD} typed"}, **_saved(model)
        )
    ApplicationReference.objects.create(
        application=made, name="Demo Referee", person=f"{WORD} person", contact=address("referee")
    )
    attachment = Attachment.objects.create(
        application=made,
        kind=Attachment.Kind.STATUTES,
        name=f"{WORD} statutes.pdf",
        media_type="application/pdf",
        size=4,
        sha256=f"{made.pk:064d}",
    )
    stored_files.write(attachment.stored_as, b"%PDF")
    system = Actor.system()
    for kind in (EventKind.NOTE, EventKind.MESSAGE_FROM_APPLICANT, EventKind.REFERENCE_ANSWERED):
        verbs.record(made.pk, kind, system, text=f"{WORD} {kind}")
    with transaction.atomic():
        verbs.record(
            made.pk, EventKind.MESSAGE_TO_APPLICANT, system, text=f"{WORD} to the applicant", tell=True
        )
    return Application.objects.get(pk=made.pk)


def _saved(model: type[models.Model]) -> dict[str, Any]:
    from django.utils import timezone

    return {"saved_at": timezone.now()} if model is ApplicationStepCopy else {}


def _early(state: State, **fields: Any) -> Application:
    if state == State.DRAFT:
        return make.begun(email=address("applicant"))[0]
    values = {**answers(), **fields}
    return make.sent(**values) if state == State.UNCONFIRMED else make.received(**values)


def organization(country: Any = None, **fields: Any) -> Organization:
    """A member everybody may see, with private rows beside it."""
    made = make_members.organization("Demo Shown Network", country, **fields)
    Contact.objects.create(
        organization=made,
        role="main",
        name=f"{WORD} contact",
        email=address("contact"),
        phone="+2542012999666",
    )
    Registration.objects.create(
        organization=made, authority=f"{WORD} registrar", number=f"{WORD} 1", postal_address=f"{WORD} street"
    )
    Note.objects.create(organization=made, author_name="Demo", text=f"{WORD} note")
    return made


def imported(by: User) -> ImportRun:
    run = ImportRun.objects.create(name="members.csv", actor=by, preview={"rows": [[f"{WORD} preview"]]})
    ImportRow.objects.create(run=run, number=2, outcome="new", values={"email": address("imported")})
    return run


def link_request() -> LinkRequest:
    return LinkRequest.objects.create(sealed=b"sealed")


def wish() -> LanguageWish:
    """For a language of a work, confirmed."""
    return LanguageWish.objects.create(
        work=archive.work("Demo work"),
        language="sw",
        letter_language="en",
        email=address("wish"),
        token_digest="0" * 64,
        confirmed_at=timezone.now(),
    )


def mail_to_staff() -> None:
    with transaction.atomic():
        outbox.write_made(
            address("staff-mail"), subject=f"{WORD} subject", text=f"{WORD} text", html="", language="en"
        )


def told_anywhere(text: str = WORD) -> list[str]:
    """The tables in which a text still stands in a personal column."""
    return [
        f"{model._meta.label}: {list(rows.values_list('pk', flat=True))}"
        for model in personal.columns()
        if (rows := personal.holding(model, text)).exists()
    ]
