"""A mirror of a small tree: everything public in every language, nothing else, and nothing that needs a server."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote

import pytest
from django.conf import settings
from django.template import Context, Template
from wagtail.models import PageViewRestriction

from cicc_site import languages
from members import read_only
from pages.models import MissedAddress, Redirect
from pages.static_mirror import markup, notices
from pages.static_mirror.asking import as_for_a_mirror
from pages.static_mirror.making import Result
from tests.factories import pages as make
from tests.pages.static_mirror.conftest import Mirror, Publish

pytestmark = pytest.mark.django_db

VALLEY = {
    code: f"{code}/{'north/valley' if code == 'en' else f'north-{code}/valley-{code}'}/index.html"
    for code in languages.codes()
}
ARABIC = "المحكمة-الجنائية"


def test_every_page_is_there_in_every_language_and_every_link_works(
    mirror: Mirror, made: Result, tree: SimpleNamespace
) -> None:
    assert made.faults == []
    assert made.checked is not None
    assert made.checked.broken == []
    assert made.checked.links > 100
    for code, place in VALLEY.items():
        assert make.text("Valley", "body", code) in mirror.text(place)
        assert f'<html lang="{code}" dir="{languages.by_code(code).direction}">' in mirror.text(place)
    assert {
        "robots.txt",
        "sitemap.xml",
        "sitemap-pages-1.xml",
        ".well-known/security.txt",
        "404.html",
    } <= mirror.places()
    assert all(f"{code}/feed/index.xml" in mirror.places() for code in languages.codes())


def test_nothing_is_left_that_needs_the_website(mirror: Mirror, made: Result, tree: SimpleNamespace) -> None:
    for place, text in mirror.pages().items():
        page = markup.read(text)
        assert page.forms == [], place
        assert [tag.name for tag in page.tags if tag.name in ("input", "button", "textarea")] == [], place
        scripts = [tag.attributes for tag in page.tags if tag.name == "script"]
        assert all(
            script.get("type") == "application/ld+json" or "_mirror/" in (script["src"] or "")
            for script in scripts
        )
        public = [tag for tag in page.tags if any(settings.SITE_URL in link for link in tag.links())]
        assert all(tag.names_public_address or tag.attributes.get("rel") == "external" for tag in public), (
            place
        )
    script = next(place for place in mirror.places() if re.fullmatch(r"_mirror/mirror\.[0-9a-f]+\.js", place))
    assert not re.search(
        r"fetch\(|XMLHttpRequest|import |location", mirror.text(script).replace("location.hash", "")
    )


def test_readers_are_told_in_their_language_and_since_when(
    mirror: Mirror, made: Result, tree: SimpleNamespace
) -> None:
    told = {
        "en": "Copy of the website",
        "es": "Copia del sitio web",
        "fr": "Copie du site web",
        "ar": "نسخة من الموقع",
    }
    for code, words in told.items():
        text = mirror.text(VALLEY[code])
        assert words in text
        assert notices.TAKEN not in text
        assert notices.ABOUT_HERE not in text
        about = mirror.text(f"{code}/{notices.ABOUT}/index.html")
        assert all(f'id="{part}"' in about for part in ("search", "filters", "forms", "data", "missing"))


def test_what_a_read_only_site_says_above_its_forms_is_not_in_it() -> None:
    """A copy that stays for weeks must not ask readers to come back in a quarter of an hour."""
    form = Template("{% load operating_tags %}{% read_only_notice %}")
    read_only.turn_on()
    assert "quarter of an hour" in form.render(Context())
    with as_for_a_mirror(settings.SITE_URL):
        assert form.render(Context()).strip() == ""


def test_the_first_page_leaves_the_language_to_the_reader(
    mirror: Mirror, made: Result, tree: SimpleNamespace
) -> None:
    links = [tag.links() for tag in markup.read(mirror.text("index.html")).tags if tag.name == "a"]
    assert links == [[f"{code}/"] for code in languages.codes()]


def test_what_nobody_may_read_is_not_there(mirror: Mirror, tree: SimpleNamespace) -> None:
    PageViewRestriction.objects.create(page=tree.valley, restriction_type=PageViewRestriction.LOGIN)
    tree.south.unpublish()
    result = mirror.make()
    assert result.is_whole
    said = "\n".join(
        mirror.text(place) for place in mirror.places() if not place.endswith((".woff2", ".png"))
    )
    for hidden in ("Village", "South"):
        assert hidden not in said
    assert make.text("Valley", "body", "en") not in said


def test_a_page_that_was_withdrawn_is_gone_with_the_next_run(
    mirror: Mirror, made: Result, tree: SimpleNamespace
) -> None:
    assert "en/south/index.html" in mirror.places()
    tree.south.unpublish()
    result = mirror.make()
    assert result.counts["removed"] >= len(languages.codes())
    assert not any("south" in place for place in mirror.places())
    assert "South" not in "".join(mirror.pages().values())


def test_a_second_run_touches_nothing(mirror: Mirror, made: Result, tree: SimpleNamespace) -> None:
    before = mirror.moments()
    second = mirror.make()
    assert made.counts["new"] == made.files > 20
    assert second.counts == {"unchanged": made.files, "removed": 0}
    after = mirror.moments()
    touched = {place for place in before if before[place] != after[place]}
    assert touched == {"_mirror/manifest.json", "_mirror/redirects.map"}


def test_one_changed_page_is_one_changed_page(
    mirror: Mirror, made: Result, tree: SimpleNamespace, publish: Publish
) -> None:
    before = mirror.moments()
    publish(tree.village, body_fr=make.body("Autre", "fr"))
    result = mirror.make()
    touched = {place for place, moment in mirror.moments().items() if before.get(place) != moment}
    pages = {place for place in touched if place.endswith(".html")}
    assert "fr/north-fr/valley-fr/village-fr/index.html" in pages
    assert all("village" in place for place in pages)
    assert result.counts["changed"] == len({place for place in touched if not place.startswith("_mirror/")})


def test_the_day_of_a_page_stays_while_the_page_does(
    mirror: Mirror, tree: SimpleNamespace, publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = iter(["1 May 2031", "2 June 2031"])
    told: list[str] = []
    monkeypatch.setattr(notices, "day_in", lambda _day, _language: told[-1])
    told.append(next(days))
    mirror.make()
    told.append(next(days))
    publish(tree.village, body_en=make.body("Other", "en"))
    mirror.make()
    assert "1 May 2031" in mirror.text("en/south/index.html")
    assert "2 June 2031" in mirror.text("en/north/valley/village/index.html")
    assert "2 June 2031" in mirror.text(f"en/{notices.ABOUT}/index.html")


def test_hostile_titles_stay_words(mirror: Mirror, tree: SimpleNamespace, publish: Publish) -> None:
    title = "</title><form action='/x'><script src='/y.js'></script>\" onload=\"a <a href='/z/'>"
    publish(tree.south, title_en=title, title_ar=f"‮{title}")
    result = mirror.make()
    assert result.is_whole
    for place in ("en/south/index.html", "ar/south-ar/index.html", "en/index.html"):
        page = markup.read(mirror.text(place))
        assert "&lt;script src=" in page.text or place == "en/index.html"
        assert not any("/z/" in link or "/y.js" in link for tag in page.tags for link in tag.links())


def test_arabic_addresses_of_any_length(mirror: Mirror, tree: SimpleNamespace, publish: Publish) -> None:
    long = f"{ARABIC}-{'ا' * 200}"
    publish(tree.north, slug_ar=ARABIC)
    publish(tree.valley, slug_ar=long)
    result = mirror.make()
    assert result.is_whole
    places = [place for place in mirror.places() if place.startswith(f"ar/{ARABIC}/")]
    assert f"ar/{ARABIC}/index.html" in places
    assert any(place.startswith(f"ar/{ARABIC}/{ARABIC}-ااا") for place in places)
    assert all(len(part.encode()) < 255 for place in places for part in Path(place).parts)


def test_links_work_in_any_folder_and_without_a_server(mirror: Mirror, tree: SimpleNamespace) -> None:
    mirror.make(plain=True)
    for place, text in mirror.pages().items():
        if place.endswith("404.html"):
            continue  # shown at any address, so only by a server
        for tag in markup.read(text).tags:
            for link in tag.links() if not tag.names_public_address else []:
                if re.match(r"[a-z]+:", link) or link.startswith("#"):
                    continue
                path = (mirror.target / place).parent / unquote(link.partition("#")[0])
                assert path.is_file(), (place, link)
                assert path.resolve().is_relative_to(mirror.target)


def test_a_copy_for_good_says_its_own_address(mirror: Mirror, tree: SimpleNamespace) -> None:
    result = mirror.make(base="https://archive.example/cicc")
    assert result.is_whole
    text = mirror.text("en/south/index.html")
    assert '<link rel="canonical" href="https://archive.example/cicc/en/south/">' in text
    assert "https://archive.example/cicc/en/" in mirror.text("en/feed/index.xml")
    assert "https://archive.example/cicc/en/south/" in mirror.text("sitemap-pages-1.xml")
    assert 'href="/cicc/en/"' in mirror.text("404.html")
    left = [
        place
        for place in mirror.places()
        if place.endswith((".html", ".xml", ".txt")) and settings.SITE_URL in mirror.text(place)
    ]
    assert left == []
    assert settings.SITE_URL == "http://localhost:8000"


def test_old_addresses_lead_on(mirror: Mirror, tree: SimpleNamespace, publish: Publish) -> None:
    publish(tree.north, slug="upper", slug_fr="haut")
    Redirect.objects.create(old_address="/en/printed", page=tree.village)
    Redirect.objects.create(old_address="/?mod=valley", page=tree.valley)
    result = mirror.make()
    assert result.is_whole
    assert 'content="0; url=../upper/"' in mirror.text("en/north/index.html")
    assert 'content="0; url=../haut/"' in mirror.text("fr/north-fr/index.html")
    assert 'content="0; url=../upper/valley/village/"' in mirror.text("en/printed/index.html")
    lines = mirror.text("_mirror/redirects.map").splitlines()
    assert '"/en/printed/" "/en/upper/valley/village/";' in lines
    assert '"/?mod=valley&lang=fr" "/fr/haut/valley-fr/";' in lines
    assert '"/index.php?mod=valley" "/en/upper/valley/";' in lines


def test_nothing_is_counted_or_kept_of_the_reading(
    mirror: Mirror, tree: SimpleNamespace, settings: Any
) -> None:
    before = (settings.FILES_LIMIT, settings.OPEN_DATA_LIMIT, settings.ARCHIVE_ACCEL, settings.SITE_URL)
    mirror.make()
    assert MissedAddress.objects.count() == 0
    assert before == (
        settings.FILES_LIMIT,
        settings.OPEN_DATA_LIMIT,
        settings.ARCHIVE_ACCEL,
        settings.SITE_URL,
    )
