"""Where an address lies, on any file system; and how one file links to another."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from urllib.parse import quote, unquote, urljoin

import pytest

from pages.static_mirror import places
from pages.static_mirror.addresses import normal

ARABIC = "المحكمة-الجنائية-الدولية"


@pytest.mark.parametrize(
    ("address", "media_type", "place"),
    [
        ("/", "text/html", "index.html"),
        ("/en/press/", "text/html", "en/press/index.html"),
        ("/en/press/?page=2", "text/html", "en/press/page.2/index.html"),
        ("/en/press/?page=2&year=2024", "text/html", "en/press/year.2024/page.2/index.html"),
        ("/en/feed/", "application/atom+xml", "en/feed/index.xml"),
        ("/en/countries/map.svg", "image/svg+xml", "en/countries/map.svg"),
        ("/d/12/cite.bib?language=ar", "application/x-bibtex", "d/12/language.ar/cite.bib"),
        ("/.well-known/security.txt", "text/plain", ".well-known/security.txt"),
        (f"/ar/{quote(ARABIC)}/", "text/html", f"ar/{ARABIC}/index.html"),
        ("/en/con/aux.txt", "text/plain", "en/_con/_aux.txt"),
        ("/en/../../etc/passwd", "text/html", "en/etc/passwd/index.html"),
        ("/en/%2e%2e/%2e%2e%2fx/", "text/html", "en/x/index.html"),
    ],
)
def test_where_an_address_lies(address: str, media_type: str, place: str) -> None:
    assert places.place_of(address, media_type) == place


def test_a_file_that_is_saved_has_its_name() -> None:
    said = "inline; filename=\"Resolution 8.pdf\"; filename*=UTF-8''R%C3%A9solution%208.pdf"
    assert places.place_of("/d/12/fr", "application/pdf", said) == "d/12/fr/Résolution 8.pdf"


@pytest.mark.parametrize("name", ["../../x.pdf", "a/b.pdf", 'a"b<c>.pdf', "..", "a\\b.pdf"])
def test_no_name_leaves_its_folder(name: str) -> None:
    place = places.place_of(
        "/d/12/fr", "application/pdf", f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    )
    assert place.startswith("d/12/fr/")
    assert place.count("/") == 3
    assert Path(place).name not in ("..", ".", "")


def test_letters_are_composed_and_the_same_address_is_one() -> None:
    apart = unicodedata.normalize("NFD", "résolution")
    assert normal(f"/fr/{quote(apart)}/") == normal("/fr/r%C3%A9solution/") == normal("/fr/résolution/")
    assert places.place_of(f"/fr/{quote(apart)}/", "text/html") == "fr/résolution/index.html"


def test_a_name_that_is_too_long_is_cut_between_letters_and_stays_one_of_its_own() -> None:
    one, other = ("ا" * 250 + end for end in "بت")
    names = [places.safe(name) for name in (one, other)]
    assert all(len(name.encode()) <= places.LONGEST for name in names)
    assert names[0] != names[1]
    assert places.safe(f"{one}.pdf").endswith(".pdf")


@pytest.mark.parametrize("plain", [True, False])
@pytest.mark.parametrize(
    "on", ["index.html", "en/index.html", f"ar/{ARABIC}/index.html", "en/a/page.2/index.html"]
)
@pytest.mark.parametrize(
    "to", ["index.html", "en/index.html", f"ar/{ARABIC}/x/index.html", "d/1/é b#.pdf", "en/feed/index.xml"]
)
def test_a_link_leads_where_it_should_in_any_folder(on: str, to: str, plain: bool) -> None:
    link = places.link(to, on, plain=plain)
    assert not link.startswith("/")
    reached = unquote(urljoin(f"http://any.example/a/folder/{quote(on)}", link))
    expected = to if plain or not to.endswith("index.html") else to.removesuffix("index.html")
    assert reached == f"http://any.example/a/folder/{expected}"


def test_a_page_shown_at_any_address_links_from_the_root() -> None:
    assert places.link("en/a/index.html", None, plain=False, root="/cicc/") == "/cicc/en/a/"
    assert places.link("index.html", None, plain=False) == "/"
