"""Draws the picture: paper, an accent at the edge where reading begins, the words. Colours as in tokens.css."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import partial

from PIL import Image, ImageDraw

from cicc_site.faces import drawable
from cicc_site.languages import Direction, by_code
from pages.sharing.cards import Card, Words
from pages.sharing.lines import Setting, fitted, runs, shortened, wrapped
from pages.sharing.shaping import ASCENT, Shaper, best_shaper

WIDTH, HEIGHT = 1200, 630
INK, PAPER, RULE = "#14212e", "#fbfaf6", "#d9d4c7"
MUTED, ACCENT, ACCENT_STRONG = "#4d5a66", "#0a4d7c", "#07385b"
EDGE = 20  # the accent
MARGIN = 84
ROOM = WIDTH - 2 * MARGIN
COLOURS = 48  # shades of six colours on paper: a picture of some 20 KB

# Where parts stand, from the top; the title stands in the middle of what is left between line and foot.
NAME_BASE, RULE_Y, LINE_BASE = 102, 136, 192
TITLE_TOP, TITLE_BOTTOM = 214, 520
FOOT_BASE = 578


@dataclass(frozen=True, slots=True)
class Script:
    """How a script is set: (size, most lines) for the title, leading, sizes of the rest."""

    title_sizes: tuple[tuple[int, int], ...]
    leading: float
    name: int
    line: int
    foot: int


LATIN = Script(((68, 3), (58, 4), (50, 4), (44, 5)), 1.2, 32, 28, 24)
# A little larger and with more air between the lines, as on the pages.
ARABIC = Script(((72, 2), (64, 3), (56, 3), (48, 4)), 1.5, 35, 31, 26)


def script_of(language: str) -> Script:
    return ARABIC if by_code(language).direction == "rtl" else LATIN


@dataclass(frozen=True, slots=True)
class Style:
    weight: int
    colour: str


def draw(card: Card, shaper: Shaper | None = None) -> bytes:
    """Return the picture of a card as a PNG file."""
    return encoded(Sheet(card, shaper or best_shaper()).drawn())


def encoded(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    few = picture.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(file, "PNG", optimize=True)
    return file.getvalue()


class Sheet:
    """One picture while it is drawn."""

    def __init__(self, card: Card, shaper: Shaper) -> None:
        self.card = card
        self.shaper = shaper
        self.direction: Direction = by_code(card.language).direction
        self.image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)

    def drawn(self) -> Image.Image:
        card, script = self.card, script_of(self.card.language)
        pen = ImageDraw.Draw(self.image)
        edge = 0 if self.direction == "ltr" else WIDTH - EDGE
        pen.rectangle((edge, 0, edge + EDGE - 1, HEIGHT), fill=ACCENT)
        pen.line((MARGIN, RULE_Y, WIDTH - MARGIN - 1, RULE_Y), fill=RULE, width=2)
        self.one_line(Words(card.site, card.language), script.name, NAME_BASE, Style(600, ACCENT_STRONG))
        self.one_line(Words(card.line, card.language), script.line, LINE_BASE, Style(400, MUTED))
        self.title(below=self.foot())
        return self.image

    def one_line(self, words: Words, size: int, base: int, style: Style) -> None:
        text = drawable(words.text)
        if text:
            width = partial(self.width, words.language, style.weight, size)
            line = shortened(wrapped(text, width, ROOM), 1, width, ROOM)[0]
            self.put(line, words.language, size, base, style)

    def title(self, below: int) -> None:
        """In the middle of the room that what stands below leaves."""
        setting, language = title_setting(self.card, self.shaper)
        script = script_of(language)
        step = setting.size * script.leading
        # The eye takes the height of a line of letters without their tails for its middle.
        height = step * (len(setting.lines) - 1) + setting.size * 0.7
        base = TITLE_TOP + (TITLE_BOTTOM - below - TITLE_TOP - height) / 2 + setting.size * 0.7
        for number, line in enumerate(setting.lines):
            self.put(line, language, setting.size, round(base + number * step), Style(600, INK))

    def foot(self) -> int:
        """One line, or two that end where one would; returns how much higher the second makes it."""
        words = self.card.foot
        text = drawable(words.text)
        if not text:
            return 0
        script, style = script_of(words.language), Style(400, ACCENT)
        width = partial(self.width, words.language, style.weight, script.foot)
        found = shortened(wrapped(text, width, ROOM), 2, width, ROOM)
        step = round(script.foot * script.leading)
        for number, line in enumerate(reversed(found)):
            self.put(line, words.language, script.foot, FOOT_BASE - number * step, style)
        return step * (len(found) - 1)

    def width(self, language: str, weight: int, size: int, text: str) -> float:
        return measured(self.shaper, language, weight, text, size)

    def put(self, text: str, language: str, size: int, base: int, style: Style) -> None:
        """Lay a line on the sheet, at the edge where its own language begins to read."""
        direction = by_code(language).direction
        line = runs(text, direction)
        width = measured(self.shaper, language, style.weight, text, size)
        start = MARGIN if direction == "ltr" else WIDTH - MARGIN - width
        ink = self.shaper.ink(line, size, style.weight, language)
        self.image.paste(style.colour, (round(start), round(base - ASCENT * size)), ink)


def title_setting(card: Card, shaper: Shaper) -> tuple[Setting, str]:
    """How the title is set, and in which language. Where no face of ours can draw it, the name of the site speaks."""
    text, language = drawable(card.title.text), card.title.language
    if not text:
        text, language = drawable(card.site) or "", card.language
    sizes = list(script_of(language).title_sizes)
    return fitted(text, sizes, partial(measured, shaper, language, 600), ROOM), language


def measured(shaper: Shaper, language: str, weight: int, text: str, size: int) -> float:
    """The width of a text set in one line."""
    parts = runs(text, by_code(language).direction)
    return sum(shaper.width(run, size, weight, language) for run in parts)
