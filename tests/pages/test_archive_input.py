"""What strangers may send to the archive and the search: any question, part of an address, method, header and form.

Nothing is an error of the server, nothing is repeated raw, nothing leads to another site.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker

from documents.listing.question import PARAMETERS, SUBJECTS
from documents.models import FileText, Work, WorkFile
from pages.archive.addresses import wish_form, work_address
from pages.filters import AS_FRAGMENT
from pages.models import ArchivePage
from tests.factories import archive
from tests.pages.test_register_input import NEVER, SCRIPT, VALUES
from tests.standing import standing

pytestmark = [pytest.mark.content, pytest.mark.django_db]

STATUS = {200, 206, 301, 302, 304, 308, 400, 404, 405, 412, 416, 422}
SURROGATE = "\ud800".encode("utf-8", "surrogatepass")
PLAIN = (*VALUES, "en", "1", "sr-Latn", "9" * 20, "-1", "x" * 10_000)
MORE = [*(value.encode() for value in PLAIN), SURROGATE]
SUGGESTIONS = "/en/search/suggestions/"


@pytest.fixture(autouse=True)
def unlimited(settings: Any) -> None:
    settings.OPEN_DATA_LIMIT = settings.SEARCH_LIMIT = 0


@pytest.fixture(scope="module")
def kept(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[int]:
    """The number of a work with one file that has been read: nobody here changes it."""
    with standing(django_db_blocker):
        made = archive.work("Court report", symbol="ICC-ASP/99/1", title_ar="تقرير")
        file = archive.work_file(made, "en", b"0123456789", title="Report")
        FileText.objects.create(file=file, text="The words of the report.", is_readable=True)
        yield made.pk


@pytest.fixture
def work(kept: int, db: None) -> Work:
    return Work.objects.get(pk=kept)


def checked(answer: Any, where: str, status: set[int] = STATUS) -> None:
    told = answer.getvalue().decode("utf-8", "replace")
    assert answer.status_code in status, (answer.status_code, where[:100])
    assert "Set-Cookie" not in answer.headers, where[:100]
    location = answer.headers.get("Location", "/")
    assert location.startswith("/"), where[:100]
    assert not location.startswith(("//", "/\\")), where[:100]
    if answer.headers.get("Content-Type", "").startswith("text/html"):
        assert "<script>alert" not in told, where[:100]
        assert not [raw for raw in NEVER if raw in told], where[:100]


def questions(names: list[str], *, in_full: bool) -> Iterator[str]:
    """Query strings: each value for each parameter, of those for subjects, which are alike, for the first; or each
    value for one of them, and for each parameter a script."""
    for number, name in enumerate(names):
        all_of_them = in_full and name not in SUBJECTS[1:]
        often = (
            f"{name}=en&{name}={quote(SCRIPT)}",
            "&".join([f"{name}=en"] * 800),
            f"{name}[]=a&{name}",
            f"{name}=%ff%fe%00&{name}=%ed%a0%80",
        )
        yield from (
            f"{name}={quote(value)}" for value in (MORE if all_of_them else MORE[number :: len(names)])
        )
        if all_of_them or len(names) < len(often):
            yield from often
        else:
            yield from dict.fromkeys((often[0], often[number % len(often)]))
    yield f"%00=%00&{quote(SCRIPT)}={quote(SCRIPT)}"


def below(rest: str, code: str = "en") -> str:
    return f"{ArchivePage.objects.get().address_in(code)}{rest}"


# Each value meets each parameter in the part of the list that a script asks for, which holds its fields, rows and
# links; everywhere else the values take turns with the parameters.
IN_FULL = "the list as a part"
LISTS = {
    "the list": ("", [*PARAMETERS]),
    IN_FULL: (f"?{AS_FRAGMENT}=1", [*PARAMETERS]),
    "the feed": ("feed/", [*PARAMETERS]),
    "the table": ("documents.csv", [*PARAMETERS]),
    "the languages": ("languages/", ["page", "q"]),
    "the search": ("/ar/search/", ["q", "kind", "language", "sort", "page"]),
    "the suggestions": (SUGGESTIONS, ["q"]),
    "the text": ("text", ["page"]),
    "a citation": ("/d/{number}/cite.ris", ["language"]),
    "a file": ("/d/{number}/en", ["version"]),
    "the lasting address": ("/d/{number}/", ["language"]),
    "the wish": ("/ar/document-wishes/{number}/", ["language", "email"]),
}


@pytest.mark.parametrize("name", LISTS)
def test_any_question_is_answered(client: Client, work: Work, name: str) -> None:
    rest, names = LISTS[name]
    address = rest.format(number=work.pk) if rest.startswith("/") else below(rest)
    if rest == "text":
        address = f"{work_address(work, 'en', ArchivePage.objects.get())}text/en/"
    assert client.get(address, follow=True).status_code == 200
    for query in questions(names, in_full=name == IN_FULL):
        where = f"{address}{'&' if '?' in address else '?'}{query}"
        checked(client.get(where), where)


PATHS = (
    *(
        "{}/",
        "{}",
        "{number}/{}/",
        "{number}/x/text/{}/",
        "{number}/{}/text/en/",
        "text/{}/",
        "languages/{}/",
    ),
    *("feed/{}/", "documents.csv/{}", "/d/{}/", "/d/{}", "/d/{number}/{}", "/d/{number}/en/{}", "/d/{}/en"),
    *("/d/{number}/cite.{}", "/d/{}/cite.bib", "/en/document-wishes/{}/", "/en/document-wishes/link/{}/"),
    *("/en/search/{}/", "/api/v1/documents/{}", "/sitemap-documents-{}.xml"),
    *("/share/en/works/{}-000000000000.png", "/share/{}/works/1-000000000000.png"),
)


@pytest.mark.parametrize("path", PATHS)
def test_a_part_of_an_address_may_be_anything(client: Client, work: Work, path: str) -> None:
    """A script and a null everywhere; the other values at every third address each, beginning with another one."""
    for value in (b"\0", SCRIPT.encode(), *MORE[PATHS.index(path) % 3 :: 3]):
        if value:
            part = path.replace("{number}", str(work.pk)).replace("{}", quote(value, safe=""))
            where = part if path.startswith("/") else below(part)
            checked(client.get(where), where)


@pytest.mark.parametrize("method", ["head", "post", "put", "patch", "delete", "options", "trace"])
def test_any_method_is_answered_and_none_writes(work: Work, method: str) -> None:
    client = Client(enforce_csrf_checks=True)
    index = ArchivePage.objects.get()
    page = work_address(work, "en", index)
    lasting = f"/d/{work.pk}/"
    wheres = [below(""), below("feed/"), below("documents.csv"), below("languages/"), page, f"{page}text/en/"]
    wheres += [lasting, f"{lasting}en", f"{lasting}en/1", f"{lasting}cite.bib", "/en/search/", SUGGESTIONS]
    wheres += ["/sitemap-documents-1.xml", f"/api/v1/documents/{work.pk}"]
    for where in wheres:
        answer = getattr(client, method)(where)
        allowed = {"head": {200, 302}, "options": {200, 204, 405}}.get(method, {403, 405})
        checked(answer, where, allowed)
        if method == "head":
            assert not answer.getvalue()
    assert (Work.objects.get(pk=work.pk).title_en, WorkFile.objects.filter(work=work).count()) == (
        "Court report",
        1,
    )


RANGES: dict[str, tuple[int, bytes]] = {
    "bytes=0-1": (206, b"01"),
    "bytes=-2": (206, b"89"),
    "bytes=8-": (206, b"89"),
    "bytes=8-99999999999999999": (206, b"89"),
    "BYTES=0-0": (206, b"0"),
    "bytes=-99999": (206, b"0123456789"),
    "bytes=10-": (416, b""),
    "bytes=999999999999999999-": (416, b""),
    "bytes=-0": (416, b""),
    "bytes=5-2": (200, b"0123456789"),
    "bytes=--1": (200, b"0123456789"),
    "bytes=-1-": (200, b"0123456789"),
    "bytes=0-1,3-4": (200, b"0123456789"),
    f"bytes={'0-1,' * 3000}": (200, b"0123456789"),
    f"bytes={'9' * 5000}-": (200, b"0123456789"),
    "bytes=0x1-2": (200, b"0123456789"),
    "bytes=": (200, b"0123456789"),
    "items=0-1": (200, b"0123456789"),
    "\x00": (200, b"0123456789"),
    "bytes=\u0661-\u0662".encode().decode("latin-1"): (200, b"0123456789"),
}


@pytest.mark.parametrize("asked", RANGES, ids=lambda asked: ascii(asked)[:20])
def test_any_range_is_answered(client: Client, work: Work, asked: str) -> None:
    answer: Any = client.get(f"/d/{work.pk}/en", headers={"range": asked})
    assert (answer.status_code, answer.getvalue()) == RANGES[asked]
    assert client.head(f"/d/{work.pk}/en", headers={"range": asked}).status_code == 200


ODD = [
    '"',
    "W/",
    'W/"',
    "*",
    "**",
    '"*"',
    "a,b",
    '"a',
    'a"',
    "\x00",
    '""',
    ", ,",
    "x" * 20_000,
    "Sat, 99 Foo",
    "0",
]


@pytest.mark.parametrize(
    "name",
    ["if-none-match", "if-match", "if-range", "if-modified-since", "if-unmodified-since", "accept-language"],
)
def test_any_condition_is_answered(client: Client, work: Work, name: str) -> None:
    """The file is asked with each of them, and one of the other addresses in turn."""
    others = (
        f"/d/{work.pk}/",
        below("feed/"),
        f"{SUGGESTIONS}?q=report",
        f"/api/v1/documents/{work.pk}",
    )
    for odd, other in zip(ODD, cycle(others), strict=False):
        for where in (f"/d/{work.pk}/en", other):
            answer: Any = client.get(where, headers={name: odd, "range": "bytes=0-1"})
            assert answer.status_code in STATUS, (where, odd[:20], answer.status_code)
            if where.endswith("/en") and name == "if-range":
                told = (answer.status_code, answer.getvalue())
                assert told == (200, b"0123456789"), f"parts of what state? {odd[:20]}"


def test_any_wish_is_answered_and_none_is_written_without_its_token(client: Client, work: Work) -> None:
    for number, value in enumerate(MORE):
        for name in ("email", ("language", "form_token")[number % 2]):
            checked(client.post(wish_form("ar", work.pk), {name: value}), f"{name}={value!r}")
    assert not work.wishes.exists()
