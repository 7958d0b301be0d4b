"""Applicants at their browser: forms with a token that is old enough, sent as a browser sends them."""

from __future__ import annotations

import time
from typing import Any
from unittest import mock

from django.test import Client

from cicc_site import public_forms
from members.applications import abuse, drafts
from members.applications.abuse import Purpose
from members.models import Application
from tests.factories import application_form as form
from tests.factories import applications as make

BEGIN = "/{}/membership/application/begin/"


def token(purpose: Purpose, seconds: float = abuse.SLOW + 5) -> str:
    """The token of a form that has been open for a while."""
    with mock.patch("time.time", return_value=time.time() - seconds):
        return public_forms.new_token(purpose)


def begun(language: str = "en", **changed: Any) -> tuple[Application, str]:
    """A draft with a complete application, and the token of its link."""
    application, link = make.begun(language)
    form.fill(application, **changed)
    return application, link


def address(link: str, rest: str, language: str = "en") -> str:
    return f"/{language}/membership/application/{link}/{rest}"


def send_step(client: Client, link: str, code: str, values: Any, *, language: str = "en", **more: Any) -> Any:
    """Send a step as it is typed. more: version, then, and headers as a dict."""
    headers = more.pop("headers", {})
    sent = {**values, "form_token": token(Purpose.SAVE), "version": 0, "then": "next", **more}
    return client.post(address(link, f"step/{code}/", language), sent, headers=headers)


def kept(application: Application, code: str) -> Any:
    row = drafts.of(application).get(code)
    return row.values if row else None
