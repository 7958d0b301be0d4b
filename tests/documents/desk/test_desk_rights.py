"""Who reaches which screen of the archive's desk: archivists all, translators the texts and the wishes, others none."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from documents import keeping
from documents.enums import TextState
from documents.models import LanguageWish, Work, WorkFile
from tests.documents.desk.conftest import SignIn, at
from tests.factories import archive as make

pytestmark = pytest.mark.django_db
OTHERS = ("Editor", "Publisher", "Press officer", "Membership officer", "Regional coordinator")
FOR_TRANSLATORS = {"edit", "list", "history", "archive_wishes", "archive_wishes_csv"}


def addresses(work: Work) -> dict[str, str]:
    file = work.files.first()
    assert file is not None
    of_file = (
        "archive_file_change",
        "archive_file_replace",
        "archive_file_remove",
        "archive_file_read_again",
        "archive_file",
    )
    plain = (
        "archive_upload",
        "archive_accessibility",
        "archive_accessibility_csv",
        "archive_wishes",
        "archive_wishes_csv",
    )
    return {
        **{name: reverse(name, args=[file.pk]) for name in of_file},
        **{name: reverse(name) for name in plain},
        "archive_file_add": reverse("archive_file_add", args=[work.pk]),
        **{name: at(name, work.pk) for name in ("edit", "history")},
        "list": at("list"),
        "add": at("add"),
        "choose": reverse(make_chooser()),
    }


def make_chooser() -> str:
    from wagtail.snippets.models import get_snippet_models  # noqa: F401 - the registry is filled by then

    viewset: Any = Work.snippet_viewset
    return f"{viewset.chooser_viewset.url_namespace}:choose"


def reached(client: Client, work: Work) -> set[str]:
    return {name for name, address in addresses(work).items() if client.get(address).status_code == 200}


def test_an_archivist_reaches_all(archivist: Client, work: Work) -> None:
    make.work_file(work)
    assert reached(archivist, work) == set(addresses(work))


@pytest.mark.parametrize("role", OTHERS)
def test_others_reach_nothing(sign_in: SignIn, work: Work, role: str) -> None:
    make.work_file(work)
    assert reached(sign_in(role), work) == set()


def test_a_translator_reaches_texts_and_wishes(sign_in: SignIn, work: Work) -> None:
    make.work_file(work)
    assert reached(sign_in("Translator FR"), work) == FOR_TRANSLATORS | {"choose"}


@pytest.mark.parametrize("role", [*OTHERS, "Translator FR"])
def test_others_change_no_file(sign_in: SignIn, work: Work, role: str) -> None:
    make.work_file(work)
    client = sign_in(role)
    for name, address in addresses(work).items():
        if name.startswith("archive"):
            client.post(address, {"access": "staff", "files": BytesIO(b"x")})
    file = WorkFile.objects.get()
    assert (file.access, file.text_state) == ("public", TextState.WAITING)


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
