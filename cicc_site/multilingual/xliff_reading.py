"""Reads what came back from a translator. The file is a stranger's: it is read as data and nothing in it is trusted.

No document type, no entity, no address is followed; size is capped. Of inline tags only their numbers are read.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext
from lxml import etree

from cicc_site import languages
from cicc_site.multilingual import segments
from cicc_site.multilingual.segments import Code, Piece, Pieces
from cicc_site.multilingual.xliff import NAMESPACE

LARGEST = 20 * 1024 * 1024  # bytes; the whole site in one language is about 3 MB
FINDABLE = re.compile(r"(?P<model>[a-z_]{1,50}\.[A-Za-z_]{1,100}):(?P<key>\d{1,18})")
_XLIFF_2 = "urn:oasis:names:tc:xliff:document:2."
_PROLOG = re.compile(r"(?:\s++|<\?.*?\?>|<!--.*?-->)*+", re.DOTALL)
_DECLARED = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_ENCODING = re.compile(r"utf-?8|utf-?16(?:le|be)?|us-ascii|iso-8859-\d{1,2}|windows-125\d", re.IGNORECASE)
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_STANDING_ALONE = {"ph", "x"}
_HALVES = {"it", "bpt", "ept", "bx", "ex"}
_TODO = {"new", "needs-translation"}


class ExchangeError(Exception):
    """Why a file, or one record of it, is not taken: a sentence in the reader's language."""


@dataclass(frozen=True, slots=True)
class ReadUnit:
    """One unit of a file. target: None where nothing was translated. sent: fingerprint of what was sent out.

    owed: somebody should still read it through. final: the translator vouches for it. locked: sent as context only.
    """

    path: str
    source: Pieces
    target: Pieces | None
    sent: str
    owed: bool = False
    final: bool = False
    locked: bool = False


@dataclass(slots=True)
class ReadDocument:
    """One record of a file. mistake: why it cannot be read, then the rest is empty."""

    original: str
    language: str
    digest: str
    units: list[ReadUnit] = field(default_factory=list)
    mistake: str = ""


def read(data: bytes) -> list[ReadDocument]:
    """Return the records of a file; raises ExchangeError for what is no XLIFF 1.2."""
    root = _parse(data)
    name = etree.QName(root)
    if (name.namespace or "").startswith(_XLIFF_2):
        raise ExchangeError(
            gettext("This is XLIFF 2. The site exchanges XLIFF 1.2: ask your tool to save in that version.")
        )
    if name.localname != "xliff" or name.namespace != NAMESPACE:
        raise ExchangeError(
            gettext("This is not an XLIFF file. Choose the file your translation tool saved.")
        )
    if root.get("version") != "1.2":
        raise ExchangeError(
            gettext("This is XLIFF %(version)s; the site exchanges XLIFF 1.2.")
            % {"version": (root.get("version") or "?")[:10]}
        )
    found = [_document(element) for element in root.iter(f"{{{NAMESPACE}}}file")]
    if not found:
        raise ExchangeError(gettext("The file holds no texts."))
    seen: set[tuple[str, str]] = set()
    for document in found:
        if (document.original, document.language) in seen:
            document.units = []
            document.mistake = gettext("It is in the file twice. Only the first one was looked at.")
        seen.add((document.original, document.language))
    return found


def _parse(data: bytes) -> etree._Element:
    if len(data) > LARGEST:
        raise ExchangeError(
            gettext("The file is larger than %(size)s MB. Send the records in several files.")
            % {"size": LARGEST // 1024 // 1024}
        )
    unreadable = gettext(
        "This is not an XML file, or it is damaged. Choose the file your translation tool saved."
    )
    text = _decoded(data)
    if text is None:
        raise ExchangeError(unreadable)
    prolog = _PROLOG.match(text)
    rest = text[prolog.end() if prolog else 0 :]
    if rest[:9].upper() == "<!DOCTYPE":
        raise ExchangeError(
            gettext("The file declares a document type of its own, which is not safe to read.")
        )
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(rest.encode("utf-8"), parser)
    except (etree.XMLSyntaxError, ValueError):
        raise ExchangeError(unreadable) from None
    return root


def _decoded(data: bytes) -> str | None:
    """Return the text of a file; None when it is not text in an encoding that can be told."""
    named = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), "")
    declared = _DECLARED.match(data[:200])
    encoding = named or (declared[1].decode("ascii") if declared else "utf-8")
    if encoding != "utf-8-sig" and not _ENCODING.fullmatch(encoding):
        return None
    try:
        return data.decode(encoding)
    except (LookupError, UnicodeDecodeError):
        return None


def _document(element: etree._Element) -> ReadDocument:
    language = (element.get("target-language") or "").split("-")[0].lower()
    document = ReadDocument(
        (element.get("original") or "")[:200], language, (element.get("product-version") or "")[:100]
    )
    source = (element.get("source-language") or "").split("-")[0].lower()
    if source != languages.DEFAULT_LANGUAGE:
        document.mistake = gettext("It was not translated from English.")
    elif language not in languages.translation_codes():
        document.mistake = gettext(
            "The file does not say into which of the site's languages it was translated."
        )
    else:
        document.units = [_unit(unit) for unit in element.iter(_name("trans-unit"))]
        paths = [unit.path for unit in document.units]
        if len(paths) != len(set(paths)):
            document.units = []
            document.mistake = gettext("A text is in the file twice: the file is damaged.")
    return document


def _unit(element: etree._Element) -> ReadUnit:
    source, target = element.find(_name("source")), element.find(_name("target"))
    sent = (element.get("extradata") or "")[:64]
    pieces = None if target is None else segments.joined(_pieces(target))
    state = "" if target is None else target.get("state") or ""
    original = segments.joined(_pieces(source)) if source is not None else ()
    if not pieces or (not segments.wording(pieces).strip() and segments.wording(original).strip()):
        pieces = None
    if pieces == original and state in _TODO:
        pieces = None  # tools put the English there to be written over
    approved = element.get("approved") == "yes"
    return ReadUnit(
        (element.get("id") or "")[:500],
        original,
        pieces,
        sent,
        owed=(state in _TODO or state.startswith("needs-")) and not approved,
        final=approved or state in ("translated", "final", "signed-off"),
        locked=element.get("translate") == "no",
    )


def _pieces(element: etree._Element) -> Iterator[Piece]:
    yield element.text or ""
    for child in element:
        tag = etree.QName(child).localname if isinstance(child.tag, str) else ""
        number = _number(child)
        if tag == "g":
            yield Code(number, "open")
            yield from _pieces(child)
            yield Code(number, "close")
        elif tag in _STANDING_ALONE:
            yield Code(number, "alone")
        elif tag in _HALVES:
            yield Code(number, "stray")
        else:
            yield from _pieces(child)  # a mark a tool made for itself, around words
        yield child.tail or ""


def _number(element: etree._Element) -> int:
    text = element.get("id") or ""
    return int(text) if re.fullmatch(r"[0-9]{1,6}", text) else 0


def _name(tag: str) -> str:
    return f"{{{NAMESPACE}}}{tag}"
