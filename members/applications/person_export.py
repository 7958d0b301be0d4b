"""What is held on a person as a ZIP: `data.json` and the files that were sent. For whoever asked.

Of an application with which the person applied everything is given; of others, and of the register, what is held on
this person. Notes of officers are given as they stand: whoever asks may read what was written down.
"""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction

from members import personal
from members.applications import persons, stored_files
from members.applications.chain import Actor
from members.applications.persons import Person
from members.applications.states import EventKind
from members.models import (
    Application,
    ApplicationAnswers,
    Attachment,
    DecisionPaper,
    OutboxMessage,
    SecurityEventKind,
)
from members.security_log import record
from members.workflow import applications as verbs

# Of no use to the person, and of some to whoever finds the file.
LEFT_OUT = frozenset({"secrets", "salt", "stored_as", "digest", "sealed"})


@transaction.atomic
def write(person: Person, target: Path) -> int:
    """Write the ZIP, readable by nobody but its owner, and note it in the trail; returns how many files are in it.

    Raises FileExistsError: nothing is overwritten.
    """
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with open(descriptor, "wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            told = {
                "e-mail": person.email,
                "applications": [_application(number) for number in person.own],
                "elsewhere": list(_elsewhere(person)),
                "staff account": person.is_staff,
            }
            archive.writestr(
                "data.json", json.dumps(told, ensure_ascii=False, indent=2, cls=DjangoJSONEncoder)
            )
            count = sum(_file(archive, *found) for found in _files(person))
        for number in sorted({*person.own, *person.others}):
            verbs.record(number, EventKind.EXPORTED, Actor.system(), subject="person")
        # Who is only in the register has no trail of an application.
        rows = sum(len(held.numbers) for held in person.held)
        record(SecurityEventKind.EXPORT, what="person", count=rows)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return count


def _files(person: Person) -> Iterator[tuple[str, str]]:
    """What a file is stored as, and where it stands in the archive: the attachments and the papers of decisions."""
    for attachment in Attachment.objects.kept().filter(application__in=person.own):
        yield attachment.stored_as, f"files/{attachment.pk}-{Path(attachment.name).name}"
    for paper in DecisionPaper.objects.filter(application__in=person.own):
        yield paper.stored_as, f"papers/{paper.pk}-{paper.kind}.pdf"


def _file(archive: zipfile.ZipFile, stored_as: str, name: str) -> bool:
    path = stored_files.path(stored_as)
    if not path.is_file():
        return False
    archive.write(path, name)
    return True


def _application(number: int) -> dict[str, Any]:
    """Everything of one application."""
    application = Application.objects.get(pk=number)
    told = _row(application)
    told["answers"] = [_row(row) for row in ApplicationAnswers.objects.filter(application=number)]
    told["events"] = [
        {**_row(event), "words": getattr(getattr(event, "words", None), "text", "")}
        for event in application.events.select_related("words").order_by("number")
    ]
    told["mail"] = [_row(row) for row in OutboxMessage.objects.filter(application_id=number).order_by("pk")]
    for relation in Application._meta.related_objects:
        model = relation.related_model
        if isinstance(model, str) or model in {ApplicationAnswers, Application} or relation.name == "events":
            continue
        rows = model._base_manager.filter(**{relation.field.name: number}).order_by("pk")
        told.setdefault(model._meta.model_name or "", []).extend(_row(row) for row in rows)
    return told


def _elsewhere(person: Person) -> Iterator[dict[str, Any]]:
    for held in person.held:
        rows = held.model._base_manager.filter(pk__in=held.numbers).order_by("pk")
        for row in rows:
            if _belongs_to(row, person.own):
                continue
            yield {"where": held.model._meta.label, "number": row.pk, **_about(row, person.email)}


def _belongs_to(row: models.Model, applications: tuple[int, ...]) -> bool:
    if isinstance(row, Application):
        return row.pk in applications
    event = getattr(row, "event", None)
    return getattr(event or row, "application_id", None) in applications


def _about(row: models.Model, email: str) -> dict[str, Any]:
    """Of answers the part about this person; of any other row that names the address its personal columns."""
    if isinstance(row, ApplicationAnswers):
        names = set(persons.columns_about(row, email))
    else:
        names = set(personal.columns().get(type(row), ())) or {
            column for model, column in persons.WORDS if model is type(row)
        }
    return {name: getattr(row, name) for name in sorted(names - LEFT_OUT)}


def _row(row: models.Model) -> dict[str, Any]:
    return {
        field.name: _plain(getattr(row, field.attname))
        for field in row._meta.concrete_fields
        if field.name not in LEFT_OUT
    }


def _plain(value: Any) -> Any:
    return None if isinstance(value, bytes | memoryview) else value
