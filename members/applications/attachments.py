"""Attaching files to an application, and taking them away: what is taken, how much of it, and in which states.

A file is looked at before the application is locked (that takes seconds), counted under the lock, and lies on the disk
before its row is committed. The same bytes sent twice are one file. Once the application is sent, each change leaves an
event; the applicant takes nothing away any more, and adds only what was asked for.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Protocol

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from members import permissions, rate_limits
from members.applications import file_types, file_words, scanning, stored_files
from members.applications.chain import Actor
from members.applications.inspecting import calling, findings
from members.applications.states import ActorKind, EventKind, State
from members.models import Application, Attachment
from members.workflow import applications as verbs

MEGABYTE = 1024 * 1024
LARGEST = 2 * MEGABYTE  # of one file, as it was sent
WHOLE = 5 * MEGABYTE  # of all files sent with the application, and as much again for answers
MOST = 10  # files, likewise
# Each costs seconds of a processor.
LIMIT = rate_limits.Limit("application_files", 60, dt.timedelta(hours=1))
WITH_APPLICATION = tuple(kind for kind in Attachment.Kind if kind != Attachment.Kind.ANSWER)


class FileRefused(verbs.Refused):
    """A file is not taken or not removed; str() is a sentence for the applicant, `code` for the tests."""

    def __init__(self, code: str, **values: object) -> None:
        self.code = code
        super().__init__(file_words.refusal(code, **values))


class Upload(Protocol):
    """What is needed of a file that somebody sent: an uploaded file of Django, or any open one with a name."""

    name: str | None

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True)
class Checked:
    """A file that may be kept: its name as shown, its bytes as kept."""

    name: str
    media_type: str
    data: bytes
    flags: list[str]

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def kinds(application: Application) -> tuple[Attachment.Kind, ...]:
    """Which kinds of files the applicant may attach now; none once the application is sent and nothing is asked."""
    if application.state == State.DRAFT:
        return WITH_APPLICATION
    return (Attachment.Kind.ANSWER,) if application.state == State.INFO_REQUESTED else ()


def add(application: Application, kind: str, uploaded_file: Upload, actor: Actor) -> Attachment:
    """Check a file and attach it. Raises FileRefused, verbs.NotAllowed, Application.DoesNotExist."""
    if actor.kind != ActorKind.APPLICANT:
        raise verbs.NotAllowed
    _check_open(application, kind)
    if not rate_limits.take(LIMIT, str(application.pk)).allowed:
        raise FileRefused("often")
    return _keep(application.pk, kind, check(uploaded_file), actor)


def check(uploaded_file: Upload) -> Checked:
    """Decide whether a file may be kept. Raises FileRefused; changes nothing."""
    data = uploaded_file.read(LARGEST + 1)
    if not data:
        raise FileRefused("empty")
    if len(data) > LARGEST:
        raise too_large()
    name = file_types.clean_name(uploaded_file.name or "")
    try:
        kind = file_types.of(data, name)
        scanning.check(data)
        found = calling.look_into(kind.code, data)
    except file_types.Refused as refused:
        raise FileRefused(refused.code, **refused.values) from None
    except findings.Refused as refused:
        raise FileRefused(refused.code) from None
    except scanning.Found:
        raise FileRefused("virus") from None
    except scanning.Silent:
        raise FileRefused("silent") from None
    return Checked(name, kind.media_type, found.data, found.flags)


def too_large() -> FileRefused:
    return FileRefused("too_large", limit=LARGEST // MEGABYTE)


def _check_open(application: Application, kind: str) -> None:
    if kind not in kinds(application):
        raise FileRefused("closed")


def _keep(application_id: int, kind: str, checked: Checked, actor: Actor) -> Attachment:
    with transaction.atomic():
        application = verbs.lock(application_id)
        _check_open(application, kind)
        same = application.attachments.kept().filter(sha256=checked.sha256).first()
        if same is not None:
            return _said_again(application, same, kind)
        _check_room(application, kind, len(checked.data))
        attachment = Attachment(
            application=application,
            kind=kind,
            name=checked.name,
            media_type=checked.media_type,
            size=len(checked.data),
            sha256=checked.sha256,
            flags=checked.flags,
        )
        stored_files.write(attachment.stored_as, checked.data)
        try:
            attachment.save(force_insert=True)
            _note(application, EventKind.FILE_ADDED, attachment, actor)
        except BaseException:
            stored_files.delete(attachment.stored_as)
            raise
    return attachment


def _said_again(application: Application, same: Attachment, kind: str) -> Attachment:
    """The same bytes once more: a retry, or somebody who first chose the wrong kind."""
    if application.state == State.DRAFT and same.kind != kind:
        same.kind = kind
        same.save(update_fields=["kind"])
    return same


def _check_room(application: Application, kind: str, size: int) -> None:
    kept = application.attachments.kept()
    answers = kind == Attachment.Kind.ANSWER
    beside = kept.answers() if answers else kept.exclude(kind=Attachment.Kind.ANSWER)
    if beside.count() >= MOST:
        raise FileRefused("count", limit=MOST)
    if (beside.aggregate(whole=Sum("size"))["whole"] or 0) + size > WHOLE:
        raise FileRefused("total", limit=WHOLE // MEGABYTE)


def remove(attachment: Attachment, actor: Actor) -> None:
    """Take a file away: the applicant from a draft, an officer at work or the site itself at any time.

    Of a draft nothing stays; once it is sent, the row stays as the trace of it. Raises FileRefused, verbs.NotAllowed.
    Twice does no harm.
    """
    with transaction.atomic():
        application = verbs.lock(attachment.application_id)
        found = application.attachments.kept().filter(pk=attachment.pk).first()
        if found is None:
            return
        if actor.kind == ActorKind.APPLICANT and application.state != State.DRAFT:
            raise FileRefused("kept")
        if actor.kind == ActorKind.OFFICER and not permissions.may_work_on(actor.user, application):
            raise verbs.NotAllowed
        _note(application, EventKind.FILE_REMOVED, found, actor)
        if application.sent_at is None:
            found.delete()
        else:
            found.removed_at = timezone.now()
            found.save(update_fields=["removed_at"])
        stored_as = found.stored_as
        transaction.on_commit(lambda: stored_files.delete(stored_as))


def _note(application: Application, kind: EventKind, attachment: Attachment, actor: Actor) -> None:
    """An event once the application is sent; of a draft only that somebody is still at it."""
    if application.sent_at is not None:
        verbs.record(application.pk, kind, actor, subject=subject(attachment))
    else:
        Application.objects.filter(pk=application.pk).update(saved_at=timezone.now())


def subject(attachment: Attachment) -> str:
    """How an event names an attachment."""
    return f"attachment:{attachment.pk}"
