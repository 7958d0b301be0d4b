"""Starts the child that reads a file of the archive, and believes nothing of it but a line of codes and a text."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO, Any

from cicc_site import confined
from documents.extraction.findings import BROKEN, COSTLY, MOST_LETTERS, MOST_PAGES, Unreadable

MEMORY = 1024 * 1024 * 1024  # address space, Python itself included
CPU_SECONDS = 60
WALL_SECONDS = 70.0  # shorter than the worker waits for its jobs when it is stopped
LONGEST_ANSWER = 4 * MOST_LETTERS + 10_000
# By media type, and where that says nothing by the end of the name.
KINDS = {
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.oasis.opendocument.text": "odt",
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "txt",
}
ENDS = {".pdf": "pdf", ".docx": "docx", ".odt": "odt", ".html": "html", ".htm": "html", ".txt": "txt"}
SAYS_NOTHING = {"", "application/octet-stream", "binary/octet-stream"}


@dataclass(frozen=True)
class Extracted:
    """The text of a file. partial: a code of findings where it is not all of it."""

    text: str
    pages: int | None
    has_title: bool | None
    has_language: bool | None
    is_tagged: bool | None
    partial: str
    is_empty: bool
    is_readable: bool


def kind_of(media_type: str, name: str) -> str | None:
    """Return how a file is read; None for formats whose text is not read."""
    known = media_type.partition(";")[0].strip().lower()
    if known in SAYS_NOTHING:
        return ENDS.get(PurePath(name).suffix.lower())
    return KINDS.get(known)


def extract(
    kind: str,
    file: IO[bytes],
    *,
    right_to_left: bool = False,
    memory: int = MEMORY,
    cpu: int = CPU_SECONDS,
    wall: float = WALL_SECONDS,
) -> Extracted:
    """Read a file of a kind (pdf, docx, odt, html, txt). file: a real one, open. Raises findings.Unreadable."""
    try:
        said = confined.run(
            "documents.extraction",
            [kind, "rtl" if right_to_left else "ltr", str(wall)],
            file,
            memory=memory,
            cpu=cpu,
            wall=wall,
            most=LONGEST_ANSWER,
        )
    except confined.Failed as failure:
        raise Unreadable(COSTLY if failure.costly else BROKEN) from None
    line, _newline, text = said.partition(b"\n")
    try:
        return _believed(json.loads(line), text.decode())
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Unreadable(BROKEN) from None


def _believed(answer: dict[str, Any], text: str) -> Extracted:
    if problem := answer.get("problem"):
        raise Unreadable(str(problem)[:60])
    pages = answer["pages"]
    return Extracted(
        text=text.replace("\0", ""),
        pages=None if pages is None else min(max(int(pages), 0), MOST_PAGES),
        has_title=_yes_or_no(answer["has_title"]),
        has_language=_yes_or_no(answer["has_language"]),
        is_tagged=_yes_or_no(answer["is_tagged"]),
        partial=str(answer["partial"])[:60],
        is_empty=bool(answer["empty"]),
        is_readable=bool(answer["readable"]),
    )


def _yes_or_no(value: object) -> bool | None:
    return None if value is None else bool(value)
