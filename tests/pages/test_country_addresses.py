"""Where the page of a country answers in each language, and what machines are told of it."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any
from urllib.parse import quote, unquote

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from cicc_site import languages
from members.models import Country, FormerCountrySlug
from pages.models import CountryIndexPage
from pages.world.addresses import country_address
from tests import sitemap
from tests.collecting import collecting
from tests.pages.country_markup import AS_OF, address, main_of, markup, state

pytestmark = [pytest.mark.content, pytest.mark.django_db]


@pytest.mark.parametrize("language", languages.codes())
def test_every_state_has_an_address_in_every_language(language: str) -> None:
    """That a page answers there is seen in tests/rules/test_public_pages.py, which opens each in one language."""
    index = CountryIndexPage.objects.get()
    with collecting() as walk:
        for country in Country.objects.with_page():
            with walk.at(country.alpha3, language):
                path = country_address(country, language, index)
                assert unquote(path) == unquote(f"{index.address_in(language)}{country.slug_in(language)}/")
    assert walk.steps == 196


@pytest.mark.parametrize("language", languages.codes())
@pytest.mark.parametrize("written_in", languages.codes())
def test_the_name_in_another_language_leads_to_the_right_address_at_once(
    client: Client, language: str, written_in: str
) -> None:
    germany, index = state("DEU"), CountryIndexPage.objects.get()
    for section in {index.slug_for(language), index.slug_for(written_in)}:
        path = f"/{language}/{quote(section)}/{quote(germany.slug_in(written_in))}/"
        answer = client.get(path + "?from=mail")
        if unquote(path) == unquote(address("DEU", language)):
            assert answer.status_code == 200
        else:
            assert answer.status_code == 301, path
            assert answer["Location"] == address("DEU", language) + "?from=mail"


def test_a_former_address_leads_on_for_ever_even_through_two_changes(client: Client) -> None:
    former = address("TUR")
    for slug in ("turkiye-one", "turkiye-two"):
        country = state("TUR")
        country.slug_en = slug
        country.save()
    assert client.get(former)["Location"] == address("TUR") == "/en/countries/turkiye-two/"
    assert client.get("/en/countries/turkiye-one/")["Location"] == address("TUR")
    country = state("TUR")
    country.slug_en = "turkiye-one"
    country.save()
    assert client.get("/en/countries/turkiye-one/").status_code == 200
    assert not FormerCountrySlug.objects.filter(language="en", slug="turkiye-one").exists()
    assert client.get("/en/countries/turkiye-two/")["Location"] == "/en/countries/turkiye-one/"


@pytest.mark.parametrize(
    ("language", "name"), [("en", "Greenland"), ("es", "Groenlandia"), ("ar", "غرينلاند")]
)
def test_a_territory_has_no_page_but_an_answer_that_helps(client: Client, language: str, name: str) -> None:
    answer = client.get(address("GRL", language))
    assert answer.status_code == 404
    html = main_of(answer.content.decode())
    assert name in html
    assert CountryIndexPage.objects.get().address_in(language) in html


@pytest.mark.parametrize(
    "rest", ["nowhere/", "kenya/members/", "kenya/feed/", "x" * 300 + "/", "ke%00nya/", "-/"]
)
def test_nothing_else_answers_below_the_index(client: Client, rest: str) -> None:
    assert client.get(f"/en/countries/{rest}").status_code == 404


def test_without_the_index_there_are_no_pages_and_no_pictures(client: Client) -> None:
    path, picture = address("KEN"), picture_of(markup(client, "KEN"))
    assert client.get(picture).status_code == 200
    index = CountryIndexPage.objects.get()
    restriction = PageViewRestriction.objects.create(page=index, restriction_type="login")
    assert client.get(path).status_code == 302
    assert client.get(picture).status_code == 404
    assert b"countries/kenya" not in client.get("/sitemap.xml").content
    restriction.delete()
    index.live = False
    index.save()
    assert client.get(path).status_code == 404
    assert client.get(picture).status_code == 404


def picture_of(html: str) -> str:
    found = re.search(r'<meta property="og:image" content="https?://[^/]+(/[^"]+)"', html)
    assert found
    return found[1]


@pytest.mark.parametrize("language", languages.codes())
def test_the_head_says_the_way_here_and_the_other_languages(client: Client, language: str) -> None:
    html = markup(client, "KEN", language)
    data = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)[0])
    assert data["@type"] == "BreadcrumbList"
    names = [item["name"] for item in data["itemListElement"]]
    assert names[-1] == state("KEN").name_in(language)
    assert data["itemListElement"][1]["item"].endswith(CountryIndexPage.objects.get().address_in(language))
    alternates = dict(re.findall(r'hreflang="([^"]+)" href="https?://[^/]+([^"]+)"', html))
    assert alternates == {code: address("KEN", code) for code in languages.codes()} | {
        "x-default": address("KEN")
    }
    canonical = re.findall(r'<link rel="canonical" href="https?://[^/]+([^"]+)"', html)
    assert canonical == [address("KEN", language)]
    switch = html[html.index('class="language-links"') :]
    assert all(f'href="{address("KEN", code)}"' in switch for code in languages.codes())
    assert AS_OF[language] in unescape(html.split('name="description" content="')[1].split('"')[0]).replace(
        "\u00a0", " "
    )


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_networks_get_a_picture_of_the_country(
    client: Client, language: str, settings: Any, tmp_path: Any
) -> None:
    settings.SHARE_IMAGE_ROOT = tmp_path
    html = markup(client, "KEN", language)
    answer = client.get(picture_of(html))
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert state("KEN").name_in(language) in unescape(html.split('og:image:alt" content="')[1].split('"')[0])
    older = re.sub(r"-[0-9a-f]{12}\.png", "-000000000000.png", picture_of(html))
    assert client.get(older)["Location"] == picture_of(html)


@pytest.mark.parametrize(
    "path",
    [
        "/share/en/countries/GRL-000000000000.png",
        "/share/en/countries/XXX-000000000000.png",
        "/share/en/nothing/KEN-000000000000.png",
        "/share/zz/countries/KEN-000000000000.png",
    ],
)
def test_there_is_no_picture_of_what_has_no_page(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_sitemap_has_every_state_in_every_language_with_the_others(client: Client) -> None:
    text = sitemap.whole(client)
    entry = next(line for line in text.splitlines() if f"{address('KEN', 'ar')}</loc>" in line)
    assert entry.count('rel="alternate"') == 5
    assert all(address("KEN", code) in entry for code in languages.codes())
    assert text.count(f"{address('KEN')}</loc>") == 1
    assert address("GRL") not in text
