"""The edge of the site as it is in production: nginx, two web processes with production settings, one database."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

import psycopg

from tests import databases
from tests.bench import server
from tests.drills import applicants, proxy
from tests.drills.proxy import Answer, Folders, Proxy, http_connection
from tests.drills.web import Web

# An organization that is listed, and a page of which the test knows the words.
MADE = """
import json, sys
import django; django.setup()
from members.models import Country
from pages.models import AboutPage, SiteSettings
from tests.factories import members
SiteSettings.load()
state = Country.objects.get(alpha3="KEN")
shown = members.organization("Known Network of the Drill", state=state)
page = AboutPage.objects.live().get(slug="how-the-icc-works")
json.dump({"organization": shown.pk, "page": page.pk, "addresses": {
    code: page.address_in(code) for code in ("en", "es", "fr", "ar")}}, sys.stdout)
"""
DIRECTORY = "/en/membership/directory/"


class SecureWeb(Web):
    """Over TLS, as the proxy in front says it."""

    def wait(self) -> None:
        deadline = time.monotonic() + 90
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError, Exception):
                if self.ask("/en/nowhere/").status == 404:
                    return
            time.sleep(0.1)
        raise AssertionError("the web server does not answer")

    def ask(self, path: str, method: str = "GET", **headers: str) -> Answer:
        connection = http_connection(self.address)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(
                method, path, headers={"Host": "localhost", "X-Forwarded-Proto": "https", **named}
            )
            answer = connection.getresponse()
            told = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, told, answer.read())
        finally:
            connection.close()


@dataclass
class Edge:
    front: Proxy
    webs: list[SecureWeb]
    root: Path
    database: str
    environment: dict[str, str]
    organization: int
    page: int
    addresses: dict[str, str]
    extra: list[SecureWeb] = field(default_factory=list)

    @property
    def pages(self) -> Path:
        return self.root / "pages" / "current"

    def sql(self, query: str, *values: object) -> None:
        with psycopg.connect(server.database_url(self.database), autocommit=True) as connection:
            connection.execute(query.encode(), values)

    def retitle(self, title: str) -> None:
        self.sql("UPDATE pages_sitepage SET title_en = %s WHERE id = %s", title, self.page)

    def kept(self, path: str) -> Path:
        return self.pages / unquote(path).strip("/") / "index.html"

    def make(self, path: str) -> Answer:
        """Let the application make a page for a browser, wait until it lies ready; returns it, not compressed."""
        answer = self.front.ask(path, Accept_Encoding="gzip, deflate, br, zstd")
        assert answer.status == 200, (path, answer.status)
        until(lambda: self.kept(path).exists())
        return self.front.ask(path)

    def logged(self) -> str:
        return (self.front.place / "access.log").read_text(encoding="utf-8")

    def asked_the_application(self, answer: Answer) -> bool:
        """Only it gives a number to an answer; nginx gives it the number, and logs each with it."""
        number = answer.headers.get("x-request-id", "")
        if not number:
            return False
        until(lambda: number in self.logged())
        [line] = [line for line in self.logged().splitlines() if number in line]
        return not line.endswith("application=-")


def until(true: Callable[[], bool], seconds: float = 20) -> float:
    """Wait for something; returns how long it took."""
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < seconds, "it did not come"
        time.sleep(0.02)
    return time.monotonic() - began


@contextlib.contextmanager
def running(place: Path, *, brotli: bool = True) -> Iterator[Edge]:
    name = f"test_{os.getpid()}_edge"
    databases.create(name, databases.template(databases.CONTENT))
    environment = {
        **{key: value for key, value in os.environ.items() if key != "DATABASE_ROLE"},
        **server.production(name),
        "DJANGO_SETTINGS_MODULE": "cicc_site.settings.production",
        "ALLOWED_HOSTS": "localhost",
        "SITE_URL": "https://localhost",
        "MEDIA_ROOT": str(place / "media"),
        "PAGE_CACHE_ROOT": str(place / "pages"),
        "SHARE_IMAGE_ROOT": str(place / "share"),
        "LOG_LEVEL": "ERROR",
    }
    try:
        server.gather_static_files(environment)
        made = applicants.run(MADE, environment)
        (place / "media" / "images").mkdir(parents=True)
        (place / "media" / "images" / "seal.png").write_bytes(b"\x89PNG picture")
        (place / "media" / "secret.pdf").write_bytes(b"%PDF secret")
        folders = Folders(
            pages=place / "pages" / "current", static=server.PLACE / "static", media=place / "media"
        )
        with contextlib.ExitStack() as stack:
            webs = [SecureWeb(environment) for _ in range(2)]
            for web in webs:
                stack.callback(_end, web)
                web.launch()
            log = f"{place}/access.log site"
            behind = [web.address for web in webs]
            front = stack.enter_context(proxy.running(place, folders, behind, brotli=brotli, log=log))
            edge = Edge(front, webs, place, name, environment, **made)
            yield edge
            for web in edge.extra:
                _end(web)
    finally:
        databases.drop(name)


def _end(web: SecureWeb) -> None:
    if web.process is not None and web.process.poll() is None:
        web.kill()
