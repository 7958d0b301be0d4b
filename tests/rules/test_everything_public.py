"""One walk over everything public, while the database holds what nobody may read: no trace of it is met anywhere.

Hidden are organizations and works of the archive in every way of being hidden; personal is a word in every personal
column (tests/rules/conftest.py). A walk opens hundreds of addresses, so both rules look at the answers of one.
"""

from __future__ import annotations

import re

import pytest
from django.test import Client

from members.models import Application
from tests.collecting import collecting
from tests.factories import hidden_works, keeping
from tests.factories.hidden import Canary
from tests.rules.walking import assert_silent, body_of, plain, walk

pytestmark = [pytest.mark.content, pytest.mark.django_db]

WALKED = 200  # addresses at least: a walk that stops early proves nothing
# Where a work that may be known is met.
ARCHIVE = (
    r"^/en/documents/$",
    r"^/en/documents/feed/",
    r"^/en/documents/documents\.csv",
    r"^/en/documents/\d+/[^/]+/$",
    r"^/en/countries/kenya/$",
    r"^/api/v1/documents",
    r"^/open-data/documents\.csv$",
    r"^/sitemap-documents-1\.xml$",
)
# Where an organization that may be known is met: a walk that misses one of these proves nothing about it.
SURFACES = (
    r"^/en/membership/directory/$",
    r"^/ar/.*\?.*",
    r"^/en/membership/directory/\d+/",
    r"^/en/countries/kenya/$",
    r"^/en/membership/national-coalitions/$",
    r"^/en/about-the-coalition/steering-committee/$",
    r"^/api/v1/organizations",
    r"^/open-data/organizations\.csv$",
    r"^/open-data/organizations\.json$",
)


def test_a_walk_over_everything_public_meets_no_trace(
    client: Client, canaries: list[Canary], filled: dict[str, Application]
) -> None:
    hidden_works.canaries(hidden_works.shown())
    answers = walk(client)
    assert len(answers) > WALKED
    words = {canary.word for canary in canaries}
    numbers = {canary.organization.pk for canary in canaries}
    with collecting() as faults:
        for address, text in answers.items():
            with faults.at(address):
                assert_silent(text, "a personal column")
                told = plain(text)
                assert [word for word in words if word in told] == [], "a hidden organization"
                own = re.findall(r"/(?:m|directory|directorio|repertoire|organizations)/(\d+)", told)
                assert re.findall(r"zqw\d{3}canary", told) == [], "a hidden work"
                assert numbers & set(map(int, own)) == set(), "the number of a hidden organization"
    met = {address for address, text in answers.items() if "Demo Shown Network" in text}
    for surface in SURFACES:
        assert any(re.search(surface, address) for address in met), f"the walk has not seen {surface}"
    assert any("Demo Name Only" in text for text in answers.values())
    works = {address for address, text in answers.items() if re.search("demo[ -]shown[ -]work", text, re.I)}
    for surface in ARCHIVE:
        assert any(re.search(surface, address) for address in works), f"the walk has not seen {surface}"


def test_nothing_is_found_by_personal_data(client: Client, filled: dict[str, Application]) -> None:
    for asked in (keeping.WORD, keeping.address("contact"), "2012999666"):
        for place in ("/en/search/?q={}", "/en/membership/directory/?q={}", "/api/v1/organizations?q={}"):
            # The question itself is repeated to who asked it; an answer to it is not there.
            text = body_of(client.get(place.format(asked)))
            assert "Demo Shown Network" not in text, place
            assert "Demo Applicant" not in text, place
