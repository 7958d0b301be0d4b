"""No public surface lets a hidden organization be known: canaries are hidden, and every address is walked for a trace.

A canary bears a word that stands nowhere else in each of its fields. The walk begins at what the site offers of itself
(sitemap, robots, feeds, OpenAPI, files to download) and follows the links of the registers; what a visitor may type is
asked for apart, and must be answered as if the canary did not exist: same bytes, same queries.
"""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cicc_site import languages
from members import workflow
from members.enums import COUNTED, PUBLIC_LISTINGS, ListingLevel, MemberStatus
from members.models import (
    Contact,
    Country,
    Issue,
    NationalCoalition,
    Organization,
    Registration,
    SteeringCommitteeTerm,
)
from tests.factories import members as make

pytestmark = [pytest.mark.content, pytest.mark.django_db]

HIDDEN = [
    (status, listing)
    for status in MemberStatus
    for listing in ListingLevel
    if status not in COUNTED or listing not in PUBLIC_LISTINGS
]
# Where the canaries sit: a country with shown members beside them, and one without any.
BESIDE, ALONE = "KEN", "TUV"
OF_A_PLACE = 12
WALKED = 300  # addresses at least: a walk that stops early proves nothing
NOT_WALKED = re.compile(r"^/(?:admin|static|media|files)/|\.png$")


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


@dataclass(frozen=True)
class Canary:
    organization: Organization
    word: str


def canary(number: int, status: MemberStatus, listing: ListingLevel, state: Country) -> Canary:
    """A hidden organization that has everything an organization can have, each with the word in it."""
    word = f"zqx{number:03}canary"
    coalition = NationalCoalition.objects.create(
        country=state, **{f"name_{code}": f"Demo coalition {code}" for code in languages.codes()}
    )
    made = make.organization(
        f"Demo {word} legal",
        state,
        acronym=f"{word}ac",
        former=f"{word} former",
        status=status,
        listing=listing,
        external_id=f"{word}-id",
        website=f"https://{word}.example.org/",
        tags=[word],
        working_languages=["gu"],
        type="labour",
        scope="local",
        year_founded=1971,
        joined=dt.date(1999, 3, 1),
        national_coalition=coalition,
        **{f"name_{code}": f"Demo {word} {code}" for code in languages.codes()},
    )
    made.issues.add(Issue.objects.get(code="aggression"))
    made.save()
    coalition.coordinator = made
    coalition.save()
    Contact.objects.create(organization=made, name=f"{word} person", email=f"{word}@example.org")
    Registration.objects.create(organization=made, number=word, postal_address=word)
    SteeringCommitteeTerm.objects.create(organization=made, starts=dt.date(2020, 1, 1))
    return Canary(made, word)


@pytest.fixture
def canaries() -> list[Canary]:
    """One per way of being hidden, and shown members beside them, so that every list is there to be walked."""
    states = {code: Country.objects.get(alpha3=code) for code in (BESIDE, ALONE)}
    shown = make.organization("Demo Shown Network", states[BESIDE], working_languages=["en"], type="legal")
    coalition = NationalCoalition.objects.create(
        country=states[BESIDE], name_en="Demo coalition shown", coordinator=shown
    )
    Organization.objects.filter(pk=shown.pk).update(national_coalition=coalition)
    SteeringCommitteeTerm.objects.create(organization=shown, starts=dt.date(2020, 1, 1))
    make.organization("Demo Name Only", states[BESIDE], listing=ListingLevel.NAME_AND_COUNTRY)
    return [
        canary(number, status, listing, states[BESIDE if number % 2 else ALONE])
        for number, (status, listing) in enumerate(HIDDEN)
    ]


def body_of(response: object) -> str:
    parts = getattr(response, "streaming_content", None)
    raw = b"".join(parts) if parts is not None else getattr(response, "content", b"")
    headers = "\n".join(f"{name}: {value}" for name, value in getattr(response, "headers", {}).items())
    return headers + "\n" + raw.decode("utf-8", "replace")


def plain(text: str) -> str:
    """A text with every way of writing letters undone: entities, percent signs, JSON escapes, small letters."""
    unescaped = re.sub(r"\\u([0-9a-fA-F]{4})", lambda match: chr(int(match[1], 16)), text)
    return html.unescape(unquote(unescaped)).lower()


def links_in(address: str, text: str) -> Iterator[str]:
    found = re.findall(r'(?:href|src|action|data-[a-z-]+)="([^"]+)"', text)
    found += re.findall(r"<(?:loc|id)>([^<]+)<", text)
    found += re.findall(r'"(?:next|url|page|href|address)": ?"([^"]+)"', text)
    for link in found:
        parts = urlsplit(urljoin(address, html.unescape(link)))
        if parts.netloc in {"", "localhost:8000", "testserver", "localhost"} and parts.path.startswith("/"):
            yield parts.path + (f"?{parts.query}" if parts.query else "")


def worth_following(address: str) -> bool:
    """Other pages of the site once; of the registers also what their links ask for, in two languages."""
    if NOT_WALKED.search(address):
        return False
    path, _, query = address.partition("?")
    if not query:
        return True
    return path.startswith(("/en/", "/ar/", "/api/", "/sitemap", "/open-data"))


def place_of(path: str) -> str:
    """Of pages that are alike (countries, cases, questions to one page) a dozen tell as much as two hundred; those of
    the countries where canaries sit are walked all."""
    if re.search(r"/(?:kenya|kenia|tuvalu|كينيا|توفالو)/$", unquote(path)):
        return path
    return re.sub(r"[^/]+/?$", "", path.rstrip("/")) if path.count("/") > 3 else path


def seeds() -> list[str]:
    from django.urls import get_resolver

    assert get_resolver()
    api = ["countries", "treaty-acts", "organizations", "situations", "cases", "openapi.json"]
    files = ["countries", "treaty-acts", "organizations", "situations", "cases"]
    return [
        "/sitemap.xml",
        "/robots.txt",
        *(f"/{code}/" for code in languages.codes()),
        *(f"/{code}/feed/" for code in languages.codes()),
        *(f"/api/v1/{name}" for name in api),
        *(f"/api/v1/{name}/" for name in api),
        *(f"/open-data/{name}.{kind}" for name in files for kind in ("csv", "json")),
    ]


def walk(client: Client, most: int = 2500) -> dict[str, str]:
    """Return {address: what it answers} of everything public that can be reached, each kind of address once or more."""
    waiting, seen = list(seeds()), set(seeds())
    answers: dict[str, str] = {}
    per_place: dict[str, int] = {}
    while waiting and len(answers) < most:
        address = waiting.pop(0)
        response = client.get(address, HTTP_HOST="localhost:8000")
        answers[address] = body_of(response)
        if response.status_code in {301, 302}:
            found: Iterable[str] = links_in(address, f'href="{response.headers["Location"]}"')
        else:
            found = links_in(address, answers[address])
        for link in found:
            path = link.partition("?")[0]
            place = place_of(path)
            if link in seen or not worth_following(link) or per_place.get(place, 0) >= OF_A_PLACE:
                continue
            seen.add(link)
            per_place[place] = per_place.get(place, 0) + 1
            waiting.append(link)
    return answers


def test_a_walk_over_everything_public_meets_no_trace(client: Client, canaries: list[Canary]) -> None:
    answers = walk(client)
    assert len(answers) > WALKED
    words = {canary.word for canary in canaries}
    numbers = {canary.organization.pk for canary in canaries}
    for address, text in answers.items():
        told = plain(text)
        assert not [word for word in words if word in told], address
        own = re.findall(r"/(?:m|directory|directorio|repertoire|organizations)/(\d+)", told)
        assert not numbers & set(map(int, own)), address
    met = {address for address, text in answers.items() if "Demo Shown Network" in text}
    for surface in SURFACES:
        assert any(re.search(surface, address) for address in met), f"the walk has not seen {surface}"
    assert any("Demo Name Only" in text for text in answers.values())


def asked(client: Client, address: str) -> tuple[int, str, int]:
    """Status, body and number of queries of an address, with nothing of ours in the cache."""
    client.get(address)
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
    status, body, queries = asked(client, question.format(word=absent))
    for canary in canaries[:6]:
        told = asked(client, question.format(word=canary.word))
        assert (told[0], told[2]) == (status, queries)
        assert without_marks(told[1], canary.word) == without_marks(body, absent)


@pytest.mark.parametrize(
    "address",
    [
        "/m/{id}/",
        "/en/membership/directory/{id}/",
        "/en/membership/directory/{id}/anything/",
        "/ar/membership/directory/{id}/anything/",
        "/api/v1/organizations/{id}",
    ],
)
def test_the_number_of_a_hidden_entry_is_the_number_of_none(
    client: Client, canaries: list[Canary], address: str
) -> None:
    absent = max(canary.organization.pk for canary in canaries) + 1000
    status, body, queries = asked(client, address.format(id=absent))
    assert status == 404
    for canary in canaries:
        number = canary.organization.pk
        told = asked(client, address.format(id=number))
        assert (told[0], told[2]) == (404, queries), canary.organization.listing
        assert without_marks(told[1], str(number)) == without_marks(body, str(absent))


def without_marks(body: str, word: str) -> str:
    """A body without the word that was asked for, and without what differs at every request."""
    body = body.replace(word, "")
    return re.sub(r"(?im)^(?:etag|date|last-modified|x-ratelimit[^:]*|content-length): .*$", "", body)


ONE = re.compile("demo[ -]zqxshown")


def test_an_emergency_is_over_at_the_next_request(client: Client) -> None:
    kenya = Country.objects.get(alpha3=BESIDE)
    made = make.organization("Demo zqxshown", kenya)
    places = [
        "/en/membership/directory/?q=zqxshown",
        f"/en/membership/directory/{made.pk}/demo-zqxshown/",
        "/en/countries/kenya/",
        "/api/v1/organizations",
        f"/api/v1/organizations/{made.pk}",
        "/open-data/organizations.csv",
        "/open-data/organizations.json",
        "/sitemap-members-1.xml",
    ]
    before = [client.get(place, HTTP_HOST="localhost:8000") for place in places]
    for place, response in zip(places, before, strict=True):
        assert "demo-zqxshown" in plain(body_of(response)) or "demo zqxshown" in plain(body_of(response)), (
            place
        )
        assert "stale-while-revalidate" not in response.headers.get("Cache-Control", ""), place
    workflow.delist(made.pk, actor=None)
    for place, known in zip(places, before, strict=True):
        # Also for a browser that has the page and asks whether it is still good.
        response = client.get(
            place, HTTP_HOST="localhost:8000", headers={"If-None-Match": known.headers.get("ETag", '"none"')}
        )
        assert response.status_code != 304, place
        assert not ONE.search(plain(body_of(response))), place
