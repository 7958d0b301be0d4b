"""A text taken from a file is cut into paragraphs, pages and parts that a slow line can carry; not a word is lost."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from documents.reading_parts import PART, Part, paragraphs, parts


def words(found: list[Part]) -> str:
    """All letters, without what lies between them."""
    return "".join(
        "".join(paragraph.split()) for part in found for page in part.pages for paragraph in page.paragraphs
    )


def test_blank_lines_divide_paragraphs_and_lines_inside_are_joined() -> None:
    assert paragraphs("One line\nand its end.\r\n\r\n  Two. \n \n\n\nThree.\n") == [
        "One line and its end.",
        "Two.",
        "Three.",
    ]
    assert paragraphs(" \n \n") == []


def test_controls_and_marks_that_turn_the_text_are_left_out() -> None:
    assert paragraphs("a\x00b\u202ec\u2066d\ufeffe\x1bf") == ["abcdef"]


def test_form_feeds_divide_pages_and_the_last_one_ends_the_text() -> None:
    [part] = parts("One\fTwo\f\fFour\f\n")
    assert [(page.number, page.paragraphs) for page in part.pages] == [
        (1, ["One"]),
        (2, ["Two"]),
        (3, []),
        (4, ["Four"]),
    ]
    assert (part.is_paged, part.first, part.last) == (True, 1, 4)
    assert not parts("No pages")[0].is_paged
    assert [page.paragraphs for page in parts("")[0].pages] == [[]]


def test_no_part_is_longer_than_a_slow_line_carries() -> None:
    text = "\f".join("\n\n".join(["مادة " * 300] * 10) for _page in range(30))
    found = parts(text)
    assert len(found) > 10
    for part in found:
        assert sum(len(paragraph.encode()) for page in part.pages for paragraph in page.paragraphs) <= PART
    assert words(found) == "".join(text.split())
    numbers = [page.number for part in found for page in part.pages if not page.continues]
    assert numbers == list(range(1, 31))


def test_a_paragraph_without_end_is_cut_between_words() -> None:
    found = parts("word " * 40_000)
    assert len(found) > 2
    assert all(
        paragraph.startswith("word") and paragraph.endswith("word")
        for part in found
        for page in part.pages
        for paragraph in page.paragraphs
    )
    signs = parts("&" * 200_000)
    assert words(signs) == "&" * 200_000
    assert max(sum(6 * len(p) for page in part.pages for p in page.paragraphs) for part in signs) <= PART


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab &<é漢م \n\f"), max_size=400), st.integers(20, 200))
def test_nothing_is_lost_however_it_is_cut(text: str, limit: int) -> None:
    assert words(parts(text, limit)) == "".join(text.split())
