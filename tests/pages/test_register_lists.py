"""The lists of national coalitions and of the Steering Committee that stand in texts."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cicc_site import languages
from members import workflow
from members.enums import ListingLevel
from members.models import Country, NationalCoalition, Organization, SteeringCommitteeTerm
from pages.blocks import BodyBlock
from pages.models import AboutPage
from tests.factories import members as make

pytestmark = [pytest.mark.content, pytest.mark.django_db]

COALITIONS = "/en/membership/national-coalitions/"
COMMITTEE = "/en/about-the-coalition/steering-committee/"


def country(alpha3: str) -> Country:
    return Country.objects.get(alpha3=alpha3)


def cells(text: str, caption: str) -> list[list[str]]:
    """The rows of a table as plain texts."""
    table = text[text.index(f"{caption}</caption>") :]
    body = table[table.index("<tbody>") : table.index("</tbody>")]
    rows = re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    return [
        [
            re.sub(r"<[^>]+>", "", cell).strip()
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        ]
        for row in rows
    ]


def member(name: str, **fields: Any) -> Organization:
    return make.organization(name, country("KEN"), **fields)


def test_coalitions_stand_by_country_with_the_members_the_directory_shows(client: Client) -> None:
    uganda = NationalCoalition.objects.create(name_en="Demo Uganda", country=country("UGA"))
    kenya = NationalCoalition.objects.create(
        name_en="Demo Kenya",
        country=country("KEN"),
        founded=dt.date(1999, 1, 1),
        coordinator=member("Demo Lead"),
    )
    NationalCoalition.objects.create(name_en="Demo Gone", country=country("KEN"), ended=dt.date(2020, 1, 1))
    for name, listing in (("A", "full"), ("B", "full"), ("C", "name_and_country"), ("D", "unlisted")):
        member(f"Demo {name}", national_coalition=kenya, listing=listing)
    text = client.get(COALITIONS).content.decode()
    assert cells(text, "National coalitions in the register") == [
        ["Kenya", "Demo Kenya", "1999", "Demo Lead", "2"],
        ["Uganda", "Demo Uganda", "", "", "0"],
    ]
    [link] = re.findall(r'href="([^"]+\?coalition=\d+)"', text)
    assert client.get(link).content.decode().count('class="row member-row"') == 2
    assert f"coalition={uganda.pk}" not in text
    # What the client counted in 2009 stays as it was written.
    assert "National coalitions by region, 2009" in text


@pytest.mark.parametrize(
    "listing", [ListingLevel.NAME_AND_COUNTRY, ListingLevel.MEMBERS_ONLY, ListingLevel.UNLISTED]
)
def test_who_coordinates_or_sits_is_named_only_from_a_full_entry(
    client: Client, listing: ListingLevel
) -> None:
    made = member("Demo Lead")
    NationalCoalition.objects.create(name_en="Demo Kenya", country=country("KEN"), coordinator=made)
    SteeringCommitteeTerm.objects.create(organization=made, starts=dt.date(2020, 1, 1))
    pages = [f"{page.address_in(code)}" for code in languages.codes() for page in pages_with_lists()]
    assert len(pages) == 8
    assert all("Demo Lead" in client.get(page).content.decode() for page in pages)
    workflow.set_listing(made.pk, listing, actor=None, reason="asked")
    assert not any("Demo Lead" in client.get(page).content.decode() for page in pages)


def pages_with_lists() -> list[AboutPage]:
    return [AboutPage.objects.get(slug=slug) for slug in ("national-coalitions", "steering-committee")]


def test_terms_are_present_or_former_by_their_days(client: Client) -> None:
    for name, starts, ends in (
        ("Demo Zed", "2019-01-01", None),
        ("Demo Alpha", "2021-01-01", "2099-12-31"),
        ("Demo Former", "2001-01-01", "2004-12-31"),
        ("Demo Earlier", "1998-01-01", "2000-12-31"),
        ("Demo Later", "2098-01-01", None),
    ):
        SteeringCommitteeTerm.objects.create(
            organization=member(name),
            starts=starts,
            ends=ends,
            starts_precision="year",
            ends_precision="year",
        )
    text = client.get(COMMITTEE).content.decode()
    assert cells(text, "In the Committee today") == [
        ["Demo Alpha", "Kenya", "2021–2099"],
        ["Demo Zed", "Kenya", "since 2019"],
    ]
    assert cells(text, "Formerly in the Committee") == [
        ["Demo Former", "Kenya", "2001–2004"],
        ["Demo Earlier", "Kenya", "1998–2000"],
    ]
    assert "Demo Later" not in text


def test_empty_registers_say_so(client: Client) -> None:
    assert "No national coalition has been entered" in client.get(COALITIONS).content.decode()
    assert "No present term has been entered" in client.get(COMMITTEE).content.decode()


def test_the_lists_cost_the_same_however_long(client: Client) -> None:
    def cost(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    def add(count: int) -> None:
        for number in range(count):
            made = member(f"Demo {number}")
            NationalCoalition.objects.create(
                name_en=f"Demo {number}", country=country("KEN"), coordinator=made
            )
            SteeringCommitteeTerm.objects.create(organization=made, starts=dt.date(2020, 1, 1))

    add(2)
    few = [cost(COALITIONS), cost(COMMITTEE)]
    add(20)
    assert [cost(COALITIONS), cost(COMMITTEE)] == few
    assert max(few) <= 14


def test_a_list_is_drawn_in_the_language_of_the_page_not_of_the_text(client: Client) -> None:
    """A body that falls back to English is marked as English; the list in it is Arabic all the same."""
    page = AboutPage.objects.get(slug="steering-committee")
    AboutPage.objects.filter(pk=page.pk).update(body_ar=None)
    text = client.get(page.address_in("ar")).content.decode()
    body = text[text.index('<div class="prose" lang="en" dir="ltr">') :]
    assert '<div class="block block--wide" lang="ar" dir="rtl">' in body


def test_an_unknown_list_is_empty() -> None:
    block = BodyBlock().child_blocks["register_list"]
    assert "<table" not in block.render(block.to_python({"register": "no-such-list"}))
