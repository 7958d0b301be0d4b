"""What is found in the HTML of a page, and that nothing but what is meant to be changed is changed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.static_mirror import markup

PAGE = """<!doctype html>
<html lang="ar" dir="rtl"><head>
<link rel="canonical" href="https://site.example/ar/"><link rel="alternate" hreflang="en" href="https://site.example/en/">
<link rel="alternate" type="application/atom+xml" href="/ar/feed/"><link rel="stylesheet" href="/static/a.css">
<meta property="og:image" content="https://site.example/share/ar/1.png">
<script type="application/ld+json">{"a": "</b><a href='/nowhere/'>"}</script></head>
<body id=top><a  HREF='/ar/%D8%A3/?a=1&amp;b=2'\n title="a &lt; b &amp; ü">نص &nbsp; &copy &amp;</a>
<form action="/ar/search/"><input name=q><a href="/in-a-form/">x</a></form>
<svg viewBox="0 0 1 1"><use href="#x"/></svg><img src="/a.png" srcset="/a.png 1x, /b,c.png 2x">
<p data-address="/left/">end</p>"""


def links(page: markup.Page) -> list[str]:
    return [link for tag in page.tags for link in tag.links()]


def test_every_link_is_found_but_those_in_forms_and_texts() -> None:
    assert links(markup.read(PAGE)) == [
        "https://site.example/ar/",
        "https://site.example/en/",
        "/ar/feed/",
        "/static/a.css",
        "https://site.example/share/ar/1.png",
        "/ar/%D8%A3/?a=1&b=2",
        "#x",
        "/a.png",
        "/a.png",
        "/b,c.png",
    ]


def test_what_is_said_to_machines_is_told_apart() -> None:
    page = markup.read(PAGE)
    public = [link for tag in page.tags if tag.names_public_address for link in tag.links()]
    assert public == [
        "https://site.example/ar/",
        "https://site.example/en/",
        "https://site.example/share/ar/1.png",
    ]


def test_a_changed_tag_keeps_everything_else() -> None:
    page = markup.read(PAGE)
    tag = next(tag for tag in page.tags if tag.name == "a")
    changed = page.with_changes([(tag.start, tag.end, tag.with_links(lambda link: f"x{link}&"))])
    assert '<a href="x/ar/%D8%A3/?a=1&amp;b=2&amp;" title="a &lt; b &amp; ü">نص' in changed
    assert changed.replace(changed[tag.start : changed.index("نص")], PAGE[tag.start : tag.end]) == PAGE


def test_a_form_is_taken_whole() -> None:
    page = markup.read(PAGE)
    (form,) = page.forms
    assert page.text[form.start : form.end].startswith("<form action")
    assert page.text[form.start : form.end].endswith("</form>")
    assert "/in-a-form/" not in page.with_changes([(form.start, form.end, "")])


def test_a_form_that_is_never_closed_reaches_to_the_end() -> None:
    page = markup.read("<p>a</p><form><a href='/x/'>b</a>")
    assert page.with_changes([(form.start, form.end, "!") for form in page.forms]) == "<p>a</p>!"


def test_of_two_attributes_of_a_name_the_first_counts_as_in_a_browser() -> None:
    (tag,) = markup.read('<a href="/one/" href="/two/">').tags
    assert tag.links() == ["/one/"]


def test_a_page_that_leads_on_is_changed_as_well() -> None:
    (tag,) = markup.read('<meta http-equiv="refresh" content="0; url=/en/new/">').tags
    assert not tag.names_public_address
    assert (
        tag.with_links(lambda link: f"..{link}") == '<meta http-equiv="refresh" content="0; url=../en/new/">'
    )


@given(st.text(alphabet="<>/=\"'& \n\r\tabform!-é\u0623\u2028", max_size=120))
def test_whatever_is_read_comes_out_as_it_was_when_nothing_is_changed(text: str) -> None:
    page = markup.read(text)
    assert page.with_changes([]) == text
    for tag in page.tags:
        assert text[tag.start : tag.start + 1] == "<"
        assert text[tag.start : tag.end].lower().startswith(f"<{tag.name}")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('url("../fonts/a.woff2") url(b.png)', 'url("!../fonts/a.woff2") url("!b.png")'),
        (
            "fill:url(#pattern);x:url(data:image/png;base64,AA)",
            "fill:url(#pattern);x:url(data:image/png;base64,AA)",
        ),
    ],
)
def test_links_of_a_style_sheet(before: str, after: str) -> None:
    assert markup.changed_css(before, lambda link: f"!{link}") == after
