"""Judges an Atom feed: the grammar of RFC 4287 (atom.rng), and the rules its prose adds and a grammar cannot say."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

NAMESPACE = "http://www.w3.org/2005/Atom"
NS = {"a": NAMESPACE}
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
SCHEMA = etree.RelaxNG(etree.parse(str(Path(__file__).with_name("atom.rng"))))
# RFC 3339 as section 3.3 asks for it: a capital T, and a zone.
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def parse(document: bytes) -> Any:
    return etree.fromstring(document)


def problems(document: bytes) -> list[str]:
    """Return what a feed validator would complain about."""
    root = parse(document)
    found = [] if SCHEMA.validate(root) else [str(error) for error in SCHEMA.error_log]
    entries = root.findall("a:entry", NS)
    found += [f"{name} is no RFC 3339 moment" for name in moments(root) if not MOMENT.fullmatch(name)]
    found += [f"{text!r} is no absolute IRI" for text in ids(root) if not urlsplit(text).scheme]
    found += [f"{text} is used twice" for text, count in Counter(ids(root)).items() if count > 1]
    for entry in entries:
        if root.find("a:author", NS) is None and entry.find("a:author", NS) is None:
            found.append("4.1.2: neither feed nor entry has an author")
        if entry.find("a:content", NS) is None and not links(entry, "alternate"):
            found.append("4.1.2: an entry without content needs an alternate link")
        if entry.findtext("a:updated", "", NS) < entry.findtext("a:published", "", NS):
            found.append("an entry was updated before it was published")
    for element in (root, *entries):
        kinds = Counter((link.get("type"), link.get("hreflang")) for link in links(element, "alternate"))
        found += [f"4.1.1: two alternate links with {kind}" for kind, count in kinds.items() if count > 1]
        found += ["an empty title"] if not element.findtext("a:title", "", NS).strip() else []
    if len(links(root, "self")) != 1:
        found.append("a feed should name its own address once")
    found += [
        f"{link.get('href')} is no full address"
        for link in root.iterfind(".//a:link", NS)
        if urlsplit(link.get("href")).scheme not in {"http", "https"}
    ]
    return found


def moments(root: Any) -> list[str]:
    return [
        element.text for name in ("updated", "published") for element in root.iterfind(f".//a:{name}", NS)
    ]


def ids(root: Any) -> list[str]:
    return [element.text for element in root.iterfind(".//a:id", NS)]


def links(element: Any, rel: str) -> list[Any]:
    return [link for link in element.findall("a:link", NS) if link.get("rel", "alternate") == rel]


def language_of(element: Any) -> str:
    """The language of an element: its own, or that of the nearest one around it that names one."""
    while element is not None:
        if element.get(LANGUAGE):
            return str(element.get(LANGUAGE))
        element = element.getparent()
    return ""
