"""What holds for all screens of the staff: nothing keeps them, nonsense breaks none, more rows cost no query."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from documents.models import ArchiveImport, LanguageWish, WorkFile
from tests.editing import Desk, form_data, now_stored
from tests.factories import archive
from tests.factories import pages as make

pytestmark = pytest.mark.django_db

SCREENS = [
    *("translation_board", "translations_export", "translations_import", "misses_report", "figures_report"),
    *("misses_report_results", "figure_choices", "import_redirects", "wagtailadmin_home"),
    *("wagtailadmin_reports:site_history", "wagtailadmin_reports:site_history_results"),
    *("wagtailsnippets_pages_glossaryterm:list", "wagtailsnippets_pages_redirect:list"),
    *("wagtailsnippets_members_country:list", "wagtailimages:index", "wagtaildocs:index"),
    *(
        "archive_upload",
        "archive_confirm",
        "archive_imports",
        "archive_accessibility",
        "archive_accessibility_csv",
    ),
    *(
        "archive_wishes",
        "archive_wishes_csv",
        "unanswered_queries",
        "choose_work:choose",
        "choose_work:choose_results",
    ),
    *("wagtailsnippets_documents_work:list", "wagtailsnippets_documents_subject:list"),
]
# A NUL, numbers no column and no parser takes, digits of other scripts, markup, something long.
NONSENSE = ["a\x00b", "9" * 5000, "9" * 19, "-1", "²", "٣", "<script>alert(1)</script>", "%00", "x" * 9000]
ASKED = [
    "p",
    "q",
    "ordering",
    "state",
    "language",
    "kind",
    "owner",
    "section",
    "sort",
    "object",
    "days",
    "user",
    "problem",
    "outcome",
    "id",
    "access",
    "lacking",
    "body",
    "year",
]


@pytest.fixture
def desk(tree: SimpleNamespace) -> Desk:
    return Desk("en", tree.amal)


@pytest.mark.parametrize("name", SCREENS)
def test_no_browser_or_proxy_keeps_a_screen_of_the_staff(desk: Desk, name: str) -> None:
    for client in (desk.client, Client()):
        assert "no-store" in client.get(reverse(name)).headers["Cache-Control"]


@pytest.mark.parametrize("name", SCREENS)
def test_an_address_with_nonsense_is_answered(desk: Desk, name: str) -> None:
    for value in NONSENSE:
        response = desk.client.get(reverse(name), {asked: [value, value] for asked in ASKED})
        assert response.status_code < 500, value[:20]


@pytest.mark.parametrize("value", NONSENSE)
def test_a_form_of_a_page_with_nonsense_is_answered(desk: Desk, tree: SimpleNamespace, value: str) -> None:
    data = form_data(desk.form(now_stored(tree.north)))
    fields = ("started_from", "seen_version", "loaded_revision_id", "still_valid", "add-to-review")
    for name in (*fields, "declaration_fr", "review_owed_fr", "action-publish"):
        response = desk.client.post(
            reverse("wagtailadmin_pages:edit", args=[tree.north.pk]), {**data, name: value}
        )
        assert response.status_code in (200, 302), name


@pytest.mark.parametrize("value", NONSENSE)
def test_the_board_takes_no_nonsense(desk: Desk, value: str) -> None:
    query = "&".join(f"{name}={value}" for name in ASKED)
    for deed in (value, "assign", "take", "give-back", f"still-valid:{value}", f"take:{value}", "export"):
        data = {"deed": deed, "task": value, "owner": value, "due": value, "note": value, "filters": query}
        assert desk.client.post(reverse("translation_board_act"), data).status_code < 500, deed[:20]


@pytest.mark.parametrize("name", ["translations_import", "import_redirects"])
@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("a.xlf", b"\x00\x01"),
        ("a.xlsx", b"PK\x03\x04junk"),
        ("a.csv", b"/a,/\x00b\n"),
        ("a.csv", b'"' + b"x" * 200_000),
        ("a.csv", b"/?mod=\x00&lang=zz,/en/\n[::1,/en/\nhttp://[,http://[\n"),
        ("a.csv", b"/x" + b"9" * 5000 + b",/y\n"),
    ],
)
def test_a_file_of_nonsense_is_answered(desk: Desk, name: str, file: str, content: bytes) -> None:
    response = desk.client.post(reverse(name), {"file": SimpleUploadedFile(file, content)})
    assert response.status_code == 200


@pytest.mark.parametrize("value", NONSENSE)
def test_an_import_asked_for_with_nonsense_is_answered(desk: Desk, value: str) -> None:
    record = ArchiveImport.objects.create(manifest="list.csv", counts={"new": 1}, finished_at=timezone.now())
    record.report.save("report", ContentFile(b""))
    answer = desk.client.get(reverse("archive_import", args=[record.pk]), {"p": value, "outcome": value})
    assert answer.status_code == 200


LISTS_OF_THE_ARCHIVE = [
    "wagtailsnippets_documents_work:list",
    "choose_work:choose_results",
    "archive_accessibility",
    "archive_wishes",
]


@pytest.mark.parametrize("name", LISTS_OF_THE_ARCHIVE)
def test_fifteen_works_cost_what_five_cost(desk: Desk, name: str) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert desk.client.get(reverse(name)).status_code == 200
        return len(queries)

    def add(numbers: range) -> None:
        for number in numbers:
            work = archive.work(f"Work {number}", symbol=f"A/{number}")
            archive.work_file(work, "en")
            LanguageWish.objects.create(
                work=work,
                language="sw",
                letter_language="en",
                token_digest=f"{number}",
                confirmed_at=timezone.now(),
            )
        WorkFile.objects.update(has_title=False)

    add(range(5))
    cost()
    few = cost()
    add(range(5, 15))
    assert cost() == few


def test_twenty_pages_in_the_explorer_cost_what_five_cost(desk: Desk, tree: SimpleNamespace) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            response = desk.client.get(reverse("wagtailadmin_explore", args=[tree.village.pk]))
        assert response.status_code == 200
        return len(queries)

    for number in range(5):
        make.about(tree.village, f"Page {number}")
    cost()  # what the first request of a process remembers
    few = cost()
    for number in range(5, 20):
        make.about(tree.village, f"Page {number}")
    assert cost() <= few + 1


def test_the_editor_costs_the_same_after_many_versions(desk: Desk, tree: SimpleNamespace) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            desk.client.get(reverse("wagtailadmin_pages:edit", args=[tree.north.pk]))
        return len(queries)

    def save(**changes: Any) -> None:
        shown = now_stored(tree.north).get_latest_revision_as_object()
        for name, value in changes.items():
            setattr(shown, name, value)
        shown.save_revision(user=tree.amal)

    save(title_fr="Nouveau")
    cost()
    few = cost()
    for number in range(10):
        save(title_fr=f"Nouveau {number}")
    assert cost() <= few


LISTS = ["wagtailimages:index", "wagtaildocs:index", "wagtailsnippets_members_country:list", "misses_report"]
ORDERS = [
    "title",
    "-title",
    "created_at",
    "name",
    "address",
    "live",
    "-latest_revision_created_at",
    "content_type",
]


@pytest.mark.parametrize("order", ORDERS)
def test_what_was_found_can_be_sorted(desk: Desk, tree: SimpleNamespace, order: str) -> None:
    addresses = [reverse("wagtailadmin_explore", args=[tree.home.pk]), *map(reverse, LISTS)]
    for address in addresses:
        response = desk.client.get(address, {"q": "north", "ordering": order})
        assert response.status_code == 200, address
