"""A folder that is full, closed, gone or torn costs time, and never shows an old page."""

from __future__ import annotations

import contextlib
import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection

from cicc_site import kept_pages
from cicc_site.kept_pages import Folder, address_of, place_of
from pages.models import AboutPage, KeptPage
from pages.page_cache import keeping, watching
from tests.editing import now_stored
from tests.pages.page_cache.conftest import Site

PLACE = "en/x/index.html"


@contextlib.contextmanager
def closed(base: Path) -> Iterator[None]:
    """Nobody may write there; root gives up its rights for as long."""
    folders = [base, *(path for path in base.rglob("*") if path.is_dir() and not path.is_symlink())]
    for path in folders:
        path.chmod(0o555)
    is_root = os.geteuid() == 0
    try:
        if is_root:
            os.seteuid(65534)
        yield
    finally:
        if is_root:
            os.seteuid(0)
        for path in folders:
            path.chmod(0o755)


def reachable(path: Path) -> None:
    """For somebody who is not root: the folders of a test are its own."""
    for each in [path, *path.parents][:5]:
        with contextlib.suppress(PermissionError):
            each.chmod(each.stat().st_mode | 0o055)


def test_a_closed_folder_costs_only_time(
    site: Site, tree: SimpleNamespace, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    where = tree.north.address_in("en")
    site.folder.root.mkdir(parents=True)
    reachable(site.folder.root)
    with closed(site.folder.base):
        assert [site.get(where).status for _ in range(2)] == [200, 200]
    assert caplog.text.count("could not be kept") == 1  # not at each request
    assert not site.places()


def test_what_cannot_be_taken_away_is_not_handed_out(
    site: Site, tree: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = tree.north.address_in("en")
    assert site.is_kept(where)
    reachable(site.folder.root)
    AboutPage.objects.filter(pk=tree.north.pk).update(title_en="Renamed")

    def once(*_arguments: Any) -> bool:
        return True  # the loop ends after one look

    stop = SimpleNamespace(wait=once)
    monkeypatch.setattr(watching, "close_old_connections", lambda: None)
    monkeypatch.setattr(connection, "close", lambda: None)
    with closed(site.folder.base):
        watching.run(stop)  # type: ignore[arg-type]
        trusted = [site.folder.is_trusted]
        assert "Renamed" in site.get(where).text
    # It was tried meanwhile to keep the new one: the row must not vouch for the files that are still the old ones.
    site.watch.look()
    assert not site.places()
    watching.run(stop)  # type: ignore[arg-type]
    trusted.append(site.folder.is_trusted)
    assert trusted == [False, True]
    assert "Renamed" in site.get(where).text


class Looks:
    """In place of an event: the loop goes round so many times, and then is told to stop. Nobody waits."""

    def __init__(self, rounds: int) -> None:
        self.rounds = rounds

    def wait(self, seconds: float) -> bool:
        self.rounds -= 1
        return self.rounds < 0


@pytest.fixture
def one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection of a watch is that of the test, and stays open."""
    monkeypatch.setattr(watching, "close_old_connections", lambda: None)
    monkeypatch.setattr(connection, "close", lambda: None)


@pytest.mark.usefixtures("one_connection")
def test_who_watches_does_not_end_whatever_happens(
    site: Site, tree: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = tree.north.address_in("en")
    assert site.is_kept(where)
    AboutPage.objects.filter(pk=tree.north.pk).update(title_en="Renamed")
    look, trusted = watching.Watch.look, []

    def first_in_vain(watch: watching.Watch) -> int:
        trusted.append(site.folder.is_trusted)
        if len(trusted) == 1:
            raise KeyError("what nobody thought of")
        return look(watch)

    monkeypatch.setattr(watching.Watch, "look", first_in_vain)
    watching.run(Looks(2))  # type: ignore[arg-type]
    assert trusted[:2] == [True, False], "what may be old is not handed out until somebody could look"
    assert site.folder.is_trusted
    assert not site.places()


@pytest.mark.usefixtures("one_connection")
def test_a_worker_takes_old_pages_away_and_leads_nothing(site: Site, tree: SimpleNamespace) -> None:
    where = tree.north.address_in("en")
    assert site.is_kept(where)
    watching.accompany(Looks(1))  # type: ignore[arg-type]
    assert site.places()
    AboutPage.objects.filter(pk=tree.north.pk).update(title_en="Renamed")
    watching.accompany(Looks(1))  # type: ignore[arg-type]
    assert not site.places()
    assert not (site.folder.base / "current").is_symlink()


@pytest.mark.usefixtures("one_connection")
def test_a_worker_without_the_folder_makes_none(site: Site) -> None:
    watching.accompany(Looks(2))  # type: ignore[arg-type]
    assert not site.folder.base.exists()


@pytest.mark.usefixtures("one_connection")
def test_a_worker_goes_on_watching_after_trouble(
    site: Site, tree: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    assert site.is_kept(tree.north.address_in("en"))
    AboutPage.objects.filter(pk=tree.north.pk).update(title_en="Renamed")
    sweep, tried = keeping.sweep, []

    def twice_in_vain() -> int:
        tried.append(1)
        if len(tried) < 3:
            raise OSError("no place")
        return sweep()

    monkeypatch.setattr(keeping, "sweep", twice_in_vain)
    watching.accompany(Looks(3))  # type: ignore[arg-type]
    assert not site.places()
    assert caplog.text.count("could not see whether kept pages are old") == 1


def test_a_folder_that_is_gone_is_made_anew(site: Site, tree: SimpleNamespace) -> None:
    where = tree.north.address_in("en")
    assert site.is_kept(where)
    shutil.rmtree(site.folder.base)
    assert site.is_kept(where)


def test_a_file_in_its_place_costs_only_time(site: Site, tree: SimpleNamespace) -> None:
    site.folder.base.write_bytes(b"no folder")
    assert [site.get(tree.north.address_in("en")).status for _ in range(2)] == [200, 200]


def test_a_disk_that_is_full_in_the_middle_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, replace, times = Folder(tmp_path, "one"), Path.replace, iter(range(9))

    def full(path: Path, target: Path) -> Path:
        if next(times) == 2:
            raise OSError(28, "No space left on device")
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        folder.write(PLACE, [], b"text" * 99)
    assert folder.read(PLACE, "") is None
    names = {path.name for path in (tmp_path / "one" / "en" / "x").iterdir()}
    assert not any(name.startswith(kept_pages.PARTIAL) for name in names)
    folder.remove(PLACE)
    assert list(folder.places()) == []


def test_what_a_killed_write_left_goes_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Folder(tmp_path, "one")
    folder.write(PLACE, [], b"text")
    left = tmp_path / "one" / "en" / f"{kept_pages.PARTIAL}0123"
    left.write_bytes(b"half")
    folder.tidy()
    assert left.exists()  # somebody may be writing it
    monkeypatch.setattr(kept_pages, "LEFT_BEHIND", -1.0)
    folder.tidy()
    assert not left.exists()
    assert folder.read(PLACE, "") is not None


def test_after_a_restored_database_older_rows_do_not_count(site: Site, tree: SimpleNamespace) -> None:
    """The row speaks of an answer of yesterday, the file is of today."""
    where = tree.north.address_in("en")
    assert site.is_kept(where)
    KeptPage.objects.update(generation=5)
    keeping.begin()
    assert not site.places()


def test_several_may_wait_for_one_place(tmp_path: Path) -> None:
    folder, told = Folder(tmp_path, "one"), list[bool]()

    def build() -> None:
        with folder.building(PLACE) as is_first:
            told.append(is_first)

    with folder.building(PLACE) as is_first:
        threads = [threading.Thread(target=build) for _ in range(3)]
        for thread in threads:
            thread.start()
        threading.Event().wait(0.2)
    for thread in threads:
        thread.join()
    assert is_first
    assert told == [False, False, False]


@pytest.mark.parametrize(
    ("path", "query", "place"),
    [
        ("/en/", "", "en/index.html"),
        ("/ar/عن-المحكمة/", "", "ar/عن-المحكمة/index.html"),
        ("/en/press/", "page=2", "en/press/page=2.html"),
        ("/en/press/", "year=2024", "en/press/year=2024.html"),
        ("/en/press/", "year=2024&page=12", "en/press/year=2024&page=12.html"),
        ("/en/press/", "year=2024&page=1", None),
        ("/en/press/", "page=2&year=2024", None),
        ("/en/press/", "year=3024", None),
        ("/en/press/", "year=02024", None),
        ("/en/press/", "year=2024&", None),
        ("/en/press/", "page=1", None),
        ("/en/press/", "page=02", None),
        ("/en/press/", "page=1000", None),
        ("/en/press/", "page=2&page=3", None),
        ("/en/press/", "x=1", None),
        ("/en/press/", "page=2&utm_source=x", None),
        ("/en/../press/", "", None),
        ("/en//press/", "", None),
        ("/en/press", "", None),
        ("/de/press/", "", None),
        ("/en/a\n/", "", None),
        (f"/en/{'x' * 201}/", "", None),
    ],
)
def test_an_address_has_a_place_or_none(path: str, query: str, place: str | None) -> None:
    assert place_of(path, query) == place
    if place:
        assert address_of(place) == path + (f"?{query}" if query else "")


def test_with_tracking_parameters_it_is_the_place_without() -> None:
    assert place_of("/en/press/", "utm_source=x&fbclid=") == "en/press/index.html"
    assert place_of("/en/press", "utm_source=x") is None


def test_a_list_is_kept_by_the_pages_it_has(site: Site, tree: SimpleNamespace) -> None:
    """Else whoever counts on fills the disk."""
    where = tree.north.address_in("en")
    for number in (2, 3, 999):
        site.get(f"{where}?page={number}")
    assert not site.places()
    assert now_stored(tree.north).live
