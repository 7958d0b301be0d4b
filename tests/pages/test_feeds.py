"""Each section offers what is new to a feed reader, in the language of its address."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from cicc_site import languages
from pages import feeds
from pages.models import (
    CampaignIndexPage,
    CasePage,
    CourtUpdateIndexPage,
    CourtUpdatePage,
    HomePage,
    PressIndexPage,
    PressReleasePage,
    PublicationIndexPage,
    SitePage,
    SituationIndexPage,
    VacancyIndexPage,
)
from tests import atom

pytestmark = [pytest.mark.content, pytest.mark.django_db]

SECTIONS = [
    CourtUpdateIndexPage,
    PressIndexPage,
    CampaignIndexPage,
    PublicationIndexPage,
    VacancyIndexPage,
    SituationIndexPage,
]


def release(title: str, **values: Any) -> PressReleasePage:
    """A live press release with an English title and nothing else, as publishing leaves it."""
    now = timezone.now()
    dates = {"date": dt.date(2026, 9, 1), "first_published_at": now, "last_published_at": now}
    page = PressReleasePage(**{"title_en": title, **dates, **values})
    PressIndexPage.objects.get().add_child(instance=page)
    return PressReleasePage.objects.get(pk=page.pk)


def feed(client: Client, page: SitePage, language: str = "en") -> Any:
    """The feed below a page, read."""
    return atom.parse(client.get(f"{page.address_in(language)}feed/").content)


def entries(root: Any) -> dict[str, Any]:
    return {entry.findtext("a:title", "", atom.NS): entry for entry in root.findall("a:entry", atom.NS)}


def pages_with_feeds() -> list[SitePage]:
    told = CourtUpdatePage.objects.exclude(case=None).order_by("pk").first()
    assert told is not None
    assert told.case is not None
    return [*(model.objects.get() for model in SECTIONS), told.case, told.case.get_parent().specific]


@pytest.mark.parametrize("code", languages.codes())
def test_every_feed_is_valid_and_no_identity_serves_twice(client: Client, code: str) -> None:
    release("A release without a summary")
    addresses = [f"{page.address_in(code)}feed/" for page in pages_with_feeds()] + [f"/{code}/feed/"]
    seen = []
    for address in addresses:
        answer = client.get(address)
        assert answer.headers["Content-Type"].startswith("application/atom+xml"), address
        assert atom.problems(answer.content) == [], address
        root = atom.parse(answer.content)
        assert atom.language_of(root) == code
        assert urlsplit(atom.links(root, "self")[0].get("href")).path == address
        seen.append(root.findtext("a:id", "", atom.NS))
    assert len(set(seen)) == len(addresses)


def test_the_validator_sees_what_is_wrong(client: Client) -> None:
    good = client.get("/en/feed/").content.decode()
    assert atom.problems(good.encode()) == []
    spoils = [
        (r"<updated>[^<]+</updated>", ""),
        (r"<updated>[^<]+</updated>", "<updated>2026-01-01</updated>"),
        (r"(?s)<author>.*?</author>", ""),
        (r"<id>[^<]+</id>", "<id>/en/relative/</id>"),
        (r"<title .*?</title>", ""),
        (r"<(/?)subtitle", r"<\1headline"),
        (r'rel="self"', 'rel="alternate"'),
        (r'href="http[^"]+"', 'href="/en/"'),
    ]
    for pattern, replacement in spoils:
        assert atom.problems(re.sub(pattern, replacement, good).encode()), pattern


@pytest.mark.parametrize("code", languages.codes())
def test_the_feed_of_the_court_updates_holds_the_newest(client: Client, code: str) -> None:
    found = entries(feed(client, CourtUpdateIndexPage.objects.get(), code))
    newest = CourtUpdatePage.objects.live().order_by("-date", "-pk")[:10]
    assert {getattr(page, f"title_{code}") for page in newest} <= set(found)
    assert len(found) > 10


def test_an_update_on_an_old_event_is_news_all_the_same(client: Client) -> None:
    """A follower must not miss it because thirty others bear later dates."""
    section = CourtUpdateIndexPage.objects.get()
    yesterday = timezone.now() - dt.timedelta(days=1)
    for number in range(feeds.NEWEST):
        page = CourtUpdatePage(title_en=f"Later {number}", date=dt.date(2026, 1, 1) + dt.timedelta(number))
        page.first_published_at = page.last_published_at = yesterday
        section.add_child(instance=page)
    old = CourtUpdatePage(title_en="Of long ago", date=dt.date(2005, 1, 1))
    section.add_child(instance=old)
    old.save_revision().publish()
    assert "Of long ago" in entries(feed(client, section))
    assert "Of long ago" in entries(atom.parse(client.get("/en/feed/").content))


def test_identities_outlive_new_addresses(client: Client, settings: Any) -> None:
    page = release("Lasting", title_es="Duradero", title_ar="باقٍ")
    section = PressIndexPage.objects.get()

    def identities() -> list[str]:
        found = [entries(feed(client, section, code)) for code in languages.codes()]
        return [
            entry.findtext("a:id", "", atom.NS)
            for listed in found
            for title, entry in listed.items()
            if title in {"Lasting", "Duradero", "باقٍ"}
        ]

    before = identities()
    assert len(before) == len(set(before)) == len(languages.codes())
    page.slug, page.slug_es = "renamed", "con-otro-nombre"
    page.save_revision().publish()
    section.slug = "media"
    section.save()
    section.move(SitePage.objects.get(pk=SituationIndexPage.objects.get().pk), pos="last-child")
    settings.SITE_URL = "https://elsewhere.example"
    section = PressIndexPage.objects.get()
    assert "/renamed/" in client.get(f"{section.address_in('en')}feed/").content.decode()
    assert identities() == before


def test_one_page_has_one_identity_in_all_feeds_of_a_language(client: Client) -> None:
    release("In two feeds")
    there = entries(feed(client, PressIndexPage.objects.get()))["In two feeds"]
    here = entries(atom.parse(client.get("/en/feed/").content))["In two feeds"]
    assert here.findtext("a:id", "", atom.NS) == there.findtext("a:id", "", atom.NS)


def test_an_entry_without_translation_says_its_language(client: Client) -> None:
    release("Only English", summary_en="English words", summary_ar="كلمات عربية")
    entry = entries(feed(client, PressIndexPage.objects.get(), "ar"))["Only English"]
    assert entry.get(atom.LANGUAGE) == "en"
    assert atom.language_of(entry.find("a:summary", atom.NS)) == "ar"
    assert entry.findtext("a:author/a:name", "", atom.NS) == "Coalition for the International Criminal Court"
    link = atom.links(entry, "alternate")[0]
    assert "/ar/" in link.get("href")
    assert link.get("hreflang") == "ar"


def test_an_entry_in_its_language_needs_no_mark(client: Client) -> None:
    release("Both", title_ar="بالعربية")
    entry = entries(feed(client, PressIndexPage.objects.get(), "ar"))["بالعربية"]
    assert atom.LANGUAGE not in entry.attrib
    assert [link.get("hreflang") for link in atom.links(entry, "alternate")] == ["ar", "en"]


def test_an_invented_item_says_so(client: Client) -> None:
    release("A try", is_demo=True)
    assert "[Demonstration] A try" in entries(feed(client, PressIndexPage.objects.get()))


def test_only_what_anybody_may_read_is_in_a_feed(client: Client) -> None:
    withdrawn, hidden = release("Withdrawn"), release("Behind a password")
    draft = PressReleasePage(title_en="A draft", date=dt.date(2026, 9, 1), live=False)
    PressIndexPage.objects.get().add_child(instance=draft)
    section = PressIndexPage.objects.get()
    assert {"Withdrawn", "Behind a password"} <= set(entries(feed(client, section)))
    withdrawn.unpublish()
    PageViewRestriction.objects.create(page=SitePage.objects.get(pk=hidden.pk), restriction_type="password")
    for root in (feed(client, section), atom.parse(client.get("/en/feed/").content)):
        assert not {"Withdrawn", "Behind a password", "A draft"} & set(entries(root))


def test_the_feed_of_a_closed_section_is_closed_too(client: Client) -> None:
    release("Inside")
    section = PressIndexPage.objects.get()
    PageViewRestriction.objects.create(
        page=SitePage.objects.get(pk=section.pk), restriction_type="password", password="x"
    )
    answer = client.get(f"{section.address_in('en')}feed/")
    assert "Inside" not in answer.content.decode()
    assert not answer.headers["Content-Type"].startswith("application/atom+xml")


def test_a_feed_that_did_not_change_is_not_sent_again(client: Client) -> None:
    page = release("Once")
    address = f"{PressIndexPage.objects.get().address_in('fr')}feed/"
    first = client.get(address)
    etag, changed = first.headers["ETag"], first.headers["Last-Modified"]
    for headers in ({"If-None-Match": etag}, {"If-Modified-Since": changed}):
        again = client.get(address, headers=headers)
        assert (again.status_code, again.content) == (304, b"")
    page.unpublish()
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 200


def test_a_change_moves_the_moment_of_the_entry_and_of_the_feed(client: Client) -> None:
    page = release("Changing", title_fr="Changeant")
    section = PressIndexPage.objects.get()

    def moments() -> tuple[str, str, str]:
        root = feed(client, section, "fr")
        entry = entries(root)["Changeant"]
        return (
            root.findtext("a:updated", "", atom.NS),
            entry.findtext("a:updated", "", atom.NS),
            entry.findtext("a:published", "", atom.NS),
        )

    def french_is_of(hours: int) -> None:
        moment = timezone.now() + dt.timedelta(hours=hours)
        stamps = SitePage.objects.get(pk=page.pk).stamps
        stamps["fr"] = {**stamps["fr"], "on": moment.isoformat(timespec="seconds")}
        SitePage.objects.filter(pk=page.pk).update(stamps=stamps)

    french_is_of(1)
    later = moments()
    # Another language published meanwhile is no news to readers of the French feed.
    SitePage.objects.filter(pk=page.pk).update(last_published_at=timezone.now() + dt.timedelta(hours=5))
    assert moments() == later
    french_is_of(2)
    latest = moments()
    assert later[0] == later[1] < latest[0] == latest[1]
    assert later[2] == latest[2]


def test_an_old_release_keeps_the_day_it_bears(client: Client) -> None:
    release("Of 2005", date=dt.date(2005, 3, 31))
    entry = entries(feed(client, PressIndexPage.objects.get()))["Of 2005"]
    assert entry.findtext("a:published", "", atom.NS) == "2005-03-31T00:00:00Z"


def test_signs_that_xml_cannot_carry_do_not_break_a_feed(client: Client) -> None:
    page = release("Bell", summary_en="A & B < C")
    SitePage.objects.filter(pk=page.pk).update(title_en="Bell\x07 \ufffe]]> rings", summary_en="\x0b<b>&amp;")
    answer = client.get(f"{PressIndexPage.objects.get().address_in('en')}feed/")
    assert atom.problems(answer.content) == []
    assert "Bell ]]> rings" in entries(atom.parse(answer.content))


def test_a_case_can_be_followed(client: Client) -> None:
    update = CourtUpdatePage.objects.exclude(case=None).order_by("-date")[0]
    assert update.case is not None
    for page in (update.case, update.case.get_parent().specific):
        assert update.title in entries(feed(client, page)), page
    other = CasePage.objects.live().exclude(pk=update.case_id).filter(updates=None).first()
    assert other is not None
    assert entries(feed(client, other)) == {}


@pytest.mark.parametrize("code", languages.codes())
def test_pages_tell_browsers_of_their_feeds(client: Client, code: str) -> None:
    pattern = re.compile(r'<link rel="alternate" type="application/atom\+xml" title="[^"]+" href="([^"]+)">')
    for page in pages_with_feeds():
        text = client.get(page.address_in(code)).content.decode()
        own = f"{page.address_in(code)}feed/"
        assert pattern.findall(text) == [own, f"/{code}/feed/"]
        assert text.count(f'href="{own}"') == 2, "the link for people is missing"
    assert pattern.findall(client.get(f"/{code}/").content.decode()) == [f"/{code}/feed/"]


def test_a_feed_costs_the_same_however_long_it_is(client: Client) -> None:
    def queries(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    addresses = [f"{PressIndexPage.objects.get().address_in('ar')}feed/", "/ar/feed/"]
    for number in range(2):
        release(f"First {number}")
    few = [queries(address) for address in addresses]
    for number in range(8):
        release(f"More {number}")
    assert [queries(address) for address in addresses] == few
    assert few[0] <= 7


def test_nothing_else_answers_below_an_index(client: Client) -> None:
    address = PressIndexPage.objects.get().address_in("en")
    assert client.get(f"{address}feed/more/").status_code == 404
    assert client.get(f"{address}nothing/").status_code == 404
    assert client.get("/en/feed/more/").status_code == 404
    assert client.post("/en/feed/").status_code == 405


def test_a_feed_follows_its_section_to_a_new_address(client: Client) -> None:
    section = PressIndexPage.objects.get()
    former = f"{section.address_in('en')}feed/"
    section.slug = "media"
    section.save()
    answer = client.get(former)
    assert (answer.status_code, answer.headers["Location"]) == (301, f"{section.address_in('en')}feed/")


def test_the_home_page_is_the_home_of_the_whole_feed(client: Client) -> None:
    root = atom.parse(client.get("/es/feed/").content)
    home = HomePage.objects.get().address_in("es")
    assert urlsplit(atom.links(root, "alternate")[0].get("href")).path == home
    others = {link.get("hreflang"): link.get("href") for link in atom.links(root, "alternate")[1:]}
    assert {code: urlsplit(href).path for code, href in others.items()} == {
        code: f"/{code}/feed/" for code in languages.codes() if code != "es"
    }
