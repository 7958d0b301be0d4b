"""Documents in pages: chosen by editors, filed under what a page is about, presented by a publication."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from documents.enums import Access, SubjectKind
from documents.models import Subject, Work
from members.models import Country
from pages.archive.addresses import file_address, work_address
from pages.models import (
    AboutPage,
    ArchivePage,
    AssemblySessionPage,
    CasePage,
    HomePage,
    PublicationIndexPage,
    PublicationPage,
    SitePage,
    SituationPage,
)
from pages.subjects import PAGES, code_of
from pages.world.addresses import countries_index, country_address
from tests.factories import archive
from tests.factories import members as make_members
from tests.factories import pages as make

pytestmark = pytest.mark.django_db
SUBJECT_PAGES: list[tuple[type[SitePage], SubjectKind]] = [
    (CasePage, SubjectKind.CASE),
    (SituationPage, SubjectKind.SITUATION),
    (AssemblySessionPage, SubjectKind.SESSION),
]


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return str(response.content.decode())


def main(html: str) -> str:
    return html[html.index("<main") : html.index("</main>")]


def queries(client: Client, address: str) -> int:
    client.get(address)
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def filed(subject: Subject, count: int, **fields: Any) -> list[Work]:
    works = []
    for number in range(count):
        work = archive.work(f"Filed {number}", date=dt.date(2020, 1, 1 + number), **fields)
        work.subjects.add(subject)
        for language in ("en", "ar"):
            archive.work_file(work, language, pages=7)
        works.append(work)
    return works


# ---- filed under what a page is about


@pytest.mark.content
@pytest.mark.parametrize(("model", "kind"), SUBJECT_PAGES, ids=lambda each: getattr(each, "__name__", each))
def test_a_page_shows_the_newest_documents_of_its_subject_at_a_price_that_does_not_grow(
    client: Client, model: type[SitePage], kind: SubjectKind
) -> None:
    page = model.objects.live().order_by("path").first()
    assert page is not None
    subject = Subject.objects.get(kind=kind, code=code_of(page))
    subject.works.all().delete()
    address = page.address_in("ar")
    assert "document-line" not in text(client, address)
    before = queries(client, address)
    works = filed(subject, 2)
    few = queries(client, address)
    works += filed(subject, 20)
    Work.objects.filter(pk=works[-1].pk).update(title_en="Hidden", access=Access.STAFF)
    shown = main(text(client, address))
    assert queries(client, address) == few <= before + 2
    assert shown.count('class="document-line"') == 5
    assert "Hidden" not in shown
    assert f'href="{file_address(works[-2].files.get(language="ar"))}"' in shown
    assert f"?{kind}={code_of(page)}" in shown


@pytest.mark.content
def test_a_country_shows_its_documents(client: Client) -> None:
    country, index = Country.objects.with_page().get(alpha3="KEN"), countries_index()
    assert index is not None
    subject = Subject.objects.get(kind=SubjectKind.COUNTRY, code="KEN")
    filed(subject, 1)
    shown = main(text(client, country_address(country, "en", index)))
    assert "Filed 0" in shown
    assert "?country=KEN" in shown
    Subject.objects.filter(pk=subject.pk).update(is_public=False)
    assert "Filed 0" not in text(client, country_address(country, "en", index))


def test_every_kind_of_subject_with_a_page_is_looked_at() -> None:
    assert {kind for _model, kind in SUBJECT_PAGES} == set(PAGES)


# ---- chosen by editors


@pytest.fixture
def home() -> HomePage:
    found = make.home()
    make.page(ArchivePage, found, "Documents", slug="documents")
    return found


def block(*works: int, heading: str = "Further reading") -> str:
    value = {
        "heading": heading,
        "works": [{"type": "item", "id": str(uuid.uuid4()), "value": pk} for pk in works],
    }
    return json.dumps([{"type": "archive_documents", "value": value}])


def test_chosen_documents_say_language_size_and_pages_best_for_the_reader(
    client: Client, home: HomePage
) -> None:
    work, bare = archive.work("Chosen", symbol="ICC-ASP/1/3"), archive.work("Not held")
    archive.work_file(work, "es", pages=3)
    archive.work_file(work, "fr", pages=4)
    chosen = block(work.pk, bare.pk, 999999)
    page = make.page(AboutPage, home, "About", body_en=chosen, body_es=chosen)
    shown = main(text(client, page.address_in("en")))
    assert "Further reading" in shown
    assert "3 pages" in shown or "4 pages" in shown
    assert shown.count('class="document-line"') == 2
    assert "The archive does not hold this document." in shown
    spanish = main(text(client, page.address_in("es")))
    assert f"/d/{work.pk}/es" in spanish
    arabic = make.page(AboutPage, home, "Only in English", body_en=chosen, body_ar="[]")
    lines = main(text(client, arabic.address_in("ar"))).partition("Further reading")[2]
    assert '<div lang="ar" dir="rtl">' in lines[: lines.index('class="document-line"')]
    Work.objects.update(access=Access.STAFF)
    assert "Further reading" not in main(text(client, page.address_in("en")))


def test_the_block_costs_the_same_for_any_number(client: Client, home: HomePage) -> None:
    works = [archive.work(f"Chosen {number}") for number in range(12)]
    for work in works:
        archive.work_file(work, "en")
    few = make.page(AboutPage, home, "Few", body_en=block(works[0].pk))
    many = make.page(AboutPage, home, "Many", body_en=block(*(work.pk for work in works)))
    assert queries(client, few.address_in("en")) == queries(client, many.address_in("en"))


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make_members.amal(), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_chooser_finds_by_title_in_any_language_symbol_and_number(desk: Client, home: HomePage) -> None:
    work = archive.work("Recognition of the role", symbol="ICC-ASP/2/Res.8", title_ar="قرار بشأن الدور")
    archive.work_file(work, "sw")
    archive.work("Something else", symbol="ICC-ASP/OTHER")  # no number: any might be that of the work
    for asked in ("res 8", "ICCASP2RES8", "role recognition", "قرار", str(work.pk)):
        listed = desk.get(reverse("choose_work:choose_results"), {"q": asked}).content.decode()
        assert "Recognition of the role" in listed, asked
        assert "Swahili" in listed, asked
        assert "Something else" not in listed, asked


def test_the_chooser_survives_what_is_typed(desk: Client, home: HomePage) -> None:
    for asked in ("%", "\\", "'; --", "9" * 40, "أ" * 190):
        assert desk.get(reverse("choose_work:choose"), {"q": asked}).status_code == 200, asked


def test_the_chooser_asks_once_for_the_languages_of_all(desk: Client, home: HomePage) -> None:
    address = reverse("choose_work:choose_results")
    archive.work_file(archive.work("First"), "en")
    few = queries(desk, address)
    for number in range(10):
        archive.work_file(archive.work(f"More {number}"), "en")
    assert queries(desk, address) == few


# ---- publications


@pytest.fixture
def index(home: HomePage) -> PublicationIndexPage:
    return make.page(PublicationIndexPage, home, "Publications")


def publication(index: PublicationIndexPage, work: Work | None, name: str = "Report") -> PublicationPage:
    return make.page(PublicationPage, index, name, date=dt.date(2026, 1, 1), work=work)


def test_a_publication_shows_the_files_of_its_work_and_is_found_from_there(
    client: Client, index: PublicationIndexPage
) -> None:
    work = archive.work("Annual report")
    for language in ("en", "ar"):
        archive.work_file(work, language, pages=12)
    page = publication(index, work)
    shown = main(text(client, page.address_in("ar")))
    assert shown.index(f"/d/{work.pk}/ar") < shown.index(f"/d/{work.pk}/en")
    assert f"{work_address(work, 'ar', ArchivePage.objects.get())}#citation" in shown
    back = text(client, work_address(work, "ar", ArchivePage.objects.get()))
    assert f'href="{page.address_in("ar")}"' in main(back)
    page.unpublish()
    assert page.address_in("ar") not in text(client, work_address(work, "ar", ArchivePage.objects.get()))


def test_a_publication_shows_nothing_of_a_work_that_is_hidden(
    client: Client, index: PublicationIndexPage
) -> None:
    work = archive.work("Annual report", access=Access.STAFF)
    archive.work_file(work, "en")
    page = publication(index, work)
    assert f"/d/{work.pk}" not in text(client, page.address_in("en"))
    assert "To read in" not in text(client, index.address_in("en"))


def test_the_list_of_publications_says_their_languages_at_the_price_of_one_query(
    client: Client, index: PublicationIndexPage
) -> None:
    publication(index, None, "Without")
    bare = queries(client, index.address_in("en"))
    work = archive.work("Annual report")
    archive.work_file(work, "fr")
    publication(index, work)
    shown = main(text(client, index.address_in("en")))
    assert "<bdi>French</bdi>" in shown
    few = queries(client, index.address_in("en"))
    for number in range(6):
        another = archive.work(f"Report {number}")
        archive.work_file(another, "en")
        publication(index, another, f"Report {number}")
    assert queries(client, index.address_in("en")) == few == bare + 1
