"""Two ways to turn letters into ink: Pillow's Raqm, and the HarfBuzz wheel where Pillow comes without it.

Arabic letters change their form with their neighbours: drawn one by one they are wrong, not just ugly. Both ways
shape with HarfBuzz, from the same files, so that lines break at the same words whichever is used.
"""

from __future__ import annotations

import io
from functools import cache, lru_cache
from typing import Any, Protocol

import uharfbuzz
from PIL import Image, ImageDraw, ImageFont, features

from cicc_site import faces
from cicc_site.faces import Face
from pages.sharing.lines import Run

# Raqm works in whole points of the picture it draws on: on a larger one they are fine enough.
ENLARGED = 4
# HarfBuzz counts in 64ths of a point.
UNIT = 64
# Room above and below the line, in sizes: the tallest vowel signs and the deepest bowls of Naskh stay inside.
ASCENT, DESCENT = 1.3, 0.8


class Shaper(Protocol):
    """`size` is in points of the picture; `weight` from 400 to 700."""

    def width(self, run: Run, size: int, weight: int, language: str) -> float:
        """How far a run reaches."""

    def ink(self, runs: list[Run], size: int, weight: int, language: str) -> Image.Image:
        """A line as a mask, its start at the left edge and its base line `ASCENT * size` below the top."""


class RaqmShaper:
    """Pillow's own layout with HarfBuzz and FriBidi inside."""

    def width(self, run: Run, size: int, weight: int, language: str) -> float:
        font = pillow_font(run.face, size, weight)
        return font.getlength(run.text, direction=run.direction, language=language) / ENLARGED

    def ink(self, runs: list[Run], size: int, weight: int, language: str) -> Image.Image:
        widths = [self.width(run, size, weight, language) for run in runs]
        box = line_box(sum(widths), size)
        sheet = Image.new("L", (box[0] * ENLARGED, box[1] * ENLARGED))
        pen = ImageDraw.Draw(sheet)
        start, base = 0.0, ASCENT * size * ENLARGED
        for run, width in zip(runs, widths, strict=True):
            font = pillow_font(run.face, size, weight)
            pen.text(
                (start, base),
                run.text,
                fill=255,
                font=font,
                anchor="ls",
                direction=run.direction,
                language=language,
            )
            start += width * ENLARGED
        return sheet.reduce(ENLARGED)


class OutlineShaper:
    """HarfBuzz by its wheel: it shapes, and fills the outlines of the glyphs."""

    def width(self, run: Run, size: int, weight: int, language: str) -> float:
        shaped = self._shaped(run, size, weight, language)
        return float(sum(position.x_advance for position in shaped.glyph_positions)) / UNIT

    def ink(self, runs: list[Run], size: int, weight: int, language: str) -> Image.Image:
        sheet = uharfbuzz.RasterDraw()
        sheet.scale_factor = (UNIT, UNIT)
        start = 0
        for run in runs:
            shaped = self._shaped(run, size, weight, language)
            for glyph, position in zip(shaped.glyph_infos, shaped.glyph_positions, strict=True):
                sheet.transform = (1, 0, 0, 1, start + position.x_offset, position.y_offset)
                sheet.draw_glyph(harfbuzz_font(run.face, size, weight), glyph.codepoint)
                start += position.x_advance
        width, height = line_box(start / UNIT, size)
        above = round(ASCENT * size)
        sheet.extents = uharfbuzz.RasterExtents(0, above - height, width, height)
        return mask(sheet.render())

    @staticmethod
    def _shaped(run: Run, size: int, weight: int, language: str) -> Any:
        buffer = uharfbuzz.Buffer()
        buffer.add_str(run.text)
        buffer.direction = run.direction
        buffer.language = language
        buffer.guess_segment_properties()  # the script; what is set above stays
        uharfbuzz.shape(harfbuzz_font(run.face, size, weight), buffer)
        return buffer


def mask(drawn: Any) -> Image.Image:
    """HarfBuzz keeps rows from the bottom up, each filled to a round number of bytes."""
    size = (drawn.extents.width, drawn.extents.height)
    return Image.frombytes("L", size, bytes(drawn.buffer), "raw", "L", drawn.extents.stride, -1)


def line_box(width: float, size: int) -> tuple[int, int]:
    """Points a line takes; a glyph may reach a little over the end of its run."""
    return int(width + size * 0.25) + 1, round(ASCENT * size) + round(DESCENT * size)


@lru_cache(maxsize=32)
def pillow_font(face: Face, size: int, weight: int) -> ImageFont.FreeTypeFont:
    engine = ImageFont.Layout.RAQM
    font = ImageFont.truetype(io.BytesIO(faces.data(face)), size * ENLARGED, layout_engine=engine)
    font.set_variation_by_axes([weight])
    return font


@lru_cache(maxsize=32)
def harfbuzz_font(face: Face, size: int, weight: int) -> Any:
    font = uharfbuzz.Font(uharfbuzz.Face(faces.data(face)))
    font.set_variations({"wght": weight})
    font.scale = (size * UNIT, size * UNIT)
    return font


@cache
def raqm_works() -> bool:
    """Whether Pillow really joins Arabic letters: it may be built with Raqm and lack FriBidi at run time."""
    if not features.check("raqm"):
        return False
    try:
        joined = RaqmShaper().width(Run("محكمة", Face.NASKH, "rtl"), 60, 400, "ar")
        apart = RaqmShaper().width(Run("م\u200cح\u200cك\u200cم\u200cة", Face.NASKH, "rtl"), 60, 400, "ar")
    except (OSError, KeyError, ValueError):  # what Pillow raises when it cannot lay out as asked
        return False
    return joined < apart * 0.95


def best_shaper() -> Shaper:
    return RaqmShaper() if raqm_works() else OutlineShaper()
