"""Files under a personal link: attaching with and without a script, errors beside the field, whose they are, sizes."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponseBase
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.utils import translation

from cicc_site import languages, public_forms
from cicc_site.middleware import HeardOutMiddleware
from members import rate_limits
from members.applications import attachments, downloads, links, stored_files
from members.applications.chain import Actor
from members.applications.inspecting import calling
from members.applications.states import State
from members.models import Application, Attachment
from members.workflow import applications as verbs
from pages.application import files
from pages.application.file_list import PURPOSE
from pages.application.receiving_files import MOST_KEPT, Quota
from tests.factories import applications as make
from tests.factories import uploads

pytestmark = pytest.mark.django_db
FRAGMENT = {"X-Fragment": "attachments"}


@pytest.fixture(autouse=True)
def place(settings: Any, tmp_path: Path) -> None:
    settings.APPLICATION_ROOT = tmp_path / "applications"


def address(token: str, rest: str = "", language: str = "en") -> str:
    return f"/{language}/membership/application/{token}/files/{rest}"


def send(
    client: Client,
    token: str,
    *,
    language: str = "en",
    headers: Any = None,
    stale: bool = False,
    **sent: Any,
) -> Any:
    """What a browser sends: the token of the form last."""
    data = {**sent, "form_token": "stale" if stale else public_forms.new_token(PURPOSE)}
    return client.post(address(token, language=language), data, headers=headers or {})


def pdf(name: str = "statutes.pdf") -> SimpleUploadedFile:
    return uploads.upload(uploads.pdf(), name)


def attached(application: Application) -> Attachment:
    """A file that lies there: the child that opens each is asked where something is sent."""
    with patch.object(calling, "look_into", lambda _kind, data: calling.Findings([], data)):
        return attachments.add(application, "report", pdf("report.pdf"), Actor.applicant())


def text(response: Any) -> str:
    return str(response.content.decode())


def test_files_of_several_kinds_are_attached_at_once(client: Client) -> None:
    application, token = make.begun()
    logo = uploads.upload(uploads.photograph(), "logo.jpg")
    response = send(client, token, statutes=[pdf(), pdf("copy.pdf")], logo=logo)
    assert response.status_code == 303
    assert response.headers["Location"] == address(token)
    rows = list(application.attachments.values_list("kind", "name"))
    assert rows == [("statutes", "statutes.pdf"), ("logo", "logo.jpg")]
    shown = text(client.get(address(token)))
    assert "statutes.pdf" in shown
    assert "logo.jpg" in shown


def test_the_module_gets_the_list_alone(client: Client) -> None:
    _application, token = make.begun()
    response = send(client, token, headers=FRAGMENT, statutes=pdf())
    assert response.status_code == 200
    assert "<html" not in text(response)
    assert "statutes.pdf</bdi> is attached." in text(response)


@pytest.mark.parametrize("language", languages.codes())
def test_what_is_wrong_stands_beside_its_field_and_keeps_the_others(client: Client, language: str) -> None:
    application, token = make.begun()
    html = uploads.upload(b"<script>alert(1)</script>", "<b>report<i>.pdf")
    response = send(client, token, language=language, statutes=pdf(), report=html)
    assert response.status_code == 422
    assert [row.kind for row in application.attachments.all()] == ["statutes"]
    with translation.override(language):
        reason = str(attachments.FileRefused("kind_of_file"))
    field = text(response).partition('id="attach-report-problem"')[2].partition("</div>")[0]
    assert reason in field
    assert "&lt;b&gt;report&lt;i&gt;.pdf" in field
    assert "<b>report" not in text(response)
    assert 'aria-describedby="attach-report-problem attachments-hint" aria-invalid="true"' in text(response)
    assert f'lang="{language}"' in text(response)


def test_nothing_chosen_is_said(client: Client) -> None:
    _application, token = make.begun()
    response = send(client, token)
    assert response.status_code == 422
    assert "Choose a file first." in text(response)


def test_a_form_that_did_not_arrive_whole_attaches_nothing(client: Client) -> None:
    application, token = make.begun()
    whole = encode_multipart(BOUNDARY, {"statutes": pdf(), "form_token": public_forms.new_token(PURPOSE)})
    for length in (len(whole) // 2, len(whole) - 160):
        response = client.generic("POST", address(token), whole[:length], content_type=MULTIPART_CONTENT)
        assert response.status_code == 422
        assert "did not arrive completely" in text(response)
    response = client.generic(
        "POST", address(token), b"no form", content_type="multipart/form-data; boundary="
    )
    assert response.status_code == 422
    assert not application.attachments.exists()


def test_a_form_of_last_month_is_shown_again(client: Client) -> None:
    application, token = make.begun()
    response = send(client, token, stale=True, statutes=pdf())
    assert response.status_code == 422
    assert "open for too long" in text(response)
    assert not application.attachments.exists()


def test_what_another_site_sends_is_refused(client: Client) -> None:
    application, token = make.begun()
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        assert send(client, token, headers=headers, statutes=pdf()).status_code == 403
    assert not application.attachments.exists()


def test_too_large_is_said_of_the_file_and_nothing_of_it_is_kept(client: Client) -> None:
    application, token = make.begun()
    large = uploads.upload(b"%PDF-" + b"\0" * 3 * 1024 * 1024, "long.pdf")
    response = send(client, token, report=large, statutes=pdf())
    assert response.status_code == 422
    assert (
        "larger than 2 MB" in text(response).partition('id="attach-report-problem"')[2].partition("</div>")[0]
    )
    assert application.attachments.count() == 1


def test_a_body_of_a_gigabyte_is_not_read(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(HeardOutMiddleware, "MOST", 0)  # what is heard after the answer is thrown away
    application, token = make.begun()

    class Endless:
        def read(self, size: int = -1) -> bytes:
            raise AssertionError("it was read")

        readline = read

    sent: Any = {"CONTENT_LENGTH": str(1024**3), "wsgi.input": Endless()}
    response = client.generic("POST", address(token), content_type="multipart/form-data; boundary=x", **sent)
    assert response.status_code == 413
    assert "More was sent than the site takes at once" in text(response)
    assert not application.attachments.exists()


def test_one_address_can_have_so_many_checked(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        files, "FROM_ADDRESS", rate_limits.Limit("application_files_from", 2, dt.timedelta(hours=1))
    )
    for number in range(3):
        application, token = make.begun(email=f"{number}@example.org")
        response = send(client, token, statutes=pdf())
    assert response.status_code == 429
    assert "Too many files" in text(response)
    assert not application.attachments.exists()


def test_many_files_together_take_no_more_memory_than_may_be_kept() -> None:
    quota = Quota()
    kept = []
    for number in range(12):
        quota.new_file("report", f"{number}.pdf", "application/pdf", None, None, None)
        for start in range(0, 3_000_000, 64 * 1024):
            assert quota.receive_data_chunk(b"x" * 64 * 1024, start) is None
        kept.append(quota.file_complete(3_000_000))
    assert all(len(file.read()) <= attachments.LARGEST + 1 for file in kept)
    for file in kept:
        file.seek(0)
    assert sum(len(file.read()) for file in kept) <= MOST_KEPT


def test_no_file_of_a_visitor_comes_into_the_folder_for_temporary_ones(
    client: Client, settings: Any, tmp_path: Path
) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "nowhere")
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10
    _application, token = make.begun()
    assert send(client, token, statutes=pdf()).status_code == 303


def test_only_fields_of_the_form_count(client: Client) -> None:
    application, token = make.begun()
    response = send(client, token, answer=pdf(), nonsense=pdf())
    assert response.status_code == 422
    assert not application.attachments.exists()


def test_the_applicant_reads_and_removes_the_own_file(client: Client) -> None:
    application, token = make.begun()
    row = attached(application)
    response = client.get(address(token, f"{row.pk}/"))
    assert body(response) == uploads.pdf()
    removed = {"form_token": public_forms.new_token(PURPOSE)}
    for _twice in range(2):
        assert client.post(address(token, f"{row.pk}/remove/"), removed).status_code == 303
    assert not application.attachments.exists()
    assert client.get(address(token, f"{row.pk}/")).status_code == 404


def test_nothing_is_removed_once_it_is_sent(client: Client) -> None:
    application = make.moved_to(State.INFO_REQUESTED, make.officer())
    token = token_of(application)
    assert send(client, token, answer=pdf()).status_code == 303
    row = application.attachments.get()
    assert "remove/" not in text(client.get(address(token)))
    data = {"form_token": public_forms.new_token(PURPOSE)}
    response = client.post(address(token, f"{row.pk}/remove/"), data)
    assert response.status_code == 422
    assert "stays with your application" in text(response)
    verbs.answer(application.pk, "Here it is.")
    response = send(client, token, answer=pdf("more.pdf"))
    assert response.status_code == 422
    assert "No files can be attached now" in text(response)


def token_of(application: Application) -> str:
    return links.new_link(application)


def body(response: HttpResponseBase) -> bytes:
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


def test_a_file_is_a_download_and_nothing_else(client: Client) -> None:
    application, token = make.begun()
    row = attachments.add(application, "report", pdf("تقرير “1”.pdf"), Actor.applicant())
    response = client.get(address(token, f"{row.pk}/"))
    body(response)
    headers = response.headers
    assert headers["Content-Disposition"].startswith("attachment; filename*=utf-8''%D8%AA")
    assert headers["Content-Type"] == "application/pdf"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert {"no-store", "private"} <= set(headers["Cache-Control"].split(", "))
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in headers["X-Robots-Tag"]
    assert not response.cookies


def test_a_name_cannot_add_a_header(client: Client) -> None:
    application, token = make.begun()
    row = attached(application)
    Attachment.objects.filter(pk=row.pk).update(name='a"; filename=x.exe\r\nX-Evil: 1\\.pdf')
    response = client.get(address(token, f"{row.pk}/"))
    body(response)
    assert "X-Evil" not in response.headers
    assert "\n" not in response.headers["Content-Disposition"]


def test_a_file_that_is_gone_from_the_disk_is_nothing(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    application, token = make.begun()
    row = attached(application)
    stored_files.delete(row.stored_as)
    assert client.get(address(token, f"{row.pk}/")).status_code == 404
    assert f"stored file {row.stored_as[:8]} cannot be read" in caplog.text


def test_nobody_reads_or_removes_the_file_of_another(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    application, _token = make.begun()
    row = attached(application)
    _other, others_token = make.begun(email="other@example.org")

    def never(attachment: Attachment) -> None:
        raise AssertionError("handed out")

    monkeypatch.setattr(downloads, "response", never)
    data = {"form_token": public_forms.new_token(PURPOSE)}
    for token in (others_token, "A" * 43, "nonsense"):
        assert client.get(address(token, f"{row.pk}/")).status_code == 404
        client.post(address(token, f"{row.pk}/remove/"), data)
        assert send(client, token, statutes=pdf("b.pdf")).status_code in {303, 404}
    assert list(application.attachments.all()) == [row]
    assert client.get(f"/en/membership/application/{'A' * 43}/files/").status_code == 404


def test_the_page_is_private_and_sets_no_cookie(client: Client) -> None:
    _application, token = make.begun()
    for response in (client.get(address(token)), send(client, token)):
        assert "no-store" in response.headers["Cache-Control"]
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in response.headers["X-Robots-Tag"]
        assert not response.cookies
        assert "csrf" not in text(response)


@pytest.mark.parametrize("count", [1, 9])
def test_so_many_queries_however_many_files(
    client: Client, count: int, django_assert_num_queries: Any
) -> None:
    application, token = make.begun()
    for number in range(count):
        Attachment.objects.create(
            application=application, kind="report", name="x.pdf", size=1, sha256=str(number), media_type="x"
        )
    client.get(address(token))
    # Whether pages are due, the link, the files.
    with django_assert_num_queries(3):
        client.get(address(token), headers=FRAGMENT)


def test_limits_are_said_before_anything_is_sent(client: Client) -> None:
    _application, token = make.begun()
    shown = text(client.get(address(token)))
    for words in ("PDF, JPEG, PNG or DOCX", "each at most 2 MB", "together at most 5 MB", "at most 10 files"):
        assert words in shown
    assert 'enctype="multipart/form-data"' in shown
    fields = shown.partition("data-upload ")[2].partition("</form>")[0]
    # The token stands last: it shows that everything before it has arrived.
    assert fields.rfind('name="form_token"') > fields.rfind('type="file"') > 0
