"""Applicants and officers for the drills: drafts made in a process of the site, sent over HTTP as browsers do."""

from __future__ import annotations

import html
import http.client
import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from cicc_site.postgres_places import CHECKOUT

DRAFTS = """
import json, sys
import django; django.setup()
from members.applications import stored_files
from members.applications.abuse import Purpose
from members.models import ApplicationStep, Attachment
from tests.applying import carried
from tests.factories import application_form, applications
made, steps = [], []
# What the page with the button has in its form: the same as if everybody had looked at it themselves.
form = carried(Purpose.SEND)
for number in range(int(sys.argv[1])):
    application, token = applications.begun(email=f"drill-{number}@example.org")
    if not steps:  # filled in and checked once; the others have the same answers
        application_form.fill(application)
        steps = list(ApplicationStep.objects.filter(application=application))
    else:
        ApplicationStep.objects.bulk_create(
            [ApplicationStep(application=application, step=row.step, values=row.values, passed=row.passed)
             for row in steps])
    data = f"file of {application.pk}".encode()
    attachment = Attachment.objects.create(application=application, kind="statutes", name="demo.pdf",
        media_type="application/pdf", size=len(data), sha256=f"{application.pk:064d}")
    stored_files.write(attachment.stored_as, data)
    made.append([application.pk, token, attachment.stored_as])
json.dump([made, form], sys.stdout)
"""

READY = """
import json, sys
import django; django.setup()
from members.applications.states import State
from tests.factories import applications
by = applications.officer("drill")
ready = [applications.moved_to(State.READY, by, legal_name=f"Demo {n}") for n in range(int(sys.argv[1]))]
json.dump([application.pk for application in ready], sys.stdout)
"""

# Decides on everything that is ready, one after another, as two officers at two desks do; says what it was told.
DECIDE = """
import sys
import django; django.setup()
from members.applications.chain import Actor
from members.models import User
from members.workflow import applications as verbs
actor = Actor.officer(User.objects.get(username="drill"))
for pk in map(int, sys.argv[2].split(",")):
    try:
        if sys.argv[1] == "approve":
            verbs.approve(pk, actor)
        else:
            verbs.decline(pk, actor, "No.")
        print(pk, "done", flush=True)
    except verbs.Refused:
        print(pk, "refused", flush=True)
"""


@dataclass
class Applicant:
    """A complete draft. form: what the page "check your answers" would send."""

    number: int
    token: str
    file: str
    form: dict[str, str]
    told: bool = False

    @property
    def path(self) -> str:
        return f"/en/membership/application/{self.token}/check/"


def run(code: str, environment: dict[str, str], *arguments: str) -> Any:
    """Run a piece of code in a process of the site and return the JSON it printed."""
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=CHECKOUT,
        env={**environment, "PYTHONPATH": os.fspath(CHECKOUT)},
        check=True,
        capture_output=True,
        timeout=300,
    )
    return json.loads(done.stdout)


def start(code: str, environment: dict[str, str], *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        cwd=CHECKOUT,
        env={**environment, "PYTHONPATH": os.fspath(CHECKOUT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def prepare(count: int, environment: dict[str, str]) -> list[Applicant]:
    """Complete drafts, each with what its form sends; `look` says whether a page has the same."""
    rows: list[tuple[int, str, str]]
    form: dict[str, str]
    rows, form = run(DRAFTS, environment, str(count))
    return [Applicant(number, token, file, dict(form)) for number, token, file in rows]


def look(applicant: Applicant, address: tuple[str, int]) -> None:
    """Read the page with the button, and keep what its form holds: no more and no less than what was prepared."""
    status, _location, body = request(address, "GET", applicant.path)
    assert status == 200, (status, body[:500])
    form = next(
        part
        for part in re.findall(r"<form.*?</form>", body, re.S)
        if "/check/" in part or 'method="post"' in part
    )
    held = {}
    for field in re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", form):
        name, value = (re.search(rf'{key}="([^"]*)"', field) for key in ("name", "value"))
        if name:
            held[name[1]] = html.unescape(value[1]) if value else ""
    assert held.keys() == applicant.form.keys()
    applicant.form = held


def submit(applicant: Applicant, address: tuple[str, int], source: str = "") -> bool:
    """Press the button; whether the applicant was told "received" (led to the receipt)."""
    try:
        status, location, _body = request(address, "POST", applicant.path, applicant.form, source)
    except (OSError, http.client.HTTPException):
        return False
    applicant.told = status in {302, 303} and location.endswith("/receipt/")
    return applicant.told


def request(
    address: tuple[str, int],
    method: str,
    path: str,
    form: dict[str, str] | None = None,
    source: str = "",
    more: dict[str, str] | None = None,
) -> tuple[int, str, str]:
    """Return status, where it leads to, and body. source: the address it comes from, of this machine; more: headers."""
    connection = http.client.HTTPConnection(
        *address, timeout=30, source_address=(source, 0) if source else None
    )
    headers = {"Host": "localhost", "Content-Type": "application/x-www-form-urlencoded", **(more or {})}
    try:
        connection.request(method, path, urlencode(form or {}) if form is not None else None, headers)
        answer = connection.getresponse()
        return answer.status, answer.getheader("Location", ""), answer.read().decode("utf-8", "replace")
    finally:
        connection.close()
