"""What tests of applicants' forms need: the tokens of a form as a browser sends them, and the work it does."""

from __future__ import annotations

import itertools
import re
import time
from typing import Any
from unittest import mock

from cicc_site import public_forms
from members.applications import links, proof_of_work
from members.applications.abuse import SLOW, Purpose
from members.models import Application


def form_token(purpose: Purpose, seconds: float = SLOW + 1) -> str:
    """The token of a form that has been open for so long."""
    moment = time.time() - seconds
    with mock.patch("django.core.signing.time.time", return_value=moment):
        return public_forms.new_token(purpose)


def carried(purpose: Purpose, seconds: float = SLOW + 1, *, work: bool = False) -> dict[str, str]:
    """The hidden fields of a form that has been open for so long; work: of a browser with JavaScript."""
    token = form_token(purpose, seconds)
    return {public_forms.FIELD: token, **({proof_of_work.FIELD: solution(token)} if work else {})}


def solution(token: str) -> str:
    """What the browser finds for a token."""
    return next(str(number) for number in itertools.count() if proof_of_work.is_done(token, str(number)))


def address(token: str, sub: str = "", language: str = "en") -> str:
    """The path of an applicant's page, or of one below it."""
    return f"/{language}/membership/application/{token}/{sub}"


def opened(application: Application, *, mailed: bool = True) -> str:
    """The token of one more link of an application."""
    return links.new_link(application, mailed=mailed)


def text_of(answer: Any) -> str:
    """The words of a page, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())
