"""The lines of a PDF page by the places of their signs: of letters that are read from the right, or drawn in clusters.

pypdf reads pages of other scripts well by itself (pdf.py). In lines of Arabic or Hebrew it turns each run of letters
but leaves the runs where they stand on paper, numbers back to front among them: here every sign is put in its place
first, and the line is read as a whole (right_to_left.py).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pypdf import PageObject
from pypdf.generic import ArrayObject, ContentStream, DictionaryObject, NameObject
from pypdf.generic._font import Font

from documents.extraction import right_to_left

Matrix = tuple[float, float, float, float, float, float]
UNIT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
DEEPEST = 8  # forms within forms
SAME_LINE = 0.5  # of the size of letters, up or down
A_BLANK = 0.16  # of the size of letters: narrower gaps are kerning
OVERPRINT = 0.12
NEAR = 0.6  # of the size of letters: a mark stands over its letter
MARKS = {"Mn", "Me"}
HOLE = "\N{REPLACEMENT CHARACTER}"


def times(one: Matrix, other: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


@dataclass
class Sign:
    """What is drawn at one place: text as it is read; from `left` to `right`, on the line `y`, of a size."""

    text: str
    left: float
    right: float
    y: float
    size: float

    @property
    def is_mark(self) -> bool:
        return bool(self.text) and all(unicodedata.category(character) in MARKS for character in self.text)


@dataclass
class State:
    """What the operators of text set: PDF 32000-1, 9.3."""

    place: Matrix = UNIT
    font: Font | None = None
    size: float = 0.0
    between: float = 0.0
    words: float = 0.0
    scale: float = 1.0
    leading: float = 0.0
    rise: float = 0.0


@dataclass
class Reading:
    """Walks through the operators of a page and notes its signs."""

    signs: list[Sign] = field(default_factory=list)
    graphics: State = field(default_factory=State)
    text: Matrix = UNIT
    line: Matrix = UNIT
    _said: list[tuple[int, str | None]] = field(default_factory=list)  # contents marked with their words

    def content(self, stream: Any, resources: DictionaryObject, pdf: Any, depth: int = 0) -> None:
        fonts = _fonts(resources)
        saved: list[State] = []
        for operands, operator in ContentStream(stream, pdf, "bytes").operations:
            if operator == b"q":
                saved.append(State(**vars(self.graphics)))
            elif operator == b"Q":
                self.graphics = saved.pop() if saved else self.graphics
            elif operator == b"cm":
                self.graphics.place = times(_matrix(operands), self.graphics.place)
            elif operator == b"Tf" and len(operands) > 1:
                self.graphics.font, self.graphics.size = fonts.get(operands[0]), float(operands[1])
            elif operator == b"Do" and operands and depth < DEEPEST:
                self._form(resources, operands[0], pdf, depth)
            else:
                self._operate(operator, operands)

    def _form(self, resources: DictionaryObject, name: Any, pdf: Any, depth: int) -> None:
        form = resources.get("/XObject", DictionaryObject()).get_object().get(name)
        form = form.get_object() if form is not None else None
        if form is None or form.get("/Subtype") != "/Form":
            return
        before = State(**vars(self.graphics))
        self.graphics.place = times(_matrix(form.get("/Matrix") or UNIT), self.graphics.place)
        own = form.get("/Resources")
        self.content(form, own.get_object() if own is not None else resources, pdf, depth + 1)
        self.graphics = before

    def _operate(self, operator: bytes, given: list[Any]) -> None:
        state = self.graphics
        match operator, given:
            case b"BT", _:
                self.text = self.line = UNIT
            case b"Tm", [_, _, _, _, _, _]:
                self.text = self.line = _matrix(given)
            case b"Td", [x, y]:
                self._next_line(float(x), float(y))
            case b"TD", [x, y]:
                state.leading = -float(y)
                self._next_line(float(x), float(y))
            case b"T*", _:
                self._next_line(0, -state.leading)
            case b"Tj", [shown, *_]:
                self._show(shown)
            case b"'", [shown, *_]:
                self._next_line(0, -state.leading)
                self._show(shown)
            case b'"', [words, between, shown]:
                state.words, state.between = float(words), float(between)
                self._next_line(0, -state.leading)
                self._show(shown)
            case b"TJ", [ArrayObject() as pieces, *_]:
                for piece in pieces:
                    if isinstance(piece, (bytes, str)):
                        self._show(piece)
                    else:
                        self._advance(-float(piece) / 1000 * state.size * state.scale)
            case b"BDC", [_, marked]:
                self._said.append((len(self.signs), _words_of(marked)))
            case b"BMC", _:
                self._said.append((len(self.signs), None))
            case b"EMC", _:
                self._marked_end()
            case ((b"Tc" | b"Tw" | b"Tz" | b"TL" | b"Ts"), [number, *_]):
                self._set(operator, float(number))

    def _set(self, operator: bytes, number: float) -> None:
        name = {b"Tc": "between", b"Tw": "words", b"Tz": "scale", b"TL": "leading", b"Ts": "rise"}[operator]
        setattr(self.graphics, name, number / 100 if name == "scale" else number)

    def _next_line(self, x: float, y: float) -> None:
        self.text = self.line = times((1, 0, 0, 1, x, y), self.line)

    def _advance(self, x: float) -> None:
        self.text = times((1, 0, 0, 1, x, 0), self.text)

    def _show(self, shown: Any) -> None:
        state, font = self.graphics, self.graphics.font
        if font is None or isinstance(shown, NameObject):
            return
        for code, text in _codes(font, shown):
            wide = font.space_width if code == font.space_char else font.get_text_width(code)
            width = (wide / 1000 * state.size + state.between) * state.scale
            if code == " ":
                width += state.words * state.scale
            here = times(self.text, state.place)
            self._advance(width)
            there = times(self.text, state.place)
            size = abs(state.size) * (here[2] ** 2 + here[3] ** 2) ** 0.5
            left, right = sorted((here[4], there[4]))
            if not text and self.signs:  # the rest of a cluster: its letters stand with its first glyph
                self.signs[-1].right = max(self.signs[-1].right, right)
                continue
            self.signs.append(Sign(text, left, right, here[5] + state.rise * here[3], size))

    def _marked_end(self) -> None:
        """The end of a part that says itself which words it shows (/ActualText): they take the place of its signs."""
        if not self._said:
            return
        start, words = self._said.pop()
        shown = self.signs[start:]
        if words is None or not shown:
            return
        first, *_others = shown
        whole = Sign(
            words, min(sign.left for sign in shown), max(sign.right for sign in shown), first.y, first.size
        )
        self.signs[start:] = [whole]


def _words_of(marked: Any) -> str | None:
    if not isinstance(marked, DictionaryObject) or "/ActualText" not in marked:
        return None
    words = marked["/ActualText"]
    if isinstance(words, bytes):
        return words.decode("utf-16" if words[:2] in (b"\xfe\xff", b"\xff\xfe") else "latin-1", "replace")
    return str(words)


def _matrix(given: Any) -> Matrix:
    a, b, c, d, e, f = (float(number) for number in given[:6])
    return (a, b, c, d, e, f)


def _fonts(resources: DictionaryObject) -> dict[str, Font]:
    listed = resources.get("/Font")
    listed = listed.get_object() if listed is not None else {}
    return {name: Font.from_font_resource(listed[name].get_object()) for name in listed}


def _codes(font: Font, shown: bytes | str) -> Iterator[tuple[str, str]]:
    """Yield each code of a shown string, as pypdf keys its widths, with the letters it stands for."""
    if isinstance(shown, str):
        yield from ((character, character) for character in shown)
    elif isinstance(font.encoding, str):
        before = ""
        for character in shown.decode(font.encoding, "replace"):
            # A number of a glyph says nothing by itself. What has no letters belongs to a cluster whose letters its
            # first glyph bears, or is a hole in the table.
            known = character if not font.character_map else "" if len(before) > 1 else HOLE
            before = font.character_map.get(character, known) or before
            yield character, font.character_map.get(character, known)
    else:
        for byte in shown:
            character = font.encoding.get(byte, chr(byte))
            yield chr(byte), font.character_map.get(character, character)


def page_text(page: PageObject) -> str:
    """Return the lines of a page as they are read. Raises what pypdf raises for a damaged one."""
    reading = Reading()
    resources = page.get("/Resources", DictionaryObject()).get_object()
    contents = page.get_contents()
    if contents is None:
        return ""
    reading.content(contents, resources, page.pdf)
    lines = [_in_order(line) for line in _lines(reading.signs)]
    everything = "".join(sign for line in lines for sign in line)
    base = right_to_left.is_mostly(everything)
    read = [right_to_left.logical(line, base_rtl=base) for line in lines]
    if right_to_left.names_brackets_as_they_look(read):
        read = [right_to_left.logical(line, base_rtl=base, mirrored=True) for line in lines]
    return "\n".join(" ".join(line.split()) for line in read if line.strip())


def _lines(signs: list[Sign]) -> Iterator[list[Sign]]:
    """Signs that follow one another at one height are a line."""
    line: list[Sign] = []
    for sign in signs:
        if not sign.text:
            continue
        if line and abs(sign.y - line[0].y) > SAME_LINE * max(sign.size, line[0].size, 1.0):
            yield line
            line = []
        line.append(sign)
    if line:
        yield line


def _in_order(line: list[Sign]) -> list[str]:
    """The signs of a line from the left, marks with their letters, blanks where there are gaps."""
    ordered = sorted(_with_marks(line), key=lambda sign: (sign.left + sign.right) / 2)
    read: list[str] = []
    before: Sign | None = None
    for sign in ordered:
        if before is not None:
            if sign.text == before.text and abs(sign.left - before.left) < OVERPRINT * sign.size:
                continue  # drawn twice to look bold
            gap = sign.left - before.right
            if gap > A_BLANK * sign.size and not (sign.text.isspace() or before.text.isspace()):
                read.append(" ")
        read.append(sign.text)
        before = sign
    return read


def _with_marks(line: list[Sign]) -> list[Sign]:
    """Give each vowel sign or accent drawn by itself to its letter."""
    bases = [index for index, sign in enumerate(line) if not sign.is_mark]
    marks: dict[int, str] = {}
    for index, sign in enumerate(line):
        if sign.is_mark and bases:
            owner = _owner(line, _last(bases, index), _first(bases, index), sign.left)
            marks[owner] = marks.get(owner, "") + sign.text
    return [
        Sign(sign.text + marks.get(index, ""), sign.left, sign.right, sign.y, sign.size)
        for index, sign in enumerate(line)
        if not sign.is_mark or not bases
    ]


def _owner(line: list[Sign], before: int | None, after: int | None, x: float) -> int:
    """Which of two letters a mark drawn between them at x belongs to. One of them is there.

    A shaper turns an Arabic line as a whole, its marks come before their letters then; else they come after them.
    """
    if before is None or after is None:
        return before if before is not None else after or 0
    turned = (
        line[after].left >= line[before].left and right_to_left.kind(line[after].text) == right_to_left.RTL
    )
    first, second = (after, before) if turned else (before, after)
    near = _distance(line[first], x) <= NEAR * line[first].size and not line[first].text.isspace()
    return first if near else second


def _last(bases: list[int], index: int) -> int | None:
    return max((base for base in bases if base < index), default=None)


def _first(bases: list[int], index: int) -> int | None:
    return min((base for base in bases if base > index), default=None)


def _distance(sign: Sign, x: float) -> float:
    return max(sign.left - x, x - sign.right, 0.0)
