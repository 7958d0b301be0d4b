"""Files sent at once: kept first, guessed about, confirmed, and only then works; nothing is lost on the way."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from documents import stored_files
from documents.demonstration_files import Sheet, scanned
from documents.desk import receiving
from documents.models import WaitingFile, Work, WorkFile
from documents.storage import archive
from tests.documents.desk.conftest import SignIn, at
from tests.factories import archive as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("furnished")]
ENGLISH = b"""ICC-ASP/2/Res.8
Adopted at the 5th plenary meeting, on 11 September 2003, by consensus

Recognition of the coordinating and facilitating role of the Coalition

The Assembly of States Parties, recalling that the organizations of civil society have been of help to the Court and
to the States in the negotiation of the Statute, and that this is of importance for all of them, recognizes the role.
"""
FRENCH = """ICC-ASP/2/Res.8
Adoptée à la 5e séance plénière, le 11 septembre 2003, par consensus

Reconnaissance du rôle de coordination et de facilitation de la Coalition

L'Assemblée des États Parties, rappelant que les organisations de la société civile ont aidé la Cour et les États dans
la négociation du Statut, et que cela est important pour tous, reconnaît le rôle de la Coalition dans les débats.
""".encode()


def send(client: Client, *files: tuple[str, bytes], follow: bool = True) -> Any:
    sent = [SimpleUploadedFile(name, data) for name, data in files]
    return client.post(reverse("archive_upload"), {"files": sent}, follow=follow)


def told(response: Any) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def confirmed(client: Client, **changes: Any) -> Any:
    """Send back what the page proposes. changes: {"<name of a file without its end>__<field>": value}."""
    page = client.get(reverse("archive_confirm"))
    data: dict[str, Any] = {}
    for row in page.context["rows"]:
        form, stem = row["form"], row["waiting"].name.rsplit(".", 1)[0]
        for name in form.fields:
            value = changes.get(f"{stem}__{name}", form.get_initial_for_field(form.fields[name], name))
            if value is not None and value is not False:
                data[form.add_prefix(name)] = "on" if value is True else value
    return client.post(reverse("archive_confirm"), data, follow=True)


def test_versions_of_one_symbol_become_one_work(
    archivist: Client, django_capture_on_commit_callbacks: Any
) -> None:
    send(archivist, ("ICC-ASP-2-Res8-ENG.txt", ENGLISH), ("ICC-ASP-2-Res8-FRA.txt", FRENCH))
    assert not Work.objects.exists()
    places = [waiting.file.name for waiting in WaitingFile.objects.all()]
    assert stored_files.sweep() == 0
    with django_capture_on_commit_callbacks(execute=True):
        confirmed(archivist)
    work = Work.objects.get()
    assert (work.symbol, work.kind, str(work.date)) == ("ICC-ASP/2/Res.8", "resolution", "2003-09-11")
    assert work.title_en == "Recognition of the coordinating and facilitating role of the Coalition"
    assert work.title_fr.startswith("Reconnaissance du rôle")
    assert {file.language: file.name for file in work.files.all()} == {
        "en": "ICC-ASP-2-Res8-ENG.txt", "fr": "ICC-ASP-2-Res8-FRA.txt",
    }  # fmt: skip
    assert not WaitingFile.objects.exists()
    assert not any(archive().exists(place or "") for place in places)


def test_a_work_with_the_symbol_is_proposed(archivist: Client, work: Work) -> None:
    send(archivist, ("ICC-ASP-2-Res8-ENG.txt", ENGLISH))
    confirmed(archivist)
    assert Work.objects.get() == work
    assert work.files.get().language == "en"


def test_what_is_refused_takes_nothing_with_it(archivist: Client) -> None:
    answer = send(archivist, ("a.zip", b"PK\x03\x04"), ("ICC-ASP-2-Res8-ENG.txt", ENGLISH), ("b.exe", b"MZ"))
    assert "unpack it" in told(answer)
    assert [waiting.name for waiting in WaitingFile.objects.all()] == ["ICC-ASP-2-Res8-ENG.txt"]


def test_the_same_file_is_caught(archivist: Client, work: Work) -> None:
    make.work_file(work, "en", ENGLISH)
    answer = send(archivist, ("again.txt", ENGLISH))
    assert at("edit", work.pk) in told(answer)
    send(archivist, ("new.txt", FRENCH))
    assert "waits already" in told(send(archivist, ("new again.txt", FRENCH)))
    assert WaitingFile.objects.count() == 1


def test_an_error_in_one_row_makes_nothing_and_loses_nothing(archivist: Client) -> None:
    send(archivist, ("ICC-ASP-2-Res8-ENG.txt", ENGLISH), ("other.txt", b"123 456"))
    answer = confirmed(archivist, **{"ICC-ASP-2-Res8-ENG__title": "My own title"})
    assert "Say which language" in answer.content.decode()
    assert "My own title" in answer.content.decode()
    assert not Work.objects.exists()
    assert WaitingFile.objects.count() == 2
    confirmed(archivist, other__take=False)
    assert Work.objects.count() == WaitingFile.objects.count() == 1


def test_all_that_is_wrong_is_said_at_once(archivist: Client) -> None:
    send(archivist, ("f.txt", FRENCH), ("other.txt", b"123 456"))
    text = confirmed(archivist).content.decode()
    assert "needs an English title" in text
    assert "Say which language" in text


def test_a_scan_is_told_as_one(archivist: Client) -> None:
    sheet = Sheet("en", "", "TRIAL/1", "A scanned page", ["Words in a picture."], dt.date(2011, 1, 1))
    page = send(archivist, ("scan.pdf", scanned(sheet)))
    assert "probably scanned" in page.content.decode()


def test_a_new_version_needs_to_be_said(archivist: Client, work: Work) -> None:
    make.work_file(work, "en")
    send(archivist, ("ICC-ASP-2-Res8-ENG.txt", ENGLISH))
    assert "Tick this" in confirmed(archivist).content.decode()
    assert WorkFile.objects.count() == 1
    confirmed(archivist, **{"ICC-ASP-2-Res8-ENG__replaces": True})
    assert [file.version for file in WorkFile.objects.order_by("version")] == [1, 2]


def test_two_files_of_one_work_in_one_language_are_refused(archivist: Client) -> None:
    send(archivist, ("a.txt", ENGLISH), ("b.txt", ENGLISH + b"!"))
    assert {
        row["form"].initial["group"] for row in archivist.get(reverse("archive_confirm")).context["rows"]
    } == {1, 2}
    answer = confirmed(archivist, a__group=1, b__group=1)
    assert "in the same language" in answer.content.decode()
    assert not Work.objects.exists()


def test_a_new_work_needs_an_english_title(archivist: Client) -> None:
    send(archivist, ("f.txt", FRENCH))
    assert "needs an English title" in confirmed(archivist).content.decode()
    confirmed(archivist, f__title_en="Recognition")
    work = Work.objects.get()
    assert work.title_en == "Recognition"


def test_bytes_that_came_meanwhile_are_caught_and_all_is_taken_back(archivist: Client, work: Work) -> None:
    send(archivist, ("f.txt", FRENCH), ("e.txt", ENGLISH.replace(b"Res.8", b"Res.9")))
    make.work_file(work, "fr", FRENCH)
    answer = confirmed(archivist, f__existing="new", f__title_en="Recognition")
    assert "exactly this file already" in answer.content.decode()
    assert Work.objects.count() == 1
    assert WaitingFile.objects.count() == 2


def test_nonsense_in_the_form_is_no_error_of_ours(archivist: Client, work: Work) -> None:
    send(archivist, ("ICC-ASP-2-Res8-ENG.txt", ENGLISH))
    key = WaitingFile.objects.get().pk
    for name, value in {
        "group": "9999",
        "existing": str(work.pk + 99),
        "language": "xx-ZZ",
        "date": "soon",
    }.items():
        changes = {f"ICC-ASP-2-Res8-ENG__{name}": value}
        assert confirmed(archivist, **changes).status_code == 200, name
        assert WaitingFile.objects.get().pk == key, name


def test_when_time_is_up_the_name_is_all_and_can_be_looked_into_later(
    archivist: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "SECONDS", -1.0)
    answer = send(archivist, ("ICC-ASP-2-Res8-ENG.txt", ENGLISH))
    assert "by its name only" in answer.content.decode()
    guess = WaitingFile.objects.get().guess or {}
    assert (guess["symbol"], guess["language"], guess["title"]) == ("ICC-ASP/2/Res.8", "en", "")
    monkeypatch.setattr(receiving, "SECONDS", 30.0)
    archivist.post(reverse("archive_look_again"))
    assert (WaitingFile.objects.get().guess or {})["title"].startswith("Recognition")


def test_what_waits_is_the_senders_own(archivist: Client, sign_in: SignIn) -> None:
    send(archivist, ("f.txt", FRENCH))
    waiting, other = WaitingFile.objects.get(), sign_in("Archivist")
    assert other.get(reverse("archive_confirm")).status_code == 302
    assert other.post(reverse("archive_drop", args=[waiting.pk])).status_code == 404
    archivist.post(reverse("archive_drop", args=[waiting.pk]))
    assert not WaitingFile.objects.exists()
