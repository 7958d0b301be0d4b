from __future__ import annotations
import pytest
from django.test import RequestFactory
from django.utils import translation
from members import sign_in_limits, throttle
from tests.browser.conftest import OpenDesk, OpenPage
pytestmark = pytest.mark.browser

def shot(page, name):
    page.wait_for_timeout(400)
    page.screenshot(path=f"/tmp/shot-{name}.png", full_page=True)
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    print(name, "overflow", over)

def test_shots(desk: OpenDesk, open_page: OpenPage) -> None:
    for menus in ("en", "ar"):
        for width in (360, 1280):
            page = desk("administrator", menus, width=width)
            for name, where in {"security": "/admin/reports/security/", "out": "/admin/reports/security/everyone-out/", "readonly": "/admin/read-only/"}.items():
                page.goto(where)
                shot(page, f"{name}-{menus}-{width}")
    for language in ("en", "ar"):
        request = RequestFactory(HTTP_HOST="localhost", HTTP_ACCEPT_LANGUAGE=language).get("/admin/login/")
        request.session = {}
        with translation.override(language):
            html = {"often": sign_in_limits.too_often(request, 600).content.decode(), "locked": throttle.locked_out(request, {}).content.decode(),
                    }
        from pages import errors
        html["large"] = errors.too_large(RequestFactory(HTTP_HOST="localhost").get(f"/{language}/")).content.decode()
        html["wrong"] = errors.wrong_request(RequestFactory(HTTP_HOST="localhost").get(f"/{language}/")).content.decode()
        for width in (360, 1280):
            for name, text in html.items():
                page = open_page("/robots.txt", width=width)
                page.set_content(text)
                shot(page, f"{name}-{language}-{width}")
