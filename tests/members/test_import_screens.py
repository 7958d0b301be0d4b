"""The screens of imports: who may, sending a file, its columns, the report, deciding, taking in."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.users.models import UserProfile

from cicc_site import languages
from members.checks import imports_lie_apart
from members.importing import running
from members.importing.mapping import from_json
from members.models import (
    Contact,
    ImportMapping,
    ImportRun,
    Organization,
    SecurityEvent,
    SecurityEventKind,
    User,
)
from members.models.imports import SILENCE
from tests.factories import members as make
from tests.importing import HEADINGS, as_csv, checked

pytestmark = pytest.mark.django_db


@pytest.fixture
def amal() -> User:
    make.country("KEN")
    return make.amal()


@pytest.fixture
def desk(client: Client, amal: User) -> Client:
    client.force_login(amal)
    return client


@pytest.fixture
def officer(amal: User) -> User:
    """Somebody who may import, and see no personal data."""
    made = User.objects.create_user("officer", "officer@example.org", "a long test password")
    names = ["access_admin", "add_organization", "change_organization"]
    made.user_permissions.set(Permission.objects.filter(codename__in=names))
    return made


ROWS = [
    (*HEADINGS, "e-mail", "listing"),
    ("1", "Demo A", "KEN", "a@example.org", "full"),
    ("2", "Demo B", "Atlantis", "no mail", ""),
    ("3", "Demo C", "KEN", "", ""),
]


def send(desk: Client, data: bytes, name: str = "members.csv") -> Any:
    return desk.post(
        reverse("imports"), {"file": SimpleUploadedFile(name, data), "reason": "List of November"}
    )


def post_columns(desk: Client, run: ImportRun, **more: str) -> Any:
    chosen = {f"column-{place}": name for place, name in run.mapping.items()}
    return desk.post(reverse("import_columns", args=[run.pk]), {**chosen, **more})


def downloaded(answer: Any) -> str:
    return b"".join(answer.streaming_content).decode("utf-8-sig")


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_a_file_goes_its_whole_way(desk: Client, amal: User) -> None:
    answer = send(desk, as_csv(ROWS))
    run = ImportRun.objects.get()
    assert answer.url == reverse("import_columns", args=[run.pk])
    assert (run.actor, run.actor_name, run.reason, run.private) == (amal, str(amal), "List of November", True)
    page = desk.get(answer.url)
    assert "Demo A" in text(page)
    answer = post_columns(desk, run, name="November")
    assert answer.url == reverse("import_report", args=[run.pk])
    assert ImportMapping.objects.get().name == "November"
    page = desk.get(answer.url)
    assert not Organization.objects.exists()
    assert "Nothing has been changed yet." in text(page)
    assert "No country of the register is called so." in text(page)
    assert "Not an e-mail address." in text(page)
    assert "1 entry becomes more public by this import." in text(page)
    answer = desk.post(reverse("import_apply", args=[run.pk]), follow=True)
    assert "2 rows were taken in." in text(answer)
    assert set(Organization.objects.values_list("external_id", flat=True)) == {"1", "3"}
    change = Organization.objects.get(external_id="1").changes.get()
    assert (change.actor, change.reason, change.source) == (amal, "List of November", f"import:{run.pk}")
    assert "members.csv" in text(desk.get(reverse("imports")))


def test_ticked_rows_are_taken_in_alone(desk: Client) -> None:
    run = checked(ROWS)
    desk.post(
        reverse("import_apply", args=[run.pk]), {"ticked": "1", "row": ["4", "x", "99999999999999999999"]}
    )
    assert list(Organization.objects.values_list("external_id", flat=True)) == ["3"]
    answer = desk.post(reverse("import_apply", args=[run.pk]), {"ticked": "1"}, follow=True)
    assert "Tick at least one row." in text(answer)
    assert Organization.objects.count() == 1


def test_the_report_is_filtered_and_paged(desk: Client) -> None:
    rows = [HEADINGS, *((str(n), f"Demo {n}", "KEN" if n % 2 else "Atlantis") for n in range(120))]
    address = reverse("import_report", args=[checked(rows).pk])
    everything = desk.get(address)
    assert len(everything.context["rows"]) == 50
    refused = desk.get(address, {"outcome": "refused", "p": "2"})
    assert [shown.row.outcome for shown in refused.context["rows"]] == ["refused"] * 10
    assert "outcome=refused" in refused.content.decode()
    assert [shown.row.name for shown in desk.get(address, {"text": "demo 119"}).context["rows"]] == [
        "Demo 119"
    ]
    for nonsense in ({"outcome": "x"}, {"p": "x"}, {"text": "a\0b"}, {"public": "x"}):
        assert desk.get(address, nonsense).status_code == 200


def test_the_report_costs_the_same_for_any_number_of_rows(desk: Client) -> None:
    counted = []
    for size in (3, 40):
        for n in range(size):
            make.organization(f"Demo {size} {n}", listing="unlisted")
        run = checked([HEADINGS, *((f"x{n}", f"Demo {size} {n}", "KEN") for n in range(size))])
        desk.get(reverse("import_report", args=[run.pk]))
        with CaptureQueriesContext(connection) as queries:
            answer = desk.get(reverse("import_report", args=[run.pk]))
        assert len(answer.context["rows"]) == size
        counted.append(len(queries))
    assert counted[0] == counted[1]


def test_the_report_can_be_downloaded(desk: Client) -> None:
    run = checked([*ROWS, ("4", "=1+1", "KEN", "", "")])
    answer = desk.get(reverse("import_download", args=[run.pk]))
    found = downloaded(answer)
    assert "3,Refused,Demo B,,country,,,Atlantis,No country of the register is called so." in found
    assert ",'=1+1," in found
    only = desk.get(reverse("import_download", args=[run.pk]), {"outcome": "new"})
    assert "Atlantis" not in downloaded(only)


def test_a_report_with_personal_data_is_an_event(desk: Client, amal: User) -> None:
    run = checked([*ROWS], private=False)
    desk.get(reverse("import_download", args=[run.pk]))
    exports = SecurityEvent.objects.filter(kind=SecurityEventKind.EXPORT)
    assert not exports.exists(), "whoever sent the file could load no contacts"
    ImportRun.objects.filter(pk=run.pk).update(private=True)
    desk.get(reverse("import_download", args=[run.pk]), {"outcome": "refused"})
    [event] = exports
    assert (event.user, event.detail) == (amal, {"what": "import", "run": run.pk, "count": 1})


def test_a_possible_duplicate_is_decided(desk: Client) -> None:
    present = make.organization("Demo A", listing="unlisted")
    run = checked([(*HEADINGS, "website"), ("1", "DEMO A", "KEN", "a.example.org")])
    assert "The same as" in text(desk.get(reverse("import_report", args=[run.pk])))
    place = reverse("import_decide", args=[run.pk, 2])
    assert "This cannot be decided now." in text(desk.post(place, {"decision": "7777"}, follow=True))
    desk.post(place, {"decision": str(present.pk)})
    desk.post(reverse("import_apply", args=[run.pk]))
    assert Organization.objects.get().external_id == "1"
    assert desk.post(reverse("import_decide", args=[run.pk, 77])).status_code == 404


def test_letters_are_read_again_as_somebody_says(desk: Client) -> None:
    send(desk, as_csv([["name", "country"], ["Œuvre d’été", "Kenya"]], encoding="cp1252"))
    run = ImportRun.objects.get()
    place = reverse("import_columns", args=[run.pk])
    desk.post(place, {"again": "1", "encoding": "cp1251", "separator": ";"})
    run.refresh_from_db()
    assert (run.encoding, run.preview["headings"]) == ("cp1251", ["name,country"])
    answer = desk.post(place, {"again": "1", "encoding": "utf-8-sig", "separator": ","}, follow=True)
    assert "cannot be read as" in text(answer)
    desk.post(place, {"again": "1", "encoding": "cp1252", "separator": ","})
    run.refresh_from_db()
    assert run.preview["rows"] == [["Œuvre d’été", "Kenya"]]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 and more", "neither a CSV nor an XLSX"),
        (b"PK\x03\x04 and no more", "damaged"),
    ],
)
def test_a_bad_file_is_refused_beside_its_field(desk: Client, data: bytes, words: str) -> None:
    answer = send(desk, data)
    assert answer.status_code == 200
    assert words in text(answer)
    assert not ImportRun.objects.exists()


def test_a_mapping_that_makes_no_import_is_told(desk: Client) -> None:
    send(desk, as_csv(ROWS))
    run = ImportRun.objects.get()
    place = reverse("import_columns", args=[run.pk])
    assert "No column holds the number" in text(desk.post(place, {"column-2": "country"}))
    twice = {"column-0": "legal_name", "column-1": "legal_name"}
    assert "Two columns are said to hold the same" in text(desk.post(place, twice))
    assert desk.post(place, {"column-0": "password"}).status_code == 200
    assert ImportRun.objects.get().state == "uploaded"


def test_while_somebody_works_the_screen_says_how_far_they_are(desk: Client) -> None:
    run = checked(ROWS)
    assert running.claim(run, "apply")
    ImportRun.objects.update(done=1, total=4)
    page = desk.get(reverse("import_report", args=[run.pk])).content.decode()
    assert 'value="25"' in page
    assert '<noscript><meta http-equiv="refresh"' in page
    told = desk.get(reverse("import_progress", args=[run.pk])).json()
    assert told == {"working": True, "done": 1, "total": 4, "percent": 25}
    for name in ("import_apply", "import_again", "import_drop"):
        desk.post(reverse(name, args=[run.pk]))
    assert not Organization.objects.exists()
    assert run.path.exists()
    ImportRun.objects.update(heartbeat=timezone.now() - 2 * SILENCE)
    assert "The work was interrupted." in text(desk.get(reverse("import_report", args=[run.pk])))
    desk.post(reverse("import_again", args=[run.pk]))
    assert Organization.objects.count() == 2


def test_a_large_file_gets_a_process_of_its_own(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []

    class Process:
        def __init__(self, command: list[str], **options: Any) -> None:
            started.append(command)

        def wait(self) -> None:
            """Nothing runs."""

    monkeypatch.setattr("members.importing.running.subprocess.Popen", Process)
    monkeypatch.setattr(running, "SMALL_FILE", 10)
    send(desk, as_csv(ROWS))
    run = ImportRun.objects.get()
    post_columns(desk, run)
    assert [command[-3:] for command in started] == [["run_import", str(run.pk), "check"]]
    assert desk.get(reverse("import_progress", args=[run.pk])).json()["working"]


def test_file_and_rows_can_be_deleted_at_once(desk: Client) -> None:
    run = checked(ROWS)
    desk.post(reverse("import_drop", args=[run.pk]))
    assert not run.path.exists()
    assert not run.rows.exists()
    assert desk.get(reverse("import_report", args=[run.pk])).status_code == 200
    assert desk.get(reverse("import_columns", args=[run.pk])).headers["Location"] == reverse("imports")
    desk.post(reverse("import_again", args=[run.pk]))
    assert ImportRun.objects.get().state == "checked"


def test_personal_data_are_for_those_who_may(client: Client, officer: User, amal: User) -> None:
    run = checked(ROWS, actor=amal)
    client.force_login(officer)
    page = client.get(reverse("import_report", args=[run.pk])).content.decode()
    assert "no mail" not in page
    assert "a@example.org" not in page
    download = client.get(reverse("import_download", args=[run.pk]))
    assert "no mail" not in downloaded(download)
    send(client, as_csv(ROWS))
    own = ImportRun.objects.latest("pk")
    page = client.get(reverse("import_columns", args=[own.pk])).content.decode()
    assert "contact_general_email" not in page
    post_columns(client, own, **{"column-3": "contact_general_email"})
    own.refresh_from_db()
    assert "contact_general_email" not in own.mapping.values() or not own.private
    client.post(reverse("import_apply", args=[own.pk]))
    assert not Contact.objects.exists()


def test_a_file_with_personal_data_is_for_those_who_may(client: Client, officer: User, amal: User) -> None:
    """Its examples show contacts, and to take it in writes them."""
    run = checked(ROWS, actor=amal)
    client.force_login(officer)
    number = [run.pk]
    page = client.get(reverse("import_columns", args=number), follow=True)
    assert "a@example.org" not in page.content.decode()
    for name, arguments in (("import_columns", number), ("import_apply", number), ("import_again", number)):
        client.post(reverse(name, args=arguments))
    assert not Organization.objects.exists()
    run.refresh_from_db()
    assert run.state == "checked"


def test_a_void_report_is_not_taken_in(desk: Client, amal: User) -> None:
    """Somebody changed the columns, and the check was interrupted: a page that is still open takes in nothing."""
    run = checked(ROWS, actor=amal)
    running.set_mapping(run, from_json(run.mapping))
    desk.post(reverse("import_apply", args=[run.pk]))
    assert not Organization.objects.exists()
    run.refresh_from_db()
    assert run.state == "uploaded"


PLACES = [
    ("get", "imports", ()),
    ("post", "imports", ()),
    ("get", "import_columns", (1,)),
    ("post", "import_columns", (1,)),
    ("get", "import_report", (1,)),
    ("get", "import_progress", (1,)),
    ("post", "import_apply", (1,)),
    ("post", "import_again", (1,)),
    ("post", "import_drop", (1,)),
    ("post", "import_decide", (1, 2)),
    ("get", "import_download", (1,)),
]


@pytest.mark.parametrize(("method", "name", "arguments"), PLACES)
def test_nobody_else_comes_in(
    client: Client, amal: User, method: str, name: str, arguments: tuple[int, ...]
) -> None:
    address = reverse(name, args=arguments)
    assert getattr(client, method)(address).status_code == 302  # to the sign-in
    visitor = User.objects.create_user("visitor", "visitor@example.org", "a long test password")
    visitor.user_permissions.set(
        Permission.objects.filter(codename__in=["access_admin", "view_organization", "change_organization"])
    )
    client.force_login(visitor)
    answer = getattr(client, method)(address, follow=True)
    assert answer.redirect_chain or answer.status_code == 403
    assert "imports__" not in answer.content.decode()
    assert reverse("imports") not in client.get(reverse("wagtailadmin_home")).content.decode()


@pytest.mark.parametrize("language", languages.translation_codes())
def test_the_screens_speak_the_language_of_the_reader(desk: Client, amal: User, language: str) -> None:
    UserProfile.objects.create(user=amal, preferred_language=language)
    run = checked(ROWS)
    for name, arguments in (("imports", []), ("import_columns", [run.pk]), ("import_report", [run.pk])):
        page = text(desk.get(reverse(name, args=arguments)))
        for english in (
            "How does this work?",
            "Nothing has been changed yet.",
            "Check the file",
            "No country of the register",
        ):
            assert english not in page, (name, english)


def test_files_of_imports_may_not_lie_where_files_are_handed_out(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT, settings.STATIC_ROOT = str(tmp_path / "media"), str(tmp_path / "static")
    settings.IMPORT_ROOT = str(tmp_path / "imports")
    assert imports_lie_apart() == []
    for place in ("media", "static/below"):
        settings.IMPORT_ROOT = str(tmp_path / place)
        assert [problem.id for problem in imports_lie_apart()] == ["members.E003"]
