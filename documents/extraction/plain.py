"""HTML and plain text: the encoding first, then the words; of HTML without what a browser does not show."""

from __future__ import annotations

import codecs
import re
import unicodedata
from html.parser import HTMLParser
from typing import IO

from charset_normalizer import from_bytes

from documents.extraction import findings
from documents.extraction.findings import Found, Unreadable

LARGEST = 60 * 1024 * 1024
DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*(?:["']\s*)?([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE
)
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins as that of UTF-16 does
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
LOOKED_AT = 256 * 1024  # bytes, to guess by
LONGEST_WORDS = 40  # letters in the middle, of a text that has blanks
MOST_ACCENTS = 0.3  # of all letters
WESTERN = frozenset(
    "àáâãäåæçèéêëìíîïñòóôõöøœùúûüÿßÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØŒÙÚÛÜŸ«»“”‘’‚„‹›–—…°§·•€£©®™¿¡ªº´²³½\xa0\xad"
)
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
    text = decoded(data)
    if "\0" in text:
        raise Unreadable(findings.BROKEN)
    pages = text.replace("\r\n", "\n").replace("\r", "\n").split("\f")
    return Found(texts=pages, reflowed=False)


def read_html(file: IO[bytes], _cpu: float, _wall: float) -> Found:
    data = _data(file)
    declared = DECLARED.search(data[:4096])
    reading = Words()
    reading.feed(_without_open_tag(decoded(data, declared[1].decode() if declared else "")))
    reading.close()
    return Found(
        texts=["".join(reading.found)],
        has_title=bool(reading.title.strip()),
        has_language=bool(reading.language.strip()),
        reflowed=False,
    )


def _without_open_tag(text: str) -> str:
    """A tag that the end of the file cuts off is shown by no browser, however long it is."""
    start = text.rfind("<")
    is_tag = start > text.rfind(">") and (
        text[start + 1 : start + 2].isalpha() or text[start + 1 : start + 2] in "/!?"
    )
    return text[:start] if is_tag else text


def _data(file: IO[bytes]) -> bytes:
    data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise Unreadable(findings.BOMB)
    return data


def decoded(data: bytes, declared: str = "") -> str:
    """Return the letters of a file: by its mark, as UTF-16 or UTF-8, as it says itself, or as its bytes look."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    if wide := _wide(data[:LOOKED_AT]):
        return data.decode(wide, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if declared:
        try:
            return data.decode(declared)
        except (LookupError, UnicodeDecodeError):
            pass
    return data.decode(_guessed(data), "replace")


def _guessed(data: bytes) -> str:
    """The encoding a file of none of these looks like."""
    part = data[:LOOKED_AT]
    if _is_western(part):
        return "cp1252"
    guess = from_bytes(part).best()
    return guess.encoding if guess else "cp1252"


def _wide(part: bytes) -> str:
    """UTF-16 without a mark, where its bytes give words with blanks one way round and no sign that is none."""
    if b"\0" not in part:
        return ""
    whole = part[: len(part) // 2 * 2]
    for encoding in ("utf-16-le", "utf-16-be"):
        text = whole.decode(encoding, "ignore")
        strange = sum(unicodedata.category(sign)[0] == "C" and sign not in "\r\n\t\f" for sign in text)
        if not strange and text.count(" ") * LONGEST_WORDS > len(text):
            return encoding
    return ""


def _is_western(part: bytes) -> bool:
    """Whether a file looks like French, Spanish, Portuguese or German of Windows: all its accents are theirs, and few.

    Statistics alone take "œuvré à l’efficacité" for Central European now and then: "śuvré ŕ l’efficacité".
    """
    try:
        text = part.decode("cp1252")
    except UnicodeDecodeError:
        return False
    accents = [sign for sign in text if sign > "\x7f"]
    letters = sum(map(str.isalpha, text))
    few = sum(map(str.isalpha, accents)) < MOST_ACCENTS * letters
    return few and WESTERN.issuperset(accents) and not ("ø" in accents and "ì" in accents)


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
