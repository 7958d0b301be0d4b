"""A content splits into one part per language and the facts; a word diff shows what changed."""

from __future__ import annotations

from typing import Any

import pytest

from cicc_site.multilingual import diff, parts
from pages.models import AboutPage, PressReleasePage

BASE: dict[str, Any] = {
    "title": "One",
    "title_en": "One",
    "title_fr": "Un",
    "title_ar": "واحد",
    "slug": "one",
    "slug_fr": "un",
    "show_in_menus": False,
    "stamps": {"en": {"digest": "1"}, "fr": {"digest": "1"}},
    "path": "0001",
}


@pytest.mark.django_db
def test_every_column_of_a_page_belongs_to_one_part_or_to_none() -> None:
    found = {
        column: parts.part_of(PressReleasePage, column) for column in PressReleasePage().serializable_data()
    }
    assert found["title"] == found["title_en"] == found["slug"] == found["body_en"] == "en"
    assert found["slug_ar"] == found["body_ar"] == "ar"
    assert found["date"] == found["contacts"] == found["expire_at"] == parts.FACTS
    assert {found[name] for name in ("path", "live", "url_path_fr", "stamps", "go_live_at", "owner")} == {
        None
    }


def test_overlay_takes_the_named_parts_and_their_stamps() -> None:
    new = {
        **BASE,
        "title_fr": "Deux",
        "title_en": "Two",
        "slug_fr": "deux",
        "stamps": {"fr": {"digest": "2"}},
    }
    result = parts.overlay(AboutPage, BASE, new, {"fr"})
    assert (result["title_fr"], result["slug_fr"], result["title_en"]) == ("Deux", "deux", "One")
    assert result["stamps"] == {"en": {"digest": "1"}, "fr": {"digest": "2"}}


def test_emptied_leaves_nothing_of_a_language() -> None:
    result = parts.emptied(AboutPage, BASE, ["fr"])
    assert (result["title_fr"], result["slug_fr"], result["title_ar"]) == (None, "", "واحد")
    assert "fr" not in result["stamps"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("", None),
        ([], None),
        ('<p data-block-key="a1">x</p>', "<p>x</p>"),
        (
            '[{"type": "text", "value": "<p>x</p>", "id": "1"}]',
            '[{"type": "text", "value": "<p>x</p>", "id": "2"}]',
        ),
        ([{"pk": 1, "name": "x"}], [{"pk": None, "name": "x"}]),
        # As files have it, and as it comes back from a browser.
        ("<p>One.</p>\n<ul>\n<li>Two</li>\n</ul>\n", "<p>One.</p><ul><li>Two</li></ul>"),
        (
            '[{"type": "text", "value": "<h2>One</h2>\\n<p>Two</p>"}]',
            '[{"type": "text", "value": "<h2 data-block-key=\\"a\\">One</h2><p>Two</p>"}]',
        ),
        ("One\r\nTwo", "One\nTwo"),
    ],
)
def test_what_says_the_same_is_the_same(one: Any, other: Any) -> None:
    assert parts.same(one, other)
    assert not parts.same(one, "y")


def test_merge_keeps_both_sides_and_names_what_both_changed() -> None:
    mine = {**BASE, "title_fr": "Mien", "show_in_menus": True, "slug_fr": "mien"}
    theirs = {**BASE, "title_ar": "لهم", "slug_fr": "sien"}
    result, disputed = parts.merge(AboutPage, BASE, mine, theirs)
    assert (result["title_fr"], result["title_ar"], result["show_in_menus"]) == ("Mien", "لهم", True)
    assert disputed == {"slug_fr"}
    assert result["slug_fr"] == "mien"


def test_the_same_change_on_both_sides_is_no_dispute() -> None:
    both = {**BASE, "title_fr": "Deux"}
    assert parts.merge(AboutPage, BASE, both, dict(both))[1] == set()


def test_a_word_diff_marks_words_and_escapes_them() -> None:
    shown = diff.words("The <b> court decides\nToday", "The <b> Court decides\nTomorrow")
    assert shown == (
        "The &lt;b&gt; <del>court</del><ins>Court</ins> decides<br><del>Today</del><ins>Tomorrow</ins>"
    )
    assert diff.fields({"title": "a", "gone": "x"}, {"title": "a", "body": "y"}) == [
        ("body", "<ins>y</ins>"),
        ("gone", "<del>x</del>"),
    ]


def test_white_space_between_words_counts() -> None:
    assert not parts.same("<p>one <b>two</b></p>", "<p>one<b>two</b></p>")
    assert not parts.same("<p>one</p><p>two</p>", "<p>one two</p>")
