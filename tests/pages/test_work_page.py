"""The page of a work: its languages in the reader's order, its relations, how it is cited, what it says to machines."""

from __future__ import annotations

import datetime as dt
import html
import json
import re
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cicc_site import addresses, languages
from cicc_site.dates import Precision
from documents.enums import Access, Origin, RelationKind, SubjectKind, WorkKind
from documents.models import FileText, Work, WorkFile, WorkRelation
from pages.archive.addresses import work_address
from pages.models import ArchivePage
from tests.factories import archive

pytestmark = [pytest.mark.content, pytest.mark.django_db]
BUDGET = 13  # and as many again as kinds of subjects that have pages


@pytest.fixture
def work() -> Work:
    made = archive.work(
        "Recognition <of> the role",
        title_ar="الاعتراف بالدور",
        summary_en="What it says.",
        symbol="ICC-ASP/2/Res.8",
        date=dt.date(2003, 9, 1),
        precision=Precision.MONTH,
        authors=["Jane Doe", "منظمة"],
    )
    made.subjects.add(archive.subject(name_ar="جمعية الدول الأطراف"))
    return made


def address(work: Work, language: str = "en") -> str:
    return work_address(work, language, ArchivePage.objects.get())


def page(client: Client, work: Work, language: str = "en") -> str:
    response = client.get(address(work, language))
    assert response.status_code == 200
    return str(response.content.decode())


def main(text: str) -> str:
    return text[text.index("<main") : text.index("</main>")]


def order(text: str) -> list[str]:
    return re.findall(r'class="versions__language"><span lang="([^"]+)"', text)


def nodes(text: str) -> list[dict[str, Any]]:
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)
    data = [json.loads(block) for block in found]
    return [node for block in data for node in block.get("@graph", [block])]


# --- What is shown ---------------------------------------------------------------------------------------


def test_title_kind_symbol_date_and_who_it_is_from(client: Client, work: Work) -> None:
    text = main(page(client, work))
    assert '<h1 class="page-header__title"><span>Recognition &lt;of&gt; the role</span></h1>' in text
    expected = [
        "Resolution",
        "<bdi>ICC-ASP/2/Res.8</bdi>",
        '<time datetime="2003-09">September 2003</time>',
        "What it says.",
        "<bdi>Jane Doe</bdi>",
        "<bdi>منظمة</bdi>",
        "Assembly of States Parties",
    ]
    for told in expected:
        assert told in text, told
    assert "Demonstration" not in text
    arabic = page(client, work, "ar")
    assert "<span>الاعتراف بالدور</span></h1>" in arabic
    assert "جمعية الدول الأطراف" in arabic
    assert '<p class="page-header__summary" lang="en" dir="ltr">What it says.</p>' in arabic
    french = page(client, work, "fr")
    assert '<span lang="en" dir="ltr">Recognition &lt;of&gt; the role</span></h1>' in french
    assert "n’ont pas encore été traduits" in html.unescape(french)
    assert "n’ont pas encore été traduits" not in html.unescape(page(client, work, "ar"))


def test_a_demonstration_says_so_and_tells_machines_nothing(client: Client, work: Work) -> None:
    archive.work_file(work, "en")
    [node] = [node for node in nodes(page(client, work)) if "Document" in node["@type"]]
    assert node["identifier"] == "ICC-ASP/2/Res.8"
    Work.objects.update(is_demo=True)
    text = page(client, work)
    assert "This document is invented" in text
    assert [node["@type"] for node in nodes(text)] == ["BreadcrumbList"]


@pytest.mark.parametrize(
    ("reader", "first"),
    [
        # The reader's own, what he is served instead, then by name: العربية، الروسية، السواحيلية، الفرنسية.
        ("en", ["en", "ar", "fr", "ru", "sw"]),
        ("fr", ["fr", "en", "ar", "ru", "sw"]),
        ("ar", ["ar", "en", "ru", "sw", "fr"]),
        ("es", ["en", "ar", "fr", "ru", "sw"]),
    ],
)
def test_the_readers_language_comes_first_then_what_serves_best(
    client: Client, work: Work, reader: str, first: list[str]
) -> None:
    for language in ("sw", "ru", "fr", "ar", "en"):
        archive.work_file(work, language)
    text = page(client, work, reader)
    assert order(text) == first
    assert ("no existe aquí en el idioma de esta página" in text) == (reader == "es")


def test_each_version_says_what_it_is(client: Client, work: Work) -> None:
    file = archive.work_file(
        work,
        "ar",
        b"x" * 1_234_567,
        name="a.pdf",
        media_type="application/pdf",
        pages=1200,
        origin=Origin.UNOFFICIAL,
        translator="Mtandao",
        title="كما طُبع",
    )
    text = main(page(client, work))
    assert '<span lang="ar" dir="rtl">العربية</span> <span class="versions__name">Arabic</span>' in text
    assert '<p class="versions__title"><bdi lang="ar" dir="rtl">كما طُبع</bdi></p>' in text
    expected = ["Unofficial translation", "<bdi>Mtandao</bdi>", "<bdi>PDF</bdi>", "<bdi>1.2 MB</bdi>"]
    for told in (*expected, "<bdi>1,200 pages</bdi>", file.sha256):
        assert told in text, told
    assert f'<a href="/d/{work.pk}/ar" hreflang="ar">' in text
    assert f"http://localhost:8000/d/{work.pk}/ar/1" in text
    assert "Read the text" not in text
    french = main(page(client, work, "fr"))
    assert "<bdi>1,2\u202fMo</bdi>" in french
    arabic = main(page(client, work, "ar"))
    assert "<bdi>1.2 ميغابايت</bdi>" in arabic
    assert 'class="versions__name"' not in arabic  # its own name says it already


def test_the_text_is_offered_where_it_can_be_read(client: Client, work: Work) -> None:
    good, bad = archive.work_file(work, "en"), archive.work_file(work, "fr")
    FileText.objects.create(file=good, text="Text", is_readable=True)
    FileText.objects.create(file=bad, text="T&xt", is_readable=False)
    text = page(client, work)
    assert f'href="{address(work)}text/en/"' in text
    assert f'href="{address(work)}text/fr/"' not in text


def test_earlier_versions_are_listed_with_their_addresses(client: Client, work: Work) -> None:
    for number in range(3):
        archive.work_file(work, "en", f"version {number}".encode())
    archive.work_file(work, "fr", b"only")
    text = main(page(client, work))
    assert [text.index(f'/d/{work.pk}/en/{number}"') for number in (2, 1)] == sorted(
        text.index(f'/d/{work.pk}/en/{number}"') for number in (2, 1)
    )
    assert f'/d/{work.pk}/en/3"' not in text
    assert text.count("Earlier versions") == 1


def test_a_work_that_is_not_held_leads_to_its_official_place(client: Client, work: Work) -> None:
    assert "The archive does not hold this document." in main(page(client, work))
    Work.objects.update(held_elsewhere="https://www.asp.example.org/res8?a=1&b=2")
    text = main(page(client, work))
    assert '<a href="https://www.asp.example.org/res8?a=1&amp;b=2" rel="noopener external">' in text
    assert "<bdi>asp.example.org</bdi>" in text
    archive.work_file(work, "en")
    text = main(page(client, work))
    assert "does not hold" not in text
    assert "<bdi>asp.example.org</bdi>" in text


# --- Relations and subjects --------------------------------------------------------------------------------


def test_later_works_are_told_first_and_both_directions_are_linked(client: Client, work: Work) -> None:
    later = archive.work("The later one", symbol="ICC-ASP/3/Res.1", title_ar="اللاحق")
    WorkRelation.objects.create(work=later, kind=RelationKind.SUPERSEDES, other=work)
    addendum = archive.work("An addition")
    WorkRelation.objects.create(work=addendum, kind=RelationKind.ADDENDUM, other=work)
    text = main(page(client, work))
    assert text.index("This document has been superseded by:") < text.index("Language versions")
    assert f'<a href="{address(later)}"><bdi>ICC-ASP/3/Res.1</bdi> <span>The later one</span></a>' in text
    assert text.index("Addenda") < text.index(f'href="{address(addendum)}"')
    assert "اللاحق" in page(client, work, "ar")
    back = main(page(client, later))
    assert back.index("Supersedes") < back.index(f'href="{address(work)}"')
    assert "has been superseded" not in back


@pytest.mark.parametrize("kind", RelationKind.values)
def test_each_relation_is_told_at_both_ends(client: Client, work: Work, kind: str) -> None:
    later = archive.work("The later one")
    WorkRelation.objects.create(work=later, kind=kind, other=work)
    assert main(page(client, work)).count(f'href="{address(later)}"') == 1
    assert main(page(client, later)).count(f'href="{address(work)}"') == 1


def test_subjects_lead_to_their_pages_in_the_readers_language(
    client: Client, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        addresses, "_providers", {"case_subject": lambda language, code: f"/{language}/c/{code}/"}
    )
    monkeypatch.setattr(addresses, "_of_many", {})
    work.subjects.add(
        archive.subject(SubjectKind.CASE, "icc-1", name_en="A case", name_ar="قضية"),
        archive.subject(SubjectKind.SITUATION, "s", name_en="A situation"),
        archive.subject(SubjectKind.CASE, "icc-2", name_en="A hidden case", is_public=False),
    )
    text = page(client, work, "ar")
    assert '<a href="/ar/c/icc-1/">قضية</a>' in text
    assert '<span lang="en" dir="ltr">A situation</span>' in text
    assert "hidden case" not in text


# --- Citation, head ----------------------------------------------------------------------------------------


def test_it_is_cited_in_the_readers_language_first_and_in_all(client: Client, work: Work) -> None:
    lasting = f"http://localhost:8000/d/{work.pk}/"
    for code in languages.codes():
        text = main(page(client, work, code))
        cited = re.findall(r'<p class="citation__text"([^>]*)>(.*?)</p>', text)
        assert len(cited) == len(languages.codes())
        assert cited[0][0] == ""
        assert all(lasting in each for _attrs, each in cited)
        assert {re.search(r'lang="(\w+)"', attrs)[1] for attrs, _each in cited[1:]} == {  # type: ignore[index]
            *languages.codes()
        } - {code}
        assert f'href="/d/{work.pk}/cite.bib?language={code}"' in text
        assert f'href="/d/{work.pk}/cite.ris?language={code}"' in text
    assert "“<bdi>Recognition &lt;of&gt; the role</bdi>”" in main(page(client, work))


def test_the_head_names_the_work_in_every_language(client: Client, work: Work) -> None:
    text = page(client, work)
    head = text[: text.index("<body")]
    for code in languages.codes():
        assert f'hreflang="{code}" href="http://localhost:8000{address(work, code)}"' in head
        assert f'href="{address(work, code)}" lang="{code}"' in text  # the switch
    assert f'<link rel="canonical" href="http://localhost:8000{address(work)}">' in head
    assert '<meta name="description" content="What it says.">' in head
    assert "<title>Recognition &lt;of&gt; the role | " in head
    crumbs = text[text.index('class="breadcrumbs__list"') :]
    assert crumbs.index('href="/en/documents/"') < crumbs.index("Recognition")
    picture = re.findall(r'og:image" content="http://localhost:8000(/share/en/works/[^"]+)"', head)[0]
    assert client.get(picture)["Content-Type"] == "image/png"


def test_machines_are_told_what_readers_see(client: Client, work: Work) -> None:
    Work.objects.update(kind=WorkKind.REPORT)
    file = archive.work_file(work, "fr", name="a.pdf", media_type="application/pdf", title="Reconnaissance")
    [node] = [node for node in nodes(page(client, work)) if node["@type"] == "Report"]
    assert node["name"] == "Recognition <of> the role"
    assert node["datePublished"] == "2003-09"
    assert node["author"] == [
        {"@type": "Organization", "name": "Assembly of States Parties"},
        "Jane Doe",
        "منظمة",
    ]
    assert node["@id"] == f"http://localhost:8000/d/{work.pk}/"
    assert node["encoding"] == [
        {
            "@type": "MediaObject",
            "contentUrl": f"http://localhost:8000/d/{work.pk}/fr",
            "encodingFormat": "application/pdf",
            "inLanguage": "fr",
            "contentSize": f"{file.size} B",
            "sha256": file.sha256,
            "uploadDate": file.added_at.date().isoformat(),
            "name": "Reconnaissance",
        }
    ]


def test_only_staff_see_the_way_to_a_file_that_is_not_public(client: Client, work: Work) -> None:
    archive.work_file(work, "en", access=Access.STAFF)
    assert "versions__item" not in page(client, work)


# --- Addresses, queries ------------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", ["", "x/", "شيء/"])
def test_another_slug_leads_to_the_present_one(client: Client, work: Work, slug: str) -> None:
    response = client.get(f"{ArchivePage.objects.get().address_in('ar')}{work.pk}/{slug}")
    assert (response.status_code, response["Location"]) == (301, address(work, "ar"))


def queries(client: Client, where: str) -> int:
    assert client.get(where).status_code == 200
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(where).status_code == 200
    return len(captured)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_page_costs_the_same_however_much_there_is(
    client: Client, work: Work, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = {"case_subject": lambda code, values: [f"/{code}/{each['code']}/" for each in values]}
    monkeypatch.setattr(addresses, "_of_many", many)
    for code in ("en", "ar"):  # without one in the reader's language there is a form that waits for it
        archive.work_file(work, code)
    few = queries(client, address(work, language))
    for number, code in enumerate(("fr", "es", "sw", "ru", "zh", "pt", "de", "it", "fa")):
        archive.work_file(work, code)
        archive.work_file(work, code, f"second {number}".encode())
        other = archive.work(f"Other {number}")
        WorkRelation.objects.create(work=other, kind=RelationKind.CORRIGENDUM, other=work)
        WorkRelation.objects.create(work=work, kind=RelationKind.REVISION, other=other)
        work.subjects.add(archive.subject(SubjectKind.CASE, f"icc-{number}"))
    FileText.objects.bulk_create(
        FileText(file=file, text="x", is_readable=True) for file in WorkFile.objects.filter(is_current=True)
    )
    assert queries(client, address(work, language)) == few <= BUDGET
