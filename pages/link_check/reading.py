"""The links of a page: those of its own, and those that stand around every page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import quote, urljoin, urlsplit

from django.conf import settings

NAMES = {"a": "href", "area": "href", "img": "src"}


@dataclass
class Links:
    """own: in the main part of the page; around: in its header and footer. As they are written."""

    own: set[str] = field(default_factory=set)
    around: set[str] = field(default_factory=set)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found = Links()
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._depth += tag == "main"
        value = dict(attrs).get(NAMES.get(tag, ""))
        if value:
            (self.found.own if self._depth else self.found.around).add(value.strip())

    def handle_endtag(self, tag: str) -> None:
        self._depth -= tag == "main"


def links_of(html: str) -> Links:
    reader = _Reader()
    reader.feed(html)
    return reader.found


def targets(written: set[str], address: str) -> Iterator[str]:
    """The addresses on this site that links of a page lead to, without what stands behind # (it is not asked for).

    A query is left out as well: what pages do with one is not written by anybody. The former website had nothing else.
    """
    hosts = {urlsplit(settings.SITE_URL).netloc.lower(), *(host.lower() for host in settings.ALLOWED_HOSTS)}
    seen = set()
    for link in written:
        try:
            parts = urlsplit(urljoin(address, link))
        except ValueError:
            continue
        is_here = parts.scheme in {"", "http", "https"} and parts.netloc.lower() in {"", *hosts}
        if not is_here or not parts.path.startswith("/") or _is_passed_over(parts.path):
            continue
        path = quote(parts.path, safe="/%:@!$&'()*+,;=~-._")
        target = f"{path}?{parts.query}" if parts.query and path in {"/", "/index.php"} else path
        if target not in seen:
            seen.add(target)
            yield target


def _is_passed_over(path: str) -> bool:
    return path.startswith((settings.STATIC_URL, f"/{settings.ADMIN_PATH}/"))
