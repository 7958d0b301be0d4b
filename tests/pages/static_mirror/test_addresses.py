"""Which links lead to this site, which of them a mirror can hold, and which are followed."""

from __future__ import annotations

import pytest

from pages.static_mirror import addresses
from pages.static_mirror.addresses import DATA, FILTERS, FORMS, SEARCH, Sites

SITES = Sites(["https://copy.example/cicc", "https://site.example"])


@pytest.mark.parametrize(
    ("link", "found"),
    [
        ("/en/press/#top", ("/en/press/", "top")),
        ("../b/?year=2024&page=2", ("/en/b/?page=2&year=2024", "")),
        ("?page=2", ("/en/a/?page=2", "")),
        ("https://site.example", ("/", "")),
        ("https://site.example/ar/%D8%A3/", ("/ar/%D8%A3/", "")),
        ("https://site.example/ar/أ/", ("/ar/%D8%A3/", "")),
        ("https://copy.example/cicc/en/", ("/en/", "")),
        ("//site.example/en/", ("/en/", "")),
        ("https://other.example/en/", None),
        ("mailto:someone@site.example", None),
        ("javascript:alert(1)", None),
        ("https://[broken", None),
    ],
)
def test_which_links_lead_here(link: str, found: tuple[str, str] | None) -> None:
    assert SITES.address_of(link, "/en/a/") == found


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("/en/press/", ""),
        ("/en/press/?page=2&year=2024", ""),
        ("/static/css/site.css", ""),
        ("/admin/", FORMS),
        ("/ar/search/", SEARCH),
        ("/ar/search/?q=a", SEARCH),
        ("/en/membership/application/", FORMS),
        ("/en/document-wishes/12/", FORMS),
        ("/api/v1/organizations", DATA),
        ("/en/membership/directory/?q=demo", FILTERS),
        ("/en/countries/?on=2020-01-01", FILTERS),
        ("/en/countries/?a=../../etc", FILTERS),
    ],
)
def test_what_a_mirror_cannot_hold(address: str, why: str) -> None:
    assert addresses.left_out(address) == why


@pytest.mark.parametrize(
    ("address", "on", "followed"),
    [
        ("/en/a/?year=2024", "/en/a/", True),
        ("/en/a/?year=2024", "/en/a/?page=2", True),
        ("/en/a/?page=2&year=2024", "/en/a/?year=2024", True),
        ("/en/a/?year=2023", "/en/a/?year=2024", False),
        ("/en/a/?sort=name&year=2024", "/en/a/?year=2024", False),
        ("/en/b/", "/en/a/?year=2024", True),
    ],
)
def test_filters_of_filters_are_not_followed(address: str, on: str, followed: bool) -> None:
    assert addresses.is_led_to(address, on) is followed
