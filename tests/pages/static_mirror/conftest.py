"""A mirror of a small tree, made as often as a test likes."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pytest_django import DjangoDbBlocker

from pages.models import AboutPage
from pages.static_mirror import moved
from pages.static_mirror.making import Result, Wish, make
from pages.static_mirror.tree import digest

real_former_website = moved._former_website


class Mirror:
    """target: where it lies."""

    def __init__(self, folder: Path) -> None:
        self.target = folder / "copy"

    def make(self, **wish: Any) -> Result:
        return make(Wish(self.target, **wish))

    def text(self, place: str) -> str:
        return (self.target / place).read_text(encoding="utf-8")

    def places(self) -> set[str]:
        return {str(path.relative_to(self.target)) for path in self.target.rglob("*") if path.is_file()}

    def pages(self) -> dict[str, str]:
        return {place: self.text(place) for place in sorted(self.places()) if place.endswith(".html")}

    def digests(self) -> dict[str, str]:
        return {place: digest(self.target / place) for place in self.places()}

    def moments(self) -> dict[str, tuple[int, int]]:
        """Of each file which one it is, and when it was written."""
        found = {place: (self.target / place).stat() for place in self.places()}
        return {place: (stat.st_ino, stat.st_mtime_ns) for place, stat in found.items()}


@pytest.fixture
def mirror(tmp_path: Path) -> Mirror:
    return Mirror(tmp_path)


Publish = Callable[..., AboutPage]


@pytest.fixture
def publish() -> Publish:
    """Write texts of a page and publish it."""

    def one(page: AboutPage, **texts: Any) -> AboutPage:
        found = AboutPage.objects.get(pk=page.pk)
        for name, value in texts.items():
            setattr(found, name, value)
        found.save_revision().publish()
        return AboutPage.objects.get(pk=page.pk)

    return one


@pytest.fixture(scope="module", autouse=True)
def few_former_addresses(request: pytest.FixtureRequest) -> Iterator[None]:
    """A small tree has hardly a page that the former website had; to ask for a hundred of its addresses at each mirror
    took half of the time. The starting content is asked for all."""
    with pytest.MonkeyPatch.context() as patch:
        if request.node.name != "test_starting_content.py":
            patch.setattr(moved, "_former_website", lambda: list(real_former_website())[:4])
        yield


@dataclass(frozen=True)
class First:
    folder: Path
    result: Result


@pytest.fixture(scope="module")
def first(
    few_former_addresses: None,
    planted: dict[str, int],
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> First:
    """A mirror of the planted tree, made once for a module."""
    folder = tmp_path_factory.mktemp("mirror") / "copy"
    with django_db_blocker.unblock():
        return First(folder, make(Wish(folder)))


@pytest.fixture
def made(mirror: Mirror, first: First, tree: SimpleNamespace) -> Result:
    """That mirror lies where the test makes its own, as if it had made it."""
    shutil.copytree(first.folder, mirror.target)
    return first.result
