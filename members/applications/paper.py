"""A document on paper: A4, set with the site's own faces, in either direction, as a PDF that is the same for the same
content.

What the faces cannot write is never left out silently or drawn as boxes: such words stand in square brackets in Latin
letters or without their accents, the document says so at its end, and the exact text goes along as an attached file
(docs/decisions/papers-of-decisions.md). Nothing here knows what the document is about.
"""

from __future__ import annotations

import datetime as dt
import re
import tempfile
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from anyascii import anyascii
from django.utils.translation import gettext
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer
from fpdf import FPDF
from fpdf.enums import XPos, YPos

from cicc_site import faces, languages
from cicc_site.faces import FOLDER, STAND_INS, STEERING, Face

MARGIN, TOP, BOTTOM = 25.0, 22.0, 20.0  # millimetres
SIZE, SMALL, LARGE, LEADING = 10.5, 8.5, 16.0, 1.5
WEIGHTS = {"": 400, "B": 600}
INK, MUTED, RULE = (20, 33, 46), (77, 90, 102), (217, 212, 199)
# Their place is what matters, not their shape: exchanging or leaving them out changes no word.
UNIMPORTANT = ("Z", "Cf", "P", "Cc")
BLANKS = re.compile(r"(\s+)")
STRONG = frozenset({"L", "R", "AL", "EN", "AN"})
# Longer than a line, and much shorter than what the library for documents can look through.
LONGEST_RUN = 200


@dataclass(frozen=True, slots=True)
class Legible:
    """A text in signs the faces have. exact: whether every word is as it was written."""

    text: str
    exact: bool


def legible(text: str) -> Legible:
    """Words that cannot be drawn as they are stand in square brackets, neighbours in one pair of them."""
    pieces: list[str] = []
    replaced: list[str] = []
    exact = True

    def close() -> None:
        if replaced:
            pieces.append(f"[{' '.join(replaced)}]")
            replaced.clear()

    for part in BLANKS.split(unicodedata.normalize("NFC", text)):
        if not part or part.isspace():
            if not replaced:
                pieces.append("\n" * part.count("\n") or " ")
            elif "\n" in part:
                close()
                pieces.append("\n" * part.count("\n"))
            continue
        drawn, same = _word(part)
        if same:
            if replaced:
                close()
                pieces.append(" ")
            pieces.append(drawn)
        else:
            replaced.append(drawn)
            exact = False
    close()
    return Legible("".join(pieces), exact)


def _word(word: str) -> tuple[str, bool]:
    drawn, same = "", True
    for cluster in faces.clusters(word):
        found = faces.drawable(cluster)
        if found == cluster or (found is not None and _unimportant(cluster)):
            drawn += found
            continue
        same = False
        drawn += found or anyascii(cluster).strip() or "?"
    return drawn, same


def _unimportant(cluster: str) -> bool:
    return (cluster in STAND_INS and not cluster.isalpha()) or all(
        sign in STEERING or unicodedata.category(sign).startswith(UNIMPORTANT) for sign in cluster
    )


def broken(text: str) -> str:
    """The text with line ends in runs of signs that have no direction, such as a thousand dots: the library looks for
    the next letter by a call within a call for each sign, and fails where it is too far away."""
    run, drawn = 0, []
    for sign in text:
        run = 0 if sign == "\n" or unicodedata.bidirectional(sign) in STRONG else run + 1
        drawn.append(sign)
        if run == LONGEST_RUN:
            drawn.append("\n")
            run = 0
    return "".join(drawn)


@dataclass
class Paper:
    """A document while it is written. language: of its own words. made: the moment it is dated, and its file too."""

    language: str
    title: str
    made: dt.datetime
    exact: bool = True
    _said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        language = languages.by_code(self.language)
        self._rtl = language.direction == "rtl"
        self._align = "R" if self._rtl else "L"
        self._size = SIZE + 1 if self._rtl else SIZE
        pdf = self._pdf = _Sheet(format="A4")
        pdf.set_margins(MARGIN, TOP, MARGIN)
        pdf.set_auto_page_break(True, BOTTOM)
        for face in Face:
            for style, weight in WEIGHTS.items():
                pdf.add_font(face.value, style, font_file(face, weight))
        pdf.set_fallback_fonts([Face.NASKH.value])
        pdf.set_text_shaping(True, direction=language.direction)
        pdf.set_creation_date(self.made)
        pdf.set_lang(self.language)
        pdf.set_title(self.title)
        pdf.set_display_mode("default")
        pdf.foot_align = "L" if self._rtl else "R"
        pdf.add_page()

    def name_of_site(self, text: str) -> None:
        """At the very top, above a rule."""
        self._write(text, bold=True)
        pdf = self._pdf
        pdf.set_draw_color(*RULE)
        pdf.line(MARGIN, pdf.get_y() + 1, pdf.w - MARGIN, pdf.get_y() + 1)
        pdf.ln(7)

    def heading(self, text: str, *, level: int = 1) -> None:
        """Level 1 once, level 2 above parts; both are in the document's outline."""
        pdf = self._pdf
        pdf.ln(3)
        if level > 1 and pdf.will_page_break(25):  # a heading does not stand alone at the foot of a page
            pdf.add_page()
        pdf.start_section(legible(text).text, level=level - 1, strict=False)
        self._write(text, bold=True, size=LARGE if level == 1 else self._size + 1.5)
        pdf.ln(1.5)

    def paragraph(self, text: str) -> None:
        for part in re.split(r"\n\s*\n", text.strip()):
            self._write(part, own_direction=True)
            self._pdf.ln(2.5)

    def small(self, text: str) -> None:
        self._write(text, size=SMALL, muted=True)

    def answer(self, label: str, values: list[str]) -> None:
        """A question and what was answered to it, each value on lines of its own, in its own direction."""
        if self._pdf.will_page_break(14):
            self._pdf.add_page()
        self._write(label, size=SMALL, muted=True)
        for value in values:
            self._write(value, own_direction=True)
        self._pdf.ln(1.8)

    def finish(self, name: str) -> bytes:
        """Close the document and return the file. name: of the attached text, without its ending."""
        pdf = self._pdf
        if not self.exact:
            pdf.ln(4)
            self.small(
                gettext(
                    "Words in square brackets are written in letters this document does not have: they stand here in "
                    "Latin letters, or without their accents. The exact text is in the file attached to this document."
                )
            )
        text = "\n".join(self._said).encode("utf-8", "replace")
        pdf.embed_file(
            bytes=text, basename=f"{name}.txt", modification_date=self.made, mime_type="text/plain"
        )
        return bytes(pdf.output())

    def _write(
        self,
        text: str,
        *,
        bold: bool = False,
        size: float = 0.0,
        muted: bool = False,
        own_direction: bool = False,
    ) -> None:
        self._said.append(text)
        shown = legible(text)
        self.exact = self.exact and shown.exact
        pdf, size = self._pdf, size or self._size
        pdf.set_font(Face.SERIF.value, "B" if bold else "", size)
        pdf.set_text_color(*(MUTED if muted else INK))
        rtl = direction_of(text, self._rtl) if own_direction else self._rtl
        pdf.set_text_shaping(True, direction="rtl" if rtl else "ltr")
        for line in broken(shown.text).split("\n"):
            height = size * 0.3528 * LEADING
            if line.strip():
                # What fits on one line begins where the document does; a text of several lines reads in its own way.
                alone = pdf.get_string_width(line) < pdf.epw - 2 * pdf.c_margin
                align = self._align if alone else "R" if rtl else "L"
                pdf.multi_cell(0, height, line, align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
            else:
                pdf.ln(height / 2)


@cache
def font_file(face: Face, weight: int) -> Path:
    """A face in one weight as a file, made once in each process: the web fonts hold every weight, and to take one out
    of them takes seconds."""
    font = TTFont(FOLDER / f"{face.value}.woff2", recalcTimestamp=False)
    single = instancer.instantiateVariableFont(font, {"wght": weight})
    single.flavor = None
    target = Path(_folder().name) / f"{face.value}-{weight}.ttf"
    single.save(target)
    return target


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    """Goes away with the process."""
    return tempfile.TemporaryDirectory(prefix="faces-")


class _Sheet(FPDF):
    """Numbers its pages."""

    foot_align = "R"

    def footer(self) -> None:
        self.set_y(-14)
        self.set_font(Face.SERIF.value, "", SMALL)
        self.set_text_color(*MUTED)
        self.cell(0, 5, str(self.page_no()), align=self.foot_align)


def direction_of(text: str, default: bool) -> bool:
    """Whether a text runs from right to left, by its first letter; where it has none, as the document does."""
    for sign in text:
        way = unicodedata.bidirectional(sign)
        if way in {"R", "AL"}:
            return True
        if way == "L":
            return False
    return default
