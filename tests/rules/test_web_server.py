"""What nginx says of pages it hands out itself is what the application says of them."""

from __future__ import annotations

import re
from typing import Any

import pytest

from cicc_site import security_headers, tracking_parameters
from cicc_site.kept_pages import place_of
from cicc_site.languages import codes
from cicc_site.postgres_places import CHECKOUT
from cicc_site.settings import env
from pages.page_cache import allowed

FOLDER = CHECKOUT / "deploy" / "nginx"
TEXT = (FOLDER / "nginx.conf").read_text(encoding="utf-8")
HERE = (FOLDER / "here" / "http.conf").read_text(encoding="utf-8")


def added(text: str) -> dict[str, str]:
    return {name: value.strip('"') for name, value in re.findall(r"add_header (\S+) (.+?) always;", text)}


def test_headers_are_those_of_the_application(settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True  # as in production
    told = added((FOLDER / "headers.conf").read_text(encoding="utf-8"))
    assert told.pop("Strict-Transport-Security") == "$transport"
    wanted = security_headers.for_visitors()
    assert told == {name: value for name, value in wanted.items() if name != security_headers.RESOURCE}


def test_a_kept_page_says_the_same_of_itself(settings: Any) -> None:
    block = (FOLDER / "kept.conf").read_text(encoding="utf-8")
    told = added(block)
    assert told.pop("Last-Modified") == ""
    wanted = allowed.headers_of_kept("en/index.html")
    assert told == {
        "Vary": "Accept-Encoding",
        "Cache-Control": "$kept_by_caches",
        security_headers.RESOURCE: wanted[security_headers.RESOURCE],
    }
    assert f'default_type "{wanted["Content-Type"]}";' in block
    assert f'map "" $kept_by_caches {{ default "{wanted["Cache-Control"]}"; }}' in HERE
    assert "include headers.conf;" in block


def test_transport_is_that_of_the_settings() -> None:
    from cicc_site.settings import production

    seconds = env.number("HSTS_SECONDS", 31_536_000)
    assert production.SECURE_HSTS_INCLUDE_SUBDOMAINS
    assert production.SECURE_HSTS_PRELOAD
    assert f'$transport      {{ default "max-age={seconds}; includeSubDomains; preload"; }}' in HERE


def test_the_languages_are_ours() -> None:
    groups = re.findall(r"\(\?(?:<\w+>|:)((?:[a-z]{2}\|)+[a-z]{2})\)", TEXT)
    assert len(groups) == 4
    found = re.findall(
        r"location /([a-z]{2})/ \{\s+add_header Content-Language (\S+) always;\s+include kept.conf;\s+\}",
        TEXT,
    )
    assert found == [(code, code) for code in codes()]
    assert {tuple(group.split("|")) for group in groups} == {tuple(codes())}
    for code in codes():
        page = (FOLDER / "unavailable" / f"{code}.html").read_text(encoding="utf-8")
        assert f'<html lang="{code}"' in page
        assert all(f'href="/{other}/"' in page for other in codes())


def test_a_french_sign_never_begins_a_line() -> None:
    page = (FOLDER / "unavailable" / "fr.html").read_text(encoding="utf-8")
    body = page.partition("<body>")[2]
    assert re.search(r"[\u00a0\u202f]:", body)
    assert re.findall(r"\w (?=[:;?!»])|(?<=«) \w", body) == []


def addresses() -> list[tuple[str, str]]:
    """(what stands in the map, what it gives) for the names of kept pages."""
    [block] = re.findall(r"map \$request_uri \$kept_name \{(.*?)\n    \}", TEXT, re.DOTALL)
    return re.findall(r'"~(\^.+)" (\S+);', block)


@pytest.mark.parametrize(
    ("sent", "path", "query"),
    [
        ("/en/", "/en/", ""),
        ("/ar/%D8%B9%D9%86/", "/ar/عن/", ""),
        ("/en/press/?page=2", "/en/press/", "page=2"),
        ("/en/press/?page=999", "/en/press/", "page=999"),
        ("/en/press/?page=1", "/en/press/", "page=1"),
        ("/en/press/?page=02", "/en/press/", "page=02"),
        ("/en/press/?year=2024", "/en/press/", "year=2024"),
        ("/en/press/?year=1998&page=31", "/en/press/", "year=1998&page=31"),
        ("/en/press/?year=2024&page=1", "/en/press/", "year=2024&page=1"),
        ("/en/press/?page=2&year=2024", "/en/press/", "page=2&year=2024"),
        ("/en/press/?year=3024", "/en/press/", "year=3024"),
        ("/en/press/?year=2024&x=1", "/en/press/", "year=2024&x=1"),
        ("/en/press/?page=2&x=1", "/en/press/", "page=2&x=1"),
        ("/en/press/?fbclid=IwAR0_x-1", "/en/press/", "fbclid=IwAR0_x-1"),
        ("/en/?utm_source=a&utm_medium=b%26&gclid=", "/en/", "utm_source=a&utm_medium=b%26&gclid="),
        ("/en/?utm_source=a=b?c", "/en/", "utm_source=a=b?c"),
        ("/ar/%D8%B9%D9%86/?mc_cid=1&mc_eid=2", "/ar/عن/", "mc_cid=1&mc_eid=2"),
        ("/en/press/?page=2&utm_source=x", "/en/press/", "page=2&utm_source=x"),
        ("/en/press/?utm_source=x&page=2", "/en/press/", "utm_source=x&page=2"),
        ("/en/press/?utm_source=x&q=y", "/en/press/", "utm_source=x&q=y"),
        ("/en/press/?fbclid", "/en/press/", "fbclid"),
        ("/en/press/?fbclid=a&", "/en/press/", "fbclid=a&"),
        ("/en/press/?&fbclid=a", "/en/press/", "&fbclid=a"),
        ("/en/press/?fbclid=a&&gclid=b", "/en/press/", "fbclid=a&&gclid=b"),
        ("/en/press/?FBCLID=a", "/en/press/", "FBCLID=a"),
        ("/en/press/?utm_=a", "/en/press/", "utm_=a"),
        ("/en/press/?utm_1=a", "/en/press/", "utm_1=a"),
        ("/en/press/?xfbclid=a", "/en/press/", "xfbclid=a"),
        ("/en/press/?fbclid%3Da", "/en/press/", "fbclid%3Da"),
        ("/en/press?fbclid=a", "/en/press", "fbclid=a"),
        ("/en/membership/directory?q=x&fbclid=a", "/en/membership/directory", "q=x&fbclid=a"),
        ("/en/press", "/en/press", ""),
        ("/en//press/", "/en//press/", ""),
        ("/en/../press/", "/en/../press/", ""),
        ("/en/.../", "/en/.../", ""),
        ("/de/press/", "/de/press/", ""),
        ("/en/press/index.html", "/en/press/index.html", ""),
    ],
)
def test_nginx_looks_where_the_application_keeps(sent: str, path: str, query: str) -> None:
    """Never elsewhere; what is written in another way than we write it is for the application."""
    found = None
    for pattern, name in addresses():
        if match := re.fullmatch(pattern.replace("(?<", "(?P<").replace("(?P<!", "(?<!"), sent):
            of_list = match.groupdict().get("of_list", "")
            found = f"{path.strip('/')}/{name.replace('$of_list', of_list)}.html"
    assert found == place_of(path, query)


def test_nginx_has_the_list_of_tracking_parameters() -> None:
    assert f"(?:(?:{'|'.join(tracking_parameters.NAMES)})=[^&]*" in TEXT


@pytest.mark.parametrize(
    "sent", ["/en/%2e%2e/", "/en/a%2fb/", "/en/a%00/", "/en/a%5cb/", "/en/a%0a/", "/%65n/"]
)
def test_what_is_in_disguise_is_for_the_application(sent: str) -> None:
    assert not any(
        re.fullmatch(pattern.replace("(?<of_list", "(?P<of_list"), sent) for pattern, _name in addresses()
    )


def test_the_manual_tells_the_limits() -> None:
    manual = (CHECKOUT / "docs" / "operators" / "web-server.md").read_text(encoding="utf-8")
    application = (FOLDER / "application.conf").read_text(encoding="utf-8")

    def of(pattern: str, text: str = TEXT) -> str:
        [found] = re.findall(pattern, text)
        return str(found)

    pages, forms = of(r"zone=pages:10m rate=(\d+)r/s;"), of(r"zone=forms:10m rate=(\d+)r/s;")
    bursts = [of(rf"limit_req zone={zone} burst=(\d+) nodelay;", application) for zone in ("pages", "forms")]
    at_once = of(r"limit_conn visitors (\d+);", application)
    assert (
        f"{pages} requests a second ({bursts[0]} at once), {forms} forms a second ({bursts[1]} at once), "
        f"{at_once} at a time" in manual
    )
    head, body, sent = (of(rf"\b{name}_timeout (\d+)s;") for name in ("client_header", "client_body", "send"))
    assert (
        f"{head} s for the head of a request, {body} s between parts of a body, {sent} s between parts"
        in manual
    )
