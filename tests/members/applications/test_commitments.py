"""What is agreed to: every language, versions that never change, and words that can be found again."""

from __future__ import annotations

import pytest

from cicc_site import languages
from members.applications import commitments

# Digests of every version ever used. Another text is another version: add it to the file and here, change none.
KEPT = {
    ("ratification", "2026-11-25"): "077f978d43b2bd64",
    ("integrity", "2026-11-25"): "cee73a4c7a7a9d92",
    ("fair-court", "2026-11-25"): "73231b07b2fe7c52",
    ("own-name", "2026-11-25"): "6268beabc62d3100",
    ("no-position", "2026-11-25"): "bb391aec0f0c14eb",
    ("national-coalitions", "2026-11-25"): "44629b0e0c4b53ff",
    ("data", "2026-11-25"): "a3b9c34f0dc74785",
    ("authority", "2026-11-25"): "a8a8b57fd76b1b15",
}


def fingerprint(text: commitments.Text) -> str:
    return commitments.digest("\0".join(f"{code}={words}" for code, words in sorted(text.texts.items())))


def test_no_text_was_changed_under_its_version() -> None:
    assert {(text.code, text.version): fingerprint(text)[:16] for text in commitments.every()} == KEPT


@pytest.mark.parametrize("text", commitments.every(), ids=lambda text: f"{text.code}-{text.version}")
def test_every_text_is_there_in_every_language(text: commitments.Text) -> None:
    assert set(text.texts) == set(languages.codes())
    for language in languages.codes():
        words = text.words(language)
        assert words
        assert "{" not in words
        assert text.language_for(language) == language


def test_the_kinds_are_those_of_the_contract() -> None:
    kinds = [text.kind for text in commitments.current()]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        "principle": 3,
        "policy": 3,
        "data": 1,
        "authority": 1,
    }


def test_the_periods_in_force_are_part_of_what_is_agreed_to(settings: object) -> None:
    text = commitments.text_of("data")
    before = commitments.digest(text.words("en"))
    settings.APPLICATION_DRAFTS_KEPT_DAYS = 31  # type: ignore[attr-defined]
    assert " 31 days" in text.words("en")
    assert commitments.digest(text.words("en")) != before


def test_an_old_version_is_found_and_an_unknown_one_is_not() -> None:
    first = commitments.every()[0]
    assert commitments.text_of(first.code, first.version) is first
    with pytest.raises(LookupError):
        commitments.text_of(first.code, "1999-01-01")
