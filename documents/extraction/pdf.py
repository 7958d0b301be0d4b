"""PDF: the words of each page, by pypdf. By the places of their signs: pages read from the right, with letters drawn
in clusters, or with signs nobody can read.
"""

from __future__ import annotations

import re
import time
import unicodedata
from typing import IO, Any

from pypdf import PageObject, PdfReader

from documents.extraction import findings, pdf_lines, right_to_left
from documents.extraction.findings import Found, Unreadable

UNKNOWN = {"Co", "Cn", "Cs"}
# Scripts whose vowel signs stand elsewhere on paper than in the word: Devanagari to Sinhala, Tibetan, Burmese, Khmer.
# Their files tell the letters of each cluster apart (/ActualText), which pypdf does not read.
CLUSTERS = re.compile("[\u0900-\u0dff\u0f00-\u109f\u1780-\u17ff]")


def read(file: IO[bytes], cpu: float, wall: float) -> Found:
    """Read a PDF. cpu, wall: seconds after which the pages found so far are all. Raises Unreadable, and more."""
    began, busy = time.monotonic(), time.process_time()
    reader = PdfReader(file, strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise Unreadable(findings.ENCRYPTED)
    pages = len(reader.pages)
    if pages > findings.MOST_PAGES:
        raise Unreadable(findings.TOO_MANY_PAGES)
    if not pages:
        raise Unreadable(findings.BROKEN)
    found = Found(pages=pages)
    _note_what_it_says(reader, found)
    letters = damaged = 0
    for number in range(pages):
        if (
            time.process_time() - busy > cpu
            or time.monotonic() - began > wall
            or letters > findings.MOST_LETTERS
        ):
            found.problem = findings.PARTIAL
            break
        try:
            text = page_text(reader.pages[number])
        except (MemoryError, RecursionError):
            raise
        except Exception:
            # One page that no program can draw does not take the others with it.
            damaged += 1
            text = ""
        letters += len(text)
        found.texts.append(text)
    if damaged == pages:
        raise Unreadable(findings.BROKEN)
    if damaged and not found.problem:
        found.problem = findings.DAMAGED_PAGES
    return found


def page_text(page: PageObject) -> str:
    text = page.extract_text()
    has_clusters = CLUSTERS.search(text) is not None
    if not has_clusters and not right_to_left.has_letters(text) and not strange(text):
        return text
    try:
        placed = pdf_lines.page_text(page)
    except (MemoryError, RecursionError):
        raise
    except Exception:
        return text
    # Both saw the same signs: whichever knows more of them. Of clusters pypdf knows less than it says.
    knows_more = has_clusters or strange(placed) <= strange(text)
    return placed if knows_more and len(placed) * 2 > len(text) else text


def strange(text: str) -> int:
    """How many signs stand for nothing: holes in the table of a font, most of them."""
    return sum(
        character == "\ufffd"
        or unicodedata.category(character) in UNKNOWN
        or (character < " " and character not in "\n\t\r")
        for character in text
    )


def _note_what_it_says(reader: PdfReader, found: Found) -> None:
    root: Any = reader.trailer["/Root"].get_object()
    marked = root.get("/MarkInfo")
    marked = marked.get_object() if marked is not None else {}
    language = root.get("/Lang")
    found.has_title = _has_title(reader)
    found.has_language = bool(str(language or "").strip())
    found.is_tagged = bool(marked.get("/Marked")) and "/StructTreeRoot" in root


def _has_title(reader: PdfReader) -> bool:
    try:
        metadata = reader.metadata
        if metadata is not None and (metadata.title or "").strip():
            return True
        xmp = reader.xmp_metadata
        return bool(xmp is not None and any((title or "").strip() for title in (xmp.dc_title or {}).values()))
    except (MemoryError, RecursionError):
        raise
    except Exception:
        return False
