"""Public pages leave compressed; nothing that holds a secret does."""

import gzip
from collections.abc import Callable

import brotli
import pytest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.middleware.csrf import get_token
from django.test import RequestFactory

from cicc_site.compression import CompressionMiddleware, chosen_encoding

PAGE = "<p>Together for Justice</p>" * 100


def answer(
    view: Callable[[HttpRequest], HttpResponse | StreamingHttpResponse], path: str = "/en/", **headers: str
) -> HttpResponse:
    request = RequestFactory().get(path, headers={"accept-encoding": "gzip, deflate, br", **headers})
    response = CompressionMiddleware(view)(request)
    assert isinstance(response, HttpResponse)
    return response


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(PAGE)


def test_brotli_first_gzip_second_and_plain_for_others() -> None:
    smallest = answer(page)
    assert smallest.headers["Content-Encoding"] == "br"
    assert brotli.decompress(smallest.content).decode() == PAGE
    older = answer(page, **{"accept-encoding": "gzip"})
    assert gzip.decompress(older.content).decode() == PAGE
    assert "Accept-Encoding" in older.headers["Vary"]
    plain = answer(page, **{"accept-encoding": ""})
    assert plain.content.decode() == PAGE
    assert "Accept-Encoding" in plain.headers["Vary"], (
        "a cache could hand the compressed page to this browser"
    )


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [("br;q=0, gzip", "gzip"), ("gzip;q=0.5", "gzip"), ("gzip;q=0", None), ("BR", "br"), ("identity", None)],
)
def test_what_a_browser_refuses_is_not_sent(accepted: str, encoding: str | None) -> None:
    assert chosen_encoding(accepted) == encoding


def test_a_page_with_a_form_token_stays_as_it_is() -> None:
    def form(request: HttpRequest) -> HttpResponse:
        return HttpResponse(PAGE + get_token(request))

    assert not answer(form).has_header("Content-Encoding")


def test_a_page_that_sets_a_cookie_stays_as_it_is() -> None:
    def greeting(request: HttpRequest) -> HttpResponse:
        response = HttpResponse(PAGE)
        response.set_cookie("name", "value")
        return response

    assert not answer(greeting).has_header("Content-Encoding")


def test_a_signed_in_reader_and_the_admin_get_plain_pages() -> None:
    assert not answer(page, cookie="sessionid=abc").has_header("Content-Encoding")
    assert not answer(page, path="/admin/login/").has_header("Content-Encoding")


def test_pictures_and_short_answers_stay_as_they_are() -> None:
    assert not answer(lambda request: HttpResponse("ok")).has_header("Content-Encoding")
    picture = answer(lambda request: HttpResponse(PAGE, content_type="image/avif"))
    assert not picture.has_header("Content-Encoding")


def test_an_exact_mark_becomes_a_weak_one() -> None:
    def marked(request: HttpRequest) -> HttpResponse:
        return HttpResponse(PAGE, headers={"ETag": '"abc"'})

    assert answer(marked).headers["ETag"] == 'W/"abc"'
