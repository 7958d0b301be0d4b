"""Forms without a cookie: another site's are refused, an old one is shown again, private answers are kept nowhere."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, override_settings

from cicc_site import public_forms


@public_forms.private
@public_forms.public_form
def view(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(public_forms.is_fresh(request, "step")))


def post(token: str = "", **headers: str) -> HttpResponse:
    values = {public_forms.FIELD: token}
    return view(RequestFactory(headers=headers).post("/", values))  # type: ignore[return-value]


def test_a_form_of_ours_may_be_acted_on_and_no_other() -> None:
    token = public_forms.new_token("step")
    assert post(token).content == b"True"
    changed = token[:-1] + ("A" if token[-1] != "A" else "B")
    for other in ("", "x", "a:b:c", changed, public_forms.new_token("another"), "ü" * 2000, "\x00"):
        assert post(other).content == b"False"


def test_a_form_that_was_open_for_too_long_is_no_longer_fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    token = public_forms.new_token("step")
    monkeypatch.setattr(public_forms, "LONGEST", -1)
    assert post(token).content == b"False"


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "https://localhost.elsewhere.example"},
        {"Origin": "nonsense"},
    ],
)
def test_what_another_site_sent_is_refused(headers: dict[str, str]) -> None:
    with pytest.raises(PermissionDenied):
        post(public_forms.new_token("step"), **headers)


@override_settings(SITE_URL="https://coalition.example", ALLOWED_HOSTS=["*"])
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://coalition.example"},
        {"Origin": "http://testserver"},
    ],
)
def test_what_came_from_here_is_taken(headers: dict[str, str]) -> None:
    assert post(public_forms.new_token("step"), **headers).content == b"True"


def test_a_private_answer_is_kept_nowhere() -> None:
    response = post()
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "no-referrer"
    assert "noindex" in response["X-Robots-Tag"]
    assert not response.cookies
