"""Makes a mirror: the three phases one after another, and what is told of them."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from cicc_site import languages
from pages.static_mirror import moved, notices, places
from pages.static_mirror.addresses import Sites
from pages.static_mirror.asking import Visitor, as_for_a_mirror
from pages.static_mirror.checking import Checked, Checker
from pages.static_mirror.hands import Hands
from pages.static_mirror.reading import Gathering, Got, Kind, Reader
from pages.static_mirror.tree import Manifest, Site, TreeError, building
from pages.static_mirror.writing import Map, Options, Writer, Written

# (what is being done, how much of it is done, how much there is as far as is known)
Told = Callable[[str, int, int], None]
READING, WRITING, CHECKING = "Reading", "Writing", "Checking"
# More addresses than this share that fail are no fault of theirs: the database went away, or the disk is full.
TOLERATED, ALWAYS_TOLERATED = 0.01, 5


@dataclass(frozen=True, slots=True)
class Wish:
    """base: the address written into feeds and for search engines, empty for that of the site."""

    target: Path
    base: str = ""
    plain: bool = False
    workers: int = 1
    is_checked: bool = True


@dataclass(slots=True)
class Result:
    """counts: files that are new, changed, unchanged, removed. faults: (address, what is wrong, where it is linked)."""

    counts: Counter[str] = field(default_factory=Counter)
    files: int = 0
    size: int = 0
    faults: list[tuple[str, str, str]] = field(default_factory=list)
    checked: Checked | None = None

    @property
    def is_whole(self) -> bool:
        return not self.faults and (self.checked is None or not self.checked.broken)


def make(wish: Wish, told: Told = lambda _what, _done, _all: None) -> Result:
    """Write the mirror, then let it take the place of the former one. Raises TreeError; the former one stays then."""
    public = str(settings.SITE_URL).rstrip("/")
    base = (wish.base or public).rstrip("/")
    with building(wish.target) as site, as_for_a_mirror(base):
        making = Making(wish, site, public, base, told)
        result = making.run()
        site.switch()
        return result


class Making:
    def __init__(self, wish: Wish, site: Site, public: str, base: str, told: Told) -> None:
        self.wish, self.site, self.public, self.base, self.told = wish, site, public, base, told
        self.visitor = Visitor(public)
        self.sites = Sites([base, public])
        self.reader = Reader(self.visitor, self.sites, site)
        now = timezone.now()
        self.manifest = Manifest(now.isoformat(timespec="seconds"), base)
        self.day = now.astimezone(dt.UTC).date()
        self.script = self._script()
        root = f"{urlsplit(base).path.rstrip('/')}/"
        self.options = Options(wish.plain, root, self.script.place, self.day)

    def run(self) -> Result:
        gathering = self.read()
        result = Result(
            faults=[(got.address, got.why, gathering.seen_on[got.address]) for got in gathering.faults()]
        )
        self.tolerable(gathering)
        found = gathering.found
        own = self.own_pages(found)
        # What was found goes first: an old address leads on, whatever page stands there for those who open it.
        known = Map({**{got.address: got for got in own}, **found})
        lying = [got for got in found.values() if got.place]
        self.pages = [got.place for got in [*lying, *own] if got.kind in (Kind.PAGE, Kind.CHOICE)]
        self.write([*lying, *own, self.script], known, result)
        moved.write_map(self.site.new, known, self.options)
        self.manifest.write(self.site.new)
        result.counts["removed"] = len(set(self.site.former.files) - set(self.manifest.files))
        result.files = len(self.manifest.files)
        result.size = sum(kept.size for kept in self.manifest.files.values())
        if self.wish.is_checked:
            result.checked = self.check()
        return result

    # ---- phase one

    def read(self) -> Gathering:
        gathering = Gathering()
        hands = Hands(self.reader, gathering.took, lambda done, known: self.told(READING, done, known))
        old = moved.old_addresses()
        hands.go(list(gathering.follow(moved.seeds(), old)), self.wish.workers)
        return gathering

    def tolerable(self, gathering: Gathering) -> None:
        """A mirror of a site that does not answer is worse than the former one."""
        homes = [gathering.found.get(f"/{code}/") for code in languages.codes()]
        if any(home is None or home.kind is not Kind.PAGE for home in homes):
            raise TreeError("A home page cannot be read. The former mirror stays as it is.")
        failed = sum(not got.why.startswith("answered 404") for got in gathering.faults())
        if failed > max(ALWAYS_TOLERATED, TOLERATED * len(gathering.found)):
            raise TreeError(f"{failed} addresses failed. The former mirror stays as it is.")

    # ---- phase two

    def own_pages(self, found: dict[str, Got]) -> list[Got]:
        """The pages that a mirror has of its own: about it, for what is missing, for choices and old addresses."""
        own = []
        for code in languages.codes():
            about = notices.about_page(self.visitor, code, self.base, self.day)
            own.append(self._page(notices.about_address(code), about))
            missing = notices.missing_page(self.visitor, code)
            places_of_it = (
                ["404.html", f"{code}/404.html"]
                if code == languages.DEFAULT_LANGUAGE
                else [f"{code}/404.html"]
            )
            own += [self._page(f"/{place}", missing, place, at_any_address=True) for place in places_of_it]
        for got in found.values():
            if got.kind is Kind.CHOICE and "?" not in got.address:
                choice = self._page(got.address, notices.choice_page(got.targets))
                got.place, got.source = choice.place, choice.source
        taken = {got.place.casefold() for got in [*found.values(), *own] if got.place}
        ways = moved.ways(Map(found), taken)
        return [*own, *(self._page(way.address, notices.moved_page(way.target), way.place) for way in ways)]

    def _page(self, address: str, text: str, place: str = "", *, at_any_address: bool = False) -> Got:
        place = place or places.place_of(address, "text/html")
        source = self.reader.store(f"{address} {place}", text)
        return Got(address, Kind.PAGE, place, source, at_any_address=at_any_address)

    def _script(self) -> Got:
        text = notices.script()
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        place = f"{places.OWN}/mirror.{sha256[:12]}.js"
        return Got(f"/{place}", Kind.FILE, place, self.reader.store(place, text), sha256=sha256)

    def write(self, all_of_it: list[Got], known: Map, result: Result) -> None:
        def took(written: Written) -> tuple[()]:
            self.manifest.files[written.place] = written.kept
            result.counts[written.state] += 1
            return ()

        writer = Writer(self.site, self.sites, known, self.options)
        hands = Hands(writer, took, lambda done, of_all: self.told(WRITING, done, of_all))
        hands.go(all_of_it, self.wish.workers)

    # ---- phase three

    def check(self) -> Checked:
        """The pages of the site; a document of the archive that is HTML is a file like others."""
        styles = [place for place in self.manifest.files if place.endswith(".css")]
        checker = Checker(self.site.new, self.sites, self.options.root)
        return checker.check(self.pages, styles, lambda done: self.told(CHECKING, done, len(self.pages)))
