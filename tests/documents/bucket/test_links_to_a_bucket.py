"""Downloads from a bucket: a signed link for one file and one minute, for who may read it; nothing else opens."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlsplit, urlunsplit
from urllib.request import Request, urlopen

import pytest
from django.test import Client
from django.utils import timezone

from documents.enums import Access
from documents.models import Work, WorkFile
from tests.factories import archive
from tests.object_storage import Store

pytestmark = [pytest.mark.content, pytest.mark.django_db]
DATA = bytes(range(256)) * 1000
NAME = "القرار ٨ بشأن الائتلاف.pdf"


@pytest.fixture
def file(bucket: Store) -> WorkFile:
    return archive.work_file(archive.work(), "ar", DATA, name=NAME, media_type="application/pdf")


def link(client: Client, file: WorkFile, version: str = "") -> str:
    response = client.get(f"/d/{file.work_id}/{file.language}{version}")
    assert (response.status_code, response["Cache-Control"]) == (302, "no-store, private")
    return str(response["Location"])


def fetched(address: str, method: str = "GET", **headers: str) -> tuple[int, bytes, Any]:
    request = Request(address, method=method, headers=headers)  # noqa: S310 - the store of this test
    try:
        with urlopen(request, timeout=5) as response:  # noqa: S310
            return response.status, response.read(), response.headers
    except HTTPError as error:
        with error:
            return error.code, error.read(), error.headers


def test_the_link_brings_the_file_with_its_name_type_and_language(client: Client, file: WorkFile) -> None:
    status, data, headers = fetched(link(client, file))
    assert (status, data) == (200, DATA)
    assert headers["Content-Type"] == "application/pdf"
    assert headers["Content-Language"] == "ar"
    assert headers["Cache-Control"] == "no-store, private"
    kind, _latin, full = headers["Content-Disposition"].split("; ")
    assert kind == "inline"
    assert full.startswith("filename*=UTF-8''%D8%A7%D9%84")


def test_a_part_of_it_can_be_had(client: Client, file: WorkFile) -> None:
    status, data, headers = fetched(link(client, file), Range="bytes=1000-1099")
    assert (status, data, headers["Content-Range"]) == (206, DATA[1000:1100], "bytes 1000-1099/256000")


def test_a_page_or_drawing_is_a_download_and_what_nobody_knows_are_bytes(
    client: Client, bucket: Store
) -> None:
    work = archive.work()
    page = archive.work_file(work, "en", b"<script>", name="a.html", media_type="text/html")
    odd = archive.work_file(work, "fr", b"odd", name="a.odd", media_type="text/x-odd")
    assert fetched(link(client, page))[2]["Content-Disposition"].startswith("attachment;")
    assert fetched(link(client, odd))[2]["Content-Type"] == "application/octet-stream"


def test_the_link_lasts_a_minute(client: Client, file: WorkFile, bucket: Store) -> None:
    address = link(client, file)
    assert parse_qs(urlsplit(address).query)["X-Amz-Expires"] == ["60"]
    bucket.later = 58
    assert fetched(address)[0] == 200
    bucket.later = 62
    assert fetched(address)[0] == 403


def test_nothing_opens_but_the_link_as_it_was_signed(client: Client, file: WorkFile, bucket: Store) -> None:
    other = archive.work_file(archive.work("Other"), "en", b"other")
    address = link(client, file)
    parts = urlsplit(address)
    bare = urlunsplit(parts._replace(query=""))
    altered = [
        bare,
        urlunsplit(parts._replace(path="/cicc-archive", query="")),
        address.replace(str(file.file.name), other.stored_as),
        address.replace("application%2Fpdf", "text%2Fhtml"),
        address.replace("X-Amz-Expires=60", "X-Amz-Expires=6000"),
        address[:-1] + ("0" if address[-1] != "0" else "1"),
    ]
    assert len(set(altered)) == 6
    for wrong in altered:
        assert wrong != address
        assert fetched(wrong)[0] == 403, wrong
    for method in ("PUT", "DELETE", "HEAD"):
        assert fetched(address, method)[0] == 403
    assert set(bucket.kept) == {file.stored_as, other.stored_as}


def test_an_earlier_version_has_its_own_link(client: Client, file: WorkFile) -> None:
    archive.work_file(file.work, "ar", b"newer", name="b.txt")
    assert fetched(link(client, file, "/1"))[1] == DATA
    assert fetched(link(client, file))[1] == b"newer"


@pytest.mark.parametrize("hidden", ["embargo", "staff work", "staff file", "deleted"])
def test_what_may_not_be_read_is_never_signed(
    client: Client, file: WorkFile, bucket: Store, hidden: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if hidden == "embargo":
        Work.objects.update(public_from=timezone.now() + dt.timedelta(minutes=1))
    elif hidden == "staff work":
        Work.objects.update(access=Access.STAFF)
    elif hidden == "staff file":
        WorkFile.objects.update(access=Access.STAFF)
    else:
        WorkFile.objects.all().delete()
    signed: list[str] = []
    monkeypatch.setattr(type(file.file.storage), "url", lambda self, name, **said: signed.append(name))
    bucket.asked.clear()
    for address in (f"/d/{file.work_id}/ar", f"/d/{file.work_id}/ar/1"):
        for method in ("get", "head"):
            assert getattr(client, method)(address).status_code == 404
    assert (signed, bucket.asked) == ([], [])


def test_staff_see_a_hidden_file_through_the_site(admin_client: Client, file: WorkFile) -> None:
    WorkFile.objects.update(access=Access.STAFF)
    response: Any = admin_client.get(f"/admin/archive/files/{file.pk}/")
    assert (response.status_code, b"".join(response.streaming_content)) == (200, DATA)
    assert response["Cache-Control"].startswith("no-store, private")


def test_questions_that_need_no_bytes_ask_no_bucket(client: Client, file: WorkFile, bucket: Store) -> None:
    bucket.asked.clear()
    where = f"/d/{file.work_id}/ar"
    assert client.get(where, headers={"if-none-match": f'"{file.sha256}"'}).status_code == 304
    assert client.head(where)["Content-Length"] == str(len(DATA))
    assert bucket.asked == []


@pytest.mark.parametrize("loss", ["gone", "half"])
def test_what_the_bucket_lost_is_the_sites_own_page(
    client: Client, file: WorkFile, bucket: Store, loss: str, caplog: pytest.LogCaptureFixture
) -> None:
    if loss == "gone":
        bucket.kept.clear()
    else:
        bucket.kept[file.stored_as].data = DATA[:1000]
    assert client.get(f"/d/{file.work_id}/ar").status_code == 404
    assert f"The bytes of file {file.pk} of the archive cannot be had" in caplog.text
