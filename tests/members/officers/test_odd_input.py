"""What may come from the browser of a signed-in officer: nonsense, huge texts, forms sent twice, rows that are gone.

Every screen of the desk answers calmly: no error of the server, nothing repeated raw, nothing done twice.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from itertools import cycle
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from members.models import ImportRun, Note, Organization, RegisterChange, SavedFilter
from tests.factories import members as make
from tests.importing import HEADINGS, as_csv, checked
from tests.members.officers.conftest import at
from tests.undrawn import undrawn

SCRIPT = '"><script>alert(1)</script>'
VALUES = [
    "",
    "\0",
    "a\0b",
    "a" * 20_000,
    "-1",
    "²",
    "٣",
    "9" * 25,
    "9" * 5000,
    "abc",
    SCRIPT,
    "'; DROP TABLE members_organization; --",
    "{{ 7 }}{% debug %}",
    "%(name)s {0} %s",
    "\u202eevil\u2066",
    "👩‍👩‍👧‍👦",
    "2026-13-45",
]
GONE = 999_999_999


def calm(answer: Any) -> None:
    assert answer.status_code < 500
    if not answer.streaming:
        assert b"<script>alert" not in answer.content


def named(values: list[str], names: list[str]) -> Iterator[dict[str, Any]]:
    """Each value under each name alone, then under all of them at once, then twice."""
    for value in values:
        for name in names:
            yield {name: value}
        yield dict.fromkeys(names, value)
        yield {name: [value, "x"] for name in names}


# What a database refuses, and what a page must not repeat: only a page that was drawn shows that neither happened.
HARD = ["a\0b", "9" * 25, SCRIPT]


def post_named(desk: Client, address: str, names: list[str], **beside: str) -> None:
    """The same as `named`, of what is posted; a page is drawn once for each value, in all fields at once."""
    for data in named(VALUES, names):
        with contextlib.nullcontext() if _in_all_fields(data, names) else undrawn():
            calm(desk.post(address, {**beside, **data}))


def get_named(desk: Client, address: str, names: list[str]) -> None:
    """The same as `named`, of what is asked; a list asks the database while it is drawn, so what is hard is drawn."""
    for data in named(VALUES, names):
        is_hard = any(value in HARD for value in data.values())
        with contextlib.nullcontext() if is_hard or _in_all_fields(data, names) else undrawn():
            calm(desk.get(address, data))


def _in_all_fields(data: dict[str, Any], names: list[str]) -> bool:
    return len(data) == len(names) and all(isinstance(value, str) for value in data.values())


LISTS = {
    "wagtailsnippets_members_organization:list": [
        "q",
        "p",
        "country",
        "status",
        "tag",
        "officer",
        "ordering",
    ],
    "organizations_bulk": ["id", "q", "country", "status", "tag", "deed", "officer", "coalition"],
    "organizations_by_contact": ["q"],
    "organization_filter_save": ["name", "q", "country", "query"],
    "organization_changes": ["p", "q", "actor", "organization", "source", "since", "until"],
    "duplicates": ["state", "p"],
    "imports": ["p"],
}


@pytest.fixture
def desk(client: Client, organization: Organization) -> Client:
    client.force_login(make.amal(), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("name", LISTS)
def test_a_list_bears_any_question(desk: Client, name: str) -> None:
    get_named(desk, reverse(name), LISTS[name])


FORMS: dict[str, list[str]] = {
    "organizations_bulk": ["deed", "tags", "officer", "level", "file_format", "private", "reason"],
    "organization_filter_save": ["name", "query", "shared", "q"],
    "organization_note": ["text"],
    "organization_hide": ["reason"],
    "duplicates_look_again": ["x"],
    "imports": ["reason", "file"],
}
ON_AN_ORGANIZATION = {"organization_note", "organization_hide"}


@pytest.mark.parametrize("name", FORMS)
def test_a_form_bears_anything(desk: Client, organization: Organization, name: str) -> None:
    address = reverse(name, args=[organization.pk] if name in ON_AN_ORGANIZATION else [])
    post_named(desk, address, FORMS[name])


@pytest.mark.parametrize("deed", ["tag", "untag", "assign", "listing", "export", "merge"])
def test_a_deed_for_many_bears_anything(desk: Client, organization: Organization, deed: str) -> None:
    names = ["tags", "officer", "level", "file_format", "reason"]
    post_named(desk, f"{reverse('organizations_bulk')}?id={organization.pk}", names, deed=deed)


@pytest.mark.parametrize("deed", ["", "apart", "check", "merge", "back", SCRIPT])
def test_a_comparison_bears_anything(desk: Client, organization: Organization, kenya: Any, deed: str) -> None:
    other = make.organization("Demo Network of Justice", kenya)
    address = reverse("duplicates_compare", args=[organization.pk, other.pk])
    names = ["reason", "keep", "choice_listing", "choice_legal_name", "choice_country"]
    post_named(desk, address, names, deed=deed)
    for value in VALUES:
        if not value.strip() or deed == "merge":
            continue
        with contextlib.nullcontext() if value in HARD else undrawn():
            calm(desk.post(address, {"deed": deed, "reason": "Same", "keep": value, "choice_listing": value}))


@pytest.mark.parametrize("name", ["add", "edit"])
def test_the_form_of_an_entry_bears_anything(desk: Client, organization: Organization, name: str) -> None:
    address = at(name, *([organization.pk] if name == "edit" else []))
    fields = [
        *(
            "legal_name",
            "legal_language",
            "external_id",
            "type",
            "country",
            "year_founded",
            "website",
            "joined",
        ),
        *("joined_precision", "status", "listing", "tags", "working_languages", "assigned_to", "issues"),
        *("countries_of_work", "national_coalition", "loaded", "reason", "name_ar"),
        *("contacts-TOTAL_FORMS", "contacts-INITIAL_FORMS", "other_names-TOTAL_FORMS"),
    ]
    for value in VALUES[1::4]:  # the page is a large one to make
        calm(desk.post(address, dict.fromkeys(fields, value)))
    texts = [field for field in fields if not field.endswith("_FORMS")]
    for value in ("a\0b", "9" * 25):
        calm(desk.post(address, dict.fromkeys(texts, value)))
    with undrawn():
        for value, field in zip(cycle(["a\0b", "9" * 25, SCRIPT]), fields, strict=False):
            calm(desk.post(address, {"country": str(organization.country_id), field: value}))


def test_what_is_gone_is_not_found(desk: Client) -> None:
    for number in (0, GONE, 9**30):
        for name in ("organization_note", "organization_hide", "organization_sheet", "organization_filter"):
            for answer in (desk.get(reverse(name, args=[number])), desk.post(reverse(name, args=[number]))):
                assert answer.status_code in {404, 405}, (name, number)
        for name in ("import_columns", "import_report", "import_progress", "import_download"):
            assert desk.get(reverse(name, args=[number])).status_code == 404
        for name in ("import_apply", "import_again", "import_drop"):
            assert desk.post(reverse(name, args=[number])).status_code == 404
        assert desk.post(reverse("organization_filter_delete", args=[number])).status_code == 404
        assert desk.post(reverse("import_decide", args=[number, number])).status_code == 404
        assert desk.get(reverse("duplicates_compare", args=[number, number + 1])).status_code == 404
        assert desk.get(at("edit", number)).status_code in {302, 404}


def test_what_is_sent_twice_is_done_once(desk: Client, organization: Organization, kenya: Any) -> None:
    other = make.organization("Demo Network of Justice", kenya)
    address = reverse("duplicates_compare", args=[organization.pk, other.pk])
    merge = {"deed": "merge", "reason": "Same", "keep": str(organization.pk)}
    for _time in range(2):
        calm(desk.post(address, merge))
    assert RegisterChange.objects.filter(organization=other).count() == 1
    hide = reverse("organization_hide", args=[organization.pk])
    before = RegisterChange.objects.filter(organization=organization).count()
    for _time in range(2):
        calm(desk.post(hide, {"reason": "Danger"}))
    assert RegisterChange.objects.filter(organization=organization).count() == before + 1


NAMES = [
    "",
    ".",
    "..",
    "../../x.csv",
    "a\0.csv",
    "a" * 300 + ".csv",
    "\u202evsc.exe",
    SCRIPT + ".csv",
    "x",
    "x.exe",
]
CONTENTS = [
    b"",
    b"\0",
    b"\0" * 100_000,
    b"\xff\xfe",
    b"PK\x03\x04",
    b"PK\x05\x06" + b"\0" * 18,
    b"\x1f\x8b\x08",
    b"," * 50_000,
    b"\n" * 50_000,
    b'"' * 9_999,
    b"a" * 1_000_000,
    "name,country\n\u202eevil,KEN\n".encode(),
    f"{SCRIPT},{SCRIPT}\n{SCRIPT},{SCRIPT}\n".encode(),
    b"name,name,name\na,b,c\n",
    "name;country\n=1+1;KEN\n".encode("utf-16"),
]


def test_any_file_is_taken_or_refused_in_words(desk: Client) -> None:
    for content in CONTENTS:
        answer = desk.post(
            reverse("imports"), {"file": SimpleUploadedFile("a.csv", content), "reason": "Test"}, follow=True
        )
        calm(answer)
    for name in NAMES:
        upload = SimpleUploadedFile("a.csv", as_csv([HEADINGS, ("1", "Demo A", "KEN")]))
        upload._name = name  # type: ignore[attr-defined]
        calm(desk.post(reverse("imports"), {"file": upload, "reason": "Test"}, follow=True))
    calm(desk.get(reverse("imports")))


def test_the_steps_of_an_import_bear_anything(desk: Client) -> None:
    run = checked([HEADINGS, ("1", "Demo A", "KEN"), ("2", "Demo Network for Justice", "KEN")])
    columns = ["column-0", "column-1", "encoding", "separator", "name", "again"]
    for name in ("import_report", "import_download"):
        get_named(desk, reverse(name, args=[run.pk]), ["outcome", "public", "anew", "text", "p"])
    for value in VALUES:
        calm(desk.post(reverse("import_decide", args=[run.pk, 2]), {"decision": value}))
        calm(
            desk.post(reverse("import_apply", args=[run.pk]), {"ticked": "1", "row": value, "outcome": value})
        )
    post_named(desk, reverse("import_columns", args=[run.pk]), columns)
    for _time in range(2):
        calm(desk.post(reverse("import_drop", args=[run.pk]), follow=True))
    for name in ("import_apply", "import_again", "import_decide"):
        args = [run.pk, 2] if name == "import_decide" else [run.pk]
        answer = desk.post(reverse(name, args=args), {"decision": "new"})
        assert answer.status_code < 500
    calm(desk.get(reverse("import_columns", args=[run.pk]), follow=True))
    assert ImportRun.objects.filter(pk=run.pk).exists()


def test_a_saved_filter_and_a_note_are_kept_as_they_were_meant(
    desk: Client, organization: Organization
) -> None:
    desk.post(f"{reverse('organization_filter_save')}?country=KEN", {"name": SCRIPT})
    calm(desk.get(at("list")))
    for kept in SavedFilter.objects.all():
        for data in named(VALUES, ["name", "query", "shared"]):
            calm(desk.post(reverse("organization_filter", args=[kept.pk]), data))
        for _time in range(2):
            calm(desk.post(reverse("organization_filter_delete", args=[kept.pk])))
    desk.post(reverse("organization_note", args=[organization.pk]), {"text": SCRIPT})
    assert Note.objects.get().text == SCRIPT
    calm(desk.get(reverse("organization_note", args=[organization.pk])))
