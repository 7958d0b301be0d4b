"""The verbs of the archive that write files: a file enters, replaces an earlier version, changes its words, leaves.

Nothing else writes bytes or versions. The bytes are in the storage before the row is committed; a row whose transaction
failed leaves bytes that nobody points to, which the sweep finds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import IO

from django.core.files.base import File
from django.db import transaction

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
