"""The verbs of the archive that write files: a file enters, replaces an earlier version, changes its words, leaves.

Nothing else writes bytes or versions. The bytes are in the storage before the row is committed; a row whose transaction
failed leaves bytes that nobody points to, which the sweep finds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cicc_site import indexing
from documents.enums import Access, Origin, TextState
from documents.extraction import working
from documents.models import Work, WorkFile
from members.models import User

CHUNK = 1024 * 1024


class SameBytes(ValueError):
    """The archive has a file with exactly these bytes. file: that one."""

    def __init__(self, file: WorkFile) -> None:
        super().__init__(f"The same bytes as file {file.pk}.")
        self.file = file


def checksum(file: IO[bytes]) -> tuple[str, int]:
    """Return the SHA-256 of a file, in hexadecimal, and its number of bytes. Reads it through, in parts."""
    digest, size = hashlib.sha256(), 0
    file.seek(0)
    for part in _parts(file):
        digest.update(part)
        size += len(part)
    file.seek(0)
    return digest.hexdigest(), size


def _parts(file: IO[bytes]) -> Iterator[bytes]:
    while part := file.read(CHUNK):
        yield part


def same_bytes(sha256: str) -> WorkFile | None:
    """The file of the archive with this checksum, the present version before earlier ones; None where there is none."""
    return WorkFile.objects.filter(sha256=sha256).select_related("work").order_by("-is_current", "pk").first()


@transaction.atomic
def add_file(
    work: Work,
    file: IO[bytes],
    *,
    language: str,
    name: str,
    media_type: str,
    origin: str = Origin.ORIGINAL,
    translator: str = "",
    title: str = "",
    access: str = Access.PUBLIC,
    pages: int | None = None,
    by: User | None = None,
    same_allowed: bool = False,
) -> WorkFile:
    """Keep a file as the present version of a work in a language; the one that was it stays as an earlier version.

    file: open for reading bytes. language: code of `cicc_site.world_languages`. name: what it is downloaded as.
    same_allowed: one file for two works, or twice, is meant. Raises SameBytes, ValidationError.
    """
    sha256, size = checksum(file)
    if not same_allowed and (known := same_bytes(sha256)):
        raise SameBytes(known)
    Work.objects.select_for_update().get(pk=work.pk)
    former = WorkFile.objects.filter(work=work, language=language).order_by("-version").first()
    added = WorkFile(
        work=work,
        language=language,
        version=former.version + 1 if former else 1,
        origin=origin,
        translator=translator,
        title=title,
        access=access,
        name=name,
        media_type=media_type,
        size=size,
        sha256=sha256,
        pages=pages,
        text_state=TextState.WAITING,
        added_by=by,
    )
    added.full_clean(exclude=["file"], validate_unique=False, validate_constraints=False)
    WorkFile.objects.filter(work=work, language=language, is_current=True).update(is_current=False)
    added.file.save(name, File(file), save=False)
    added.save()
    working.after_commit()
    with indexing.together():
        indexing.changed(added)
        indexing.changed(work)
    return added


def change_file(file: WorkFile, **facts: Any) -> WorkFile:
    """Change what is said of a file; its bytes stay. facts: language, origin, translator, title, access, pages, name.

    Another language is for a file that was filed under a wrong one: nothing else may lie there. Raises
    ValidationError.
    """
    with indexing.together():
        work = Work.objects.select_for_update().get(pk=file.work_id)
        kept = WorkFile.objects.select_for_update().get(pk=file.pk)
        language = facts.get("language", kept.language)
        if language != kept.language:
            if not may_move(kept, language):
                raise ValidationError({"language": _("There is, or was, another file in this language.")})
            # A text in another direction has to be read otherwise.
            facts |= {"text_state": TextState.WAITING, "text_problem": "", "text_tries": 0}
            working.after_commit()
        for name, value in facts.items():
            setattr(kept, name, value)
        kept.full_clean(exclude=["file"], validate_unique=False, validate_constraints=False)
        kept.save(update_fields=list(facts))
        indexing.changed(kept)
        indexing.changed(work)
    return kept


def may_move(file: WorkFile, language: str) -> bool:
    """Whether a file can be said to be in another language: it has no other versions, and there are none there."""
    others = WorkFile.objects.filter(work=file.work_id, language__in=[file.language, language])
    return not others.exclude(pk=file.pk).exists()


def remove_file(file: WorkFile) -> None:
    """Take a file away for good, its bytes after the commit; the version before it becomes the present one."""
    with indexing.together():
        work = Work.objects.select_for_update().get(pk=file.work_id)
        key, storage, name = file.pk, file.file.storage, file.stored_as
        WorkFile.objects.filter(pk=key).delete()
        if file.is_current:
            former = WorkFile.objects.filter(work=work, language=file.language).order_by("-version").first()
            if former is not None:
                former.is_current = True
                former.save(update_fields=["is_current"])
                indexing.changed(former)
        if not WorkFile.objects.filter(file=name).exists():
            transaction.on_commit(lambda: storage.delete(name), robust=True)
        indexing.rows_changed(WorkFile, [key])
        indexing.changed(work)
