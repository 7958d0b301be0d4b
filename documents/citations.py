"""How a work is cited: who it is from, its title, symbol and date, and the address it has for ever.

The order is that of the documents of the United Nations. A text falls back as a whole, marked with its language; the
words and signs between the parts are those of the language of the citation.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from cicc_site.dates import PartialDate
from cicc_site.multilingual.values import Localized, localized
from documents.models import Subject, Work

NBSP = "\N{NO-BREAK SPACE}"
QUOTES = {"es": ("«", "»"), "fr": (f"«{NBSP}", f"{NBSP}»"), "ar": ("«", "»")}
ENGLISH_QUOTES = ("“", "”")
COMMAS = {"ar": "، "}


@dataclass(frozen=True)
class Source:
    """What every form of a citation is made of. authors: bodies first, then persons and organizations as printed;
    languages: codes of those it can be read in; kind: the code of what it is."""

    number: int
    language: str
    kind: str
    authors: tuple[Localized, ...]
    title: Localized
    symbol: str
    date: PartialDate | None
    address: str
    summary: Localized
    languages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Citation:
    """text: as it is pasted somewhere; html: the same, each part running in its own direction."""

    language: str
    text: str
    html: SafeString


def source(
    work: Work, bodies: Iterable[Subject], language: str, address: str, file_languages: Sequence[str] = ()
) -> Source:
    """Asks for nothing. bodies: those public ones the work is from. address: the whole lasting address."""
    names = [localized(body, "name", language) for body in bodies]
    return Source(
        number=work.pk,
        language=language,
        kind=work.kind,
        authors=(*names, *(Localized(name, None, language) for name in work.authors if name.strip())),
        title=localized(work, "title", language),
        symbol=work.symbol,
        date=work.when,
        address=address,
        summary=localized(work, "summary", language),
        languages=tuple(file_languages),
    )


def citation(of: Source) -> Citation:
    opening, closing = QUOTES.get(of.language, ENGLISH_QUOTES)
    comma = COMMAS.get(of.language, ", ")
    with translation.override(of.language):
        date = of.date.text(of.language) if of.date else pgettext("in a citation: of unknown date", "n.d.")
    title = f"{opening}{of.title}{closing}"
    authors = comma.join(str(name) for name in of.authors)
    plain = comma.join(part for part in (authors, title, of.symbol, date, of.address) if part)
    parts = [
        _isolated_names(of.authors, comma),
        format_html("{}<bdi{}>{}</bdi>{}", opening, of.title.attrs, of.title, closing),
        _isolated(of.symbol),
        date,
        _isolated(of.address),
    ]
    html = format_html_join(comma, "{}", ((part,) for part in parts if part))
    return Citation(of.language, plain, html)


def _isolated(text: str) -> SafeString | str:
    return format_html('<bdi dir="ltr">{}</bdi>', text) if text else ""


def _isolated_names(names: Iterable[Localized], comma: str) -> SafeString:
    return format_html_join(comma, "<bdi{}>{}</bdi>", ((name.attrs, name) for name in names))
