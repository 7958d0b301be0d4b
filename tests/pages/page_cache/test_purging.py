"""A network of caches in front may keep what we keep, and hears of it when it goes. Off unless it is named."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection

from cicc_site import kept_releases
from cicc_site.kept_pages import Folder, place_of
from cicc_site.kept_releases import Lead
from members.enums import ListingLevel
from pages.models import AboutPage, DirectoryPage, KeptPage
from pages.page_cache import keeping, purging, watching
from tests.factories import members
from tests.factories import pages as make
from tests.pages.page_cache.conftest import Site

NOT_KEPT = "max-age=0, s-maxage=0, must-revalidate"


class Network:
    """heard: (method, path, host) of all that was asked; keys: how it was proven by whom; status: what it answers."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str, str]] = []
        self.keys: list[str] = []
        self.status = 200
        network = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_PURGE(self) -> None:
                network.heard.append((self.command, self.path, self.headers["Host"]))
                network.keys.append(self.headers.get("X-Key", ""))
                self.send_response(network.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_arguments: Any) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/zone"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()


@pytest.fixture
def network(settings: Any) -> Iterator[Network]:
    made = Network()
    settings.CDN_PURGE_URL, settings.CDN_SECONDS = made.url, 300
    yield made
    wait()
    made.server.shutdown()
    made.server.server_close()


def wait() -> None:
    for thread in list(purging._running):
        thread.join(60)


def test_it_may_keep_what_we_keep_and_hears_when_it_goes(
    site: Site, tree: SimpleNamespace, network: Network
) -> None:
    where = {language: tree.north.address_in(language) for language in ("en", "ar")}
    for path in where.values():
        first, second = site.get(path), site.get(path)
        assert second.queries == 0
        assert first.headers["Cache-Control"] == second.headers["Cache-Control"]
        assert second.headers["Cache-Control"] == "max-age=0, s-maxage=300, must-revalidate"
    AboutPage.objects.filter(pk=tree.north.pk).update(title_en="Renamed")
    site.watch.look()
    wait()
    assert set(network.heard) == {("PURGE", f"/zone{path}", "localhost:8000") for path in where.values()}


def test_what_shows_organizations_is_never_its(site: Site, network: Network) -> None:
    home = make.home()
    state = members.country("KEN")
    member = members.organization("Shown", listing=ListingLevel.FULL, state=state)
    directory = make.page(DirectoryPage, home).address_in("en")
    for path in (directory, f"{directory}{member.pk}/", "/en/search/?q=shown", "/api/v1/organizations/"):
        answer = site.get(path)
        if "Location" in answer.headers:
            answer = site.get(answer.headers["Location"])
        told = answer.headers["Cache-Control"]
        assert answer.status == 200, path
        assert "s-maxage=0" in told
        assert "stale" not in told


def test_what_was_not_kept_after_all_is_not_its(
    site: Site, tree: SimpleNamespace, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody would tell it when such an answer is old."""
    where = tree.north.address_in("en")
    kept = keeping.folder()
    assert kept is not None
    write = kept.write

    def too_late(*arguments: Any) -> None:
        AboutPage.objects.filter(pk=tree.north.pk).update(title_en="Renamed")
        write(*arguments)

    def full(*_arguments: Any) -> None:
        raise OSError(28, "No space left on device")

    for writing in (too_late, full):
        monkeypatch.setattr(kept, "write", writing)
        assert site.get(where).headers["Cache-Control"] == NOT_KEPT
        assert not site.places()


def test_without_it_nobody_outside_may_keep_a_page(site: Site, tree: SimpleNamespace) -> None:
    assert site.get(tree.north.address_in("en")).headers["Cache-Control"] == NOT_KEPT


def test_a_network_that_does_not_answer_stops_nothing(
    site: Site, tree: SimpleNamespace, network: Network, caplog: pytest.LogCaptureFixture
) -> None:
    where = tree.north.address_in("en")
    site.get(where)
    network.status = 500
    AboutPage.objects.filter(pk=tree.north.pk).update(title_en="Renamed")
    assert site.watch.look() == 1
    wait()
    assert "did not hear of 1 pages" in caplog.text
    assert "Renamed" in site.get(where).text


def test_it_is_told_who_asks(
    site: Site, tree: SimpleNamespace, network: Network, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.CDN_PURGE_HEADER = ("X-Key", "hush")
    site.get(tree.north.address_in("en"))
    network.status = 403
    AboutPage.objects.filter(pk=tree.north.pk).update(title_en="Renamed")
    site.watch.look()
    wait()
    assert network.keys == ["hush"]
    assert "did not hear of 1 pages" in caplog.text
    assert "hush" not in caplog.text


class Once:
    """In place of an event: one look, and then it is told to stop."""

    def wait(self, seconds: float) -> bool:
        return True


def test_a_release_that_takes_the_lead_has_it_forget_the_one_before(
    site: Site, tree: SimpleNamespace, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their pages name style sheets that go; nothing on them has changed."""
    monkeypatch.setattr(watching, "close_old_connections", lambda: None)
    monkeypatch.setattr(connection, "close", lambda: None)
    old, own = tree.north.address_in("en"), tree.south.address_in("en")
    for path in (old, own):
        site.get(path)
    before = Lead(Folder(site.folder.base, "0123456789abcdef0001"))
    before.take()
    of_host = kept_releases.identity(site.folder.base)
    KeptPage.objects.filter(place=place_of(old)).update(folder=f"{of_host}/{before.folder.release}")
    watching.run(Once())  # type: ignore[arg-type]
    wait()
    assert network.heard == [], "the one before still lives"
    before.end()
    for _look in range(2):
        watching.run(Once())  # type: ignore[arg-type]
    wait()
    assert [path for _method, path, _host in network.heard] == [f"/zone{old}"]
    assert site.get(own).queries == 0


def test_an_address_with_a_query_is_told_as_it_is_asked_for(network: Network) -> None:
    purging.purge([place_of("/ar/عن/", "year=2024&page=2") or ""])
    wait()
    assert [path for _method, path, _host in network.heard] == ["/zone/ar/%D8%B9%D9%86/?year=2024&page=2"]
