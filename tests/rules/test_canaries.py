"""What nobody may read is found nowhere: words that stand nowhere else, planted in every way of not being public.

The site is walked before anything is planted, and every address is asked again afterwards: it says the same, byte for
byte, with the same headers (ETag, Last-Modified, Content-Length, Location). So nothing is told by a text, a count, a
facet, a feed, a calendar, the API, a sitemap, structured data, the address of a picture, or by a 304 that did not come.
What a visitor types is test_canaries_asked.py; what lies in folders is test_canaries_kept.py.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from tests.factories import hidden_works
from tests.factories.canaries import Aviary, plant, stand
from tests.rules import canary_answers as told
from tests.rules.walking import walk

pytestmark = [pytest.mark.content, pytest.mark.django_db]

WALKED = 150  # addresses: a walk that stops early proves nothing
# Kinds of addresses that the walk has to have met.
SURFACES = (
    *(rf"^/{code}/$" for code in ("en", "es", "fr", "ar")),
    *(r"^/en/feed/$", r"^/ar/feed/$", r"^/en/press/feed/", r"calendar\.ics$", r"\.csv$", r"map\.svg$"),
    *(r"^/sitemap\.xml$", r"^/sitemap-pages-1\.xml$", r"^/sitemap-documents-1\.xml$", r"^/robots\.txt$"),
    *(r"^/api/v1/documents", r"^/api/v1/cases", r"^/api/v1/openapi\.json$", r"^/open-data/.*\.json$"),
    *(r"^/en/countries/kenya/$", r"^/en/membership/directory/$", r"^/en/documents/.*\?", r"^/en/press/$"),
    r"^/en/search/\?q=",
)
# Not met by following links.
BESIDES = (
    *(
        "/en/countries/kenya/",
        "/ar/countries/kenya/",
        "/en/documents/?kind=treaty",
        "/en/documents/documents.csv",
    ),
    *("/en/membership/directory/?country=KEN", "/en/membership/directory/?view=map", "/en/press/?year=2026"),
    *(
        "/en/about-the-court/assembly-of-states-parties/calendar.ics",
        "/en/press/feed/",
        "/en/countries/map.svg",
    ),
    *(f"/{code}/search/?q={word}" for code in ("en", "ar") for word in ("demo", "court", "canary", "zqk")),
    *(f"/en/search/suggestions/?q={word}" for word in ("demo", "zqk", "zq", "canary")),
    *("/ar/search/suggestions/?q=ظغظ", "/en/search/?q=demo&page=2", "/.well-known/security.txt", "/healthz"),
    *(
        "/en/there-is-no-such-page/",
        "/ar/there-is-no-such-page/",
        "/api/v1/nothing",
        "/d/999999/",
        "/m/999999/",
    ),
)


@pytest.fixture(autouse=True)
def unlimited(settings: Any) -> None:
    for name in ("OPEN_DATA_LIMIT", "SEARCH_LIMIT", "FILES_LIMIT"):
        setattr(settings, name, 0)


def test_the_site_says_byte_for_byte_what_it_said_without_them(client: Client, db: None) -> None:
    aviary = Aviary()
    stands = stand()
    shown = hidden_works.shown()
    before = {address: told.lasting(text) for address, text in walk(client, most=WALKED).items()}
    assert len(before) == WALKED
    besides = [*BESIDES, *(f"/en/demo-stand-{name}/" for name in stands)]
    pictures = {found for text in before.values() for found in re.findall(r"/share/[\w/-]+\.png", text)}
    before |= {address: without_status(client, address) for address in (*besides, *sorted(pictures)[:4])}
    for surface in SURFACES:
        assert any(re.search(surface, address) for address in before), f"the walk has not seen {surface}"
    undo = transaction.savepoint()
    planted = plant(aviary, stands)
    hidden_works.canaries(shown)
    assert len(planted) > 35
    after = {address: without_status(client, address) for address in before}
    assert {address: found for address, text in after.items() if (found := told.heard(text, planted))} == {}
    changed = told.different(before, after)
    # Whether what is different comes of them: without them, asked once more, it is as it was before.
    transaction.savepoint_rollback(undo)
    cache.clear()
    again = {address: without_status(client, address) for address in changed}
    assert {address: line for address, line in changed.items() if again[address] != after[address]} == {}
    assert len(changed) < len(before) / 10, "the comparison proves nothing"


def without_status(client: Client, address: str) -> str:
    return told.answer(client, address).partition("\n")[2]


def test_who_has_a_copy_is_told_the_same_with_and_without_them(client: Client, db: None) -> None:
    """An answer "nothing new" that comes, or does not come, tells as much as a text."""
    aviary = Aviary()
    stands = stand()
    places = [
        "/en/",
        "/ar/",
        "/en/press/",
        "/en/press/feed/",
        "/en/feed/",
        "/sitemap.xml",
        "/sitemap-pages-1.xml",
    ]
    places += ["/api/v1/cases", "/api/v1/countries", "/open-data/countries.csv", "/en/countries/kenya/"]
    places += [f"/{code}/demo-stand-{name}/" for name in stands for code in ("en",)]
    known = told.answers(client, places)
    assert {told.status(text) for text in known.values()} == {200}
    asked = {
        place: {
            "If-None-Match": told.header(text, "ETag") or '"none"',
            "If-Modified-Since": told.header(text, "Last-Modified"),
        }
        for place, text in known.items()
    }
    before = {place: told.answer(client, place, **headers) for place, headers in asked.items()}
    assert 304 in {told.status(text) for text in before.values()}
    plant(aviary, stands)
    after = {place: told.answer(client, place, **headers) for place, headers in asked.items()}
    assert told.different(before, after) == {}
