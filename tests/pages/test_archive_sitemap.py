"""The archive in the sitemap: each public work in each language, in parts that cost the same however many there are."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from cicc_site import languages
from documents.enums import Access
from documents.models import Work
from pages import sitemaps
from pages.archive.addresses import work_address
from pages.models import ArchivePage
from tests import sitemap
from tests.factories import archive

pytestmark = [pytest.mark.content, pytest.mark.django_db]

PART = "/sitemap-documents-1.xml"
HOUR = dt.timedelta(hours=1)


def addresses(text: str) -> list[str]:
    return re.findall(r"<loc>([^<]+)</loc>", text)


def test_each_public_work_stands_in_each_language_with_the_others(client: Client) -> None:
    index = ArchivePage.objects.get()
    made = archive.work("تقرير", title_ar="تقرير", symbol="ICC-ASP/99/1")
    text = sitemap.whole(client)
    for code in languages.codes():
        address = f"{settings.SITE_URL}{work_address(made, code, index)}"
        assert f"<loc>{address}</loc>" in text
        assert text.count(f'hreflang="{code}" href="{address}"') == len(languages.codes())
    found = addresses(text)
    works = [address for address in found if re.search(r"/\d+/[^/]+/$", address) and "%" not in address]
    assert len(found) == len(set(found))
    assert works
    assert (
        f"<loc>{settings.SITE_URL}/sitemap-documents-1.xml</loc>"
        in client.get("/sitemap.xml").content.decode()
    )


@pytest.mark.parametrize("code", languages.codes())
def test_so_does_the_page_of_languages(client: Client, code: str) -> None:
    address = f"{settings.SITE_URL}{ArchivePage.objects.get().address_in(code)}languages/"
    assert Counter(addresses(sitemap.whole(client)))[address] == 1
    assert client.get(address.removeprefix(settings.SITE_URL)).status_code == 200


HIDDEN: dict[str, dict[str, Any]] = {
    "staff only": {"access": Access.STAFF},
    "embargo": {"public_from": HOUR},
    "both": {"access": Access.STAFF, "public_from": -HOUR},
    "invented": {"is_demo": True},
}


@pytest.mark.parametrize("state", HIDDEN)
def test_a_work_that_is_hidden_or_invented_is_in_none(client: Client, state: str) -> None:
    made = archive.work("Canarybird")
    assert "canarybird" in sitemap.whole(client).lower()
    fields = {
        name: timezone.now() + value if isinstance(value, dt.timedelta) else value
        for name, value in HIDDEN[state].items()
    }
    Work.objects.filter(pk=made.pk).update(**fields)
    text = sitemap.whole(client)
    assert "canarybird" not in text.lower()
    assert f"/{made.pk}/" not in text


def test_an_embargo_ends_at_its_moment(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    moment = timezone.now() + HOUR
    archive.work("Canarybird", public_from=moment)
    monkeypatch.setattr(timezone, "now", lambda: moment - dt.timedelta(seconds=1))
    assert "canarybird" not in client.get(PART).content.decode()
    monkeypatch.setattr(timezone, "now", lambda: moment)
    text = client.get(PART).content.decode()
    line = next(line for line in text.splitlines() if "canarybird" in line)
    # Its page is as new as the end of the embargo: nobody could know of it before.
    assert f"<lastmod>{moment.isoformat()}" in line


def test_a_new_file_makes_the_page_new_and_a_hidden_one_does_not(client: Client) -> None:
    made = archive.work("Canarybird")
    long_ago = timezone.now() - dt.timedelta(days=500)
    Work.objects.filter(pk=made.pk).update(created_at=long_ago, changed_at=long_ago)

    def day() -> str:
        line = next(line for line in client.get(PART).content.decode().splitlines() if "canarybird" in line)
        return str(re.findall(r"<lastmod>([^T]+)", line)[0])

    assert day() == long_ago.date().isoformat()
    archive.work_file(made, "fr", access=Access.STAFF)
    assert day() == long_ago.date().isoformat()
    archive.work_file(made, "es")
    assert day() == timezone.now().date().isoformat()


def test_while_nobody_may_read_the_archive_there_is_nothing_of_it(client: Client) -> None:
    index = ArchivePage.objects.get()
    PageViewRestriction.objects.create(page=index, restriction_type="login")
    text = sitemap.whole(client)
    assert not [address for address in addresses(text) if index.address_in("en") in address]
    assert client.get(PART).status_code == 404


def test_parts_are_cut_and_cost_the_same(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    Work.objects.filter(is_demo=False).update(access=Access.STAFF)
    for number in range(3):
        archive.work(f"Canarybird {number}")

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(PART).status_code == 200
        return len(captured)

    cost()
    few = cost()
    for number in range(3, 30):
        archive.work_file(archive.work(f"Canarybird {number}"))
    assert cost() == few <= 6
    monkeypatch.setattr(sitemaps, "ROWS_IN_A_PART", 8)
    parts = [text for text in sitemap.parts(client) if "canarybird" in text]
    assert [text.count("<loc>") for text in parts] == [32, 32, 32, 24]
    assert client.get("/sitemap-documents-5.xml").status_code == 404
