"""Phase three: the finished folder is read like a reader reads it, and every link is followed: the file is there, the
part of the page is there, no form is left, nothing leads to the website but what is said to machines."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pages.static_mirror import markup
from pages.static_mirror.addresses import Sites

FOREIGN = ("mailto", "tel", "data", "sms", "geo", "webcal")
Needed = dict[str, dict[str, str]]


@dataclass(slots=True)
class Checked:
    """broken: (file, what is wrong), in the order in which they were met."""

    pages: int = 0
    links: int = 0
    broken: list[tuple[str, str]] = field(default_factory=list)


class Checker:
    """root: the folder of the mirror on its server; sites: the addresses of the website."""

    def __init__(self, folder: Path, sites: Sites, root: str = "/") -> None:
        self.folder, self.sites, self.root = folder, sites, root.rstrip("/")
        self.checked = Checked()
        self.needed: Needed = defaultdict(dict)  # parts of pages that are linked to, and from where first
        self.there: dict[str, str] = {}

    def check(self, pages: Iterable[str], styles: Iterable[str], told: Callable[[int], None]) -> Checked:
        """pages, styles: the places of all HTML and CSS files."""
        for number, place in enumerate(pages, start=1):
            self._page(place)
            told(number)
        for place in styles:
            for link in markup.css_links((self.folder / place).read_text(encoding="utf-8")):
                self._link(place, link)
        for place, parts in self.needed.items():
            known = markup.read((self.folder / place).read_bytes().decode()).ids
            for part, on in parts.items():
                if part not in known:
                    self._wrong(on, f"#{part} is not in {place}")
        return self.checked

    def _page(self, place: str) -> None:
        page = markup.read((self.folder / place).read_bytes().decode())
        self.checked.pages += 1
        if page.forms:
            self._wrong(place, "a form is left")
        for link in self._links(page):
            if link.startswith("#"):
                if (part := unquote(link[1:])) not in page.ids | {"", "top"}:
                    self._wrong(place, f"#{part} is not in it")
            else:
                self._link(place, link)

    @staticmethod
    def _links(page: markup.Page) -> Iterator[str]:
        for tag in page.tags:
            if not tag.names_public_address:
                yield from tag.links()

    def _link(self, on: str, link: str) -> None:
        self.checked.links += 1
        parts = urlsplit(link)
        if parts.scheme in FOREIGN:
            return
        if parts.scheme or parts.netloc:
            found = self.sites.address_of(link, "/")
            # The bare address of the website may be named: where else would a reader go?
            if found and found[0] != "/":
                self._wrong(on, f"{link} leads to the website")
            return
        way = unquote(parts.path)
        if way.startswith("/"):
            path = posixpath.normpath(way.removeprefix(self.root).lstrip("/") or ".")
        else:
            path = posixpath.normpath(posixpath.join(posixpath.dirname(on), way)) if way else on
        if parts.query or path.startswith("..") or not (place := self._place(path)):
            self._wrong(on, f"{link} is not there")
        elif parts.fragment and place.endswith(".html"):
            self.needed[place].setdefault(unquote(parts.fragment), on)

    def _place(self, path: str) -> str:
        """The file a web server hands out at a path; empty for none."""
        if path not in self.there:
            names = [
                path,
                *(posixpath.normpath(posixpath.join(path, f"index.{end}")) for end in ("html", "xml")),
            ]
            self.there[path] = next((name for name in names if (self.folder / name).is_file()), "")
        return self.there[path]

    def _wrong(self, place: str, what: str) -> None:
        self.checked.broken.append((place, what))
