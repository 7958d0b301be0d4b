"""The list of imports and what each did: state, counts, lines, downloads, in the language of whoever looks."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.users.models import UserProfile

from documents.desk import import_screens
from documents.importing import running
from documents.models import ArchiveImport, Work
from members.models import User
from tests.archive_importing import Legacy, row
from tests.documents.importing.conftest import legacy  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("furnished")]


@pytest.fixture
def imported(legacy: Legacy, archivist: Client) -> ArchiveImport:  # noqa: F811
    """Two works, one row that is refused; ordered by the archivist."""
    rows = [row("1", file=legacy.file("a.txt"), language="en"), row("2"), row("3", kind="sonnet")]
    legacy.write(rows)
    legacy.run(by=User.objects.get(pk=archivist.user.pk))  # type: ignore[attr-defined]
    return ArchiveImport.objects.get()


def listed(client: Client) -> Any:
    return client.get(reverse("archive_imports"))


def test_the_list_says_what_was_imported_when_for_whom_and_how_it_went(
    archivist: Client,
    imported: ArchiveImport,
    legacy: Legacy,  # noqa: F811
) -> None:
    text = listed(archivist).content.decode()
    assert str(legacy.folder) in text
    assert "manifest.csv" in text
    assert re.search(rf"\b{archivist.user}\b", text)  # type: ignore[attr-defined]
    assert "New works: 2" in text
    assert "Done" in text
    assert reverse("archive_import", args=[imported.pk]) in text


def test_an_import_shows_its_lines_with_the_way_to_the_work(
    archivist: Client, imported: ArchiveImport
) -> None:
    page = archivist.get(reverse("archive_import", args=[imported.pk]))
    work = Work.objects.get(key="1")
    assert reverse("wagtailsnippets_documents_work:edit", args=[work.pk]) in page.content.decode()
    only = archivist.get(reverse("archive_import", args=[imported.pk]), {"outcome": "refused"})
    assert [(line.row, line.value) for line in only.context["lines"]] == [(4, "sonnet")]


def test_lines_come_in_parts(
    archivist: Client, imported: ArchiveImport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_screens, "LINES", 2)
    address, seen, number = reverse("archive_import", args=[imported.pk]), [], 1
    whole = len(imported.report.read().splitlines())
    while number:
        page = archivist.get(address, {"p": number})
        seen += [(line.row, line.code, line.column) for line in page.context["lines"]]
        number = page.context["after"]
    assert len(seen) == len(set(seen)) == whole > 2
    assert archivist.get(address, {"p": "999999"}).context["lines"] == []


@pytest.mark.parametrize("ending", ["csv", "html"])
def test_a_report_is_sent_in_the_language_of_the_menus(
    archivist: Client, imported: ArchiveImport, ending: str
) -> None:
    profile = UserProfile.get_for_user(archivist.user)  # type: ignore[attr-defined]
    profile.preferred_language = "fr"
    profile.save()
    sent = archivist.get(reverse(f"archive_import_{ending}", args=[imported.pk]))
    text = sent.getvalue().decode("utf-8-sig")
    assert "Nouvelles œuvres" in text or "Ligne" in text
    assert "sonnet" in text
    assert "attachment" in sent["Content-Disposition"]


def test_one_that_runs_one_that_broke_off_and_a_lost_report_are_told_apart(
    archivist: Client, imported: ArchiveImport
) -> None:
    broken = ArchiveImport.objects.create(manifest="broken.csv")
    newest = ArchiveImport.objects.create(manifest="newest.csv")

    def states() -> list[str]:
        return [each.state for each in listed(archivist).context["imports"]]

    assert states() == ["interrupted", "interrupted", "done"]
    with running._alone():
        assert states() == ["running", "interrupted", "done"]
    for record in (broken, newest):
        assert (
            "does what is left" in archivist.get(reverse("archive_import", args=[record.pk])).content.decode()
        )
        assert archivist.get(reverse("archive_import_csv", args=[record.pk])).status_code == 404
    imported.report.storage.delete(imported.report.name or "")
    page = archivist.get(reverse("archive_import", args=[imported.pk]))
    assert "not in the storage" in page.content.decode()
    assert archivist.get(reverse("archive_import_html", args=[imported.pk])).status_code == 404


def test_a_long_list_costs_what_a_short_one_costs(archivist: Client, imported: ArchiveImport) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert listed(archivist).status_code == 200
        return len(queries)

    cost()
    few = cost()
    ArchiveImport.objects.bulk_create(
        ArchiveImport(manifest=f"{number}.csv", by=imported.by, finished_at=imported.finished_at)
        for number in range(30)
    )
    assert cost() == few
