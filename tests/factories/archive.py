"""Works of the archive with their files, for the tests."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from documents import keeping
from documents.enums import SubjectKind, WorkKind
from documents.models import Subject, Work, WorkFile


def work(title: str = "Recognition of the coordinating role", **fields: Any) -> Work:
    values: dict[str, Any] = {"kind": WorkKind.RESOLUTION, "title_en": title}
    return Work.objects.create(**{**values, **fields})


def work_file(of: Work, language: str = "en", data: bytes = b"", **fields: Any) -> WorkFile:
    """A text file of a work; without `data` its words name work and language, so that no two are the same."""
    words = data or f"Work {of.pk} in the language {language}.\n".encode()
    values: dict[str, Any] = {"name": f"work-{of.pk}-{language}.txt", "media_type": "text/plain"}
    return keeping.add_file(of, BytesIO(words), language=language, **{**values, **fields})


def subject(kind: SubjectKind = SubjectKind.BODY, code: str = "asp", **fields: Any) -> Subject:
    """One of the starting content is changed: there may be one already."""
    values = {"name_en": "Assembly of States Parties"}
    return Subject.objects.update_or_create(kind=kind, code=code, defaults={**values, **fields})[0]
