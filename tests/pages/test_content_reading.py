"""Content files to rich text and blocks: what comes out, and what a mistake is told."""

from pathlib import Path

import pytest

from pages.figures.tokens import Form, Token
from pages.loading import blocks, files
from pages.loading.files import ContentError
from pages.loading.markdown import rich_text

FILE = files.CONTENT / "tree" / "membership" / "body.en.yaml"


def page_id(path: str) -> int:
    return {"membership/apply": 7}[path]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("One.\n\nTwo.", "<p>One.</p>\n<p>Two.</p>"),
        ("## Who\n\n### Whom", "<h2>Who</h2>\n<h3>Whom</h3>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("**strong** and *soft*", "<p><b>strong</b> and <i>soft</i></p>"),
        ("[apply](page:membership/apply)", '<p><a linktype="page" id="7">apply</a></p>'),
        ("[x](https://example.org/?a=1&b=2)", '<p><a href="https://example.org/?a=1&amp;b=2">x</a></p>'),
        (
            "**{figure:states_parties}**, {figure:cases|date}.",
            f"<p><b>{Token('states_parties').stored}</b>, {Token('cases', Form.DATE).stored}.</p>",
        ),
        ("{figure: x} {figure", "<p>{figure: x} {figure</p>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
    ],
)
def test_markdown_becomes_rich_text(source: str, expected: str) -> None:
    assert rich_text(source, page_id) == expected


def test_blocks_become_raw_stream_data() -> None:
    raw = blocks.body(
        FILE,
        [
            {"text": "Hello"},
            {"timeline": {"items": [{"date": "1998-07", "title": "Rome"}]}},
            {"table": {"caption": "C", "columns": ["a", "b"], "rows": [["1", None]]}},
            {"call_to_action": {"label": "Apply", "page": "membership/apply"}},
        ],
        page_id,
    )
    assert [block["type"] for block in raw] == ["text", "timeline", "table", "call_to_action"]
    assert raw[0]["value"] == "<p>Hello</p>"
    assert raw[1]["value"]["items"][0]["value"] == {"date": "1998-07", "title": "Rome", "text": ""}
    assert raw[2]["value"]["rows"] == [{"values": ["1", ""]}]
    assert raw[3]["value"]["page"] == 7


@pytest.mark.parametrize(
    ("block", "reason"),
    [
        ({"carousel": {}}, "there is no block “carousel”"),
        ({"text": "a", "quote": {}}, "a block is written as one name"),
        ("just words", "a block is written as one name"),
        ({"timeline": {}}, "block “timeline”"),
        ({"table": {"columns": ["a"], "rows": [["1", "2"]]}}, "a row has 2 cells for 1 columns"),
        ({"call_to_action": {"label": "x", "page": "nowhere"}}, "nowhere"),
        ({"text": "{figure:planets}"}, "there is no figure 'planets'"),
        ({"text": "{figure:cases|louder}"}, "a figure has no form 'louder'"),
    ],
)
def test_a_mistake_names_the_file_and_the_reason(block: object, reason: str) -> None:
    with pytest.raises(ContentError) as caught:
        blocks.body(FILE, [block], page_id)  # type: ignore[list-item]
    assert "pages/content/tree/membership/body.en.yaml" in str(caught.value)
    assert reason in str(caught.value)


def test_dates_stay_as_exact_as_they_are_written(tmp_path: Path) -> None:
    file = tmp_path / "dates.yaml"
    file.write_text("day: 1998-07-17\nmonth: 1998-07\nyear: '1998'\n", encoding="utf-8")
    assert files.read(file) == {"day": "1998-07-17", "month": "1998-07", "year": "1998"}


@pytest.mark.parametrize("content", [b"a: [", b"\xff\xfe"])
def test_an_unreadable_file_is_named(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "broken.yaml"
    file.write_bytes(content)
    with pytest.raises(ContentError, match=r"broken\.yaml: not readable"):
        files.read(file)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="the file is missing"):
        files.read(tmp_path / "none.yaml")


def test_a_slug_missing_in_a_language_is_empty() -> None:
    assert files.slug_columns("about", {"es": "acerca"}) == {
        "slug": "about",
        "slug_es": "acerca",
        "slug_fr": "",
        "slug_ar": "",
    }
