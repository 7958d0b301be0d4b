"""Texts as translators get them: a rich text in segments of one paragraph, heading or list item, its tags as codes.

A segment is a sequence of pieces: words, and numbered codes that stand for inline tags. What a code stands for is
kept here, in `Codes`, and never read from a translator's file: no tag can get in that the site did not send out.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from cicc_site.multilingual.values import text_has_meaning

# Around these a rich text is cut; everything between two of them is one segment.
BLOCKS = frozenset(
    {
        *("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "hr", "figure", "figcaption"),
        *("ul", "ol", "li", "dl", "dt", "dd", "table", "thead", "tbody", "tr", "td", "th"),
    }
)
# Inline tags around words that are translated. Any other tag is inert: it travels whole, with what is in it.
PAIRS = frozenset(
    {
        *("a", "abbr", "b", "cite", "code", "del", "em", "i"),
        *("mark", "q", "s", "small", "strong", "sub", "sup", "u"),
    }
)
VOID = frozenset({"br", "embed", "img", "wbr"})

TAG = re.compile(
    r"<!--(?:(?!<!--).)*?-->|</?([A-Za-z][^\s/<>\"']*+)(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+>", re.DOTALL
)
_BLOCK_KEY = re.compile(r"""(?<!\s)\s+data-block-key=(?:"[^"]*"|'[^']*')""")
_BLANK = " \t\r\n"
# XML has no way to write these characters, so they travel as codes.
_NOT_XML = re.compile("([^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff])")


@dataclass(frozen=True, slots=True)
class Code:
    """One half of a pair of tags, a tag that stands alone, or a stray half whose other half is elsewhere."""

    number: int
    kind: Literal["open", "close", "alone", "stray"]


Piece = str | Code
Pieces = tuple[Piece, ...]


@dataclass(slots=True)
class Codes:
    """What the numbers of a segment stand for: (the tag, the tag that closes it or "")."""

    natives: list[tuple[str, str]] = field(default_factory=list)

    def add(self, native: str, closing: str = "") -> int:
        self.natives.append((native, closing))
        return len(self.natives)

    def native(self, code: Code) -> str:
        native, closing = self.natives[code.number - 1]
        return closing if code.kind == "close" else native

    def knows(self, code: Code) -> bool:
        return 0 < code.number <= len(self.natives)


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of rich text between two tags of `BLOCKS` that says something. raw: as stored."""

    raw: str


# --- Cutting -----------------------------------------------------------------------------------------------


def cut(rich: str) -> list[str | Segment]:
    """Return a rich text as the tags around its segments (strings) and the segments; joined again it is the same."""
    parts: list[str | Segment] = []
    run: list[str] = []
    for token, name in _tokens(rich):
        if name in BLOCKS:
            parts += _run("".join(run))
            parts.append(token)
            run = []
        else:
            run.append(token)
    return [*parts, *_run("".join(run))]


def _run(raw: str) -> Iterator[str | Segment]:
    inner = raw.strip(_BLANK)
    if not _says_something(inner):
        if raw:
            yield raw
        return
    start = len(raw) - len(raw.lstrip(_BLANK))
    if start:
        yield raw[:start]
    yield Segment(inner)
    if end := raw[start + len(inner) :]:
        yield end


def shape(parts: Iterable[str | Segment]) -> list[str]:
    """Return the order of tags and segments, by which a translation is recognized as built like its source."""
    names: list[str] = []
    for part in parts:
        if isinstance(part, Segment):
            names.append("*")
        else:
            names += ["/" * token.startswith("</") + name for token, name in _tokens(part) if name]
    return names


def without_keys(tags: str) -> str:
    """Return tags without the editor's keys of paragraphs, which no two texts share."""
    return _BLOCK_KEY.sub("", tags)


def _tokens(rich: str) -> Iterator[tuple[str, str]]:
    """Yield (text or tag, name of the tag in small letters or "")."""
    end = 0
    for match in TAG.finditer(rich):
        if match.start() > end:
            yield rich[end : match.start()], ""
        yield match[0], (match[1] or "!").lower()
        end = match.end()
    if end < len(rich):
        yield rich[end:], ""


def _says_something(raw: str) -> bool:
    return text_has_meaning(re.sub(r"<(?:embed|img|hr|iframe)\b[^<>]*>", "", raw, flags=re.IGNORECASE))


# --- Pieces ------------------------------------------------------------------------------------------------


def plain_pieces(text: str, codes: Codes, source: Codes | None = None) -> Pieces:
    """Return a plain text as pieces: words, and codes for the characters XML cannot write."""
    return joined(_characters(text, _Numbering(codes, source)))


def rich_pieces(raw: str, codes: Codes, source: Codes | None = None) -> Pieces:
    """Return a segment as pieces. codes: filled with what the numbers stand for.

    source: the codes of the English, where the segment is its translation: the same tag gets the same number.
    """
    numbering = _Numbering(codes, source)
    tokens = _inert_joined(list(_tokens(raw)))
    partners = _partners(tokens)
    numbers: dict[int, int] = {}
    pieces: list[Piece] = []
    for index, (token, name) in enumerate(tokens):
        if not name:
            pieces += _characters(html.unescape(token), numbering)
        elif index not in partners:
            pieces.append(Code(numbering.of(token), "stray" if _is_half(token, name) else "alone"))
        elif partners[index] > index:
            numbers[index] = numbering.of(token, tokens[partners[index]][0])
            pieces.append(Code(numbers[index], "open"))
        else:
            pieces.append(Code(numbers[partners[index]], "close"))
    return joined(pieces)


def _characters(text: str, numbering: _Numbering) -> Iterator[Piece]:
    for index, part in enumerate(_NOT_XML.split(text)):
        yield Code(numbering.of(part), "alone") if index % 2 else part


def _is_half(token: str, name: str) -> bool:
    return token.startswith("</") or (name in PAIRS and not token.endswith("/>"))


class _Numbering:
    """Gives a tag the number its twin has in the English, once for each; a new one otherwise."""

    def __init__(self, codes: Codes, source: Codes | None) -> None:
        self.codes = codes
        if source is not None and not codes.natives:
            codes.natives += source.natives
        self.free = dict(enumerate(source.natives, start=1)) if source is not None else {}

    def of(self, native: str, closing: str = "") -> int:
        for number, known in self.free.items():
            if known == (native, closing):
                del self.free[number]
                return number
        return self.codes.add(native, closing)


def _inert_joined(tokens: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the tokens with every unknown element as one token, from its opening to its closing tag."""
    result: list[tuple[str, str]] = []
    index = 0
    while index < len(tokens):
        token, name = tokens[index]
        end = _end_of(tokens, index) if _opens(token, name) and name not in PAIRS else index
        result.append(("".join(part for part, _name in tokens[index : end + 1]), name))
        index = end + 1
    return result


def _opens(token: str, name: str) -> bool:
    return bool(name) and name not in VOID and name != "!" and token[1] != "/" and not token.endswith("/>")


def _end_of(tokens: list[tuple[str, str]], start: int) -> int:
    wanted, depth = tokens[start][1], 0
    for index in range(start, len(tokens)):
        token, name = tokens[index]
        if name == wanted:
            depth += 1 if _opens(token, name) else -1 if token.startswith("</") else 0
        if not depth:
            return index
    return start


def _partners(tokens: list[tuple[str, str]]) -> dict[int, int]:
    """Return {index of a tag: index of its other half} for the pairs that are nested as they should be."""
    found: dict[int, int] = {}
    opened: list[int] = []
    for index, (token, name) in enumerate(tokens):
        if name not in PAIRS or token.endswith("/>"):
            continue
        if token[1] != "/":
            opened.append(index)
            continue
        at = next((at for at in reversed(range(len(opened))) if tokens[opened[at]][1] == name), None)
        if at is not None:
            found[opened[at]], found[index] = index, opened[at]
            del opened[at:]
    return found


def joined(pieces: Iterable[Piece]) -> Pieces:
    """Return pieces with neighbouring words as one, without empty ones; ends of lines as XML has them."""
    result: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, str) and result and isinstance(result[-1], str):
            result[-1] += piece
        elif piece != "":
            result.append(piece)
    return tuple(
        piece.replace("\r\n", "\n").replace("\r", "\n") if isinstance(piece, str) else piece
        for piece in result
    )


def trimmed(pieces: Pieces) -> Pieces:
    """Return the pieces of a segment without blanks at its ends, where a paragraph has none."""
    result = list(pieces)
    if result and isinstance(result[0], str):
        result[0] = result[0].lstrip(_BLANK)
    if result and isinstance(result[-1], str):
        result[-1] = result[-1].rstrip(_BLANK)
    return joined(result)


def rich_text(pieces: Iterable[Piece], codes: Codes) -> str:
    """Return pieces as stored rich text: words escaped, codes as the tags they stand for."""
    return "".join(
        html.escape(piece, quote=False) if isinstance(piece, str) else codes.native(piece) for piece in pieces
    )


def plain_text(pieces: Iterable[Piece], codes: Codes) -> str:
    return "".join(piece if isinstance(piece, str) else codes.native(piece) for piece in pieces)


def wording(pieces: Iterable[Piece]) -> str:
    """Return what pieces say, without codes: for people to read."""
    return "".join(piece for piece in pieces if isinstance(piece, str))


def shown(pieces: Iterable[Piece]) -> str:
    """Return the same with a sign for what stands among the words, such as a figure from the registers."""
    return "".join(
        piece if isinstance(piece, str) else "[…]" if piece.kind == "alone" else "" for piece in pieces
    )


def fingerprint(pieces: Iterable[Piece]) -> str:
    """Return a short digest of pieces, by which a text is recognized as unchanged since it was sent out."""
    written = "".join(
        piece if isinstance(piece, str) else f"\0{piece.kind}{piece.number}\0" for piece in joined(pieces)
    )
    return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()[:16]


# --- Mistakes in codes ---------------------------------------------------------------------------------------


def code_numbers(pieces: Iterable[Piece]) -> list[tuple[int, str]]:
    return sorted((piece.number, piece.kind) for piece in pieces if isinstance(piece, Code))


def stray_order(pieces: Iterable[Piece]) -> list[int]:
    """The numbers of the tags whose other half is elsewhere: moved, they would enclose other words."""
    return [piece.number for piece in pieces if isinstance(piece, Code) and piece.kind == "stray"]


def code_mistake(given: Pieces, wanted: Pieces) -> Literal["", "lost", "added", "moved"]:
    """Return what happened to the codes on the way: nothing, lost ones, ones the source does not have, moved ones."""
    have, need = code_numbers(given), code_numbers(wanted)
    if any(have.count(code) < need.count(code) for code in need):
        return "lost"
    if have != need:
        return "added"
    if stray_order(given) != stray_order(wanted) or not _nested(given):
        return "moved"
    return ""


def _nested(pieces: Sequence[Piece]) -> bool:
    opened: list[int] = []
    for piece in pieces:
        if isinstance(piece, Code) and piece.kind == "open":
            opened.append(piece.number)
        elif (
            isinstance(piece, Code) and piece.kind == "close" and (not opened or opened.pop() != piece.number)
        ):
            return False
    return not opened
