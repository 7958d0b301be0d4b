"""Who asks for what nobody may read, by word, address, number or file name, is answered as if it were not there."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import CollectionViewRestriction, PageViewRestriction

from documents.models import SiteDocument
from pages.models import AboutPage, SitePage
from tests.factories.canaries import Canary
from tests.rules import canary_answers as told
from tests.rules.walking import plain

pytestmark = [pytest.mark.content, pytest.mark.django_db]

ABSENT = Canary("nothing", "zqk999canary", "ظغظذذذكناري")
WARM = Canary("nothing either", "zqk998canary", "ظغظذذدكناري")
# Asked for each word, in one alphabet there and in the other here; the second kind for a few, because they know
# nothing of pages.
SEARCHES = (
    "/en/search/?q={word}",
    "/ar/search/suggestions/?q={word}",
)
OTHERS = (
    "/ar/search/?q={word}",
    "/en/search/suggestions/?q={word}",
    "/fr/search/?q=%22{word}%22",
    "/es/search/?q=demo+{word}",
    "/en/search/?q={word}&kind=page&page=2",
    "/en/search/suggestions/?q={start}",
    "/en/membership/directory/?q={word}",
    "/en/membership/directory/?q={word}&view=map",
    "/en/documents/?q={word}",
    "/en/documents/feed/?q={word}",
    "/api/v1/organizations?q={word}",
    "/api/v1/documents?q={word}",
    "/api/v1/cases?q={word}",
    "/en/press/?q={word}",
    "/en/{word}/",
    "/{word}/",
    "/?mod={word}",
)


@pytest.fixture(autouse=True)
def unlimited(settings: Any) -> None:
    for name in ("OPEN_DATA_LIMIT", "SEARCH_LIMIT", "FILES_LIMIT"):
        setattr(settings, name, 0)


def asked(client: Client, address: str) -> tuple[str, int]:
    """What an address answers, and the number of its queries, with nothing of ours in the cache."""
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        answer = told.answer(client, address)
    return answer, len(captured)


def without(answer: str, *words: str) -> str:
    """An answer without the words that were asked for, or their beginnings, and without what is made of them."""
    for word in words:
        for said in (word, word[:6], word[:5]):
            for written in {said, quote(said), plain(said), ascii(said)[1:-1]}:
                answer = answer.replace(written, "")
    answer = re.sub(r"urn:uuid:[0-9a-f-]+", "", answer)
    return re.sub(r"(?im)^(?:etag|content-length): .*$", "", answer)


def questions(of: Canary, pattern: str) -> dict[str, str]:
    words = {of.word: of.word[:6], of.arabic: of.arabic[:5]}
    return {word: pattern.format(word=quote(word), start=quote(start)) for word, start in words.items()}


def test_a_word_finds_what_a_word_that_stands_nowhere_finds(client: Client, planted: list[Canary]) -> None:
    for place, pattern in enumerate(SEARCHES + OTHERS):
        for address in questions(WARM, pattern).values():
            asked(client, address)  # what is asked first finds nothing kept
        nothing = {
            len(word): (without(answer, word), queries)
            for word, address in questions(ABSENT, pattern).items()
            for answer, queries in [asked(client, address)]
        }
        for number, canary in enumerate(planted if pattern in SEARCHES else planted[place::17]):
            for word, address in list(questions(canary, pattern).items())[(number + place) % 2 :: 2]:
                answer, queries = asked(client, address)
                assert (without(answer, word), queries) == nothing[len(word)], (canary.what, address)


def test_an_address_of_one_is_the_address_of_none(client: Client, planted: list[Canary]) -> None:
    """Drafts, planned and deleted pages, former addresses of drafts, files by the names they were sent under."""
    asked_for = [(canary, address) for canary in planted for address in canary.addresses]
    assert len(asked_for) > 80
    missing: dict[str, str] = {}
    for canary, address in asked_for:
        other = address.replace(canary.word, ABSENT.word).replace(canary.arabic, ABSENT.arabic)
        other = other.replace(quote(canary.arabic), quote(ABSENT.arabic))
        answer = told.answer(client, address)
        assert told.status(answer) == 404, (canary.what, address)
        if other != address:
            # A page for missing pages repeats the address, nothing else.
            if other not in missing:
                missing[other] = without(told.answer(client, other), ABSENT.word, ABSENT.arabic)
            told_of_it = without(answer, canary.word, canary.arabic)
            assert told_of_it == missing[other], (canary.what, address)


def test_what_is_private_tells_its_address_and_nothing_else(client: Client, planted: list[Canary]) -> None:
    """A password or a sign-in is asked for; neither the title nor anything else stands in the answer."""
    restricted = [SitePage.objects.get(pk=found.page_id) for found in PageViewRestriction.objects.all()]
    closed = [page for above in restricted for page in SitePage.objects.descendant_of(above, inclusive=True)]
    assert len(closed) == 6
    for page in closed:
        for code in ("en", "ar"):
            address = page.address_in(code)
            answer = told.answer(client, address)
            assert told.status(answer) in {200, 302}, address
            body = plain(plain(answer))  # the way to the sign-in carries the address
            for part in plain(address).strip("/").split("/"):
                body = body.replace(f"/{part}", "")
            assert told.heard(body, planted) == [], address
            assert "no-store" in told.header(answer, "Cache-Control") or "private" in told.header(
                answer, "Cache-Control"
            ), address
            for picture in (f"/share/{code}/{page.pk}-000000000000.png",):
                assert told.status(told.answer(client, picture)) == 404


def test_files_of_closed_drawers_are_not_handed_out(client: Client, planted: list[Canary]) -> None:
    drawers = CollectionViewRestriction.objects.values_list("collection", flat=True)
    files = SiteDocument.objects.filter(collection__in=drawers)
    assert files.count() == 3
    for file in files:
        for address in (file.url, f"/media/{file.file.name}"):
            answer = told.answer(client, address)
            assert told.status(answer) in {200, 302, 403, 404}
            body = plain(answer)
            assert file.title_ar not in body, address
            assert file.title_en not in body.replace(plain(file.filename), ""), address


def test_errors_and_wrong_questions_tell_nothing(client: Client, planted: list[Canary]) -> None:
    places = (
        "/en/search/?q=demo&kind=zqk",
        "/en/documents/?kind=zqk&page=99",
        "/api/v1/cases?situation=zqk",
        "/api/v1/documents?kind=zqk",
        "/en/press/?page=99",
        "/en/membership/directory/?country=zqk",
        "/sitemap-pages-99.xml",
        "/en/press/feed/zqk/",
        "/files/1/zqk.txt",
        "/media/images/zqk.jpg",
    )
    for place in places:
        answer = told.answer(client, place).replace("=zqk", "").replace("/zqk", "")
        assert told.status(answer) in {200, 301, 302, 400, 404, 422}, place
        assert told.heard(answer, planted) == [], place


def test_they_would_be_found_if_they_were_public(client: Client, planted: list[Canary]) -> None:
    """What the other tests do not find exists."""
    draft = AboutPage.objects.filter(
        live=False, go_live_at=None, expired=False, slug__contains="canary"
    ).first()
    assert draft is not None
    word = draft.slug
    address = draft.address_in("en")
    assert address not in told.answer(client, f"/en/search/?q={word}")
    (draft.specific.get_latest_revision() or draft.specific.save_revision()).publish()
    assert address in told.answer(client, f"/en/search/?q={word}")
    assert told.status(told.answer(client, SitePage.objects.get(pk=draft.pk).address_in("ar"))) == 200
