"""DOCX and ODT: a ZIP of XML. Sizes are compared before anything is unpacked; entities and macros never run.

The text is read as a stream of events, so that depth costs nothing; what was deleted under tracked changes is left out,
footnotes come after the text.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import IO
from xml.parsers import expat

from documents.extraction import findings
from documents.extraction.findings import Found, Unreadable

MOST_PARTS = 5_000
LARGEST_PART = 150 * 1024 * 1024  # bytes unpacked: of a part that is read
LARGEST_RATIO = 250  # running text in XML comes to 20
FREE_RATIO = 1024 * 1024
PIECE = 64 * 1024

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT_W = "http://purl.oclc.org/ooxml/wordprocessingml/main"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
META = "urn:oasis:names:tc:opendocument:xmlns:meta:1.0"
FO = "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
DC = "http://purl.org/dc/elements/1.1/"
PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"


class Package:
    """The parts of the file by name, each read in pieces and never beyond what was declared."""

    def __init__(self, file: IO[bytes]) -> None:
        try:
            self.zip = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, NotImplementedError):
            raise Unreadable(findings.BROKEN) from None
        parts = self.zip.infolist()
        if len(parts) > MOST_PARTS:
            raise Unreadable(findings.BOMB)
        self.parts = {part.filename: part for part in parts}

    def events(self, name: str) -> Iterator[tuple[str, str, dict[str, str]]]:
        """Yield ("start", tag, attributes), ("end", tag, {}) and ("text", words, {}); nothing of a missing part.

        Tags are "namespace local". Raises Unreadable for bombs, encryption, a document type, and broken XML.
        """
        part = self.parts.get(name)
        if part is None:
            return
        if part.flag_bits & 1:
            raise Unreadable(findings.ENCRYPTED)
        if part.file_size > LARGEST_PART or part.file_size > max(
            FREE_RATIO, LARGEST_RATIO * part.compress_size
        ):
            raise Unreadable(findings.BOMB)
        heard: list[tuple[str, str, dict[str, str]]] = []
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _no_document_type
        parser.StartElementHandler = lambda tag, attributes: heard.append(("start", tag, attributes))
        parser.EndElementHandler = lambda tag: heard.append(("end", tag, {}))
        parser.CharacterDataHandler = lambda words: heard.append(("text", words, {}))
        try:
            with self.zip.open(part) as opened:
                while piece := opened.read(PIECE):
                    parser.Parse(piece, False)
                    yield from heard
                    heard.clear()
            parser.Parse(b"", True)
        except (expat.ExpatError, zipfile.BadZipFile, EOFError):
            raise Unreadable(findings.BROKEN) from None
        yield from heard


def _no_document_type(*_declared: object) -> None:
    # Neither format has one: it would only serve to declare entities.
    raise Unreadable(findings.BOMB)


def read_docx(file: IO[bytes], _cpu: float, _wall: float) -> Found:
    package = Package(file)
    if "word/document.xml" not in package.parts:
        # A locked document is no ZIP, one of another program has other parts.
        raise Unreadable(findings.BROKEN)
    texts = _docx_texts(package, "word/document.xml")
    for notes in ("word/footnotes.xml", "word/endnotes.xml"):
        texts += [text for text in _docx_texts(package, notes) if text.strip()]
    said = _texts_of(package, "docProps/core.xml", {f"{DC} title", f"{DC} language"})
    pages = _texts_of(package, "docProps/app.xml", {f"{PROPERTIES} Pages"}).get(f"{PROPERTIES} Pages", "")
    return Found(
        texts=["".join(texts)],
        pages=_count(pages),
        has_title=bool(said.get(f"{DC} title")),
        has_language=bool(said.get(f"{DC} language")) or _docx_language(package),
        reflowed=False,
    )


def _docx_texts(package: Package, name: str) -> list[str]:
    texts: list[str] = []
    shown = False  # inside w:t; deleted words are in w:delText
    passed_over = 0  # the second form of a drawing, for programs that do not know the first
    for event, what, attributes in package.events(name):
        if event == "text":
            if shown and not passed_over:
                texts.append(what)
            continue
        namespace, _space, local = what.rpartition(" ")
        if local == "Fallback":
            passed_over += 1 if event == "start" else -1
        if namespace not in (W, STRICT_W) or passed_over:
            continue
        if local == "t":
            shown = event == "start"
        elif local == "p" and event == "end":
            texts.append("\n\n")
        elif local == "tc" and event == "end":
            texts.append("\n")
        elif event == "start" and local in {"tab", "ptab"}:
            texts.append("\t")
        elif event == "start" and local in {"br", "cr"}:
            texts.append("\f" if attributes.get(f"{namespace} type") == "page" else "\n")
        elif event == "start" and local == "noBreakHyphen":
            texts.append("\N{NON-BREAKING HYPHEN}")
        elif event == "start" and local == "lastRenderedPageBreak":
            texts.append("\f")
    return texts


def _docx_language(package: Package) -> bool:
    """Whether the styles name the language words are in."""
    return any(
        event == "start" and what.endswith(" lang") and any(value.strip() for value in attributes.values())
        for event, what, attributes in package.events("word/styles.xml")
    )


def read_odt(file: IO[bytes], _cpu: float, _wall: float) -> Found:
    package = Package(file)
    if "content.xml" not in package.parts:
        raise Unreadable(findings.BROKEN)
    if any(event == "start" and what.endswith(" encryption-data") for event, what, _ in _manifest(package)):
        raise Unreadable(findings.ENCRYPTED)
    said = _texts_of(package, "meta.xml", {f"{DC} title", f"{DC} language"})
    pages = next(
        (
            attributes.get(f"{META} page-count", "")
            for event, what, attributes in package.events("meta.xml")
            if event == "start" and what == f"{META} document-statistic"
        ),
        "",
    )
    return Found(
        texts=["".join(_odt_texts(package))],
        pages=_count(pages),
        has_title=bool(said.get(f"{DC} title")),
        has_language=bool(said.get(f"{DC} language")) or _odt_language(package),
        reflowed=False,
    )


def _manifest(package: Package) -> Iterator[tuple[str, str, dict[str, str]]]:
    """The list of parts; OpenOffice gave it a document type once, which says nothing."""
    try:
        yield from package.events("META-INF/manifest.xml")
    except Unreadable:
        return


def _odt_texts(package: Package) -> Iterator[str]:
    left_out = {f"{TEXT} tracked-changes", f"{OFFICE} annotation"}
    paragraphs = hidden = 0
    for event, what, attributes in package.events("content.xml"):
        step = 1 if event == "start" else -1
        if event == "text":
            if paragraphs and not hidden:
                yield what
        elif what in left_out:
            hidden += step
        elif what in {f"{TEXT} p", f"{TEXT} h"}:
            paragraphs += step
            if event == "end" and not hidden:
                yield "\n\n"
        elif event == "start" and not hidden:
            if what == f"{TEXT} s":
                yield " " * min(_count(attributes.get(f"{TEXT} c", "1")) or 1, 100)
            elif what == f"{TEXT} tab":
                yield "\t"
            elif what == f"{TEXT} line-break":
                yield "\n"
            elif what == f"{TEXT} soft-page-break":
                yield "\f"


def _odt_language(package: Package) -> bool:
    return any(
        event == "start" and attributes.get(f"{FO} language", "none") != "none"
        for event, _what, attributes in package.events("styles.xml")
    )


def _texts_of(package: Package, name: str, wanted: set[str]) -> dict[str, str]:
    """Return what stands in some elements of a part: {tag: words}."""
    found: dict[str, str] = {}
    inside = ""
    for event, what, _attributes in package.events(name):
        if event == "start":
            inside = what if what in wanted else ""
        elif event == "end":
            inside = ""
        elif inside:
            found[inside] = found.get(inside, "") + what.strip()
    return found


def _count(words: str) -> int | None:
    """A number of pages as a program wrote it; none where it wrote nonsense."""
    return int(words) if words.isascii() and words.isdigit() and 0 < len(words) < 6 and int(words) else None
