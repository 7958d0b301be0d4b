"""The page on open data: everything there is, in four languages, with addresses that answer; and what machines read."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client

from cicc_site import languages
from documents.models import Work
from pages.api.tables import TABLES
from pages.models import OpenDataPage
from tests import sitemap
from tests.open_data import API, ask, members

pytestmark = [pytest.mark.content, pytest.mark.django_db]


def page(code: str) -> str:
    address = OpenDataPage.objects.get().address_in(code)
    response = Client().get(address)
    assert response.status_code == 200
    return str(response.content.decode())


def json_ld(html: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert found
    nodes = json.loads(found[1])["@graph"]
    return next(node for node in nodes if node["@type"] == "DataCatalog")


@pytest.mark.parametrize("code", languages.codes())
def test_every_file_and_every_operation_is_on_the_page(code: str) -> None:
    html = page(code)
    for data_set in TABLES:
        for ending in ("csv", "json", "csv-metadata.json"):
            assert f'href="{settings.SITE_URL}/open-data/{data_set}.{ending}"' in html
        for column in TABLES[data_set].columns:
            assert f">{column.name}</code>" in html
    for path, operation in ask("openapi.json", lang=code)["paths"].items():
        assert f">{path}</code>" in html
        assert operation["get"]["summary"] in unescape(html)
        for parameter in operation["get"]["parameters"]:
            assert f">{parameter['name']}</code>" in html
            assert parameter.get("description", "") in unescape(html)


@pytest.mark.parametrize("code", languages.translation_codes())
def test_nothing_of_it_is_left_in_english(code: str) -> None:
    english = {each.strip() for each in words(page("en")) if len(each.strip()) > 25 and " " in each.strip()}
    same = {each for each in (each.strip() for each in words(page(code))) if each in english}
    assert not {each for each in same if not re.search(r"curl|http|ISO-3166|/api/|Coalition Serif", each)}


def words(html: str) -> list[str]:
    main = html[html.index("<main") : html.index("</main>")]
    return [unescape(each) for each in re.findall(r">([^<]+)<", main)]


def test_the_examples_answer() -> None:
    organization = members()["full"]
    examples = re.findall(r"curl '([^']+)'", unescape(page("en")))
    assert len(examples) == 11
    work = Work.objects.public().first()
    assert work is not None
    for url in examples:
        parts = urlsplit(url)
        path = parts.path.replace("/organizations/1", f"/organizations/{organization.pk}")
        path = path.replace("/documents/1", f"/documents/{work.pk}")
        response = Client().get(f"{path}?{parts.query}")
        assert response.status_code == 200
        assert response.json()["data"]


def test_the_page_loads_nothing_from_elsewhere_and_the_api_has_no_page_of_its_own() -> None:
    html = page("en")
    for url in re.findall(r'(?:src|href)="(https?://[^"]+)"', re.sub(r"<a .*?>", "", html)):
        assert url.startswith(settings.SITE_URL)
    for path in ("docs", "docs/", "redoc", "swagger"):
        assert Client().get(API + path, follow=True).status_code == 404


def test_every_page_leads_there_and_search_engines_are_told() -> None:
    client = Client()
    for code in languages.codes():
        address = OpenDataPage.objects.get().address_in(code)
        assert f'href="{address}"' in client.get(f"/{code}/").content.decode()
        assert f"<loc>{settings.SITE_URL}{address}</loc>" in sitemap.whole(client)


@pytest.mark.parametrize("code", languages.codes())
def test_the_catalogue_names_each_set_its_files_and_its_terms(code: str) -> None:
    catalogue = json_ld(page(code))
    assert catalogue["inLanguage"] == code
    assert len(catalogue["dataset"]) == len(TABLES)
    for node in catalogue["dataset"]:
        assert 50 < len(node["description"]) < 5_000
        assert node["usageInfo"]
        for download in node["distribution"]:
            assert Client().head(urlsplit(download["contentUrl"]).path).status_code == 200
    assert [node["@id"].rsplit("/", 1)[-1] for node in catalogue["dataset"] if "license" in node] == [
        "countries"
    ]


def test_hidden_organizations_are_not_in_the_number_of_rows() -> None:
    members()
    html = page("en")
    section = html[html.index('id="organizations"') :]
    assert section[: section.index("</p>")].split(">")[-1].strip() or "2 rows" in section
    assert re.search(r"2\s+rows", section[: section.index("</li>")])


def test_the_limit_is_told_as_it_is_set(settings: Any) -> None:
    settings.OPEN_DATA_LIMIT = 4_321
    assert "4,321 requests in 10 minutes" in page("en")
    settings.OPEN_DATA_LIMIT = 0
    assert "requests in" not in page("en")
