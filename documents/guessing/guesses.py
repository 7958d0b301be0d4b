"""All that is guessed about one file: language, symbol, kind, date and title, by its words first, then by its name."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from pathlib import PurePath
from typing import IO, Any

from cicc_site import languages as site_languages
from cicc_site import world_languages
from documents.enums import WorkKind
from documents.extraction import calling
from documents.extraction.findings import Unreadable
from documents.guessing import dates, languages, symbols

BEGINNING = 4_000  # letters in which the symbol, the date and the title of a document stand
MEMORY, CPU, WALL = 512 * 1024 * 1024, 10, 12.0
LONGEST_TITLE = 200
NO_WORDS = "no_words"  # beside the problems of documents.extraction.findings
_NO_TITLE = re.compile(
    r"^(original|distr|date|page|adopted|adoptée?s?|aprobad[oa]s?|"
    r"اللغة|الأصل|اعتمدت?)\b|^\W*$|^[\d\W]+$|international criminal court$|"
    r"^cour pénale internationale$|^corte penal internacional$|^المحكمة الجنائية الدولية$|^no\.|^\S+:\s*\S+$",
    re.IGNORECASE,
)
_KIND_OF_SYMBOL = (
    ("res.", WorkKind.RESOLUTION),
    ("/res/", WorkKind.RESOLUTION),
    ("decl.", WorkKind.DECLARATION),
)
# Words in titles, in the languages of the site. The first that is met decides.
_KIND_WORDS: tuple[tuple[WorkKind, str], ...] = (
    (WorkKind.OFFICIAL_RECORDS, "official records|documents officiels|documentos oficiales|الوثائق الرسمية"),
    (WorkKind.FACT_SHEET, "fact ?sheet|fiche d.information|hoja informativa|صحيفة وقائع"),
    (WorkKind.POSITION_PAPER, "position paper|document de position|documento de posición|ورقة موقف"),
    (WorkKind.BULLETIN, "bulletin|newsletter|boletín|نشرة"),
    (WorkKind.RESOLUTION, r"resolution|résolution|resolución|قرار"),
    (WorkKind.COURT_DECISION, "judg(?:e)?ment|decision|jugement|arrêt|décision|sentencia|decisión|حكم"),
    (WorkKind.REPORT, "report|rapport|informe|تقرير"),
    (WorkKind.STATEMENT, "statement|allocution|declaración de|بيان"),
    (WorkKind.LETTER, "letter|lettre|carta|رسالة"),
    (WorkKind.GUIDE, "guide|manual|handbook|manuel|guía|دليل"),
    (WorkKind.TREATY, "statute|convention|agreement|statut de|estatuto|نظام روما"),
)  # fmt: skip


@dataclass(frozen=True)
class Guess:
    """Texts, as they stand in the form; empty: nothing is known. seen: whether its words were looked at.

    named: the language the name says, where the words say another.
    """

    title: str = ""
    kind: str = ""
    language: str = ""
    symbol: str = ""
    date: str = ""
    pages: int | None = None
    seen: bool = False
    problem: str = ""
    named: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def guess(name: str, media_type: str, file: IO[bytes] | None) -> Guess:
    """Return what a file seems to be. file: a real one, open; None: it is judged by its name alone."""
    kind = calling.kind_of(media_type, name)
    if file is None or kind is None:
        return of_words(name, "", seen=file is not None)
    try:
        found = _read(kind, file, right_to_left=False)
        # Whether it is written from the right is known only now, and decides how a PDF is read.
        if kind == "pdf" and world_languages.direction(languages.of_text(found.text) or "en") == "rtl":
            found = _read(kind, file, right_to_left=True)
    except Unreadable as unreadable:
        return of_words(name, "", seen=True, problem=unreadable.code)
    problem = "" if found.text.strip() else NO_WORDS
    return of_words(name, found.text, seen=True, pages=found.pages, problem=problem)


def _read(kind: str, file: IO[bytes], *, right_to_left: bool) -> calling.Extracted:
    return calling.extract(kind, file, right_to_left=right_to_left, memory=MEMORY, cpu=CPU, wall=WALL)


def of_words(
    name: str, text: str, *, seen: bool = True, pages: int | None = None, problem: str = ""
) -> Guess:
    """Guess by a file's name and the words in it. Asks nothing, reads nothing."""
    named, stem = languages.of_name(PurePath(name).stem)
    beginning = text[:BEGINNING]
    language = languages.of_text(text)
    symbol = symbols.in_text(beginning) or symbols.in_name(stem)
    date = dates.in_text(beginning) or dates.in_name(stem)
    title = _title(beginning) or _title_of_name(stem, symbol)
    return Guess(
        title=title,
        kind=_kind(symbol, f"{title}\n{stem}"),
        language=language or named,
        symbol=symbol,
        date=date.isoformat() if date else "",
        pages=pages,
        seen=seen,
        problem=problem,
        named=named if named and language and named != language else "",
    )


def _title(beginning: str) -> str:
    for line in beginning.splitlines():
        plain = " ".join(line.split())
        letters = sum(letter.isalpha() for letter in plain)
        if letters < 12 or _NO_TITLE.search(plain):
            continue
        if symbols.PRINTED.search(plain) and letters < 25:
            continue
        return plain[:LONGEST_TITLE].rsplit(" ", 1)[0] if len(plain) > LONGEST_TITLE else plain
    return ""


def _title_of_name(stem: str, symbol: str) -> str:
    words = " ".join(re.sub(r"[_+]|(?<=\w)-(?=\w)", " ", stem).split())
    return words if sum(letter.isalpha() for letter in words) >= 6 and not symbol else ""


def _kind(symbol: str, words: str) -> str:
    low = symbol.lower()
    for part, kind in _KIND_OF_SYMBOL:
        if part in low:
            return kind
    for kind, pattern in _KIND_WORDS:
        if re.search(rf"(?<!\w)(?:{pattern})", words, re.IGNORECASE):
            return kind
    return ""


def languages_first() -> tuple[str, ...]:
    """The languages a form offers before all others: those of the site, then those of the United Nations."""
    return (*site_languages.codes(), "ru", "zh")
