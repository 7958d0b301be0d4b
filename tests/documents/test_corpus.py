"""The invented archive for measuring is the same each time, and holds what the questions count on."""

from __future__ import annotations

import pytest

from documents.models import FileText, Subject, Work, WorkFile
from tests.bench import corpus
from tests.factories import archive


def test_the_same_seed_makes_the_same_works() -> None:
    assert list(corpus.documents(8, seed=3)) == list(corpus.documents(8, seed=3))
    assert list(corpus.documents(8, seed=3)) != list(corpus.documents(8, seed=4))


def test_planted_words_are_in_a_known_share_of_the_works_of_their_language() -> None:
    texts = [next(iter(one.texts.items())) for one in corpus.documents(800)]
    for language in corpus.LANGUAGES:
        said = [text.casefold() for code, text in texts if code == language]
        assert len(said) == 200
        found = {word: sum(word in text for text in said) for word in corpus.PLANTED[language]}
        assert list(found.values()) == [20, 2, 0]


def test_texts_are_as_long_as_real_ones_and_keep_to_their_script() -> None:
    for one in corpus.documents(40):
        [(language, text)] = one.texts.items()
        assert corpus.WORDS // 2 <= len(text.split()) <= corpus.WORDS * 3 // 2
        assert text.count("\f") == 1
        assert (language == "ar") == (not any("a" <= letter <= "z" for letter in text))


@pytest.mark.django_db
def test_rows_are_stored_in_bulk_as_files_whose_text_is_known() -> None:
    archive.subject()
    numbers = corpus.fill(12, versions=3)
    assert list(Work.objects.public().order_by("pk").values_list("pk", flat=True)) == sorted(numbers)
    assert WorkFile.objects.public().current().filter(extracted__is_readable=True).count() == 36
    assert FileText.objects.count() == 36
    assert Subject.objects.get().works.exists()
    assert not Work.objects.filter(title_en=None).exists()
    assert not Work.objects.filter(symbol_key="").exists()
