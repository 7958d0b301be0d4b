"""Who reaches which screen of the archive's desk: archivists all, translators the texts and the wishes, others none."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cicc_site import languages
from documents import keeping
from documents.desk import hooks
from documents.enums import TextState
from documents.models import ArchiveImport, LanguageWish, WaitingFile, Work, WorkFile
from members.models import User
from pages.roles import roles, translator
from tests import database_state
from tests.documents.desk.conftest import SignIn
from tests.factories import archive as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("furnished")]
TRANSLATORS = {translator(code) for code in languages.translation_codes()}
ROLES = sorted(role.name for role in roles())
ARCHIVE, TEXTS = {"Archivist", "Administrator"}, {"Archivist", "Administrator", *TRANSLATORS}
WRITERS = {"Editor", "Publisher", "Press officer", *TEXTS}
DELETES = {"Administrator"}  # works are deleted by nobody else
# Every screen of the desk, and who opens it. All others, and visitors, are sent away.
OPEN_TO: dict[str, set[str]] = {
    "archive_upload": ARCHIVE,
    "archive_confirm": ARCHIVE,
    "archive_later": ARCHIVE,
    "archive_look_again": ARCHIVE,
    "archive_drop": ARCHIVE,
    "archive_file_add": ARCHIVE,
    "archive_file_change": ARCHIVE,
    "archive_file_replace": ARCHIVE,
    "archive_file_read_again": ARCHIVE,
    "archive_file_remove": ARCHIVE,
    "archive_file": ARCHIVE,
    "archive_accessibility": ARCHIVE,
    "archive_accessibility_csv": ARCHIVE,
    "archive_imports": ARCHIVE,
    "archive_import": ARCHIVE,
    "archive_import_csv": ARCHIVE,
    "archive_import_html": ARCHIVE,
    "archive_wishes": TEXTS,
    "archive_wishes_csv": TEXTS,
    "unanswered_queries": WRITERS,
    "unanswered_queries_results": WRITERS,
    **{f"wagtailsnippets_documents_work:{name}": TEXTS for name in ("list", "list_results", "edit", "history")},
    "wagtailsnippets_documents_work:add": ARCHIVE,
    "wagtailsnippets_documents_work:delete": DELETES,
    **{
        f"wagtailsnippets_documents_subject:{name}": ARCHIVE
        for name in ("list", "list_results", "edit", "history", "add")
    },
}  # fmt: skip


@pytest.fixture
def world(work: Work) -> dict[str, list[int]]:
    """What the addresses of the desk speak of: {name: arguments}."""
    file, empty = make.work_file(work), make.work("Without files")
    subject = make.subject()
    record = ArchiveImport.objects.create(manifest="list.csv", finished_at=timezone.now())
    record.report.save("report", ContentFile(b""))
    of_file = ("change", "replace", "read_again", "remove")
    return {
        **{f"archive_file_{name}": [file.pk] for name in of_file},
        "archive_file": [file.pk],
        "archive_file_add": [work.pk],
        **{f"archive_import{name}": [record.pk] for name in ("", "_csv", "_html")},
        **{f"wagtailsnippets_documents_work:{name}": [work.pk] for name in ("edit", "history")},
        "wagtailsnippets_documents_work:delete": [empty.pk],
        **{f"wagtailsnippets_documents_subject:{name}": [subject.pk] for name in ("edit", "history")},
    }


def addresses(world: dict[str, list[int]], user: User | None = None) -> dict[str, str]:
    """{name: address}. user: has a file that waits, which some of them are about."""
    waits = user or User.objects.create_user("somebody-else")
    waiting = WaitingFile(name="w.txt", media_type="text/plain", size=1, sha256="1" * 64, sent_by=waits)
    waiting.file.save("w.txt", ContentFile(b"w"))
    return {
        name: reverse(name, args=world.get(name, [waiting.pk] if name == "archive_drop" else []))
        for name in OPEN_TO
    }


@pytest.mark.parametrize("role", ROLES)
def test_each_role_opens_what_is_its_own_and_nothing_else(
    sign_in: SignIn, world: dict[str, list[int]], role: str
) -> None:
    client = sign_in(role)
    opened = set()
    for name, address in addresses(world, User.objects.get(pk=client.user.pk)).items():  # type: ignore[attr-defined]
        answer = client.get(address)
        if answer.status_code in (200, 405):  # 405: for POST only, and the question who asks comes first
            opened.add(name)
        else:
            assert (answer.status_code, answer.headers.get("Location")) == (
                302,
                reverse("wagtailadmin_home"),
            ), name
    assert opened == {name for name, may in OPEN_TO.items() if role in may}


def test_a_visitor_is_sent_to_sign_in_everywhere(client: Client, world: dict[str, list[int]]) -> None:
    for name, address in addresses(world).items():
        for answer in (client.get(address), client.post(address)):
            assert answer.status_code == 302, name
            assert answer.headers["Location"].startswith(reverse("wagtailadmin_login")), name


def test_no_screen_of_the_desk_is_forgotten() -> None:
    own = {pattern.name for pattern in hooks.addresses()}
    assert own - set(OPEN_TO) == set()
    assert {name for name in OPEN_TO if name.startswith("archive_")} - own == {"archive_file"}


@pytest.mark.parametrize("role", sorted(set(ROLES) - ARCHIVE))
def test_others_change_nothing(sign_in: SignIn, world: dict[str, list[int]], role: str) -> None:
    """The same requests change something for archivists: test_work_files, test_upload."""
    client = sign_in(role)
    user = User.objects.get(pk=client.user.pk)  # type: ignore[attr-defined]
    places, before = addresses(world, user), database_state.take()
    for name, address in places.items():
        if name.startswith(("archive", "wagtailsnippets_documents_subject")):
            upload = SimpleUploadedFile("n.txt", b"New words.")
            said = {"access": "staff", "language": "fr", "origin": "official", "name": "forged.txt"}
            said |= {"name_en": "Forged", "code": "forged", "title": "Forged"}
            client.post(address, {**said, "files": upload, "file": upload})
    assert database_state.changes(before, database_state.take()) == set()


def wish(work: Work, language: str, number: int, *, confirmed: bool = True) -> None:
    LanguageWish.objects.create(
        work=work, language=language, letter_language="en", token_digest=f"{language}{number}",
        email=f"reader{number}@secret.example", confirmed_at=timezone.now() if confirmed else None,
    )  # fmt: skip


def test_the_most_wanted_language_comes_first_and_nobody_is_named(sign_in: SignIn, work: Work) -> None:
    for number in range(3):
        wish(work, "sw", number)
    wish(work, "ar", 8)
    wish(work, "ru", 9, confirmed=False)
    wish(work, "fr", 10)
    keeping.add_file(work, BytesIO(b"Voil\xc3\xa0."), language="fr", name="v.txt", media_type="text/plain")
    client = sign_in("Translator AR")
    page = client.get(reverse("archive_wishes"))
    assert [(row["code"], row["count"]) for row in page.context["rows"]] == [("sw", 3), ("ar", 1)]
    table = b"".join(client.get(reverse("archive_wishes_csv"), {"language": "ar"}).streaming_content)  # type: ignore[attr-defined]
    assert table.decode("utf-8-sig").splitlines()[1].endswith(",ar,1")
    assert b"secret.example" not in page.content + table


def test_what_not_everybody_can_read(archivist: Client, work: Work) -> None:
    scan, untagged = make.work_file(work, "en"), make.work_file(work, "fr")
    make.work_file(work, "es")
    WorkFile.objects.filter(pk=scan.pk).update(text_state=TextState.EMPTY)
    WorkFile.objects.filter(pk=untagged.pk).update(is_tagged=False, has_title=False, name="=formula().pdf")
    page = archivist.get(reverse("archive_accessibility"))
    assert [row["file"] for row in page.context["rows"]] == [scan, untagged]
    assert {code: count for code, _label, count in page.context["counts"]} == {
        "scanned": 1, "unreadable": 0, "tags": 1, "language": 0, "title": 1,
    }  # fmt: skip
    only = archivist.get(reverse("archive_accessibility"), {"problem": "tags"}).context["rows"]
    assert [row["file"] for row in only] == [untagged]
    table = archivist.get(reverse("archive_accessibility_csv")).getvalue().decode("utf-8-sig")
    assert "'=formula().pdf" in table
