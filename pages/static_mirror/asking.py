"""Asks the site as a visitor without a name does: through its own WSGI application, in this process, without a network.

So whatever the mirror holds was public when it was asked for, by the same code that answers readers. Static files and
pictures are read where they lie: in production the web server in front hands them out, not the application.
"""

from __future__ import annotations

import io
import logging
import mimetypes
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import SuspiciousOperation
from django.core.files.storage import default_storage
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from pages.old_addresses.misses import NOT_COUNTED

PART = 64 * 1024
# Below MEDIA_ROOT, what may be had without a question (cicc_site/urls.py, deploy/).
_PICTURES = re.compile(r"(?:images|original_images)/[^\0]+")


@dataclass(frozen=True, slots=True)
class Answer:
    """headers: their names in small letters. parts: the body, to be read once."""

    status: int
    headers: dict[str, str]
    parts: Iterable[bytes]

    @property
    def media_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


@contextmanager
def as_for_a_mirror(base: str) -> Iterator[None]:
    """Within, this process answers whole: no counting of how often it is asked, no hand-over of files to a proxy.

    base: what stands before the paths of absolute addresses, as in feeds. Nothing is kept for readers meanwhile.
    """
    meanwhile: dict[str, Any] = {
        "SITE_URL": base,
        "PAGE_CACHE_ROOT": None,
        "READ_ONLY_TOLD": False,
        "FILES_LIMIT": 0,
        "OPEN_DATA_LIMIT": 0,
        "SEARCH_LIMIT": 0,
        "ARCHIVE_ACCEL": "",
        "ARCHIVE_SIGNED_LINKS": False,
    }
    before = {name: getattr(settings, name) for name in meanwhile}
    told = logging.getLogger("django.request")
    level = told.level
    _set(meanwhile)
    told.setLevel(logging.ERROR)  # that an old address leads nowhere is no warning here
    with _one_connection():
        try:
            yield
        finally:
            _set(before)
            told.setLevel(level)


def _set(values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(settings, name, value)


@contextmanager
def _one_connection() -> Iterator[None]:
    """The database is asked over one connection all the time, not over a new one for each of thousands of pages."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in signals:
            signal.connect(close_old_connections)


class Visitor:
    """Reads as anybody may. host: the whole address of the site as it is known to its settings."""

    def __init__(self, host: str) -> None:
        parts = urlsplit(host)
        self.scheme, self.host = parts.scheme, parts.netloc
        self.application = WSGIHandler()

    @contextmanager
    def get(self, address: str, language: str = "", etag: str = "") -> Iterator[Answer]:
        """The answer to a path with its query, as it stands in a link. language: what a browser would ask for."""
        path, _mark, query = address.partition("?")
        name = unquote(path)
        if name.startswith(settings.STATIC_URL):
            yield _static(name.removeprefix(settings.STATIC_URL))
        elif name.startswith(settings.MEDIA_URL):
            yield _picture(name.removeprefix(settings.MEDIA_URL))
        else:
            yield from self._asked(self.environ(name, query, language, etag))

    def _asked(self, environ: dict[str, Any]) -> Iterator[Answer]:
        said: dict[str, Any] = {}

        def start(status: str, headers: list[tuple[str, str]], *_more: Any) -> Any:
            said.update(status=int(status.split()[0]), headers={key.lower(): value for key, value in headers})

        body: Any = self.application(environ, start)
        with ExitStack() as stack:
            if hasattr(body, "close"):
                stack.enter_context(closing(body))
            yield Answer(said["status"], said["headers"], body)

    def environ(self, path: str, query: str = "", language: str = "", etag: str = "") -> dict[str, Any]:
        name, _colon, port = self.host.partition(":")
        environ: dict[str, Any] = {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": "",
            "PATH_INFO": path.encode().decode("latin-1"),
            "QUERY_STRING": query,
            "SERVER_NAME": name,
            "SERVER_PORT": port or ("443" if self.scheme == "https" else "80"),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": self.host,
            "HTTP_ACCEPT_LANGUAGE": language,
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": self.scheme,
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": False,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
            NOT_COUNTED: True,
        }
        if etag:
            environ["HTTP_IF_NONE_MATCH"] = etag
        if settings.SECURE_PROXY_SSL_HEADER and self.scheme == "https":
            header, value = settings.SECURE_PROXY_SSL_HEADER
            environ[header] = value
        return environ


def _static(name: str) -> Answer:
    """As collectstatic has laid it out; while developing, from where it is written."""
    try:
        if staticfiles_storage.exists(name):
            return _file(name, staticfiles_storage.open(name))
        found = finders.find(name)
    except SuspiciousOperation:
        found = None
    return _file(name, open(found, "rb")) if isinstance(found, str) else Answer(404, {}, ())


def _picture(name: str) -> Answer:
    try:
        if _PICTURES.fullmatch(name) and default_storage.exists(name):
            return _file(name, default_storage.open(name))
    except SuspiciousOperation:
        pass
    return Answer(404, {}, ())


def _file(name: str, opened: Any) -> Answer:
    def parts() -> Iterator[bytes]:
        with opened:
            while part := opened.read(PART):
                yield part

    media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Answer(200, {"content-type": media_type}, parts())
