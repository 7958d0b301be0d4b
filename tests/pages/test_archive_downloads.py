"""Files of the archive as answers: ranges and conditions by RFC 9110, names by RFC 6266, types that do no harm."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponseBase
from django.test import Client
from django.utils.http import http_date

from documents.models import WorkFile
from tests.factories import archive

pytestmark = [pytest.mark.content, pytest.mark.django_db]

DATA = bytes(range(256)) * 1000
PDF = {"name": "Résolution 8.pdf", "media_type": "application/pdf"}


@pytest.fixture
def file() -> WorkFile:
    return archive.work_file(archive.work(), "fr", DATA, **PDF)


def get(file: WorkFile, client: Client, method: str = "get", **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return getattr(client, method)(f"/d/{file.work_id}/{file.language}", headers=named)


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else bytes(response.content)


def etag(file: WorkFile) -> str:
    return f'"{file.sha256}"'


# --- Whole -----------------------------------------------------------------------------------------------


def test_a_file_comes_whole_with_what_is_known_of_it(client: Client, file: WorkFile) -> None:
    response = get(file, client)
    assert (response.status_code, body(response)) == (200, DATA)
    assert response["ETag"] == f'"{hashlib.sha256(DATA).hexdigest()}"'
    assert response["Last-Modified"] == http_date(file.added_at.timestamp())
    assert response["Content-Length"] == str(len(DATA))
    assert response["Accept-Ranges"] == "bytes"
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Language"] == "fr"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"] == (
        "inline; filename=\"Resolution 8.pdf\"; filename*=UTF-8''R%C3%A9solution%208.pdf"
    )
    slug = file.work.slug_in("fr")
    assert response["Link"] == f'<http://localhost:8000/fr/documents/{file.work_id}/{slug}/>; rel="canonical"'
    assert "Set-Cookie" not in response
    assert "Vary" not in response


def test_it_is_read_while_it_is_sent(client: Client, file: WorkFile, monkeypatch: pytest.MonkeyPatch) -> None:
    from documents.serving import ranges

    sizes: list[int] = []
    monkeypatch.setattr(ranges, "CHUNK", 1000)
    for chunk in get(file, client).streaming_content:
        sizes.append(len(chunk))
    assert max(sizes) == 1000
    assert sum(sizes) == len(DATA)


def test_head_says_the_same_without_the_bytes(client: Client, file: WorkFile) -> None:
    whole, head = get(file, client), get(file, client, "head", Range="bytes=0-9")
    assert (head.status_code, body(head)) == (200, b"")
    same = ("ETag", "Last-Modified", "Content-Length", "Content-Type", "Content-Disposition", "Cache-Control")
    assert [head[name] for name in same] == [whole[name] for name in same]


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_nothing_else_is_answered(client: Client, file: WorkFile, method: str) -> None:
    assert get(file, client, method).status_code == 405


# --- Parts -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=10-19", 10, 19),
        ("bytes=255990-", 255_990, 255_999),
        ("bytes=-10", 255_990, 255_999),
        ("bytes=-999999", 0, 255_999),
        ("bytes=255000-999999999999999999", 255_000, 255_999),
        ("BYTES = 5 - 6", 5, 6),
    ],
)
def test_a_range_is_answered_by_that_part(
    client: Client, file: WorkFile, asked: str, start: int, end: int
) -> None:
    response = get(file, client, Range=asked)
    assert (response.status_code, body(response)) == (206, DATA[start : end + 1])
    assert response["Content-Range"] == f"bytes {start}-{end}/{len(DATA)}"
    assert response["Content-Length"] == str(end - start + 1)
    assert response["ETag"] == etag(file)


@pytest.mark.parametrize(
    "asked",
    ["bytes=", "bytes=-", "bytes=a-b", "bytes=9-5", "bytes=0-1,5-6", "lines=1-2", "bytes=1", f"bytes={'9' * 40}-"],
)  # fmt: skip
def test_what_is_no_single_range_gets_the_whole(client: Client, file: WorkFile, asked: str) -> None:
    response = get(file, client, Range=asked)
    assert (response.status_code, len(body(response))) == (200, len(DATA))


@pytest.mark.parametrize("asked", ["bytes=256000-", "bytes=999999999-1000000000", "bytes=-0"])
def test_a_range_beyond_the_end_is_refused_with_the_length(
    client: Client, file: WorkFile, asked: str
) -> None:
    response = get(file, client, Range=asked)
    assert (response.status_code, body(response)) == (416, b"")
    assert response["Content-Range"] == f"bytes */{len(DATA)}"


def test_a_part_is_given_only_of_the_same_file(client: Client, file: WorkFile) -> None:
    part = {"Range": "bytes=0-9"}
    changed = http_date(file.added_at.timestamp())
    for same in (etag(file), changed):
        assert get(file, client, **part, If_Range=same).status_code == 206, same
    for other in ('"another"', f"W/{etag(file)}", http_date(file.added_at.timestamp() + 1), "nonsense"):
        assert get(file, client, **part, If_Range=other).status_code == 200, other


def test_an_empty_file_has_no_part(client: Client) -> None:
    empty = archive.work_file(archive.work(), "en", b"", name="e.txt", media_type="text/plain")
    WorkFile.objects.filter(pk=empty.pk).update(size=0)
    Path(empty.file.path).write_bytes(b"")
    assert body(get(empty, client)) == b""
    assert get(empty, client, Range="bytes=0-").status_code == 416
    assert get(empty, client, Range="bytes=-5").status_code == 416


# --- Conditions ------------------------------------------------------------------------------------------


def test_who_has_it_already_is_told_so(client: Client, file: WorkFile) -> None:
    changed = http_date(file.added_at.timestamp())
    for condition in ({"If_None_Match": etag(file)}, {"If_None_Match": "*"}, {"If_Modified_Since": changed}):
        response = get(file, client, **condition, Range="bytes=0-9")
        assert (response.status_code, body(response)) == (304, b""), condition
        assert response["ETag"] == etag(file)
        assert response["Cache-Control"] == "no-cache, must-revalidate"
        assert "Content-Disposition" not in response
    assert get(file, client, If_None_Match='"another"', If_Modified_Since=changed).status_code == 200
    assert get(file, client, If_Match='"another"').status_code == 412
    assert get(file, client, If_Match=etag(file)).status_code == 200


def test_a_newer_version_has_another_tag(client: Client, file: WorkFile) -> None:
    newer = archive.work_file(file.work, "fr", b"newer", **PDF)
    response = get(file, client, If_None_Match=etag(file))
    assert (response.status_code, body(response), response["ETag"]) == (200, b"newer", etag(newer))


def test_caches_ask_anew_each_time(client: Client, file: WorkFile) -> None:
    for response in (
        get(file, client),
        get(file, client, Range="bytes=0-1"),
        get(file, client, Range="bytes=999999-"),
    ):
        assert response["Cache-Control"] == "no-cache, must-revalidate"


# --- Types -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("media_type", "name", "content_type", "shown"),
    [
        ("application/pdf", "a.pdf", "application/pdf", "inline"),
        ("text/plain", "a.txt", "text/plain", "inline"),
        ("text/plain; charset=Windows-1256", "a.txt", "text/plain; charset=windows-1256", "inline"),
        ("text/plain; charset=x\r\ny: z", "a.txt", "text/plain; charset=x", "inline"),
        ("text/html", "a.html", "text/html", "attachment"),
        ("TEXT/HTML; charset=utf-8", "a.html", "text/html; charset=utf-8", "attachment"),
        ("application/xhtml+xml", "a.xhtml", "application/xhtml+xml", "attachment"),
        ("image/svg+xml", "a.svg", "image/svg+xml", "attachment"),
        ("application/javascript", "a.js", "application/octet-stream", "attachment"),
        ("application/x-msdownload", "a.exe", "application/octet-stream", "attachment"),
        ("", "a", "application/octet-stream", "attachment"),
        ("application/vnd.oasis.opendocument.text", "a.odt", "application/vnd.oasis.opendocument.text", "attachment"),
    ],
)  # fmt: skip
def test_only_what_is_known_leaves_under_its_type_and_nothing_runs(
    client: Client, media_type: str, name: str, content_type: str, shown: str
) -> None:
    file = archive.work_file(
        archive.work(), "en", b"<script>alert(1)</script>", name="x", media_type="text/plain"
    )
    WorkFile.objects.filter(pk=file.pk).update(media_type=media_type, name=name)
    response = get(file, client)
    assert response["Content-Type"] == content_type
    assert response["Content-Disposition"] == f'{shown}; filename="{name}"'
    policy = response["Content-Security-Policy"]
    assert policy.startswith("sandbox; ") == (content_type != "application/pdf")
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "Content-Encoding" not in response


def test_a_file_whose_bytes_are_gone_or_cut_off_is_not_sent(
    client: Client, file: WorkFile, caplog: pytest.LogCaptureFixture
) -> None:
    path = Path(file.file.path)
    path.write_bytes(DATA[:100])
    assert get(file, client).status_code == 404
    assert f"file {file.pk} of the archive cannot be had: NotWhole" in caplog.text
    path.unlink()
    assert get(file, client).status_code == 404
    assert "FileNotFoundError" in caplog.text
    assert str(path) not in caplog.text


# --- Sent by the web server, or by the object storage ------------------------------------------------------


def test_the_web_server_sends_it_when_the_settings_say_so(
    client: Client, file: WorkFile, settings: Any
) -> None:
    settings.ARCHIVE_ACCEL = "/archive-files/"
    Path(file.file.path).unlink()  # we do not even look
    response: HttpResponseBase = get(file, client, Range="bytes=0-9", If_None_Match=etag(file))
    assert (response.status_code, body(response)) == (200, b"")
    assert response["X-Accel-Redirect"] == f"/archive-files/{file.file.name}"
    # Conditions and ranges are the web server's: two that tell different tags would confuse a download.
    assert "ETag" not in response
    assert "Accept-Ranges" not in response
    assert response["Content-Type"] == "application/pdf"
    assert "R%C3%A9solution" in response["Content-Disposition"]
    assert response["Cache-Control"] == "no-cache, must-revalidate"


class Bucket:
    """What the storage of a bucket is asked for; keeps what it was told."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, str], int]] = []

    def size(self, name: str) -> int:
        return len(DATA)

    def url(self, name: str, parameters: dict[str, str] | None = None, expire: int = 3600) -> str:
        self.asked.append((name, parameters or {}, expire))
        return f"https://objects.example.org/{name}?signature=x"


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Bucket:
    made = Bucket()
    settings.ARCHIVE_SIGNED_LINKS = True
    monkeypatch.setattr(WorkFile._meta.get_field("file"), "storage", made)
    return made


def test_the_object_storage_sends_it_by_a_link_that_lasts_a_minute(
    client: Client, file: WorkFile, bucket: Bucket
) -> None:
    response = get(file, client)
    assert response.status_code == 302
    assert response["Location"] == f"https://objects.example.org/{file.file.name}?signature=x"
    assert response["Cache-Control"] == "no-store, private"
    [(name, parameters, expire)] = bucket.asked
    assert (name, expire) == (file.file.name, 60)
    assert parameters["ResponseContentType"] == "application/pdf"
    assert parameters["ResponseContentDisposition"].endswith("UTF-8''R%C3%A9solution%208.pdf")
    assert parameters["ResponseCacheControl"] == "no-store, private"


def test_no_link_is_signed_for_who_needs_none_or_may_not(
    client: Client, file: WorkFile, bucket: Bucket
) -> None:
    assert get(file, client, If_None_Match=etag(file)).status_code == 304
    head = get(file, client, "head")
    assert (head.status_code, head["Content-Length"]) == (200, str(len(DATA)))
    WorkFile.objects.update(access="staff")
    assert get(file, client).status_code == 404
    assert bucket.asked == []
