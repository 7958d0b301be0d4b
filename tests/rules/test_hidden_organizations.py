"""What a visitor types of a hidden organization is answered as if there were none: same bytes, same queries.

That nothing the site offers of itself shows a trace of one is seen on the walk of test_everything_public.py.
"""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from members import workflow
from members.enums import COUNTED, ListingLevel
from members.models import Country
from pages.models import DirectoryPage
from tests.factories import members as make
from tests.factories.hidden import BESIDE, Canary
from tests.rules.walking import body_of, plain

pytestmark = [pytest.mark.content, pytest.mark.django_db]


def asked(client: Client, address: str) -> tuple[int, str, int]:
    """Status, body and number of queries of an address, with nothing of ours in the cache."""
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    return response.status_code, body_of(response), len(captured)


QUESTIONS = (
    "/en/membership/directory/?q={word}",
    "/ar/membership/directory/?q={word}",
    "/en/membership/directory/?q={word}&view=map",
    "/en/membership/directory/?q={word}&fragment=1",
    "/en/search/?q={word}",
    "/api/v1/organizations?q={word}",
    "/api/v1/organizations?name={word}",
)


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_a_visitor_types_is_answered_as_if_the_canary_were_not_there(
    client: Client, canaries: list[Canary], question: str
) -> None:
    absent = "zqx999canary"
    client.get(question.format(word="zqx998canary"))  # what is asked first finds nothing kept
    status, body, queries = asked(client, question.format(word=absent))
    # Everywhere those that are hidden by their listing alone, and one by its status; each other in one field.
    alone = [each for each in canaries if each.organization.status in COUNTED]
    alone += [next(each for each in canaries if each.organization.listing == ListingLevel.FULL)]
    for canary in [*alone, *canaries[QUESTIONS.index(question) :: len(QUESTIONS)]]:
        told = asked(client, question.format(word=canary.word))
        assert (told[0], told[2]) == (status, queries)
        assert without_marks(told[1], canary.word) == without_marks(body, absent)


NUMBERS = (
    "/m/{id}/",
    "/en/membership/directory/{id}/",
    "/en/membership/directory/{id}/anything/",
    "{arabic}{id}/anything/",
    "/api/v1/organizations/{id}",
)


@pytest.mark.parametrize("address", NUMBERS)
def test_the_number_of_a_hidden_entry_is_the_number_of_none(
    client: Client, canaries: list[Canary], address: str
) -> None:
    absent = max(canary.organization.pk for canary in canaries) + 1000
    arabic = DirectoryPage.objects.get().address_in("ar")
    client.get(address.format(id=absent + 1, arabic=arabic))
    status, body, queries = asked(client, address.format(id=absent, arabic=arabic))
    assert status == 404
    for place, canary in enumerate(canaries, NUMBERS.index(address)):
        if place % 5 > 1 and canary.organization.status not in COUNTED:
            continue  # hidden by its status: each is asked for at two of the addresses
        number = canary.organization.pk
        told = asked(client, address.format(id=number, arabic=arabic))
        assert (told[0], told[2]) == (404, queries), canary.organization.listing
        assert without_marks(told[1], str(number)) == without_marks(body, str(absent))


def without_marks(body: str, word: str) -> str:
    """A body without the word that was asked for, and without what differs at every request."""
    body = re.sub(rf"(?<!\d){word}(?!\d)", "", body)
    return re.sub(r"(?im)^(?:etag|date|last-modified|(?:x-)?ratelimit[^:]*|content-length): .*$", "", body)


ONE = re.compile("demo[ -]zqxshown")


def test_an_emergency_is_over_at_the_next_request(client: Client) -> None:
    kenya = Country.objects.get(alpha3=BESIDE)
    made = make.organization("Demo zqxshown", kenya)
    places = [
        "/en/membership/directory/?q=zqxshown",
        f"/en/membership/directory/{made.pk}/",
        "/en/countries/kenya/",
        "/api/v1/organizations",
        f"/api/v1/organizations/{made.pk}",
        "/open-data/organizations.csv",
        "/open-data/organizations.json",
        "/sitemap-members-1.xml",
    ]
    before = [client.get(place, HTTP_HOST="localhost:8000") for place in places]
    for place, response in zip(places, before, strict=True):
        told = body_of(response)  # a stream is read once
        assert ONE.search(plain(told)), place
        assert "stale-while-revalidate" not in response.headers.get("Cache-Control", ""), place
    workflow.delist(made.pk, actor=None)
    for place, known in zip(places, before, strict=True):
        # Also for a browser that has the page and asks whether it is still good.
        response = client.get(
            place, HTTP_HOST="localhost:8000", headers={"If-None-Match": known.headers.get("ETag", '"none"')}
        )
        assert response.status_code != 304, place
        assert not ONE.search(plain(body_of(response))), place
