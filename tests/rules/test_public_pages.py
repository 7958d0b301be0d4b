"""House rules of every public page, in every language: what holds for one holds for all."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.utils import translation
from wagtail.models import get_page_models

from cicc_site import languages
from documents.models import FileText, Work, WorkRelation
from members.models import Country
from pages.archive.addresses import reading_address, work_address
from pages.models import ArchivePage, SitePage
from pages.world.addresses import country_address
from tests.collecting import collecting
from tests.factories import archive

pytestmark = [pytest.mark.content, pytest.mark.django_db]

# Addresses without a language of their own that a page may point to.
WITHOUT_LANGUAGE = ("/static/", "/files/", "/media/", "/d/", "#", "mailto:", "tel:", "?", ".")
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass
class Seen(HTMLParser):
    """What one page consists of."""

    headings: list[int] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    html: dict[str, str | None] = field(default_factory=dict)
    alternates: dict[str, str] = field(default_factory=dict)
    canonical: str = ""
    inline: list[str] = field(default_factory=list)
    images_without_alt: int = 0
    open: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag not in VOID:
            self.open.append(tag)
        if tag == "html":
            self.html = found
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if found.get("id"):
            self.ids.append(str(found["id"]))
        for name in ("aria-labelledby", "aria-describedby", "for"):
            self.references += str(found.get(name) or "").split()
        if tag == "a":
            self.links.append(str(found.get("href")))
        if tag == "link" and found.get("rel") == "alternate" and found.get("hreflang"):
            self.alternates[str(found["hreflang"])] = str(found["href"])
        if tag == "link" and found.get("rel") == "canonical":
            self.canonical = str(found["href"])
        if tag == "img" and "alt" not in found:
            self.images_without_alt += 1
        # A block of data is no script: browsers never run it, and a strict policy lets it pass.
        runs = tag == "script" and "src" not in found and found.get("type") != "application/ld+json"
        if "style" in found or runs or tag == "style":
            self.inline.append(tag)
        self.inline += [name for name in found if name.startswith("on")]

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, f"</{tag}> closes another element"


def addresses(language: str) -> Iterator[str]:
    """One page of each type, and what is no page: a country, a work and its text, a search, an address without one."""
    for model in get_page_models():
        page = (
            model.objects.live().filter(depth__gt=1).order_by("path").first()
            if model is not SitePage
            else None
        )
        if page is not None:
            yield page.address_in(language)
    yield country_address(Country.objects.get(alpha3="KEN"), language)
    work, index = Work.objects.get(title_en="Work"), ArchivePage.objects.get()
    yield work_address(work, language, index)
    yield reading_address(work, "ar", language, index)
    yield f"/{language}/search/"
    yield f"/{language}/search/?q=court"
    yield f"/{language}/there-is-no-such-page/"


@pytest.mark.parametrize("language", languages.codes())
def test_every_kind_of_page_keeps_the_rules(client: Client, language: str) -> None:
    """All of one language in one test: to open the pages takes longer than to look at them."""
    work = archive.work(
        "Work", date=dt.date(2003, 9, 11), authors=["Name"], held_elsewhere="https://example.org/"
    )
    for code in ("en", "sw", "ar"):
        archive.work_file(work, code, pages=3)
        FileText.objects.create(
            file=archive.work_file(work, code, code.encode()), text="A\fB", is_readable=True
        )
    WorkRelation.objects.create(work=archive.work("Later"), kind="supersedes", other=work)
    pages: dict[str, Seen] = {}
    with collecting() as walk:
        for address in addresses(language):
            with walk.at(address):
                pages[address] = Seen()
                pages[address].feed(client.get(address).content.decode())
        for address, page in pages.items():
            for rule in (is_well_made, keeps_to_the_language, is_found_by_search_engines):
                with walk.at(address, rule.__name__):
                    rule(address, page)
        links = links_of(pages)
        countries = [country_address(country, language) for country in Country.objects.with_page()]
        turn = languages.codes().index(language)
        opened = {
            *a_part_of_the_alike(sorted(links - set(countries)), turn),
            *countries[turn :: len(languages.codes())],
        }
        for link in sorted(opened):
            with walk.at(link, "is linked to"):  # answers at once: no error and no detour
                assert client.get(link).status_code == 200
    assert len(pages) > 15, "the rules would prove nothing"
    assert len(opened - set(countries)) > 20
    # test_country_addresses.py relies on it: all of them are linked to, and have been opened in one language.
    assert set(countries) <= links


def is_well_made(address: str, page: Seen) -> None:
    language = languages.by_code(address.split("/")[1])
    assert (page.html.get("lang"), page.html.get("dir")) == (language.code, language.direction)
    assert page.headings.count(1) == 1
    assert page.headings[0] == 1
    steps = zip(page.headings, page.headings[1:], strict=False)
    assert all(after - before <= 1 for before, after in steps), page.headings
    assert len(page.ids) == len(set(page.ids)), page.ids
    assert set(page.references) <= set(page.ids)
    assert page.inline == []
    assert page.images_without_alt == 0
    assert page.open == []


def keeps_to_the_language(address: str, page: Seen) -> None:
    own = f"/{address.split('/')[1]}/"
    assert len(page.links) > 10
    foreign = [
        link
        for link in page.links
        if not link.startswith((own, *WITHOUT_LANGUAGE)) and not link.startswith("http")
    ]
    if "/search/?q" in address:  # a hit names the languages it is also in
        foreign = list({link.split("/")[1]: link for link in foreign}.values())
    # The switch: one link to each other language, and nothing else.
    assert sorted(link.split("/")[1] for link in foreign) == sorted(
        code for code in languages.codes() if f"/{code}/" != own
    ), foreign


def is_found_by_search_engines(address: str, page: Seen) -> None:
    """In every language, at the address of each."""
    if any(part in address for part in ("search", "no-such-page", "/text/")):
        assert page.canonical == ""
        return
    assert set(page.alternates) == {*languages.codes(), "x-default"}
    assert page.canonical == page.alternates[address.split("/")[1]]
    assert page.canonical.endswith(address)
    if address.count("/") > 2:
        assert page.alternates["x-default"] == page.alternates["en"]


def links_of(pages: dict[str, Seen]) -> set[str]:
    """Every address of the site that these pages point to."""
    links = {link for page in pages.values() for link in page.links if link.startswith("/")}
    return {link for link in links if "there-is-no-such-page" not in link}


def a_part_of_the_alike(links: list[str], turn: int) -> Iterator[str]:
    """Of many links to one place (cases, works, questions to a list) every fourth, in each language others."""
    places: dict[str, list[str]] = {}
    for link in links:
        place = link.partition("?")[0] if "?" in link else re.sub(r"[^/]+/?$", "", link)
        places.setdefault(place, []).append(link)
    for alike in places.values():
        yield from alike if len(alike) < 8 else alike[turn :: len(languages.codes())]


def test_text_without_translation_is_marked(client: Client) -> None:
    """A page that exists in English only says so in Arabic, and marks the English words as such."""
    from pages.models import AboutPage, HomePage

    page = AboutPage(
        title_en="Only English", slug="only-english", body_en='[{"type": "text", "value": "<p>Here</p>"}]'
    )
    HomePage.objects.get().add_child(instance=page)
    with translation.override("ar"):
        answer = client.get(page.address_in("ar")).content.decode()
    assert '<h1 class="page-header__title" lang="en" dir="ltr">Only English</h1>' in answer
    assert '<div class="prose" lang="en" dir="ltr">' in answer
    assert 'class="notice"' in answer
    assert 'class="notice"' not in client.get(page.address_in("en")).content.decode()
