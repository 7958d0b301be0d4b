"""A walk over everything the site offers of itself to anybody, and its answers as plain text."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote, urljoin, urlsplit

from django.test import Client

from cicc_site import languages
from tests.factories import keeping

# Of pages that are alike, and of the questions to one page; in the first language the kinds of pages are told apart by
# nothing but their names, so there are more of them.
OF_A_PLACE, IN_ENGLISH = 3, 9
NOT_WALKED = re.compile(r"^/(?:admin|static|media|files)/|\.png$")


def body_of(response: object) -> str:
    parts = getattr(response, "streaming_content", None)
    raw = b"".join(parts) if parts is not None else getattr(response, "content", b"")
    told = getattr(response, "headers", {}).items()
    # The number of a request is another one each time, whatever is asked.
    headers = "\n".join(f"{name}: {value}" for name, value in told if name != "X-Request-ID")
    return headers + "\n" + raw.decode("utf-8", "replace")


def plain(text: str) -> str:
    """A text with every way of writing letters undone: entities, percent signs, JSON escapes, small letters."""
    unescaped = re.sub(r"\\u([0-9a-fA-F]{4})", lambda match: chr(int(match[1], 16)), text)
    return html.unescape(unquote(unescaped)).lower()


def links_in(address: str, text: str) -> Iterator[str]:
    found = re.findall(r'(?:href|src|action|data-[a-z-]+)="([^"]+)"', text)
    found += re.findall(r"<(?:loc|id)>([^<]+)<", text)
    found += re.findall(r'"(?:next|url|page|href|address)": ?"([^"]+)"', text)
    for link in found:
        if not link.startswith(("/", "?", "http", ".")):
            continue  # a word for a script, in an attribute of data
        parts = urlsplit(urljoin(address, html.unescape(link)))
        if parts.netloc in {"", "localhost:8000", "testserver", "localhost"} and parts.path.startswith("/"):
            yield parts.path + (f"?{parts.query}" if parts.query else "")


def worth_following(address: str) -> bool:
    """Other pages of the site once; of the registers also what their links ask for, in two languages."""
    if NOT_WALKED.search(address):
        return False
    path, _, query = address.partition("?")
    if not query:
        return True
    return path.startswith(("/en/", "/ar/", "/api/", "/sitemap", "/open-data"))


def place_of(path: str) -> str:
    """Of pages that are alike (countries, cases, questions to one page) a few tell as much as two hundred; those of
    the countries where canaries sit are walked all, and what stands beside the canaries."""
    if re.search(r"/(?:kenya|kenia|tuvalu|كينيا|توفالو|demo-shown-[a-z-]+)/$", unquote(path)):
        return path
    return re.sub(r"[^/]+/?$", "", path.rstrip("/")) if path.count("/") > 3 else path


def enough_of(link: str, per_place: dict[str, int]) -> bool:
    """Count an address among those of its kind; whether there are so many already that one more tells nothing."""
    path, _, query = link.partition("?")
    kind = place_of(path) + ("?" if query else "")
    per_place[kind] = per_place.get(kind, 0) + 1
    return per_place[kind] > (IN_ENGLISH if path.startswith("/en/") and not query else OF_A_PLACE)


def seeds() -> list[str]:
    from django.urls import get_resolver

    assert get_resolver()
    api = ["countries", "treaty-acts", "organizations", "situations", "cases", "documents", "openapi.json"]
    files = ["countries", "treaty-acts", "organizations", "situations", "cases", "documents"]
    return [
        "/sitemap.xml",
        "/robots.txt",
        *(f"/{code}/" for code in languages.codes()),
        *(f"/{code}/feed/" for code in languages.codes()),
        *(f"/api/v1/{name}" for name in api),
        *(f"/api/v1/{name}/" for name in api),
        *(f"/open-data/{name}.{kind}" for name in files for kind in ("csv", "json")),
    ]


def walk(client: Client, most: int = 2500) -> dict[str, str]:
    """Return {address: what it answers} of everything public that can be reached, each kind of address once or more."""
    waiting, seen = list(seeds()), set(seeds())
    answers: dict[str, str] = {}
    per_place: dict[str, int] = {}
    while waiting and len(answers) < most:
        address = waiting.pop(0)
        response = client.get(address, HTTP_HOST="localhost:8000")
        answers[address] = body_of(response)
        if response.status_code in {301, 302}:
            found: Iterable[str] = links_in(address, f'href="{response.headers["Location"]}"')
        else:
            found = links_in(address, answers[address])
        for link in found:
            if link in seen or not worth_following(link):
                continue
            seen.add(link)
            if not enough_of(link, per_place):
                waiting.append(link)
    return answers


def assert_silent(text: str, where: str) -> None:
    """No personal column of the site stands in it."""
    told = plain(text)
    assert not [mark for mark in keeping.MARKS if mark in told], where
