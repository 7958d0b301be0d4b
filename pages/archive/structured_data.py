"""What the page of a work says to machines, as schema.org data: the work, and each of its files as an encoding."""

from __future__ import annotations

from typing import Any

from documents import formats
from documents.enums import SubjectKind, WorkKind
from documents.models import WorkFile
from documents.showing import ShownWork, Version
from pages.archive.addresses import file_address, lasting_address

TYPES = {WorkKind.REPORT: "Report", WorkKind.LEGISLATION: "Legislation", WorkKind.TREATY: "Legislation"}
ABOUT = (SubjectKind.SITUATION, SubjectKind.CASE, SubjectKind.COUNTRY, SubjectKind.ISSUE)


def work(shown: ShownWork, base: str, address: str) -> dict[str, Any]:
    """base: the name of the site; address: the path of the page. Nothing is said that the page does not show."""
    title, summary = shown.title, shown.summary
    node: dict[str, Any] = {
        "@type": TYPES.get(WorkKind(shown.work.kind), "DigitalDocument"),
        "@id": base + lasting_address(shown.work.pk),
        "name": str(title),
        "description": str(summary) if summary.language == title.language else "",
        "identifier": shown.work.symbol,
        "datePublished": shown.work.when.isoformat() if shown.work.when else "",
        "author": [
            *({"@type": "Organization", "name": str(each.name)} for each in shown.subjects.get("body", [])),
            *shown.work.authors,
        ],
        "about": [
            {"@type": "Thing", "name": str(each.name)}
            for kind in ABOUT
            for each in shown.subjects.get(kind, [])
        ],
        "inLanguage": list(shown.file_languages),
        "encoding": [_encoding(version, base) for version in shown.versions],
        "sameAs": shown.work.held_elsewhere,
        "mainEntityOfPage": base + address,
    }
    return {name: value for name, value in node.items() if value not in ("", None, [], {})}


def _encoding(version: Version, base: str) -> dict[str, Any]:
    file: WorkFile = version.file
    node: dict[str, Any] = {
        "@type": "MediaObject",
        "contentUrl": base + file_address(file),
        "encodingFormat": formats.content_type(file.media_type).partition(";")[0],
        "inLanguage": file.language,
        "contentSize": f"{file.size} B",
        "sha256": file.sha256,
        "uploadDate": file.added_at.date().isoformat(),
    }
    if file.title:
        node["name"] = file.title
    return node
