"""A citation as data for programs that keep references: BibTeX (also read by biblatex) and RIS, both in UTF-8."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from cicc_site.dates import Precision
from documents.citations import Source
from documents.enums import WorkKind

# Types that both BibTeX of 1988 and biblatex know. A technical report is what both call a numbered paper of a body.
BIBTEX_TYPES = {
    WorkKind.RESOLUTION: "techreport",
    WorkKind.DECLARATION: "techreport",
    WorkKind.OFFICIAL_RECORDS: "techreport",
    WorkKind.REPORT: "techreport",
    WorkKind.POSITION_PAPER: "techreport",
    WorkKind.GUIDE: "manual",
    WorkKind.FACT_SHEET: "booklet",
    WorkKind.BULLETIN: "booklet",
}
RIS_TYPES = {
    WorkKind.TREATY: "LEGAL",
    WorkKind.RESOLUTION: "GOVDOC",
    WorkKind.DECLARATION: "GOVDOC",
    WorkKind.OFFICIAL_RECORDS: "GOVDOC",
    WorkKind.COURT_DECISION: "CASE",
    WorkKind.FILING: "CASE",
    WorkKind.LEGISLATION: "STAT",
    WorkKind.REPORT: "RPRT",
    WorkKind.POSITION_PAPER: "RPRT",
    WorkKind.GUIDE: "RPRT",
    WorkKind.LETTER: "PCOMM",
    WorkKind.FACT_SHEET: "PAMP",
    WorkKind.BULLETIN: "PAMP",
}
# The tag of a number: of a report and a paper of a body SN, as reference managers read it; otherwise that of "other".
RIS_NUMBER = {"GOVDOC": "SN", "RPRT": "SN"}
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# Signs that TeX takes for its own. Braces are counted even behind a backslash, so they are named.
TEX = str.maketrans(
    {
        "\\": r"{\textbackslash}",
        "{": r"{\textbraceleft}",
        "}": r"{\textbraceright}",
        "~": r"{\textasciitilde}",
        "^": r"{\textasciicircum}",
        **{sign: f"\\{sign}" for sign in "&%$#_"},
    }
)


def _line(text: object) -> str:
    """A text in one line: neither format knows another end of a value than the end of the line, or a brace."""
    return " ".join(str(text).split())


# --- BibTeX ----------------------------------------------------------------------------------------------


def bibtex(of: Source) -> str:
    kind = BIBTEX_TYPES.get(WorkKind(of.kind), "misc")
    fields = "".join(f"  {name} = {value},\n" for name, value in _bibtex_fields(of, kind))
    return f"@{kind}{{cicc-d{of.number},\n{fields}}}\n"


def _bibtex_fields(of: Source, kind: str) -> Iterator[tuple[str, str]]:
    names = [f"{{{_tex(name)}}}" for name in of.authors]
    if names:
        # Each in braces: whether a name is a person's, and which part of it comes first in a list, nobody has said.
        yield "author", f"{{{' and '.join(names)}}}"
    yield "title", f"{{{{{_tex(of.title)}}}}}"
    if names and kind == "techreport":
        yield "institution", names[0]
    if names and kind == "manual":
        yield "organization", names[0]
    if of.symbol:
        yield "number", f"{{{_tex(of.symbol)}}}"
        if kind in {"misc", "booklet", "manual"}:
            yield "note", f"{{{_tex(of.symbol)}}}"  # these types print no number
    if of.date is not None:
        yield "date", f"{{{of.date.isoformat()}}}"
        yield "year", f"{{{of.date.date.year}}}"
        if of.date.precision != Precision.YEAR:
            yield "month", MONTHS[of.date.date.month - 1]
    yield "url", f"{{{of.address}}}"
    if of.title.language:
        yield "langid", f"{{{BABEL_NAMES.get(of.title.language, of.title.language)}}}"
    if of.languages:
        yield "language", f"{{{' and '.join(of.languages)}}}"  # a list, for biblatex


# What TeX calls the languages of the site, to set and break the words of a title.
BABEL_NAMES = {"en": "british", "es": "spanish", "fr": "french", "ar": "arabic"}


def _tex(text: object) -> str:
    return _line(text).translate(TEX)


# --- RIS -------------------------------------------------------------------------------------------------


def ris(of: Source) -> str:
    kind = RIS_TYPES.get(WorkKind(of.kind), "GEN")
    lines = [("TY", kind), *_ris_values(of, kind), ("ER", "")]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in lines)


def _ris_values(of: Source, kind: str) -> Iterator[tuple[str, str]]:
    for name in of.authors:
        yield "AU", _line(name)
    yield "TI", _line(of.title)
    if of.symbol:
        yield RIS_NUMBER.get(kind, "M1"), _line(of.symbol)
    if of.date is not None:
        year, month, day = (*of.date.isoformat().split("-"), "", "")[:3]
        yield "PY", year
        yield "DA", f"{year}/{month}/{day}/"
    if of.summary:
        yield "AB", _line(of.summary)
    if of.languages:
        yield "LA", ", ".join(of.languages)
    yield "UR", of.address


@dataclass(frozen=True)
class Kind:
    write: Callable[[Source], str]
    media_type: str


# By the ending of the address.
KINDS = {
    "bib": Kind(bibtex, "application/x-bibtex"),
    "ris": Kind(ris, "application/x-research-info-systems"),
}
