"""How a cell is written so that no spreadsheet computes it and nothing is lost: both ways, for export and import.

`restored(defused(text)) == text` for every text; `split(joined(parts))` likewise. Tested with any text there is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# What a spreadsheet takes for the beginning of a formula (OWASP, "CSV injection"), wide forms included.
FORMULA = tuple("=+-@\t\r\n＝＋－＠")
# A cell that says "take away what is there"; an empty one says nothing.
CLEARING = frozenset({"-", "[empty]"})
QUOTE = "'"
LIST = "|"

# Controls, what XML cannot hold, and the embeddings and overrides with which a text can show itself in another order
# than it has.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)
_ODD = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]|\\s\\s|[^\\S ]")
_BEFORE = re.compile(rf"[\s{QUOTE}]*")
_LANGUAGE = re.compile(r"(.*)\s\[([A-Za-z0-9-]{2,12})\]", re.DOTALL)


def clean(text: str) -> str:
    """Return a text of one line as the register keeps it: composed, single spaces, nothing that is not seen."""
    if not _ODD.search(text) and unicodedata.is_normalized("NFC", text):
        return text.strip()
    # Composed last: what stood between a letter and its accent is gone by then.
    return " ".join(unicodedata.normalize("NFC", _UNWANTED.sub("", text)).split())


def clean_lines(text: str) -> str:
    """Return a text of several lines likewise, each by itself."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(clean(line) for line in lines).strip()


def clears(text: str) -> bool:
    return text.casefold() in CLEARING


def _needs_quote(text: str) -> bool:
    """Whether a text, whatever quotes and spaces stand before it, would be computed or taken for the clearing mark."""
    core = _BEFORE.sub("", text, count=1)
    return text.lstrip(QUOTE).startswith(FORMULA) or core.startswith(FORMULA) or clears(core.rstrip())


def defused(text: str) -> str:
    """Return a text for a cell: an apostrophe before whatever a spreadsheet might compute."""
    return QUOTE + text if _needs_quote(text) else text


def restored(cell: str) -> str:
    """Return the text of a cell that `defused` wrote; other cells as they are."""
    return cell[1:] if cell.startswith(QUOTE) and _needs_quote(cell) else cell


def joined(parts: Iterable[str], separators: str = LIST) -> str:
    """Return texts as one; a separator within a text is marked by a backslash."""
    return f" {LIST} ".join(_escaped(part, separators) for part in parts)


def _escaped(text: str, separators: str) -> str:
    for sign in "\\" + separators:
        text = text.replace(sign, "\\" + sign)
    return text


def split(text: str, separators: str = LIST) -> list[str]:
    """Return the texts within one, without empty ones."""
    return [plain for part in split_raw(text, separators) if (plain := unescaped(part, separators).strip())]


def split_raw(text: str, separators: str = LIST) -> list[str]:
    """Return the parts between separators that no backslash marks, backslashes and all."""
    if "\\" not in text:
        return re.split(f"[{re.escape(separators)}]", text)
    return [
        part for part in re.findall(rf"((?:\\.|[^\\{re.escape(separators)}]|\\$)*)", text, re.DOTALL) if part
    ]


def unescaped(text: str, separators: str = LIST) -> str:
    if "\\" not in text:
        return text
    return re.sub(rf"\\([\\\[{re.escape(separators)}])", r"\1", text)


def name_with_language(text: str, language: str) -> str:
    """Return a further name for a list of them: "Nom [fr]"."""
    plain = _escaped(text, LIST)
    if _LANGUAGE.fullmatch(text):
        before, _bracket, after = plain.rpartition("[")
        plain = f"{before}\\[{after}"
    return f"{plain} [{language}]" if re.fullmatch(r"[A-Za-z0-9-]{2,12}", language) else plain


def names_with_languages(text: str) -> list[tuple[str, str]]:
    """Return the names in a list with their languages, "" where it says none."""
    found = []
    for part in split_raw(text):
        raw = part.strip()
        match = _LANGUAGE.fullmatch(raw)
        name, language = (match[1], match[2]) if match else (raw, "")
        if plain := clean(unescaped(name)):
            found.append((plain, language))
    return list(dict.fromkeys(found))
