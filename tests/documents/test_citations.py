"""Citations say who, what, when and where in four languages; as data they are what reference managers read."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from cicc_site import languages
from cicc_site.dates import Precision
from documents import citations
from documents.citations import Source
from documents.enums import WorkKind
from documents.exported_citations import BIBTEX_TYPES, RIS_TYPES, bibtex, ris
from documents.models import Subject, Work

ADDRESS = "https://www.coalition.test/d/12/"
BODY = {"en": "Assembly of States Parties", "fr": "Assemblée des États Parties", "ar": "جمعية الدول الأطراف"}


def source(language: str = "en", **fields: object) -> Source:
    values = {
        "pk": 12,
        "kind": WorkKind.RESOLUTION,
        "title_en": "Recognition of the coordinating role",
        "title_ar": "الاعتراف بالدور التنسيقي",
        "symbol": "ICC-ASP/2/Res.8",
        "date": dt.date(2003, 9, 11),
        "authors": ["Doe and Sons, Ltd."],
        "precision": Precision.DAY,
    }
    body = Subject(kind="body", code="asp", **{f"name_{code}": name for code, name in BODY.items()})
    return citations.source(Work(**{**values, **fields}), [body], language, ADDRESS, ("ar", "en"))


SYMBOL = "ICC-ASP/2/Res.8"
ROLE = "Recognition of the coordinating role"
TEXTS = {
    "en": f"Assembly of States Parties, Doe and Sons, Ltd., “{ROLE}”, ICC-ASP/2/Res.8, 11 September 2003, ",
    "es": f"Assembly of States Parties, Doe and Sons, Ltd., «{ROLE}», ICC-ASP/2/Res.8, 11 de septiembre de 2003, ",
    "fr": f"Assemblée des États Parties, Doe and Sons, Ltd., «\u00a0{ROLE}\u00a0», {SYMBOL}, 11 septembre 2003, ",
    "ar": f"جمعية الدول الأطراف، Doe and Sons, Ltd.، «الاعتراف بالدور التنسيقي»، {SYMBOL}، 11 أيلول/سبتمبر 2003، ",
}


@pytest.mark.parametrize("language", TEXTS)
def test_a_citation_reads_as_its_language_writes(language: str) -> None:
    made = citations.citation(source(language))
    assert made.text == TEXTS[language] + ADDRESS
    # What is seen, and copied from the page, is the same text.
    assert re.sub(r"<[^>]+>", "", made.html) == made.text


def test_parts_run_in_their_own_direction_and_are_marked() -> None:
    html = citations.citation(source("fr", title_en="A <b> & c")).html
    assert '<bdi lang="en" dir="ltr">A &lt;b&gt; &amp; c</bdi>' in html
    assert '<bdi dir="ltr">ICC-ASP/2/Res.8</bdi>' in html


def test_what_is_not_known_is_left_out_and_a_date_is_no_more_exact_than_known() -> None:
    made = citations.citation(source(symbol="", authors=[], date=None))
    assert made.text == f"Assembly of States Parties, “Recognition of the coordinating role”, n.d., {ADDRESS}"
    assert ", 2003, " in citations.citation(source(precision=Precision.YEAR)).text
    for code in languages.codes():
        assert citations.citation(source(code, date=None)).text.count(ADDRESS) == 1


# --- BibTeX ----------------------------------------------------------------------------------------------


def test_bibtex_has_the_type_and_fields_of_a_numbered_paper() -> None:
    assert bibtex(source()) == (
        "@techreport{cicc-d12,\n"
        "  author = {{Assembly of States Parties} and {Doe and Sons, Ltd.}},\n"
        "  title = {{Recognition of the coordinating role}},\n"
        "  institution = {Assembly of States Parties},\n"
        "  number = {ICC-ASP/2/Res.8},\n"
        "  date = {2003-09-11},\n"
        "  year = {2003},\n"
        "  month = sep,\n"
        f"  url = {{{ADDRESS}}},\n"
        "  langid = {british},\n"
        "  language = {ar and en},\n"
        "}\n"
    )


def test_bibtex_escapes_what_tex_takes_for_its_own_and_keeps_braces_paired() -> None:
    text = bibtex(source(title_en="50% of {$x_1\n& #2} ~^\\ } @misc{evil, title={x}", title_ar=None))
    [title] = re.findall(r"^  title = (.*),$", text, re.MULTILINE)
    assert title == (
        r"{{50\% of {\textbraceleft}\$x\_1 \& \#2{\textbraceright} {\textasciitilde}{\textasciicircum}"
        r"{\textbackslash} {\textbraceright} @misc{\textbraceleft}evil, title={\textbraceleft}x{\textbraceright}}}"
    )
    assert text.count("{") == text.count("}")
    assert "قرار" in bibtex(source("ar", title_ar="قرار"))


def test_a_year_is_all_that_is_said_of_a_year() -> None:
    text = bibtex(source(precision=Precision.YEAR, kind=WorkKind.STATEMENT))
    assert text.startswith("@misc{")
    assert "  date = {2003},\n  year = {2003},\n  url" in text
    assert "  note = {ICC-ASP/2/Res.8},\n" in text
    assert "year" not in bibtex(source(date=None))


# --- RIS -------------------------------------------------------------------------------------------------


def test_ris_has_one_tag_a_line_and_ends() -> None:
    text = ris(source(summary_en="One.\r\nER  - \nTY  - BOOK"))
    assert text == (
        "TY  - GOVDOC\r\n"
        "AU  - Assembly of States Parties\r\n"
        "AU  - Doe and Sons, Ltd.\r\n"
        "TI  - Recognition of the coordinating role\r\n"
        "SN  - ICC-ASP/2/Res.8\r\n"
        "PY  - 2003\r\n"
        "DA  - 2003/09/11/\r\n"
        "AB  - One. ER - TY - BOOK\r\n"
        "LA  - ar, en\r\n"
        f"UR  - {ADDRESS}\r\n"
        "ER  - \r\n"
    )


def test_ris_says_a_month_and_a_year_only() -> None:
    assert "DA  - 2003/09//\r\n" in ris(source(precision=Precision.MONTH))
    assert "DA  - 2003///\r\n" in ris(source(precision=Precision.YEAR))
    assert "PY" not in ris(source(date=None))
    assert ris(source(kind=WorkKind.COURT_DECISION)).startswith("TY  - CASE\r\n")


@pytest.mark.parametrize("kind", WorkKind.values)
def test_every_kind_has_a_type(kind: str) -> None:
    assert bibtex(source(kind=kind)).startswith(f"@{BIBTEX_TYPES.get(WorkKind(kind), 'misc')}{{cicc-d12,\n")
    assert ris(source(kind=kind)).startswith(f"TY  - {RIS_TYPES.get(WorkKind(kind), 'GEN')}\r\n")
