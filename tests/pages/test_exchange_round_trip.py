"""Texts go to translators and come back: nothing is lost on the way, whatever the body is made of."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from wagtail.blocks import StreamValue

from cicc_site import languages
from cicc_site.multilingual import segments, units, xliff, xliff_reading
from cicc_site.multilingual.segments import Code
from cicc_site.multilingual.units import Unit
from cicc_site.multilingual.values import text_has_meaning
from pages.blocks import BodyBlock
from pages.directory.lists import CHOICES
from pages.models import AboutPage

pytestmark = pytest.mark.django_db

BODY = BodyBlock()
TARGETS = languages.translation_codes()

# Words as editors and translators write them, and what machines like to lose.
_LETTERS = st.text(
    st.sampled_from("abc éñ العربيةمُ\u00a0\u200e\u200f\u202b\u2069😀👩🏽‍⚖️&<>\"'’«»—\u000b\u001f\ufffe]]>\n"),
    min_size=1,
    max_size=12,
)
words: st.SearchStrategy[str] = _LETTERS.filter(lambda text: text_has_meaning(text))
optional = st.one_of(st.just(""), words)


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


_INLINE = st.recursive(
    words.map(escaped)
    | st.sampled_from(
        [
            "<br/>",
            '<embed embedtype="figure" key="states_parties"/>',
            '<x-token data-id="7">124</x-token>',
            "&nbsp;",
            "&quot;",
        ]
    ),
    lambda inner: st.tuples(
        st.sampled_from(
            [
                ("<b>", "</b>"),
                ("<i>", "</i>"),
                ('<a linktype="page" id="3">', "</a>"),
                ('<a linktype="document" id="5">', "</a>"),
                ('<a href="https://example.org/?a=1&amp;b=2">', "</a>"),
            ]
        ),
        st.lists(inner, min_size=1, max_size=3),
    ).map(lambda pair: pair[0][0] + "".join(pair[1]) + pair[0][1]),
    max_leaves=6,
)
inline = st.lists(_INLINE, min_size=1, max_size=4).map("".join)
_paragraph = st.tuples(st.sampled_from(["p", "h2", "h3"]), inline).map(
    lambda pair: f'<{pair[0]} data-block-key="k1">{pair[1]}</{pair[0]}>'
)
_list = st.lists(st.tuples(inline, st.none() | inline), min_size=1, max_size=3).map(
    lambda rows: (
        "<ul>"
        + "".join(f"<li>{row}{f'<ol><li>{more}</li></ol>' if more else ''}</li>" for row, more in rows)
        + "</ul>"
    )
)
rich = st.lists(_paragraph | _list | st.just("<p><br/></p>"), min_size=1, max_size=3).map("".join)


def listed(rows: st.SearchStrategy[Any], **more: Any) -> st.SearchStrategy[Any]:
    item = st.fixed_dictionaries({"type": st.just("item"), "value": rows, "id": ids})
    return st.lists(item, min_size=1, max_size=3)


ids = st.uuids(version=4).map(str)
table = st.integers(1, 3).flatmap(
    lambda width: st.fixed_dictionaries(
        {
            "columns": st.lists(
                st.fixed_dictionaries({"type": st.sampled_from(["text", "rich_text"]), "heading": optional}),
                min_size=width,
                max_size=width,
            ),
            "rows": st.lists(
                st.fixed_dictionaries({"values": st.lists(optional, min_size=width, max_size=width)}),
                max_size=3,
            ),
            "caption": optional,
        }
    )
)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "text": rich,
    "quote": st.fixed_dictionaries({"text": words, "attribution": optional}),
    "figure": st.fixed_dictionaries({"image": st.integers(1, 9), "caption": optional, "credit": optional}),
    "people": st.fixed_dictionaries(
        {
            "heading": optional,
            "people": listed(st.fixed_dictionaries({"name": words, "role": optional, "text": optional})),
        }
    ),
    "timeline": st.fixed_dictionaries(
        {
            "items": listed(
                st.fixed_dictionaries({"date": st.just("1998-07-17"), "title": words, "text": optional})
            )
        }
    ),
    "table": table,
    "call_to_action": st.fixed_dictionaries(
        {"text": optional, "label": words, "page": st.none() | st.integers(1, 9), "url": st.just("")}
    ),
    "accordion": st.fixed_dictionaries(
        {"items": listed(st.fixed_dictionaries({"heading": words, "text": rich}))}
    ),
    "documents": st.fixed_dictionaries({"heading": optional, "documents": listed(st.integers(1, 9))}),
    "archive_documents": st.fixed_dictionaries({"heading": optional, "works": listed(st.integers(1, 9))}),
    "register_list": st.fixed_dictionaries({"register": st.sampled_from([code for code, _ in CHOICES])}),
}
block = st.sampled_from(sorted(VALUES)).flatmap(
    lambda kind: st.fixed_dictionaries({"type": st.just(kind), "value": VALUES[kind], "id": ids})
)
bodies = st.lists(block, min_size=1, max_size=4)
quick = settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))


def stream(raw: Any) -> StreamValue:
    return StreamValue(BODY, json.loads(json.dumps(raw)), is_lazy=True)


def page(english: Any, other: Any = None, language: str = "ar", **values: Any) -> AboutPage:
    made = AboutPage(title_en="Title", body_en=stream(english), **values)
    if other is not None:
        setattr(made, f"body_{language}", stream(other))
    return made


def stored(made: AboutPage, language: str) -> Any:
    return getattr(made, f"body_{language}").get_prep_value()


def sent_and_back(found: list[Unit], language: str) -> list[xliff_reading.ReadUnit]:
    document = xliff.Document("pages.AboutPage:1", "A page", "0" * 16, tuple(found))
    [read] = xliff_reading.read(xliff.write([document], language))
    assert read.mistake == ""
    return read.units


def test_every_block_is_generated() -> None:
    """A new block of the site must come here too."""
    assert set(VALUES) == set(BODY.child_blocks)


@quick
@given(bodies, st.sampled_from(TARGETS))
def test_a_file_says_what_was_written_into_it(raw: Any, language: str) -> None:
    found = units.units(page(raw), language)
    for unit, read in zip(found, sent_and_back(found, language), strict=True):
        assert read.path == unit.path
        assert segments.joined(read.source) == unit.source
        assert read.target is None


@quick
@given(bodies, st.sampled_from(TARGETS))
def test_a_translation_that_was_not_touched_comes_back_as_it_went(raw: Any, language: str) -> None:
    """Every text has its own words as translation here: the body is the same to the byte afterwards."""
    made = page(raw, raw, language)
    before = json.dumps(stored(made, language), sort_keys=True)
    found = units.units(made, language)
    returned = {read.path: read.target for read in sent_and_back(found, language)}
    assert [unit.target for unit in found if unit.field == "body"] == [
        returned[unit.path] for unit in found if unit.field == "body"
    ]
    for filled in units.fill(
        made, language, {path: text for path, text in returned.items() if text is not None}
    ):
        assert not filled.changed
        assert filled.incomplete == []
    assert json.dumps(stored(made, language), sort_keys=True) == before


def translated(unit: Unit) -> segments.Pieces:
    """Other words in the same codes. A paragraph has no blanks at its ends."""
    words = segments.joined(
        f"ترجمة {piece[::-1]}" if isinstance(piece, str) else piece for piece in unit.source
    )
    return segments.trimmed(words) if unit.rich else words


@quick
@given(bodies, st.sampled_from(TARGETS))
def test_translations_arrive(raw: Any, language: str) -> None:
    """All texts translated, taken in, sent out again: those translations, in a body built like the English one."""
    made = page(raw)
    english = json.dumps(made.body_en.get_prep_value(), sort_keys=True)
    wanted = {unit.path: translated(unit) for unit in units.units(made, language)}
    for filled in units.fill(made, language, wanted):
        assert filled.incomplete == []
    again = units.units(made, language)
    assert {unit.path: unit.target for unit in again} == wanted
    assert [read.target for read in sent_and_back(again, language)] == [wanted[unit.path] for unit in again]
    assert json.dumps(made.body_en.get_prep_value(), sort_keys=True) == english
    own, theirs = stored(made, language), made.body_en.get_prep_value()
    if not any(unit.field == "body" for unit in again):
        assert own == [], "a body of pictures alone falls back: there is nothing to translate in it"
        return
    assert [item["type"] for item in own] == [item["type"] for item in theirs]
    assert not block_ids(own) & block_ids(theirs), "no block of one language shares its id with another"
    assert facts(own) == facts(theirs)


def block_ids(raw: Any) -> set[str]:
    if isinstance(raw, dict):
        own = {raw["id"]} if "type" in raw and "value" in raw and raw.get("id") else set()
        return own.union(*(block_ids(value) for value in raw.values()))
    return set().union(*(block_ids(item) for item in raw)) if isinstance(raw, list) else set()


def facts(raw: Any) -> Any:
    """What is no text: kinds, pictures, pages, dates, in their places."""
    if isinstance(raw, dict):
        return {
            key: value if key in ("type", "date") else facts(value)
            for key, value in raw.items()
            if key != "id"
        }
    if isinstance(raw, list):
        return [facts(item) for item in raw]
    return None if isinstance(raw, str) else raw


@quick
@given(inline)
def test_a_segment_is_the_same_after_it_was_taken_apart(raw: str) -> None:
    codes = segments.Codes()
    pieces = segments.rich_pieces(raw, codes)
    written = segments.rich_text(pieces, codes)
    assert segments.rich_pieces(written, segments.Codes()) == pieces
    assert "".join(part if isinstance(part, str) else part.raw for part in segments.cut(raw)) == raw


@pytest.mark.parametrize(
    ("raw", "kinds"),
    [
        ("<b>a <i>b</i></b>", ["open", "open", "close", "close"]),
        ("<b>a <i>b</b></i>", ["open", "stray", "close", "stray"]),
        ("a</b> <i>b", ["stray", "stray"]),
        ("a <br> b <br/>", ["alone", "alone"]),
        ('a <embed embedtype="figure" key="x"/> b', ["alone"]),
        ('a <x-token key="x">12 <b>3</b></x-token> b', ["alone"]),
        ("a <!-- b --> c", ["alone"]),
        ("2 < 3 & 4 > 1", []),
    ],
)
def test_tags_become_codes(raw: str, kinds: list[str]) -> None:
    codes = segments.Codes()
    pieces = segments.rich_pieces(raw, codes)
    assert [piece.kind for piece in pieces if isinstance(piece, Code)] == kinds
    if "<" in raw and kinds:
        assert segments.rich_text(pieces, codes) == raw


def test_rich_text_is_cut_into_texts_of_human_size() -> None:
    raw = (
        '<h2 data-block-key="a">Head</h2><p data-block-key="b">One <b>two</b></p>\n<p><br/></p>'
        '<ul><li>A<ul><li>B</li></ul></li></ul><p><embed embedtype="image" id="1" alt="x"/></p>'
    )
    parts = segments.cut(raw)
    assert [part.raw for part in parts if isinstance(part, segments.Segment)] == [
        "Head",
        "One <b>two</b>",
        "A",
        "B",
    ]
    assert "".join(part if isinstance(part, str) else part.raw for part in parts) == raw


def test_the_written_file_is_what_the_format_asks_for() -> None:
    """The rules of XLIFF 1.2 strict that a program can break: attributes, order, unique ids, states, kinds of tags."""
    raw = [
        {
            "type": "text",
            "value": '<p>One <b>two</b> <a href="https://example.org/">x</a><br/>\u200f</p>',
            "id": str(uuid.uuid4()),
        },
        {"type": "quote", "value": {"text": "A\u000bB", "attribution": "C"}, "id": str(uuid.uuid4())},
    ]
    made = page(raw, title_ar="عنوان")
    found = tuple(units.units(made, "ar"))
    data = xliff.write([xliff.Document("pages.AboutPage:1", "A page", "d" * 16, found)], "ar")
    root = etree.fromstring(data)
    name = xliff._name
    assert root.tag == name("xliff")
    assert root.get("version") == "1.2"
    [file] = root
    assert {"original", "source-language", "target-language", "datatype", "date", "product-version"} <= set(
        file.keys()
    )
    assert [child.tag for child in file] == [name("header"), name("body")]
    assert file.get("tool-id") == file.find(f".//{name('tool')}").get("tool-id")
    trans_units = file.findall(f".//{name('trans-unit')}")
    keys = [unit.get("id") for unit in trans_units]
    assert len(keys) == len(set(keys)) == 4
    for unit in trans_units:
        assert unit.get(f"{{{xliff.XML}}}space") == "preserve"
        assert [child.tag for child in unit] == [name("source"), name("target"), name("note")]
        assert unit[1].get("state") in {"needs-translation", "needs-review-translation", "final"}
        assert (unit.get("approved") == "yes") == (unit[1].get("state") == "final")
        codes = [code.get("id") for code in unit[0].iter(name("g"), name("ph"), name("it"))]
        assert len(codes) == len(set(codes))
    assert [unit[1].get("state") for unit in trans_units].count("final") == 1
    link = root.find(f".//{name('g')}[@ctype='link']")
    assert link.get("equiv-text") == '<a href="https://example.org/">'
    assert [ph.text for ph in root.iter(name("ph"))] == ["<br/>", "U+000B"]


def test_words_are_counted_as_people_count_them() -> None:
    assert units.words("The Court’s judges, 18 of them, re-elected.") == 7
    assert units.words("المحكمةُ الجنائيةُ الدوليّة") == 3
    assert units.words("مُحَمَّدٌ \u200fوالقُضاة") == 2
    assert units.words("l’Assemblée des États Parties") == 4
    assert units.words("1,234.5 …\u00a0— !") == 1
    assert units.words("") == 0
