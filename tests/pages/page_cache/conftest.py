"""A site that keeps its pages, asked as an application server asks it, and changes that others make to them."""

from __future__ import annotations

import gzip
import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote, unquote

import brotli
import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from cicc_site.kept_pages import Application, Early, Folder
from pages.models import SitePage, SiteSettings, SituationIndexPage, SituationPage
from pages.page_cache import keeping
from pages.page_cache.watching import Watch
from tests.editing import now_stored
from tests.factories import pages as make
from tests.pages.every_type import REQUIRED

# A page, a change that somebody makes elsewhere, and what the page says afterwards: no words where something has gone
# from it, then it says something else. They are in test_changes_of_*.py.
Planned = tuple[SitePage, Callable[[], Any], str]
Plan = Callable[[SimpleNamespace], Planned]


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

    def __init__(self, behind: Application, folder: Folder) -> None:
        self.behind, self.folder, self.watch = behind, folder, Watch()
        self.application = Early(self.behind, self.folder, ["localhost"])

    def get(self, path: str, method: str = "GET", **environ: Any) -> Answer:
        request = RequestFactory(HTTP_HOST="localhost").generic(
            method, quote(unquote(path), safe="/?=&"), **environ
        )
        # Django has read it already; a server hands on each byte of an address as a letter.
        letters = request.environ["PATH_INFO"].encode().decode("latin-1")
        sent, seen = {**request.environ, "PATH_INFO": letters}, dict[str, Any]()

        def start(status: str, headers: list[tuple[str, str]], *_rest: Any) -> None:
            seen.update(status=int(status.split()[0]), headers=dict(headers))

        with CaptureQueriesContext(connection) as captured, _one_connection():
            body = b"".join(self.application(sent, start))
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
def site(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch, db: None) -> Site:
    SiteSettings.load()  # the first page that is ever shown writes them
    settings.PAGE_CACHE_ROOT = (
        None  # the middleware begins to watch where there is a folder: here nobody does
    )
    behind = get_wsgi_application()
    settings.PAGE_CACHE_ROOT = tmp_path / "pages"
    folder = keeping.folder()
    assert folder is not None
    monkeypatch.setattr(keeping, "_resting", {"until": 0.0})
    return Site(behind, folder)


@pytest.fixture
def look(site: Site) -> Callable[[], int]:
    return site.watch.look


def with_body(page: SitePage, *blocks: tuple[str, Any]) -> SitePage:
    """Store the page with these blocks as its English text, each (type, value); returns it."""
    page.body_en = list(blocks)
    page.save()
    return page


def a_situation(tree: SimpleNamespace) -> SituationPage:
    """Return a live situation below the home page of the tree, in an index of its own."""
    return make.page(SituationPage, make.page(SituationIndexPage, tree.home), **REQUIRED["SituationPage"])


def again(record: Any, **values: Any) -> Callable[[], Any]:
    """Change a row as another process does it: without a word to this one."""
    return lambda: type(record)._base_manager.filter(pk=record.pk).update(**values)


def each_change(module: dict[str, Any]) -> pytest.MarkDecorator:
    """Let a test run with every plan of its module, so that none is left out; module: the `globals()` above it."""
    functions = [each for each in module.values() if inspect.isfunction(each)]
    plans = [each for each in functions if each.__annotations__.get("return") == "Planned"]
    return pytest.mark.parametrize("plan", plans, ids=lambda plan: plan.__name__)


def assert_taken_away(site: Site, planned: Planned) -> None:
    """Keep the page, make the change: the page is gone from the folder, and made anew it shows the change."""
    page, change, words = planned
    where = now_stored(page).address_in("en")
    assert site.is_kept(where)
    site.watch.look()
    before = site.get(where)
    assert before.queries == 0
    assert not words or words not in before.text
    change()
    assert site.watch.look() > 0
    after = site.get(where)
    assert after.queries > 0
    assert after.status == 200
    assert after.text != before.text
    assert words in after.text
