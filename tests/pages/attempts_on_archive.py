"""What nobody but an archivist may do to works and their files, and what a translator may say of a work."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from cicc_site import languages
from tests.pages.attempting import (
    AR,
    ES,
    World,
    attempt,
    post,
)


@attempt(
    "wagtailsnippets_documents_work:edit",
    works_for={AR, ES},
    beside={"documents_work.list_words", "documents_work.list_vector", "documents_work.changed_at"},
)
def describe_a_work(client: Client, world: World) -> None:
    texts = {
        f"{name}_{code}": f"Forged ({code})" for name in ("title", "summary") for code in languages.codes()
    }
    facts = {"symbol": "FORGED/1", "kind": "report", "precision": "day", "access": "staff", "key": "forged"}
    facts |= {"date": "2001-01-01", "authors": "Forged", "held_elsewhere": "https://forged.example/"}
    rows = nested_form_data({"relations": inline_formset([])})
    post(client, "wagtailsnippets_documents_work:edit", [world.work.pk], {**texts, **facts, **rows})


# None of these groups keeps the archive; that the same requests work for archivists is tested beside the desk
# (tests/documents/desk).


@attempt("archive_upload", "archive_confirm", "archive_later", "archive_look_again", "archive_drop")
def send_a_file_to_the_archive(client: Client, world: World) -> None:
    post(client, "archive_upload", [], {"files": SimpleUploadedFile("a.txt", b"Words that were sent.")})
    waiting = world.waiting[next(iter(world.groups))].pk  # one's own, as if one had been an archivist
    row = f"file-{waiting}-"
    said = {f"{row}{name}": value for name, value in CONFIRMED.items()}
    for name in ("archive_confirm", "archive_later", "archive_look_again"):
        post(client, name, [], said)
    post(client, "archive_drop", [waiting], said)


CONFIRMED = {
    "take": "on",
    "group": "1",
    "existing": "new",
    "kind": "report",
    "language": "en",
    "origin": "original",
    "access": "public",
    "title": "Forged",
    "symbol": "FORGED/1",
}


@attempt(
    "archive_file_add",
    "archive_file_replace",
    "archive_file_change",
    "archive_file_read_again",
    "archive_file_remove",
)
def touch_a_file_of_the_archive(client: Client, world: World) -> None:
    facts = {
        "language": "fr",
        "origin": "unofficial",
        "access": "staff",
        "title": "Forged",
        "name": "work.txt",
    }
    one = [world.work_file.pk]
    for name, args in (("add", [world.work.pk]), ("replace", one)):
        sent = {**facts, "file": SimpleUploadedFile("b.txt", f"Words for {name}.".encode())}
        post(client, f"archive_file_{name}", args, sent)
    for name in ("change", "read_again", "remove"):
        post(client, f"archive_file_{name}", one, facts)


@attempt("wagtailsnippets_documents_work:add", "wagtailsnippets_documents_work:delete")
def add_and_delete_a_work(client: Client, world: World) -> None:
    rows = nested_form_data({"relations": inline_formset([])})
    facts = {"title_en": "Forged", "kind": "report", "precision": "day", "access": "public"}
    post(client, "wagtailsnippets_documents_work:add", [], {**facts, **rows})
    post(client, "wagtailsnippets_documents_work:delete", [world.empty_work.pk])


@attempt("wagtailsnippets_documents_subject:add", "wagtailsnippets_documents_subject:edit")
def name_a_body(client: Client, world: World) -> None:
    names = {f"name_{code}": f"Forged ({code})" for code in languages.codes()}
    post(client, "wagtailsnippets_documents_subject:add", [], {**names, "code": "forged", "is_public": "on"})
    post(client, "wagtailsnippets_documents_subject:edit", [world.body.pk], {**names, "code": "forged"})
