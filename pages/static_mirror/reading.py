"""Phase one: everything public is read, one address leads to the next. Bodies go to disk, links and places are kept."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from html import unescape

from cicc_site import languages
from pages.static_mirror import addresses, markup, places
from pages.static_mirror.asking import Answer, Visitor
from pages.static_mirror.tree import Site

MOVED_STATUS = frozenset({301, 302, 303, 307, 308})
# The address bears the digest of what it shows: one that was fetched is not made again.
_LASTING = re.compile(r"/share/.*-[0-9a-f]{12}\.png")
_LOCATION = re.compile(r"<loc>([^<]+)</loc>")


class Kind(StrEnum):
    PAGE = "page"
    STYLE = "style"
    FILE = "file"
    FORMER = "former"  # a file that is still the one the former mirror has
    MOVED = "moved"
    CHOICE = "choice"  # leads to another address in each language
    FAULT = "fault"


@dataclass(slots=True)
class Got:
    """What an address answered. links: addresses that are to be read as well.

    place: where it will lie; source: its body in the folder of work; target: where it leads, an address of this site or
    a whole one of another; targets: the same for each language; why: what is wrong with it.
    """

    address: str
    kind: Kind
    place: str = ""
    source: str = ""
    target: str = ""
    targets: tuple[tuple[str, str], ...] = ()
    links: tuple[str, ...] = ()
    sha256: str = ""
    etag: str = ""
    why: str = ""
    at_any_address: bool = False


class Reader:
    """Reads one address after another."""

    def __init__(self, visitor: Visitor, sites: addresses.Sites, site: Site) -> None:
        self.visitor, self.sites, self.site, self.work = visitor, sites, site, site.work
        self.known = site.former.places()

    def __call__(self, address: str) -> Got:
        place = self.known.get(address, "")
        if not self.site.is_sound(place):
            place = ""
        if place and _LASTING.fullmatch(address):
            return Got(address, Kind.FORMER, place)
        etag = self.site.former.files[place].etag if place else ""
        try:
            with self.visitor.get(address, etag=etag) as answer:
                return self._got(address, answer, place)
        except Exception as error:
            return Got(address, Kind.FAULT, why=f"failed: {type(error).__name__}")

    def _got(self, address: str, answer: Answer, place: str) -> Got:
        if answer.status == 304 and place:
            return Got(address, Kind.FORMER, place)
        if answer.status in MOVED_STATUS:
            return self._moved(address, answer)
        if answer.status != 200:
            return Got(address, Kind.FAULT, why=f"answered {answer.status}")
        place = places.place_of(address, answer.media_type, answer.headers.get("content-disposition", ""))
        if answer.media_type == "text/html" and place.endswith("/index.html"):
            return self._page(address, answer, place)
        return self._file(address, answer, place)

    def _page(self, address: str, answer: Answer, place: str) -> Got:
        page = markup.read(b"".join(answer.parts).decode())
        got = Got(address, Kind.PAGE, place, self.store(address, page.text))
        links = (link for tag in page.tags if is_read(tag) for link in tag.links())
        return replace(got, links=self.led_to(links, address))

    def _file(self, address: str, answer: Answer, place: str) -> Got:
        source, found, size = self._name(address), hashlib.sha256(), 0
        with (self.work / source).open("wb") as file:
            for part in answer.parts:
                found.update(part)
                size += len(part)
                file.write(part)
        said = answer.headers.get("content-length")
        if said is not None and int(said) != size:
            return Got(address, Kind.FAULT, why="ended early")
        etag = answer.headers.get("etag", "")
        got = Got(address, Kind.FILE, place, source, sha256=found.hexdigest(), etag=etag)
        if answer.media_type == "text/css":
            links = markup.css_links((self.work / source).read_text(encoding="utf-8"))
            return replace(got, kind=Kind.STYLE, links=self.led_to(links, address))
        if answer.media_type == "application/xml":
            locations = _LOCATION.findall((self.work / source).read_text(encoding="utf-8"))
            return replace(got, links=self.led_to(map(unescape, locations), address))
        return got

    def _moved(self, address: str, answer: Answer) -> Got:
        if "accept-language" in answer.headers.get("vary", "").lower() and not addresses.language_of(address):
            targets = tuple((code, self._target(address, code)) for code in languages.codes())
            leads = {target for _code, target in targets}
            if len(leads) > 1 and all(target.startswith("/") for target in leads):
                return Got(address, Kind.CHOICE, targets=targets, links=tuple(sorted(leads)))
        target = self._location(address, answer)
        return Got(address, Kind.MOVED, target=target, links=(target,) if target.startswith("/") else ())

    def _target(self, address: str, language: str) -> str:
        with self.visitor.get(address, language=language) as answer:
            return self._location(address, answer) if answer.status in MOVED_STATUS else ""

    def _location(self, address: str, answer: Answer) -> str:
        location = answer.headers.get("location", "")
        found = self.sites.address_of(location, address)
        return found[0] if found else location

    def led_to(self, links: Iterable[str], on: str) -> tuple[str, ...]:
        found = (self.sites.address_of(link, on) for link in links)
        wanted = {each[0] for each in found if each is not None and addresses.is_led_to(each[0], on)}
        return tuple(sorted(wanted))

    def store(self, address: str, text: str) -> str:
        source = self._name(address)
        (self.work / source).write_bytes(text.encode())
        return source

    @staticmethod
    def _name(address: str) -> str:
        return hashlib.sha256(address.encode()).hexdigest()[:32]


def is_read(tag: markup.Tag) -> bool:
    """Scripts are left behind: a mirror has its own."""
    return tag.name != "script" and "modulepreload" not in tag.relation


class Gathering:
    """All that is read. found: the answers by address; seen_on: where a link to an address stood first."""

    def __init__(self) -> None:
        self.found: dict[str, Got] = {}
        self.seen_on: dict[str, str] = {}
        self.quiet: set[str] = set()
        self._places: dict[str, str] = {}

    def follow(self, seeds: Iterable[str], quiet: Iterable[str] = ()) -> Iterator[str]:
        """Yield what is to be read first. quiet: addresses that need not exist."""
        self.quiet.update(quiet)
        yield from self._new([*seeds, *self.quiet], "")

    def took(self, got: Got) -> Iterator[str]:
        """Take an answer; yield what is to be read next."""
        if got.kind is Kind.FAULT and got.address in self.quiet:
            return
        if got.place:
            got.place = self._place(got)
        links, got.links = got.links, ()  # not needed again: thousands of pages have hundreds each
        self.found[got.address] = got
        yield from self._new(links, got.address)

    def _new(self, asked: Iterable[str], on: str) -> Iterator[str]:
        for address in asked:
            if address not in self.seen_on and not addresses.left_out(address):
                self.seen_on[address] = on
                yield address

    def _place(self, got: Got) -> str:
        """Two addresses that differ in capitals only are one file on some systems: the second gets another name."""
        owner = self._places.setdefault(got.place.casefold(), got.address)
        if owner == got.address or got.kind is Kind.FORMER:
            return got.place
        folder, _slash, name = got.place.rpartition("/")
        mark = hashlib.sha256(got.address.encode()).hexdigest()[:8]
        other = f"{folder}.{mark}/{name}" if folder else f"{mark}.{name}"
        self._places[other.casefold()] = got.address
        return other

    def faults(self) -> list[Got]:
        return [got for got in self.found.values() if got.kind is Kind.FAULT]
