"""What pages say to search engines as schema.org data: complete, true, in its language, and shut in."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any, TypeVar
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone, translation

from cicc_site import languages
from pages import structured_data
from pages.models import (
    AboutPage,
    CasePage,
    CourtUpdatePage,
    HomePage,
    PressIndexPage,
    PressReleasePage,
    SitePage,
    SiteSettings,
    VacancyIndexPage,
    VacancyPage,
)
from pages.models.settings import Office, SocialLink

pytestmark = [pytest.mark.content, pytest.mark.django_db]

SCRIPT = re.compile(r"<script type=\"application/ld\+json\">(.*?)</script>", re.DOTALL)
Node = dict[str, Any]
P = TypeVar("P", bound=SitePage)

# What schema.org's users ask for at the least: (property, type of its value).
REQUIRED: dict[str, dict[str, type]] = {
    "Organization": {"name": str, "url": str},
    "WebSite": {"name": str, "url": str, "inLanguage": str},
    "NewsArticle": {
        "headline": str,
        "datePublished": str,
        "dateModified": str,
        "inLanguage": str,
        "image": list,
        "author": dict,
        "publisher": dict,
        "mainEntityOfPage": str,
    },
    "BreadcrumbList": {"itemListElement": list},
    "ListItem": {"position": int, "name": str},
    "JobPosting": {
        "title": str,
        "description": str,
        "datePosted": str,
        "validThrough": str,
        "hiringOrganization": dict,
        "jobLocation": dict,
    },
    "Place": {"address": dict},
    "PostalAddress": {},
}
ALLOWED = {
    "Organization": {"@id", "slogan", "address", "sameAs"},
    "WebSite": {"publisher"},
    "NewsArticle": {"description"},
    "ListItem": {"item"},
    "JobPosting": {"employmentType", "url"},
    "PostalAddress": {"name", "streetAddress", "addressLocality"},
}


def nodes(client: Client, page: SitePage, language: str = "en") -> list[Node]:
    """The nodes of a page, read as a machine does."""
    blocks = SCRIPT.findall(client.get(page.address_in(language)).content.decode())
    assert len(blocks) == 1
    data = json.loads(blocks[0])
    assert data.pop("@context") == "https://schema.org"
    found: list[Node] = data.get("@graph", [data])
    for node in found:
        check(node)
    return found


def check(node: Node) -> None:
    """Hold a node and all within it to what is required of their types, and to what we mean to say."""
    if "@type" not in node:
        assert set(node) == {"@id"}
        return
    kind = node["@type"][0] if isinstance(node["@type"], list) else node["@type"]
    for name, value_type in REQUIRED[kind].items():
        assert isinstance(node[name], value_type), (kind, name)
        assert node[name], (kind, name)
    assert set(node) <= {"@type", *REQUIRED[kind], *ALLOWED.get(kind, set())}, kind
    for name, value in node.items():
        if name.startswith("date") or name == "validThrough":
            dt.datetime.fromisoformat(value)
        if name in {"url", "item", "mainEntityOfPage", "@id"}:
            assert urlsplit(value).scheme in {"http", "https"}, (kind, name)
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, dict):
                check(inner)


def of_type(found: list[Node], kind: str) -> Node | None:
    return next((node for node in found if kind in (node["@type"], *node["@type"])), None)


def added(section: SitePage, page: P) -> P:
    """The page below its section, as publishing leaves it."""
    section.add_child(instance=page)
    now = timezone.now()
    type(page).objects.filter(pk=page.pk).update(first_published_at=now, last_published_at=now)
    found: P = type(page).objects.get(pk=page.pk)
    return found


def release(title: str, **values: Any) -> PressReleasePage:
    page = PressReleasePage(**{"title_en": title, "date": dt.date(2026, 9, 1), **values})
    return added(PressIndexPage.objects.get(), page)


def vacancy(**values: Any) -> VacancyPage:
    facts: dict[str, Any] = {
        "title_en": "Legal officer",
        "summary_en": "Works on <cooperation> & law.",
        "duty_station_en": "The Hague, Netherlands",
        "duty_station_ar": "لاهاي، هولندا",
        "body_en": [("text", "<p>What the officer does.</p>")],
        "deadline": timezone.now().date() + dt.timedelta(days=10),
        "time_zone": "America/New_York",
    }
    page = VacancyPage(**{**facts, **values})
    return added(VacancyIndexPage.objects.get(), page)


# --- Who we are ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", languages.codes())
def test_the_home_page_says_who_we_are(client: Client, code: str) -> None:
    found = nodes(client, HomePage.objects.get(), code)
    organization = of_type(found, "Organization")
    assert organization is not None
    with translation.override(code):
        assert organization["name"] == structured_data.publisher()["name"]
    assert organization["slogan"] == getattr(SiteSettings.load(), f"tagline_{code}")
    assert of_type(found, "BreadcrumbList") is None


def test_only_what_the_settings_know_of_today_is_said(client: Client) -> None:
    """The address of about 2009 is shown with its date; machines would take it for the present one."""
    home = HomePage.objects.get()
    organization = of_type(nodes(client, home), "Organization")
    assert organization is not None
    assert {"address", "sameAs"}.isdisjoint(organization)
    office = Office.objects.exclude(lines="").get()
    office.period_en = office.period_es = office.period_fr = office.period_ar = None
    office.save()
    SocialLink.objects.create(settings=SiteSettings.load(), name="Net", url="https://net.example/coalition")
    organization = of_type(nodes(client, home, "ar"), "Organization")
    assert organization is not None
    assert organization["address"][0]["streetAddress"].startswith("c/o WFM, 708 3rd Avenue")
    assert organization["address"][0]["name"] == "نيويورك"
    assert organization["sameAs"] == ["https://net.example/coalition"]
    Office.objects.all().delete()
    organization = of_type(nodes(client, home), "Organization")
    assert organization is not None
    assert organization["sameAs"] == ["https://net.example/coalition"]


# --- News ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", languages.codes())
def test_updates_and_releases_are_news(client: Client, code: str) -> None:
    update = CourtUpdatePage.objects.live().order_by("-date")[0]
    article = of_type(nodes(client, update, code), "NewsArticle")
    assert article is not None
    title = getattr(update, f"title_{code}")
    assert article["headline"] == title or (
        article["headline"].endswith("…") and len(article["headline"]) <= 110
    )
    assert article["inLanguage"] == code
    assert article["mainEntityOfPage"].endswith(update.address_in(code))
    assert f"/share/{code}/{update.pk}-" in article["image"][0]
    assert update.first_published_at is not None
    assert article["datePublished"] == update.first_published_at.isoformat(timespec="seconds")
    assert of_type(nodes(client, AboutPage.objects.live()[0], code), "NewsArticle") is None
    assert of_type(nodes(client, CasePage.objects.live()[0], code), "NewsArticle") is None


def test_a_headline_is_in_the_language_it_is_really_in(client: Client) -> None:
    page = release("Only English", summary_en="English too", summary_ar="بالعربية")
    article = of_type(nodes(client, page, "ar"), "NewsArticle")
    assert article is not None
    assert (article["headline"], article["inLanguage"]) == ("Only English", "en")
    assert article["publisher"]["name"] == "Coalition for the International Criminal Court"
    assert "description" not in article, "it is in another language than the headline"
    assert article["mainEntityOfPage"].endswith(page.address_in("ar"))


def test_a_release_of_earlier_years_keeps_its_day(client: Client) -> None:
    article = of_type(nodes(client, release("Old", date=dt.date(2004, 2, 29))), "NewsArticle")
    assert article is not None
    assert article["datePublished"].startswith("2004-02-29")
    assert article["dateModified"] > article["datePublished"]


def test_an_invented_release_is_no_news(client: Client) -> None:
    assert of_type(nodes(client, release("Invented", is_demo=True)), "NewsArticle") is None


# --- The way to a page -----------------------------------------------------------------------------------


@pytest.mark.parametrize("code", languages.codes())
def test_every_page_below_home_says_the_way_to_it(client: Client, code: str) -> None:
    page = CasePage.objects.live().order_by("path")[0]
    trail = of_type(nodes(client, page, code), "BreadcrumbList")
    assert trail is not None
    items = trail["itemListElement"]
    assert [item["position"] for item in items] == list(range(1, len(items) + 1))
    assert urlsplit(items[0]["item"]).path == f"/{code}/"
    assert items[-1]["name"] == getattr(page, f"title_{code}")
    above = [ancestor.address_in(code) for ancestor in page.get_ancestors().filter(depth__gt=2)]
    assert [urlsplit(item["item"]).path for item in items[1:-1]] == above
    assert all("item" in item for item in items[:-1])


# --- Vacancies -------------------------------------------------------------------------------------------


def test_an_open_vacancy_is_offered_as_its_page_states_it(client: Client) -> None:
    page = vacancy()
    job = of_type(nodes(client, page), "JobPosting")
    assert job is not None
    assert dt.datetime.fromisoformat(job["validThrough"]) == page.closes_at
    assert job["jobLocation"]["address"] == {
        "@type": "PostalAddress",
        "addressLocality": "The Hague, Netherlands",
    }
    assert "employmentType" not in job, "nobody said whether it is full time"
    assert job["description"] == "<p>Works on &lt;cooperation&gt; &amp; law.</p><p>What the officer does.</p>"
    assert job["hiringOrganization"]["name"] == "Coalition for the International Criminal Court"
    arabic = of_type(nodes(client, page, "ar"), "JobPosting")
    assert arabic is not None
    assert arabic["jobLocation"]["address"]["addressLocality"] == "لاهاي، هولندا"


def test_an_internship_says_so(client: Client) -> None:
    job = of_type(nodes(client, vacancy(kind="internship")), "JobPosting")
    assert job is not None
    assert job["employmentType"] == "INTERN"


def test_a_closed_or_invented_vacancy_is_not_offered(client: Client) -> None:
    closed = vacancy(deadline=timezone.now().date() - dt.timedelta(days=2))
    assert '"JobPosting"' not in client.get(closed.address_in("en")).content.decode()
    invented = vacancy(title_en="Demo", slug="demo", is_demo=True)
    assert '"JobPosting"' not in client.get(invented.address_in("en")).content.decode()
    assert '"JobPosting"' in client.get(vacancy(slug="real").address_in("en")).content.decode()


# --- Shut in ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "title",
    [
        "</script><script>alert(1)</script>",
        "News <!-- <script>",
        "]]> & \u2028 \u2029 \" ' \\ \\u003C",
        "{{ 7 }}{% now 'Y' %}",
    ],
    ids=ascii,
)
def test_no_title_breaks_out_of_the_block(client: Client, title: str) -> None:
    page = release(title, summary_en=title, slug="breaks-out")
    text = client.get(page.address_in("en")).content.decode()
    assert "<script>alert" not in text
    blocks = SCRIPT.findall(text)
    assert len(blocks) == 1
    assert not re.search(r"[<>&\u2028\u2029]", blocks[0])
    article = of_type(nodes(client, page), "NewsArticle")
    assert article is not None
    assert article["headline"] == title


def test_nothing_for_staff_is_said(client: Client) -> None:
    seen = 0
    for page in CasePage.objects.live().exclude(staff_notes=""):
        text = json.dumps(nodes(client, page), ensure_ascii=False)
        pieces = [page.staff_notes, page.sources, page.case_number if not page.public_number else ""]
        assert not [piece for piece in pieces if piece and piece in text]
        seen += 1
    assert seen > 5


def test_pages_that_are_not_listed_say_nothing(client: Client) -> None:
    for path in ("/en/search/?q=court", "/en/nothing-here/"):
        assert not SCRIPT.search(client.get(path).content.decode())


@pytest.mark.parametrize(
    ("text", "headline"), [("a " * 60, None), ("w" * 200, "w" * 109 + "…"), ("short", "short")]
)
def test_a_headline_is_no_longer_than_is_read(text: str, headline: str | None) -> None:
    found = structured_data.shortened(text.strip())
    assert len(found) <= structured_data.HEADLINE
    assert headline in (None, found)
