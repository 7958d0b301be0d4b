"""Writes XLIFF 1.2, the exchange format of translators' tools: one `<file>` for each record.

Inline tags become `<g>` around words and `<ph>` where they stand alone, with the tag as their content, so that a
tool protects them. The version of the English goes along as `product-version`; `xliff_reading` reads it all back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils import timezone
from lxml import etree

from cicc_site import languages
from cicc_site.multilingual import segments
from cicc_site.multilingual.segments import Code, Codes, Pieces
from cicc_site.multilingual.units import Unit

NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
XML = "http://www.w3.org/XML/1998/namespace"
TOOL = "cicc-site"
MEDIA_TYPE = "application/x-xliff+xml"
# What kind of text a tag marks, in the words of the format.
_KINDS = {"b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underlined", "a": "link"}
_ALONE = {"br": "lb", "img": "image"}


class Standing(StrEnum):
    """How far the translations of a record can be trusted; decides the state of its targets."""

    CURRENT = "current"
    DOUBTFUL = "doubtful"  # the English has changed since, or a review is owed


@dataclass(frozen=True, slots=True)
class Document:
    """One record as it is sent out.

    original: "app.Model:key". title: for people. digest: of the English. standing: of the present translation.
    locked: texts that have a translation go along for context, marked as not to be touched.
    """

    original: str
    title: str
    digest: str
    units: tuple[Unit, ...]
    standing: Standing = Standing.CURRENT
    locked: bool = False


def write(documents: Iterable[Document], language: str, at: dt.datetime | None = None) -> bytes:
    """Return a file with these records, to be translated into `language`."""
    moment = (at or timezone.now()).astimezone(dt.UTC)
    root = etree.Element(_name("xliff"), {"version": "1.2"}, nsmap={None: NAMESPACE})
    for document in documents:
        root.append(_file(document, language, moment))
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=False)
    return written


def _file(document: Document, language: str, moment: dt.datetime) -> etree._Element:
    element = etree.Element(
        _name("file"),
        {
            "original": document.original,
            "source-language": languages.DEFAULT_LANGUAGE,
            "target-language": language,
            "datatype": "html",
            "product-name": TOOL,
            "product-version": document.digest,
            "date": moment.isoformat(timespec="seconds").replace("+00:00", "Z"),
            "tool-id": TOOL,
        },
    )
    header = etree.SubElement(element, _name("header"))
    etree.SubElement(header, _name("tool"), {"tool-id": TOOL, "tool-name": TOOL})
    _note(header, document.title)
    body = etree.SubElement(element, _name("body"))
    for unit in document.units:
        body.append(_trans_unit(unit, document, language))
    return element


def _trans_unit(unit: Unit, document: Document, language: str) -> etree._Element:
    attributes = {
        "id": unit.path,
        "resname": unit.field,
        "datatype": "html" if unit.rich else "plaintext",
        f"{{{XML}}}space": "preserve",
        # What was sent out: tells whether the translation was changed by the translator, here, or by both.
        "extradata": segments.fingerprint(unit.target or ()),
    }
    if unit.limit:
        attributes |= {"maxwidth": str(unit.limit), "size-unit": "char"}
    done = unit.target is not None and document.standing == Standing.CURRENT
    if done:
        attributes["approved"] = "yes"
        if document.locked:
            attributes["translate"] = "no"
    element = etree.Element(_name("trans-unit"), attributes)
    source = etree.SubElement(element, _name("source"), {f"{{{XML}}}lang": languages.DEFAULT_LANGUAGE})
    _write_pieces(source, unit.source, unit.codes)
    state = "final" if done else "needs-translation" if unit.target is None else "needs-review-translation"
    target = etree.SubElement(element, _name("target"), {f"{{{XML}}}lang": language, "state": state})
    _write_pieces(target, unit.target or (), unit.codes)
    _note(element, unit.label)
    return element


def _note(parent: etree._Element, text: str) -> None:
    note = etree.SubElement(parent, _name("note"), {"from": TOOL})
    note.text = "".join(piece for piece in segments.plain_pieces(text, Codes()) if isinstance(piece, str))


def _write_pieces(parent: etree._Element, pieces: Pieces, codes: Codes) -> None:
    within = [parent]
    for piece in pieces:
        here = within[-1]
        if isinstance(piece, str):
            _append_text(here, piece)
        elif piece.kind == "open":
            within.append(etree.SubElement(here, _name("g"), _pair_attributes(piece, codes)))
        elif piece.kind == "close":
            within.pop()
        else:
            _write_alone(here, piece, codes)


def _append_text(parent: etree._Element, text: str) -> None:
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def _pair_attributes(code: Code, codes: Codes) -> dict[str, str]:
    native = codes.native(code)
    name = _tag_name(native)
    kind = _KINDS.get(name, f"x-html-{name}")
    # Where a link leads is of use to a translator; what other tags do, their kind says.
    more = {"equiv-text": native} if kind == "link" else {}
    return {"id": str(code.number), "ctype": kind, **more}


def _write_alone(parent: etree._Element, code: Code, codes: Codes) -> None:
    native = codes.native(code)
    if code.kind == "stray":
        position = "close" if native.startswith("</") else "open"
        element = etree.SubElement(parent, _name("it"), {"id": str(code.number), "pos": position})
    else:
        name = _tag_name(native)
        kind = _ALONE.get(name, f"x-html-{name}" if name else "x-character")
        element = etree.SubElement(parent, _name("ph"), {"id": str(code.number), "ctype": kind})
    element.text = native if native.startswith("<") else f"U+{ord(native):04X}"


def _tag_name(native: str) -> str:
    match = segments.TAG.match(native)
    return (match[1] or "comment").lower() if match else ""


def _name(tag: str) -> str:
    return f"{{{NAMESPACE}}}{tag}"
