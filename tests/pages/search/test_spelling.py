"""Another spelling is proposed from words readers can find: a slip, another script; never of something hidden."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from members.enums import ListingLevel
from members.workflow import register
from pages.models import SearchWord
from pages.search import vocabulary
from pages.search.spelling import proposal
from tests.factories import archive, members
from tests.factories import pages as make
from tests.pages.search.finding import answer

pytestmark = pytest.mark.django_db


@pytest.fixture
def texts(db: None) -> None:
    home = make.home()
    make.about(home, "Complementarity", title_es="Complementariedad", title_ar="التكامل")
    make.about(home, "Reparations for victims", title_fr="Réparations", title_ar="جبر أضرار المجني عليهم")
    make.about(home, "Lubanga", title_ar="لوبانغا")
    vocabulary.remember()


def proposed(text: str, language: str = "en") -> str:
    found = proposal(answer(text, language))
    return found.text if found else ""


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("complementrity", "complementarity"),
        ("complmentarity", "complementarity"),
        ("compelmentarity", "complementarity"),
        ("reparatoins", "reparations"),
        ("réparrations", "reparations"),
        ("complementaridad", "complementariedad"),
        ("victims reparatoins", "victims reparations"),
        ("lobanga", "lubanga"),
        ("التكاملل", "التكامل"),
    ],
)
def test_a_slip_is_mended(texts: None, typed: str, meant: str) -> None:
    assert proposed(typed) == meant


def test_accents_are_those_of_the_reader(texts: None) -> None:
    for number in range(6):
        make.about(make.home(), f"Fonds {number}", title_fr=f"Réparations {number}")
    vocabulary.remember()
    assert proposed("reparatoins", "fr") == "réparations"
    assert proposed("reparatoins", "en") == "reparations"
    assert proposed("réparatoins", "en") == "réparations"


def test_the_page_proposes_with_a_link_that_finds(client: Client, texts: None) -> None:
    page = client.get("/ar/search/?q=complementrity&language=fr").content.decode()
    assert 'href="?q=complementarity"><bdi dir="auto">complementarity</bdi>' in page


def test_what_is_found_is_not_mended(texts: None) -> None:
    make.about(make.home(), "Reparation fund")
    for typed in (
        "reparations",
        "complementarity",
        '"complementrity"',
        "-complementrity",
        "zqxzqxzqx",
        "the",
        "?!",
    ):
        assert proposed(typed) == "", typed


def test_a_word_of_something_hidden_is_never_said(texts: None) -> None:
    home = make.home()
    page = make.about(home, "Zqxcanaries")
    work = archive.work("Zqxsparrows")
    organization = members.organization("Zqxpigeons", listing=ListingLevel.FULL)
    archive.work("Zqxostriches", public_from=timezone.now() + dt.timedelta(days=1))
    vocabulary.remember()
    slips = {"zqxcanarise": page, "zqxsparows": work, "zqxpigoens": organization}
    assert all(proposed(slip) for slip in slips)
    assert not proposed("zqxostrihces")
    assert not SearchWord.objects.filter(word="zqxostriches").exists()
    # The snapshot still has them.
    page.unpublish()
    work.delete()
    register.set_listing_of_many([organization.pk], ListingLevel.UNLISTED, actor=None, reason="")
    make.about(home, "Zqxcanary")  # the same stem: the index would find it
    assert SearchWord.objects.filter(word="zqxcanaries").exists()
    assert not {proposed(slip) for slip in slips} & {"zqxcanaries", "zqxsparrows", "zqxpigeons"}


def test_an_embargo_that_begins_again_counts_at_once(texts: None) -> None:
    work = archive.work("Zqxembargoed")
    vocabulary.remember()
    assert proposed("zqxembargoedd") == "zqxembargoed"
    work.public_from = timezone.now() + dt.timedelta(days=1)
    work.save()
    assert proposed("zqxembargoedd") == ""


def test_the_cost_has_an_end(texts: None, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    told = answer(
        "complementrity reparatoins lobanga victmis compelmentarity reparasions another zqx zqxx zqxxx"
    )
    with django_assert_max_num_queries(6 + 1 + 6 * 3 + 5):
        proposal(told)


def test_the_snapshot_can_be_made_again_and_again(texts: None) -> None:
    before = set(SearchWord.objects.values_list("word", "texts"))
    assert vocabulary.remember() == len(before)
    assert set(SearchWord.objects.values_list("word", "texts")) == before
