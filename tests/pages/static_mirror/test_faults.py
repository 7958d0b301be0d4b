"""What goes wrong: a page that fails, a run that is stopped, a folder that is no mirror, a copy somebody changed."""

from __future__ import annotations

import fcntl
import os
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError
from wagtail.rich_text import RichText

from pages.models import AboutPage, HomePage
from pages.static_mirror import notices
from pages.static_mirror import tree as folders
from pages.static_mirror.making import Result
from pages.static_mirror.tree import TreeError
from pages.static_mirror.writing import Writer
from tests.factories import pages as make
from tests.pages.static_mirror.conftest import Mirror, Publish

pytestmark = pytest.mark.django_db


def failing(monkeypatch: pytest.MonkeyPatch, model: type[Any], slug: str) -> None:
    real = model.serve

    def serve(self: Any, *args: Any, **kwargs: Any) -> Any:
        if self.slug == slug:
            raise ProgrammingError("no such column")
        return real(self, *args, **kwargs)

    monkeypatch.setattr(model, "serve", serve)


def left_beside(mirror: Mirror) -> set[str]:
    return {path.name for path in mirror.target.parent.iterdir()} - {"copy", ".copy.lock"}


def test_a_page_that_fails_is_told_and_is_not_the_one_of_yesterday(
    mirror: Mirror, made: Result, tree: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(monkeypatch, AboutPage, "village")
    said = StringIO()
    with pytest.raises(CommandError) as stopped:
        call_command("export_static", str(mirror.target), stdout=StringIO(), stderr=said)
    assert stopped.value.returncode == 1
    assert "/en/north/valley/village/: answered 500" in said.getvalue()
    assert "en/north/valley/village/index.html" not in mirror.places()
    assert "en/north/valley/index.html" in mirror.places()
    result = mirror.make()
    assert result.checked is not None
    assert result.checked.broken == []  # links to it lead to the page that explains
    assert f"{notices.ABOUT}/#missing" in mirror.text("en/north/valley/index.html")


def test_a_site_that_does_not_answer_takes_no_mirror_away(
    mirror: Mirror, made: Result, tree: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = mirror.digests()
    failing(monkeypatch, HomePage, tree.home.slug)
    with pytest.raises(TreeError, match="home page"):
        mirror.make()
    assert mirror.digests() == before
    assert left_beside(mirror) == set()


@pytest.mark.parametrize("how", [KeyboardInterrupt, OSError(28, "No space left on device")])
def test_a_run_that_is_stopped_leaves_the_former_mirror(
    mirror: Mirror,
    made: Result,
    tree: SimpleNamespace,
    publish: Publish,
    monkeypatch: pytest.MonkeyPatch,
    how: Any,
) -> None:
    before = mirror.moments()
    publish(tree.south, body_en=make.body("Other", "en"))
    real, written = Writer.__call__, []

    def stopped(self: Writer, got: Any) -> Any:
        written.append(got)
        if len(written) == 15:
            raise how
        return real(self, got)

    monkeypatch.setattr(Writer, "__call__", stopped)
    with pytest.raises(CommandError):
        call_command("export_static", str(mirror.target), stdout=StringIO(), stderr=StringIO())
    assert mirror.moments() == before
    assert left_beside(mirror) == set()
    monkeypatch.setattr(Writer, "__call__", real)
    assert mirror.make().is_whole
    assert make.text("Other", "body", "en") in mirror.text("en/south/index.html")


def test_what_a_killed_run_left_is_cleared_away(mirror: Mirror, tree: SimpleNamespace) -> None:
    for name in (".copy.new", ".copy.work"):
        (mirror.target.parent / name / "left").mkdir(parents=True)
    assert mirror.make().is_whole
    assert left_beside(mirror) == set()


def test_where_folders_cannot_be_exchanged_at_once_they_are_one_after_the_other(
    mirror: Mirror, made: Result, tree: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = mirror.digests()
    monkeypatch.setattr(folders, "_exchange", lambda _one, _other: False)
    mirror.make()
    assert set(mirror.digests()) == set(before)
    assert left_beside(mirror) == set()
    mirror.target.rename(mirror.target.with_name(".copy.former"))  # the power went out between the two
    assert mirror.make().counts["unchanged"] == len(before) - 2


def test_a_folder_that_is_no_mirror_is_not_touched(mirror: Mirror, tree: SimpleNamespace) -> None:
    mirror.target.mkdir()
    (mirror.target / "thesis.odt").write_text("years of work")
    with pytest.raises(CommandError, match="no mirror"):
        call_command("export_static", str(mirror.target))
    assert mirror.places() == {"thesis.odt"}


def test_two_runs_do_not_make_the_same_mirror(mirror: Mirror, tree: SimpleNamespace) -> None:
    with (mirror.target.parent / ".copy.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(TreeError, match="Another run"):
            mirror.make()


def test_a_file_that_somebody_changed_is_written_anew(
    mirror: Mirror, made: Result, tree: SimpleNamespace
) -> None:
    page, style = mirror.target / "en/south/index.html", next(mirror.target.rglob("*.css"))
    before = mirror.digests()
    page.write_text("defaced")
    style.unlink()
    os.symlink("/etc/hostname", style)
    result = mirror.make()
    assert result.counts["changed"] == 2
    left = {place: each for place, each in mirror.digests().items() if before[place] != each}
    assert set(left) == {"_mirror/manifest.json"}
    assert not style.is_symlink()


def test_a_link_of_an_editor_that_leads_nowhere_is_told(
    mirror: Mirror, tree: SimpleNamespace, publish: Publish
) -> None:
    text = '<p><a href="/en/never-was/">a</a> <a href="#nowhere">b</a> <a href="/admin/">c</a></p>'
    publish(tree.south, body_en=[("text", RichText(text))])
    result = mirror.make()
    assert [(address, why, on) for address, why, on in result.faults] == [
        ("/en/never-was/", "answered 404", "/en/south/")
    ]
    assert result.checked is not None
    assert result.checked.broken == [("en/south/index.html", "#nowhere is not in it")]
    page = mirror.text("en/south/index.html")
    assert f'<a href="../{notices.ABOUT}/#missing">a</a>' in page
    assert f'<a href="../{notices.ABOUT}/#forms">c</a>' in page


def test_the_command_says_what_it_did(mirror: Mirror, tree: SimpleNamespace) -> None:
    said = StringIO()
    call_command("export_static", str(mirror.target), stdout=said)
    call_command("export_static", str(mirror.target), "--no-check", stdout=said)
    lines = said.getvalue().splitlines()
    assert [line for line in lines if line.endswith("...")] == [
        "Reading ...",
        "Writing ...",
        "Checking ...",
        "Reading ...",
        "Writing ...",
    ]
    assert any("0 new, 0 changed, 0 removed" in line for line in lines)
    assert sum("0 broken" in line for line in lines) == 1


def test_wrong_arguments_are_told(mirror: Mirror) -> None:
    for arguments in (["--base-url", "ftp://x"], ["--workers", "0"]):
        with pytest.raises(CommandError):
            call_command("export_static", str(mirror.target), *arguments)
    with pytest.raises(CommandError, match="Nothing can be written"):
        call_command("export_static", str(mirror.target / "deeper" / "still"))
