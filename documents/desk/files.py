"""The files of a work as its page at the desk shows them: each version, why it has no text, what was before."""

from __future__ import annotations

from dataclasses import dataclass, field

from cicc_site import languages
from documents import formats
from documents.enums import TextState
from documents.extraction import words
from documents.models import Work, WorkFile
from documents.versions import in_reading_order


@dataclass(frozen=True)
class ShownFile:
    """format: as readers know it; problem: why there is no text, or not all of it, in words."""

    file: WorkFile
    format: str
    problem: str
    earlier: list[WorkFile] = field(default_factory=list)

    @property
    def is_waiting(self) -> bool:
        return self.file.text_state == TextState.WAITING

    @property
    def is_bad(self) -> bool:
        return self.file.text_state in (TextState.EMPTY, TextState.FAILED)


def shown(file: WorkFile, earlier: list[WorkFile] | None = None) -> ShownFile:
    return ShownFile(
        file, formats.label(file.media_type, file.name), words.problem(file), sorted_versions(earlier or [])
    )


def sorted_versions(found: list[WorkFile]) -> list[WorkFile]:
    return sorted(found, key=lambda file: -file.version)


def versions(work: Work) -> list[ShownFile]:
    """The present files of a work in the order of the reader's languages, each with its earlier versions. One query."""
    current: list[WorkFile] = []
    earlier: dict[str, list[WorkFile]] = {}
    for file in WorkFile.objects.filter(work=work):
        if file.is_current:
            current.append(file)
        else:
            earlier.setdefault(file.language, []).append(file)
    return [shown(file, earlier.get(file.language)) for file in in_reading_order(current, languages.active())]
