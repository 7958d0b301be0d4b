"""Empty means empty: what says nothing counts as missing, falls back as a whole, and says in which language it is."""

from __future__ import annotations

import json
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.template import Context, Template
from django.utils import translation
from PIL import Image
from wagtail.blocks import StreamValue
from wagtail.rich_text import RichText

from cicc_site.multilingual.reader import as_reader
from cicc_site.multilingual.values import has_meaning, localized
from documents.models import SiteImage
from pages.blocks import BodyBlock
from pages.models import AboutPage
from tests import snapshots
from tests.editing import Command, Desk, form_data, now_stored
from tests.factories import pages as make

pytestmark = pytest.mark.django_db

INVISIBLE = {
    "none": None,
    "nothing": "",
    "spaces": "   ",
    "lines": "\n\r\t",
    "no-break space": "\u00a0\u202f",
    "no-break space in HTML": "<p>&nbsp;&#160;</p>",
    "zero width": "\u200b\u200c\u200d\ufeff\u2060",
    "soft hyphen": "\u00ad",
    "bidi controls": "\u200e\u200f\u061c\u202a\u202e\u2066\u2069",
    "accent without letter": "\u064b",
    "ideographic space": "\u3000",
    "paragraph": "<p></p>",
    "what the editor leaves": '<p data-block-key="ab12c"></p>',
    "paragraphs and breaks": '<p data-block-key="a"><br/></p><h2></h2><ul><li> </li></ul>',
    "link around nothing": '<p><a linktype="page" id="3"></a></p>',
    "comment": "<p><!-- nothing to see --></p>",
}
VISIBLE = {
    "letter": "a",
    "zero": "0",
    "dash": "–",
    "less than": "a < b",
    "arabic": "\u200fنص\u200f",
    "ampersand": "&",
    "entity": "<p>&amp;</p>",
    "paragraph": "<p> x </p>",
    "picture": '<p></p><embed embedtype="image" id="1" alt="" format="left"/>',
    "line": "<hr/>",
    "emoji": "✓",
}


def stream(*blocks: tuple[str, Any]) -> StreamValue:
    raw = [{"type": kind, "value": value, "id": str(number)} for number, (kind, value) in enumerate(blocks)]
    return StreamValue(BodyBlock(), raw, is_lazy=True)


def table(*cells: str) -> dict[str, Any]:
    rows = [{"values": [cell]} for cell in cells]
    return {"columns": [{"type": "text", "heading": "Column"}], "rows": rows, "caption": ""}


EMPTY_STREAMS = {
    "no blocks": [],
    "empty text": [("text", "")],
    "text the editor leaves": [("text", '<p data-block-key="ab12c"></p>')],
    "several empty ones": [("text", "<p> </p>"), ("quote", {"text": "", "attribution": ""})],
    "people without people": [("people", {"heading": "", "people": []})],
    "person without a word": [
        ("people", {"heading": "", "people": [{"name": "", "role": "\u00a0", "text": ""}]})
    ],
    "table of empty cells": [("table", table("", " ", "\u200f"))],
    "timeline of nothing": [("timeline", {"items": [{"date": "", "title": "", "text": ""}]})],
    "accordion of nothing": [("accordion", {"items": [{"heading": "", "text": "<p></p>"}]})],
    "figure without picture": [("figure", {"image": None, "caption": "", "credit": ""})],
    "call to nothing": [("call_to_action", {"text": "", "label": "", "page": None, "url": ""})],
}
FULL_STREAMS = {
    "text": [("text", "<p>x</p>")],
    "text after an empty one": [("text", "<p></p>"), ("text", "<p>x</p>")],
    "one filled cell": [("table", table("", "x"))],
    "attribution alone": [("quote", {"text": "", "attribution": "x"})],
    "one person": [("people", {"heading": "", "people": [{"name": "x", "role": "", "text": ""}]})],
    "address": [("call_to_action", {"text": "", "label": "", "page": None, "url": "https://example.org"})],
}


@pytest.mark.parametrize("value", INVISIBLE.values(), ids=INVISIBLE)
def test_text_that_says_nothing(value: str | None) -> None:
    assert not has_meaning(value)
    assert not has_meaning(RichText(value or ""))


@pytest.mark.parametrize("value", VISIBLE.values(), ids=VISIBLE)
def test_text_that_says_something(value: str) -> None:
    assert has_meaning(value)
    assert has_meaning(RichText(value))


@pytest.mark.parametrize("blocks", EMPTY_STREAMS.values(), ids=EMPTY_STREAMS)
def test_stream_that_says_nothing(blocks: list[tuple[str, Any]]) -> None:
    assert not has_meaning(stream(*blocks))


@pytest.mark.parametrize("blocks", FULL_STREAMS.values(), ids=FULL_STREAMS)
def test_stream_that_says_something(blocks: list[tuple[str, Any]]) -> None:
    assert has_meaning(stream(*blocks))


def test_stream_with_one_picture_says_something() -> None:
    file = BytesIO()
    Image.new("RGB", (4, 4)).save(file, "PNG")
    picture = SiteImage.objects.create(
        title_en="Square", file=ContentFile(file.getvalue(), "square.png"), alt_text_en="x"
    )
    assert has_meaning(stream(("figure", {"image": picture.pk, "caption": "", "credit": ""})))


def test_picture_that_is_gone_says_nothing() -> None:
    assert not has_meaning(stream(("figure", {"image": 999_999, "caption": "", "credit": ""})))


# ---- falling back


@pytest.mark.parametrize("value", INVISIBLE.values(), ids=INVISIBLE)
def test_text_without_meaning_is_stored_as_missing(tree: SimpleNamespace, value: str | None) -> None:
    page = now_stored(tree.south)
    page.title_es, page.summary_ar = value, value
    page.save()
    raw = snapshots.take("pages_sitepage")["pages_sitepage", page.pk]
    assert (raw["title_es"], raw["summary_ar"], raw["summary_fr"]) == (None, None, "South summary (fr)")


@pytest.mark.parametrize("blocks", EMPTY_STREAMS.values(), ids=EMPTY_STREAMS)
def test_body_without_meaning_is_stored_as_missing(
    tree: SimpleNamespace, blocks: list[tuple[str, Any]]
) -> None:
    page = now_stored(tree.south)
    page.body_ar = stream(*blocks)
    page.save()
    page = now_stored(page)
    assert list(page.body_ar.raw_data) == []
    with translation.override("ar"), as_reader():
        assert str(page.body[0].value.source) == "<p>South body (en)</p>"


def test_untouched_editors_leave_nothing_behind(tree: SimpleNamespace) -> None:
    """The rich text editor sends an empty paragraph for every language nobody wrote in."""
    desk = Desk("es", tree.amal)
    page = make.about(tree.south, "Plain", **{f"body_{code}": None for code in ("es", "fr", "ar")})
    empty = {"entityMap": {}, "blocks": [{"key": "ab12c", "text": "", "type": "unstyled", "depth": 0}]}
    data = form_data(desk.form(page)) | {"action-publish": "1"}
    for code in ("es", "ar"):
        name = f"body_{code}"
        data |= {
            f"{name}-count": "1",
            f"{name}-0-deleted": "",
            f"{name}-0-order": "0",
            f"{name}-0-type": "text",
        }
        data[f"{name}-0-value"] = json.dumps(empty)
    desk.post("edit", [page.pk], data)
    for code in ("es", "ar"):
        found = localized(now_stored(page), "body", code)
        assert (found.language, found.is_fallback) == ("en", True)


def test_a_text_falls_back_as_a_whole(tree: SimpleNamespace) -> None:
    """Two blocks in English, one in Spanish: a reader of Spanish gets the one, and none of the English."""
    page = now_stored(tree.south)
    page.body_en = stream(("text", "<p>One (en)</p>"), ("text", "<p>Two (en)</p>"))
    page.body_es = stream(("text", "<p>Uno (es)</p>"))
    page.summary_es = None
    page.save()
    body, summary = localized(page, "body", "es"), localized(page, "summary", "es")
    assert [block.value.source for block in body.value] == ["<p>Uno (es)</p>"]
    assert (body.language, body.is_fallback, body.attrs) == ("es", False, "")
    assert (summary.value, summary.language, summary.attrs) == (
        "South summary (en)",
        "en",
        ' lang="en" dir="ltr"',
    )


def test_text_missing_in_every_language_is_false(tree: SimpleNamespace) -> None:
    page = now_stored(tree.south)
    for code in ("en", "es", "fr", "ar"):
        setattr(page, f"summary_{code}", "\u200f")
    found = localized(page, "summary", "ar")
    assert not found
    assert (str(found), found.language, found.is_fallback, found.attrs, found.direction) == (
        "",
        None,
        False,
        "",
        "rtl",
    )


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", "<h1>South title (en)</h1>"),
        ("ar", "<h1>South title (ar)</h1>"),
        ("es", '<h1 lang="en" dir="ltr">South title (en)</h1>'),
    ],
)
def test_template_tag_marks_what_is_in_another_language(
    tree: SimpleNamespace, language: str, shown: str
) -> None:
    page = now_stored(tree.south)
    page.title_es = None
    template = Template(
        "{% load multilingual_tags %}"
        '{% localized page "title" as title %}{% if title %}<h1{{ title.attrs }}>{{ title.value }}</h1>{% endif %}'
    )
    with translation.override(language), as_reader():
        assert template.render(Context({"page": page})) == shown


def test_texts_are_escaped_and_attributes_are_not(tree: SimpleNamespace) -> None:
    page = now_stored(tree.south)
    page.title_en, page.title_ar = "<b>&", None
    template = Template(
        '{% load multilingual_tags %}{% localized page "title" "ar" as t %}<i{{ t.attrs }}>{{ t }}</i>'
    )
    assert template.render(Context({"page": page})) == '<i lang="en" dir="ltr">&lt;b&gt;&amp;</i>'


# ---- required texts


@pytest.mark.parametrize("value", ["", "   ", "\u200f", "\u200b\u00a0"])
@pytest.mark.parametrize("action", ["", "publish"])
def test_english_title_of_nothing_is_refused_by_the_form(
    tree: SimpleNamespace, value: str, action: str
) -> None:
    desk = Desk("ar", tree.amal)
    data = form_data(desk.form(tree.south), title_en=value) | ({"action-publish": "1"} if action else {})
    response = desk.post("edit", [tree.south.pk], data, status=200)
    assert list(response.context["form"].errors) == ["title_en"]
    assert now_stored(tree.south).title_en == "South title (en)"


def test_only_english_is_required(tree: SimpleNamespace) -> None:
    page = Command().create(AboutPage, tree.south, {"title_en": "Alone (en)", "slug": "alone"}, "publish")
    assert page.live
    assert page.languages_available == ["en"]
