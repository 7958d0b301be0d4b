"""Each index offers what is new to a feed reader, in the language of its address."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from django.test import Client

from cicc_site import languages
from pages.models import CourtUpdateIndexPage, CourtUpdatePage, PressIndexPage

pytestmark = [pytest.mark.content, pytest.mark.django_db]
ATOM = {"a": "http://www.w3.org/2005/Atom"}
XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


@pytest.mark.parametrize("code", languages.codes())
def test_the_feed_of_the_court_updates(client: Client, code: str) -> None:
    index = CourtUpdateIndexPage.objects.get()
    answer = client.get(f"{index.address_in(code)}feed/")
    assert answer.headers["Content-Type"].startswith("application/atom+xml")
    root = ET.fromstring(answer.content)  # noqa: S314
    assert root.attrib[XML_LANGUAGE] == code
    entries = root.findall("a:entry", ATOM)
    newest = CourtUpdatePage.objects.live().order_by("-date", "-pk")[: len(entries)]
    assert len(entries) > 10
    assert [entry.findtext("a:title", "", ATOM) for entry in entries] == [
        getattr(page, f"title_{code}") for page in newest
    ]
    assert all(entry.findtext("a:author/a:name", "", ATOM) for entry in entries)
    assert all(f"/{code}/" in entry.findtext("a:id", "", ATOM) for entry in entries)


def test_an_empty_list_has_a_feed_too_and_its_page_links_to_it(client: Client) -> None:
    address = PressIndexPage.objects.get().address_in("fr")
    assert client.get(f"{address}feed/").status_code == 200
    assert client.get(address).content.decode().count(f'href="{address}feed/"') == 2


def test_nothing_else_answers_below_an_index(client: Client) -> None:
    address = PressIndexPage.objects.get().address_in("en")
    assert client.get(f"{address}feed/more/").status_code == 404
    assert client.get(f"{address}nothing/").status_code == 404
