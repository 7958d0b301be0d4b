"""HTML and plain text: the encoding first, then the words; of HTML without what a browser does not show."""

from __future__ import annotations

import codecs
import re
from html.parser import HTMLParser
from typing import IO

from charset_normalizer import from_bytes

from documents.extraction import findings
from documents.extraction.findings import Found, Unreadable

LARGEST = 60 * 1024 * 1024
DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
LOOKED_AT = 256 * 1024  # bytes, to guess by
UNSEEN = {
    "script",
    "style",
    "template",
    "noscript",
    "head",
    "svg",
    "math",
    "object",
    "iframe",
    "select",
    "textarea",
}
# Browsers take a tag without its end for a whole element.
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
PARAGRAPHS = {
    "address", "article", "aside", "blockquote", "body", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p",
    "pre", "section", "summary", "table", "tr", "ul",
}  # fmt: skip


def read_text(file: IO[bytes], _cpu: float, _wall: float) -> Found:
    data = _data(file)
    if b"\0" in data and not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Unreadable(findings.BROKEN)
    pages = decoded(data).replace("\r\n", "\n").replace("\r", "\n").split("\f")
    return Found(texts=pages, reflowed=False)


def read_html(file: IO[bytes], _cpu: float, _wall: float) -> Found:
    data = _data(file)
    declared = DECLARED.search(data[:4096])
    reading = Words()
    reading.feed(decoded(data, declared[1].decode() if declared else ""))
    reading.close()
    return Found(
        texts=["".join(reading.found)],
        has_title=bool(reading.title.strip()),
        has_language=bool(reading.language.strip()),
        reflowed=False,
    )


def _data(file: IO[bytes]) -> bytes:
    data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise Unreadable(findings.BOMB)
    return data


def decoded(data: bytes, declared: str = "") -> str:
    """Return the letters of a file: by its mark, as UTF-8, as it says itself, or as its bytes look."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if declared:
        try:
            return data.decode(declared)
        except (LookupError, UnicodeDecodeError):
            pass
    guess = from_bytes(data[:LOOKED_AT]).best()
    return data.decode(guess.encoding if guess else "cp1252", "replace")


class Words(HTMLParser):
    """The words of a page as a browser shows them, paragraph by paragraph; never nested deeper than a number."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.title = self.language = ""
        self._unseen = ""
        self._depth = 0
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "html":
            self.language = dict(attrs).get("lang") or ""
        if tag == "body" and self._unseen == "head":
            self._unseen = ""  # the end of the head may be left out
        if self._unseen:
            self._depth += tag == self._unseen
            self._in_title = tag == "title" and self._unseen == "head"
            return
        if tag in UNSEEN or ("hidden" in dict(attrs) and tag not in VOID):
            self._unseen, self._depth = tag, 1
        elif tag == "br":
            self.found.append("\n")
        elif tag in {"td", "th"}:
            self.found.append("\t")
        elif tag in PARAGRAPHS:
            self.found.append("\n\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self._in_title = False
        if self._unseen:
            self._depth -= tag == self._unseen
            if not self._depth:
                self._unseen = ""
        elif tag in PARAGRAPHS:
            self.found.append("\n\n")

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data
        elif not self._unseen:
            self.found.append(re.sub(r"\s+", " ", data))
