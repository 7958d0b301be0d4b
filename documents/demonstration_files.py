"""Makes the files of demonstration documents: PDF where our face has the script, else HTML or plain text."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from io import BytesIO
from pathlib import Path

from fontTools.ttLib import TTFont
from fpdf import FPDF
from PIL import Image, ImageDraw, ImageFont

from cicc_site import world_languages

FONT = Path(__file__).resolve().parent / "content" / "demonstration" / "demonstration.woff2"
MEDIA_TYPES = {"pdf": "application/pdf", "html": "text/html", "txt": "text/plain"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a file says. symbol: above the title."""

    language: str
    label: str
    symbol: str
    title: str
    paragraphs: Sequence[str]
    date: dt.date


def made(sheet: Sheet, form: str) -> bytes:
    """Return the file. form: pdf, html or txt. The same sheet is the same file."""
    return {"pdf": pdf, "html": html, "txt": text}[form](sheet)


def text(sheet: Sheet) -> bytes:
    return ("\n\n".join((sheet.label, sheet.symbol, sheet.title, *sheet.paragraphs)) + "\n").encode()


def html(sheet: Sheet) -> bytes:
    paragraphs = "\n".join(f"<p>{escape(paragraph)}</p>" for paragraph in sheet.paragraphs)
    return (
        f'<!doctype html>\n<html lang="{sheet.language}" dir="{world_languages.direction(sheet.language)}">\n'
        f'<head><meta charset="utf-8"><title>{escape(sheet.title)}</title></head>\n'
        f"<body>\n<p>{escape(sheet.label)}</p>\n<p>{escape(sheet.symbol)}</p>\n<h1>{escape(sheet.title)}</h1>\n"
        f"{paragraphs}\n</body>\n</html>\n"
    ).encode()


def pdf(sheet: Sheet) -> bytes:
    paper = _Paper(sheet)
    paper.words(sheet.symbol, 11)
    paper.words(sheet.title, 17)
    for paragraph in sheet.paragraphs:
        paper.words(paragraph, 11)
    return bytes(paper.output())


class _Paper(FPDF):
    """A4, with the label above and the number below each page, so that no page can pass for a real one."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(format="A4")
        self.sheet = sheet
        way = world_languages.direction(sheet.language)
        self.side = "R" if way == "rtl" else "L"
        self.set_margins(25, 25, 25)
        self.set_auto_page_break(True, 25)
        self.add_font("face", "", face())
        self.set_text_shaping(True, direction=way)
        self.set_creation_date(dt.datetime.combine(sheet.date, dt.time(), dt.UTC))
        self.set_title(sheet.title)
        self.set_lang(sheet.language)
        self.add_page()

    def header(self) -> None:
        self.set_font("face", "", 9)
        self.multi_cell(0, 6, self.sheet.label, align=self.side, new_x="LMARGIN", new_y="NEXT")
        self.ln(6)

    def footer(self) -> None:
        self.set_y(-18)
        self.set_font("face", "", 9)
        self.cell(0, 6, str(self.page_no()), align="C")

    def words(self, said: str, size: int) -> None:
        self.set_font("face", "", size)
        self.multi_cell(0, size * 0.6, said, align=self.side, new_x="LMARGIN", new_y="NEXT")
        self.ln(size * 0.3)


def scanned(sheet: Sheet) -> bytes:
    """The same as a picture of a page: what one sees, and no text. Of languages written from the left: Pillow joins no
    Arabic letters everywhere.
    """
    page = Image.new("L", (1240, 1754), 255)
    draw = ImageDraw.Draw(page)
    letters = ImageFont.truetype(str(face()), 26)
    y = 120
    for words in (sheet.label, sheet.symbol, sheet.title, *sheet.paragraphs):
        for line in _wrapped(words, 72):
            draw.text((130, y), line, font=letters, fill=30)
            y += 38
        y += 24
    output = BytesIO()
    page.save(output, "PDF", resolution=150)
    return output.getvalue()


def _wrapped(words: str, width: int) -> list[str]:
    lines = [""]
    for word in words.split(" "):  # at no other kind of space: French has some at which no line ends
        if lines[-1] and len(lines[-1]) + len(word) >= width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


@cache
def face() -> Path:
    """The face as programs take it, unpacked once in each process."""
    font = TTFont(FONT, recalcTimestamp=False)
    font.flavor = None
    target = Path(_folder().name) / "demonstration.ttf"
    font.save(target)
    return target


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    """Goes away with the process."""
    return tempfile.TemporaryDirectory(prefix="demonstration-")
