"""What strangers call their files, and what they put into addresses: names and words, and nothing else."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT
from django.urls import reverse

from cicc_site import public_forms
from members.applications import attachments
from members.applications.file_types import LONGEST_NAME
from members.applications.inspecting import calling
from members.models import Attachment
from pages.application.file_list import PURPOSE
from tests import hostile
from tests.applying import address
from tests.factories import applications as make
from tests.factories import uploads
from tests.hostile import reading
from tests.hostile.posting import arrived
from tests.hostile.spreading import IS_FULL, Findings
from tests.pages.application.test_hostile_words import page_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unlimited")]

TEXTS = {name: text for name, text in hostile.texts().items() if len(text) <= 900}


def test_names_of_files(client: Client, monkeypatch: pytest.MonkeyPatch, log: list[str]) -> None:
    """Cleaned as it is said (file_types.clean_name), and shown and offered for saving as nothing but a name."""
    if not IS_FULL:  # the child that opens a file never learns what it is called
        monkeypatch.setattr(calling, "look_into", lambda kind, data: calling.Findings([], data))
    monkeypatch.setattr(attachments, "MOST", 100)
    findings, (_application, token) = Findings(), make.begun()
    path, taken = address(token, "files/"), {}
    for number, (name, called) in enumerate(hostile.FILE_NAMES.items()):
        answer = upload(client, path, called, uploads.pdf() + b"%" * number)
        findings.check(answer.status_code in {303, 422}, name, answer.status_code)
        if answer.status_code == 422:
            findings.check('class="attachments__problem"' in answer.content.decode(), name, "no reason")
            continue
        file = Attachment.objects.latest("pk")
        taken[name] = file
        findings.check(0 < len(file.name) <= LONGEST_NAME, name, repr(file.name))
        findings.check(file.name.isprintable() and not set("/\\") & set(file.name), name, repr(file.name))
        download = client.get(f"{path}{file.pk}/")
        disposition = download.headers["Content-Disposition"]
        findings.check(
            download.status_code == 200 and disposition.startswith("attachment"), name, disposition
        )
        findings.check(disposition.isprintable() and disposition.isascii(), name, disposition)
    findings.check(len(taken) > len(hostile.FILE_NAMES) * 3 // 4, "hardly any name is taken", len(taken))
    shown = {"list": page_of(client, path), "step": page_of(client, address(token, "step/work/"))}
    shown["check"] = page_of(client, address(token, "check/"))
    for where, page in shown.items():
        for name, file in taken.items():
            findings.check(reading.shows(page, file.name), name, where, "does not show it")
        for bad in ("<script>alert", "<img src=x"):
            findings.check(bad not in page, where, bad)
    findings.check(not [line for line in log if "\n" in line or "script" in line], "the log", log)
    findings.tell()


def upload(client: Client, path: str, called: str | bytes, data: bytes) -> Any:
    """As a program sends it: whatever the name is, but for the signs that end it."""
    name = hostile.sent(called).replace(b'"', b"%22").replace(b"\r", b"%0D").replace(b"\n", b"%0A")
    token = public_forms.new_token(PURPOSE).encode()
    body = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="statutes"; filename="'.encode()
        + name
        + b'"\r\nContent-Type: application/pdf\r\n\r\n'
        + data
        + f'\r\n--{BOUNDARY}\r\nContent-Disposition: form-data; name="form_token"\r\n\r\n'.encode()
        + token
        + f"\r\n--{BOUNDARY}--\r\n".encode()
    )
    return client.generic("POST", path, body, MULTIPART_CONTENT)


# ---- addresses


def test_texts_in_addresses(client: Client, officer: Client, log: list[str]) -> None:
    """In the place of a link, a step, a number or a word of a query: a page that says nothing, and one line of log."""
    findings, (_application, token) = Findings(), make.begun()
    own, queue = address(token), reverse("applications")
    honest = reading.Honest(
        page_of(client, f"{own}?done=x"),
        page_of(client, f"{own}?done=written"),
        *(officer.get(f"{queue}?q={x}&state={x}&p={x}&ordering={x}").content.decode() for x in ("x", "%00")),
        page_of(officer, f"{queue}?q=x"),
        *(client.get(path).content.decode() for path in (address("x"), f"{own}step/x/", f"{own}files/x/")),
    )
    for number, name in enumerate(TEXTS if IS_FULL else list(TEXTS)[::24]):
        part = quote(hostile.sent(TEXTS[name]), safe="")
        for path in (
            address(part),
            f"{own}step/{part}/",
            f"{own}files/{part}/",
            f"{own}{part}/",
            f"{own}?done={part}",
        ):
            answer = client.get(path)
            findings.check(
                answer.status_code in {200, 301, 302, 404, 405}, name, path[:60], answer.status_code
            )
            for intruder in honest.intruders(answer.content.decode() or " ", [arrived(TEXTS[name])]):
                findings.check(False, name, intruder)
        if number % 3 and not IS_FULL:
            continue
        answer = officer.get(f"{queue}?q={part}&state={part}&p={part}&ordering={part}")
        findings.check(answer.status_code in {200, 404}, name, "queue", answer.status_code)
        for intruder in honest.intruders(answer.content.decode(), [arrived(TEXTS[name])]):
            findings.check(False, name, "queue", intruder)
    findings.check(log, "nothing was logged: nothing was proved")
    for line in log:
        findings.check(len(line.splitlines()) == 1 and line.isprintable(), "more than a line:", repr(line))
    findings.tell()
