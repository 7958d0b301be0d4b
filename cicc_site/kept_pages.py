"""Pages that were made once lie ready in a folder, compressed, and are handed out before Django is asked.

A file per address and coding, so that nginx can serve them as well (deploy/nginx): `en/press/index.html`, beside it
`.br` and `.gz` and the headers of the answer in `.json`. What lies here is right: `pages.page_cache` puts it here and
takes it away again. Below the folder each release has its own; `current` points to the one the web server in front
uses (cicc_site/kept_releases.py). This module knows no app and no database.
"""

from __future__ import annotations

import contextlib
import fcntl
import gzip
import hashlib
import json
import os
import re
import secrets
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from cicc_site import tracking_parameters
from cicc_site.languages import codes
from cicc_site.packing import packed

Start = Callable[..., Any]
Application = Callable[[dict[str, Any], Start], Iterable[bytes]]

CODINGS = {"br": ".br", "gzip": ".gz"}
HEADERS = ".json"
LONGEST_PATH = 600
LONGEST_NAME = 200  # bytes; file systems end at 255, and a suffix follows
# What an address of a page may consist of; everything else is for Django. deploy/nginx has the same.
_PATH = re.compile(rf"/(?:{'|'.join(codes())})/(?:[\w\-.~]+/)*")
# What a list may be asked for, in the one way in which its own links are written: a further page, a year, both.
_PAGE = r"page=(?:[2-9]|[1-9][0-9]{1,2})"
_NUMBERED = re.compile(rf"{_PAGE}|year=(?:19|20)[0-9]{{2}}(?:&{_PAGE})?")
_LATEST = 0x7FFFFFFF  # what a file system takes for a date
_WAIT, _LOOK = 3.0, 0.02
PARTIAL = ".part-"  # a file that is being written
# Seconds for which a page that was read is handed out again. With the pause between two looks, which is that of
# pages.page_cache.watching, it stays below the second after which a change is seen everywhere.
AT_HAND, MOST_AT_HAND = 0.25, 128
LEFT_BEHIND = 600.0  # seconds after which nobody writes it any more


def place_of(path: str, query: str = "") -> str | None:
    """Return where an address lies below the folder, without the end of its name; None for what is never kept.

    path: decoded. query: as it was sent; nothing but the year and the page of a list, in the one way in which we write
    them, or nothing but tracking parameters, with which a page is the one without.
    """
    if len(path) > LONGEST_PATH or not _PATH.fullmatch(path):
        return None
    numbered = _NUMBERED.fullmatch(query)
    if query and not numbered and not tracking_parameters.are_all(query):
        return None
    parts = path.strip("/").split("/")
    if any(set(part) == {"."} or len(part.encode()) > LONGEST_NAME for part in parts):
        return None
    return "/".join([*parts, f"{query}.html" if numbered else "index.html"])


def address_of(place: str) -> str:
    """The address that an answer at a place belongs to, not quoted: what `place_of` was given, not tracked."""
    folder, _stroke, name = place.rpartition("/")
    query = name.removesuffix(".html")
    return f"/{folder}/" + (f"?{query}" if "=" in query else "")


def asked_of(place: str) -> dict[str, int]:
    """What a list was asked for that lies at a place: its `year`, its `page`; nothing for a page without a query."""
    return {name: int(value) for name, value in parse_qsl(address_of(place).partition("?")[2])}


@dataclass(frozen=True, slots=True)
class Page:
    """One kept answer. headers: without those that depend on its coding."""

    headers: tuple[tuple[str, str], ...]
    etag: str
    body: bytes
    coding: str


class Folder:
    """What one release keeps on one host; several processes use it at once.

    is_trusted: False while what is old cannot be taken away; then nothing is handed out. sweeps: how often this process
    has taken something away.
    """

    def __init__(self, base: Path, release: str) -> None:
        self.base, self.release, self.root = base, release, base / release
        self.is_trusted = True
        self.sweeps = 0

    def read(self, place: str, accepted: str) -> Page | None:
        """Return what lies at a place, in the best coding accepted (a header Accept-Encoding); None for nothing."""
        if not self.is_trusted:
            return None
        try:
            told = json.loads((self.root / (place + HEADERS)).read_bytes())
            coding = next((each for each in CODINGS if accepts(accepted, each)), "")
            body = (self.root / (place + CODINGS.get(coding, ""))).read_bytes()
        except (OSError, ValueError):
            return None
        if coding not in told["etags"]:
            return None
        return Page(tuple(map(tuple, told["headers"])), told["etags"][coding], body, coding)

    def write(self, place: str, headers: list[tuple[str, str]], body: bytes, mark: int = 0) -> None:
        """Put an answer there, all codings of it. mark: what `mark_of` will tell. Raises OSError."""
        target = self.root / place
        target.parent.mkdir(parents=True, exist_ok=True)
        bodies = {
            "br": packed(body, quality=9),
            "gzip": gzip.compress(body, 9, mtime=0),
            "": body,
        }
        # The web server names a version by date and length of its file. So the date is made of what stands in it:
        # two versions within one second have different names, and ours are the same as those of nginx.
        date = int.from_bytes(hashlib.sha256(body).digest()[:4], "big") & _LATEST
        etags = {coding: f'"{date:x}-{len(content):x}"' for coding, content in bodies.items()}
        for coding, content in bodies.items():
            _put(Path(f"{target}{CODINGS.get(coding, '')}"), content, date)
        # Last: who finds the headers finds all of it.
        told = {"headers": headers, "etags": etags, "mark": mark}
        _put(Path(f"{target}{HEADERS}"), json.dumps(told).encode())

    def mark_of(self, place: str) -> int | None:
        try:
            return int(json.loads((self.root / (place + HEADERS)).read_bytes())["mark"])
        except (OSError, ValueError, KeyError):
            return None

    def remove(self, place: str) -> None:
        """Take an answer away. What another process has removed is gone as well. Raises OSError."""
        for end in (HEADERS, "", *CODINGS.values()):
            with contextlib.suppress(FileNotFoundError, NotADirectoryError):
                (self.root / f"{place}{end}").unlink()

    def places(self) -> Iterator[str]:
        """Yield where something lies, also what is left of a write that was interrupted."""
        seen = set()
        for folder, _folders, names in os.walk(self.root):
            for name in names:
                stem, html, _end = name.partition(".html")
                if html and not name.startswith("."):
                    place = str((Path(folder) / f"{stem}.html").relative_to(self.root))
                    if place not in seen:
                        seen.add(place)
                        yield place

    def tidy(self) -> None:
        """Take away what a write left that was killed. Raises OSError."""
        before = time.time() - LEFT_BEHIND
        for folder, _folders, names in os.walk(self.root):
            for path in (Path(folder) / name for name in names if name.startswith(PARTIAL)):
                with contextlib.suppress(FileNotFoundError):
                    if path.stat().st_ctime < before:
                        path.unlink()

    @contextlib.contextmanager
    def building(self, place: str) -> Iterator[bool]:
        """Within, nobody else makes the same answer; False where somebody did so while we waited, or never ends.

        Where nothing can be locked each makes its own.
        """
        with contextlib.ExitStack() as stack:
            try:
                locks = self.root / ".locks"
                locks.mkdir(parents=True, exist_ok=True)
                # As many locks as pages that are made at once, not as pages: two that share one wait for each other.
                name = hashlib.sha256(place.encode()).hexdigest()[:3]
                lock = stack.enter_context(open(locks / name, "wb"))
                is_first = _locked(lock.fileno()) == 0
            except OSError:
                is_first = True
            yield is_first


@cache
def shared(base: Path, release: str) -> Folder:
    """The one folder of this process: who hands out and who takes away know of each other by it."""
    return Folder(base, release)


def _locked(handle: int) -> float:
    """Lock a file, waiting a while; returns the seconds it took, 0 where nobody had it."""
    began = time.monotonic()
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() - began > _WAIT:
                return time.monotonic() - began
            time.sleep(_LOOK)
        else:
            waited = time.monotonic() - began
            return waited if waited > _LOOK else 0


def _put(path: Path, content: bytes, date: int | None = None) -> None:
    beside = path.with_name(f"{PARTIAL}{secrets.token_hex(8)}")
    try:
        beside.write_bytes(content)
        if date is not None:
            os.utime(beside, (date, date))
        beside.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise


def accepts(header: str, coding: str) -> bool:
    """Whether a header Accept-Encoding takes a coding."""
    for part in header.lower().split(","):
        name, _sign, rest = part.strip().partition(";")
        if name.strip() == coding:
            return not re.fullmatch(r"\s*q\s*=\s*0(\.0*)?\s*", rest)
    return False


class Early:
    """A WSGI application that answers with what lies ready, and asks the one behind it for everything else.

    hosts: the names it answers to. forwarded: (variable, value) of a request that came to the proxy over TLS, where
    others are to be sent there; None where any will do.
    """

    def __init__(
        self,
        behind: Application,
        folder: Folder,
        hosts: Iterable[str],
        forwarded: tuple[str, str] | None = None,
    ) -> None:
        self.behind, self.folder, self.forwarded = behind, folder, forwarded
        self.hosts = frozenset(host.lower() for host in hosts)
        self.at_hand: dict[tuple[str, str, str], Ready] = {}

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        if environ.get("QUERY_STRING"):
            environ = untracked(environ)
        ready = self.ready(environ)
        if ready is None:
            return self.behind(environ, start_response)
        asked = environ.get("HTTP_IF_NONE_MATCH")
        if asked and matches(asked, ready.page.etag):
            start_response("304 Not Modified", ready.not_modified)
            return [b""]
        start_response("200 OK", ready.headers)
        return [ready.page.body if environ["REQUEST_METHOD"] == "GET" else b""]

    def ready(self, environ: dict[str, Any]) -> Ready | None:
        """Return the kept answer to a request; None where Django is to be asked."""
        if not is_anonymous(environ) or environ.get("HTTP_HOST", "").lower().split(":")[0] not in self.hosts:
            return None
        if self.forwarded is not None and environ.get(self.forwarded[0]) != self.forwarded[1]:
            return None
        key = (
            environ.get("PATH_INFO", ""),
            environ.get("QUERY_STRING", ""),
            environ.get("HTTP_ACCEPT_ENCODING", ""),
        )
        found = self.at_hand.get(key)
        if found is not None and self.is_good(found):
            return found
        return self.look(key)

    def is_good(self, found: Ready) -> bool:
        return (
            time.monotonic() < found.until and found.sweeps == self.folder.sweeps and self.folder.is_trusted
        )

    def look(self, key: tuple[str, str, str]) -> Ready | None:
        """Read what lies in the folder. For a moment it is at hand: in a flood a page is read once, not each time."""
        until, sweeps = time.monotonic() + AT_HAND, self.folder.sweeps
        try:
            place = place_of(key[0].encode("latin-1").decode("utf-8"), key[1])
        except UnicodeError:
            return None
        page = self.folder.read(place, key[2]) if place else None
        if page is None:
            return None
        if len(self.at_hand) >= MOST_AT_HAND:
            self.at_hand.clear()
        ready = self.at_hand[key] = Ready(page, until, sweeps)
        return ready


def untracked(environ: dict[str, Any]) -> dict[str, Any]:
    """A request for what may be a page, without its query where that is nothing but tracking parameters: a page that is
    made for it knows none, and may be kept. Any other request as it is."""
    if not tracking_parameters.are_all(environ["QUERY_STRING"]):
        return environ
    try:
        path = environ.get("PATH_INFO", "").encode("latin-1").decode("utf-8")
    except UnicodeError:
        return environ
    return environ if place_of(path) is None else {**environ, "QUERY_STRING": ""}


class Ready:
    """A page as it is answered.

    until: by when it is read anew, in the time of `time.monotonic`; sweeps: those of its folder before it was read.
    """

    __slots__ = ("headers", "not_modified", "page", "sweeps", "until")

    def __init__(self, page: Page, until: float, sweeps: int) -> None:
        self.page, self.until, self.sweeps = page, until, sweeps
        self.headers = [*page.headers, ("ETag", page.etag), ("Vary", "Accept-Encoding")]
        self.not_modified = [each for each in self.headers if each[0] != "Content-Type"]
        if page.coding:
            self.headers.append(("Content-Encoding", page.coding))
        self.headers.append(("Content-Length", str(len(page.body))))


def is_anonymous(environ: dict[str, Any]) -> bool:
    """Whether a request reads and comes from nobody in particular: who brings a cookie gets an answer of their own."""
    return (
        environ.get("REQUEST_METHOD") in {"GET", "HEAD"}
        and not environ.get("HTTP_COOKIE")
        and not environ.get("HTTP_AUTHORIZATION")
        and not environ.get("HTTP_RANGE")
        and not environ.get("SCRIPT_NAME")
    )


def matches(header: str, etag: str) -> bool:
    """Whether a header If-None-Match names an answer the browser still has."""
    known = [each.strip().removeprefix("W/") for each in header.split(",")]
    return etag in known or header.strip() == "*"
