"""What lies in folders and tables for visitors holds nothing of what nobody may read: kept pages, pictures, indexes."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import Any

import brotli
import pytest
from django.db import connection
from django.test import Client

from cicc_site import languages
from members.applications import erasure, persons
from members.models import Application
from pages.models import SearchText, SitePage
from pages.sharing import cards
from tests.factories import keeping
from tests.factories.canaries import Canary
from tests.pages.page_cache.conftest import Site, site  # noqa: F401 - a fixture
from tests.rules import canary_answers as told
from tests.rules.walking import links_in

pytestmark = [pytest.mark.content, pytest.mark.django_db]


def unpacked(file: Path) -> str:
    data = file.read_bytes()
    if file.suffix == ".gz":
        data = gzip.decompress(data)
    elif file.suffix == ".br":
        data = brotli.decompress(data)
    return f"{file}\n{data.decode('utf-8', 'replace')}"


def test_the_folder_of_kept_pages_holds_none(site: Site, planted: list[Canary]) -> None:  # noqa: F811
    waiting = [f"/{code}/" for code in languages.codes()]
    waiting += [SitePage.objects.get(slug="demo-stand-changed").address_in("en")]
    private = SitePage.objects.filter(slug__contains="canary", live=True, depth__gt=3)
    waiting += [page.address_in("en") for page in private]
    seen = set(waiting)
    while waiting and len(seen) < 130:
        address = waiting.pop(0)
        for link in links_in(address, site.get(address).text):
            if re.match(r"/en/", link) and "?" not in link and link not in seen:
                seen.add(link)
                waiting.append(link)
    for address in waiting[:40]:
        site.get(address)
    places = site.places()
    assert len(places) > 30
    files = [file for file in site.folder.root.rglob("*") if file.is_file() and ".locks" not in file.parts]
    assert {file.suffix for file in files} == {".html", ".br", ".gz", ".json"}
    for file in files:
        assert told.heard(unpacked(file), planted) == [], file
    for page in private:
        assert not [place for place in places if page.slug in place], "a private page was kept"


def test_pictures_for_links_are_drawn_for_public_pages_only(
    client: Client, planted: list[Canary], settings: Any, tmp_path: Path
) -> None:
    """The words are drawn, so the names of the files tell: only those of a page anybody may read come into being."""
    settings.SHARE_IMAGE_ROOT = tmp_path
    stands = SitePage.objects.get(slug="demo-stand-changed")
    hidden = SitePage.objects.filter(slug__contains="canary")
    assert hidden.count() > 15
    codes = languages.codes()
    for number, page in enumerate([*hidden, stands]):
        for code in codes if page == stands else (codes[number % len(codes)],):
            card = cards.card_of(page.specific, _tagline(code), code)
            status = told.status(told.answer(client, cards.address(page.specific, card)))
            assert status == (200 if page == stands else 404), (page, code)
    drawn = {re.split(r"-", file.name)[1] for file in tmp_path.iterdir()}
    assert drawn == {str(stands.pk)}
    # The picture of a page with a newer draft is drawn from what is public: the same bytes as without the draft.
    public = SitePage.objects.get(pk=stands.pk).specific
    public.get_latest_revision_as_object()
    assert cards.card_of(public, _tagline("en"), "en").title.text == "Demo stand changed"


def _tagline(code: str) -> Any:
    from cicc_site.multilingual.values import localized
    from pages.models import SiteSettings

    return localized(SiteSettings.load(), "tagline", code)


def test_the_index_of_the_search_holds_what_is_public(client: Client, planted: list[Canary]) -> None:
    client.get("/en/")  # what is due is done before anybody reads
    with connection.cursor() as cursor:
        models: list[type[Any]] = [SearchText, *_indexes()]
        for model in models:
            cursor.execute(f"SELECT found::text FROM {model._meta.db_table} AS found")
            for (row,) in cursor.fetchall():
                assert told.heard(row, planted) == [], model


def _indexes() -> list[type[Any]]:
    from pages.models import SearchEntry, SearchWord

    return [SearchEntry, SearchWord]


def test_an_erased_person_stands_in_no_table(filled: dict[str, Application]) -> None:
    """Every column of the tables of applications and of mail is read, declared personal or not."""
    closed = [made for made in filled.values() if made.is_closed]
    assert closed
    assert tables_with(keeping.WORD)
    numbers = {made.pk for made in closed if persons.may_be_emptied(made)}
    assert len(numbers) > 3
    for number in numbers:
        erasure.erase_application(number)
    left = [each for each in tables_with(keeping.WORD) if belongs_to(*each, numbers)]
    assert left == []


def tables_with(word: str) -> list[tuple[str, str]]:
    """Of what is about applications, or was sent for them."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if not re.search(r"application|outbox", table):
                continue
            cursor.execute(
                f'SELECT to_jsonb(every)::text FROM "{table}" AS every WHERE every::text LIKE %s',
                [f"%{word}%"],
            )
            found += [(table, row) for (row,) in cursor.fetchall()]
    return found


def belongs_to(table: str, row: str, numbers: set[int]) -> bool:
    import json

    values = json.loads(row)
    own = values.get("id") if table == "members_application" else values.get("application_id")
    return own in numbers
