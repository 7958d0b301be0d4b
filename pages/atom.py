"""Writes an Atom feed (RFC 4287). What is in it, and where it is had, is in feeds.py and models/feeding.py."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.sax.xmlreader import AttributesImpl

from django.utils.xmlutils import SimplerXMLGenerator

NAMESPACE = "http://www.w3.org/2005/Atom"
CONTENT_TYPE = "application/atom+xml; charset=utf-8"
FEED_TYPE = "application/atom+xml"
PAGE_TYPE = "text/html"


@dataclass(frozen=True, slots=True)
class Text:
    """Plain text in the language it is in."""

    value: str
    language: str


@dataclass(frozen=True, slots=True)
class Link:
    """An address in a language. `rel` and `kind` as in the RFC."""

    href: str
    language: str
    rel: str = "alternate"
    kind: str = PAGE_TYPE


@dataclass(frozen=True, slots=True)
class Entry:
    """id: a URN that outlives every change of address. label: its kind, for people and for filters."""

    id: str
    title: Text
    summary: Text
    author: str
    published: dt.datetime
    updated: dt.datetime
    links: list[Link]
    label: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    id: str
    title: Text
    subtitle: Text
    author: str
    home: str
    updated: dt.datetime
    links: list[Link]
    entries: list[Entry] = field(default_factory=list)

    @property
    def language(self) -> str:
        return self.title.language


def document(feed: Feed, language: str) -> bytes:
    """The feed as a reader of `language` gets it; texts in another language say so themselves."""
    file = io.BytesIO()
    writer = Writer(file, "utf-8", short_empty_elements=True)
    writer.startDocument()
    writer.open("feed", {"xmlns": NAMESPACE, "xml:lang": language})
    writer.leaf("id", feed.id)
    writer.text("title", feed.title, language)
    writer.text("subtitle", feed.subtitle, language)
    writer.leaf("updated", rfc3339(feed.updated))
    writer.author(feed.author, feed.home)
    writer.links(feed.links)
    for entry in feed.entries:
        writer.entry(entry, feed, language)
    writer.close("feed")
    writer.endDocument()
    return file.getvalue()


class Writer(SimplerXMLGenerator):
    """Elements of Atom, one a line."""

    def open(self, name: str, attributes: dict[str, str] | None = None) -> None:
        self.startElement(name, AttributesImpl(attributes or {}))
        self.ignorableWhitespace("\n")

    def close(self, name: str) -> None:
        self.endElement(name)
        self.ignorableWhitespace("\n")

    def leaf(self, name: str, content: str = "", attributes: dict[str, str] | None = None) -> None:
        self.startElement(name, AttributesImpl(attributes or {}))
        self.characters(clean(content))
        self.close(name)

    def text(self, name: str, text: Text, around: str) -> None:
        """A text construct; it names its language where that is not the one around it. Nothing for no text."""
        if text.value:
            attributes = {"xml:lang": text.language} if text.language != around else {}
            self.leaf(name, text.value, {"type": "text", **attributes})

    def author(self, name: str, address: str) -> None:
        self.open("author")
        self.leaf("name", name)
        self.leaf("uri", address)
        self.close("author")

    def links(self, links: Iterable[Link]) -> None:
        for link in links:
            attributes = {"rel": link.rel, "type": link.kind, "hreflang": link.language, "href": link.href}
            self.leaf("link", attributes=attributes)

    def entry(self, entry: Entry, feed: Feed, around: str) -> None:
        language = entry.title.language
        self.open("entry", {"xml:lang": language} if language != around else {})
        self.leaf("id", entry.id)
        self.text("title", entry.title, language)
        self.text("summary", entry.summary, language)
        self.leaf("published", rfc3339(entry.published))
        self.leaf("updated", rfc3339(entry.updated))
        self.author(entry.author, feed.home)
        if entry.label:
            self.leaf("category", attributes={"term": entry.label})
        self.links(entry.links)
        self.close("entry")


def rfc3339(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def clean(text: str) -> str:
    """Without the characters that XML cannot carry: one of them, pasted by an editor, would break the whole feed."""
    return "".join(
        sign for sign in text if sign in "\t\n\r" or (ord(sign) >= 32 and not unwritable(ord(sign)))
    )


def unwritable(code: int) -> bool:
    return 0xD800 <= code <= 0xDFFF or code in (0xFFFE, 0xFFFF)
