"""The child: limits itself, reads a file from its input, answers with a line of JSON and the text after it.

    python -m documents.extraction pdf|docx|odt|html|txt ltr|rtl WALL MEMORY SECONDS < file

The line is {"problem": code} alone, or what findings.Found knows with "readable" and "empty".
"""

from __future__ import annotations

import json
import logging
import sys
from importlib import import_module
from typing import IO, Any

from cicc_site.confinement import limit

READERS = {
    "pdf": ("pdf", "read"),
    "docx": ("office", "read_docx"),
    "odt": ("office", "read_odt"),
    "html": ("plain", "read_html"),
    "txt": ("plain", "read_text"),
}
ENOUGH = 0.75  # of the time, after which a reader is content with the pages it has


def main(kind: str, direction: str, wall: str, memory: str, seconds: str) -> None:
    limit(int(memory), int(seconds))
    logging.disable()
    from documents.extraction import findings

    answer: dict[str, Any] = {}
    text = ""
    try:
        answer, text = _read(
            kind, sys.stdin.buffer, direction == "rtl", int(seconds) * ENOUGH, float(wall) * ENOUGH
        )
    except findings.Unreadable as unreadable:
        answer = {"problem": unreadable.code}
    except (MemoryError, RecursionError):
        answer = {"problem": findings.COSTLY}
    except Exception:
        # Whatever a parser stumbles over: no other program could show the file well either.
        answer = {"problem": findings.BROKEN}
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + text.encode())
    sys.stdout.buffer.flush()


def _read(
    kind: str, file: IO[bytes], right_to_left: bool, cpu: float, wall: float
) -> tuple[dict[str, Any], str]:
    from documents.extraction import findings, quality, tidying

    module, name = READERS[kind]
    found: findings.Found = getattr(import_module(f"documents.extraction.{module}"), name)(file, cpu, wall)
    text = tidying.tidied(found.texts, reflowed=found.reflowed)
    problem = found.problem
    if len(text) > findings.MOST_LETTERS:
        text, problem = text[: findings.MOST_LETTERS], findings.PARTIAL
    read = len(found.texts) if found.reflowed else 0  # pages of paper
    return {
        "pages": found.pages,
        "has_title": found.has_title,
        "has_language": found.has_language,
        "is_tagged": found.is_tagged,
        "partial": problem,
        "empty": quality.is_empty(text, read),
        "readable": not problem and quality.is_readable(text, read, right_to_left=right_to_left),
    }, text


if __name__ == "__main__":
    main(*sys.argv[1:])
