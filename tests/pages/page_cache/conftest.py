"""A site that keeps its pages, asked as an application server asks it."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import brotli
import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from cicc_site.kept_pages import Early, Folder
from pages.models import SiteSettings
from pages.page_cache import keeping
from pages.page_cache.watching import Watch


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes
    queries: int

    @property
    def text(self) -> str:
        coding = self.headers.get("Content-Encoding", "")
        body = {"br": brotli.decompress, "gzip": gzip.decompress}.get(coding, bytes)(self.body)
        return bytes(body).decode()


class Site:
    """folder: where pages are kept; watch: what takes them away, looked through by hand."""

    def __init__(self, root: Path) -> None:
        self.folder, self.watch = Folder(root), Watch()
        self.behind = get_wsgi_application()
        self.application = Early(self.behind, self.folder, ["localhost"])

    def get(self, path: str, method: str = "GET", **environ: str) -> Answer:
        request = RequestFactory(HTTP_HOST="localhost").generic(
            method, quote(unquote(path), safe="/?=&"), **environ
        )
        seen: dict[str, Any] = {}

        def start(status: str, headers: list[tuple[str, str]], *_rest: Any) -> None:
            seen.update(status=int(status.split()[0]), headers=dict(headers))

        with CaptureQueriesContext(connection) as captured, _one_connection():
            body = b"".join(self.application(request.environ, start))
        return Answer(seen["status"], seen["headers"], body, len(captured))

    def places(self) -> set[str]:
        return set(self.folder.places())

    def is_kept(self, path: str) -> bool:
        """Whether the second of two requests is answered without a question to the database."""
        first, second = self.get(path), self.get(path)
        assert first.status == second.status
        if second.queries == 0:
            assert second.text == first.text
        return second.queries == 0


@contextmanager
def _one_connection() -> Iterator[None]:
    """A request ends the connection it finds; here the test's transaction goes on with it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


@pytest.fixture
def site(tmp_path: Path, settings: Any, db: None) -> Iterator[Site]:
    SiteSettings.load()  # the first page that is ever shown writes them
    settings.PAGE_CACHE_ROOT = (
        None  # the middleware begins to watch where there is a folder: here nobody does
    )
    made = Site(tmp_path / "pages")
    settings.PAGE_CACHE_ROOT = tmp_path / "pages"
    keeping.folder.cache_clear()
    yield made
    keeping.folder.cache_clear()


@pytest.fixture
def look(site: Site) -> Callable[[], int]:
    return site.watch.look
