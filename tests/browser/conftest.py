"""A real server as `make run` starts it, with the starting content, and a real Chromium that visits it."""

from __future__ import annotations

import fcntl
import html
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from cicc_site import postgres, stamps
from cicc_site.postgres_places import CHECKOUT, VAR
from members.applications.abuse import QUICKEST
from tests import databases
from tests.browser import desks, inside

START_SECONDS = 90
# What is expected to appear may take as long as what is pressed (30 seconds, of itself 5): who has appeared waits no
# longer for it, and a machine that is busy breaks no test.
expect.set_options(timeout=30_000)
# Each worker has its own database, so its own files of passwords.
PASSWORD = VAR / f"test-admin-password-{os.getpid()}"
BROWSERS = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# One for the accounts of all roles.
STAFF_PASSWORD = VAR / f"test-staff-password-{os.getpid()}"

OpenPage = Callable[..., Page]
OpenDesk = Callable[..., Page]
Address = Callable[[str, str], str]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running site; its database and the pages it keeps are its own."""
    name = database_of_the_site()
    databases.create(name, databases.template(databases.DEMO))
    port = free_port()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "cicc_site.settings.dev",
        # The settings of the tests leave the role of the owner, and his address, in the environment.
        "DATABASE_URL": database_url(name),
        "DATABASE_OWNER_URL": database_url(name),
        "STATIC_ROOT": str(VAR / "test-static"),
        "PAGE_CACHE_ROOT": str(tmp_path_factory.mktemp("pages")),
        "PORT": str(port),
    }
    inside.begin(environment)
    gather_static_files()
    # With the settings of the site: those of the tests store passwords in a way it does not accept.
    inside.command("ensure_administrator", str(PASSWORD))
    inside.command("ensure_demo_staff", str(STAFF_PASSWORD))
    options = [
        f"--port={port}",
        "--interface=wsgi",
        "--workers=1",
        "--blocking-threads=4",
        "--log-level=warning",
    ]
    command = [sys.executable, "-m", "granian", *options, "cicc_site.wsgi:application"]
    server = subprocess.Popen(command, cwd=CHECKOUT, env=environment)
    address = f"http://localhost:{port}"
    try:
        wait_for(address, server)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)
        inside.end()
        databases.drop(name)
        STAFF_PASSWORD.unlink(missing_ok=True)
        PASSWORD.unlink(missing_ok=True)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    assert path, "The browser tests need Chromium: make test installs it."
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=OPTIONS)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(site: str, browser: Browser) -> Iterator[OpenPage]:
    """`open_page("/en/", width=360)`: a new visitor, who keeps a list of what the browser complained about."""
    contexts: list[BrowserContext] = []

    def visit(path: str, *, width: int = 1280, dark: bool = False, scripts: bool = True) -> Page:
        context = browser.new_context(
            base_url=site,
            viewport={"width": width, "height": 800},
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
        )
        contexts.append(context)
        page = context.new_page()
        page.goto(path)
        return page

    yield visit
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def at_work(site: str, browser: Browser) -> Iterator[Callable[[str], desks.Person]]:
    """`at_work("editor")`: the browser of somebody of the staff, who signs in once and keeps it."""
    people: dict[str, desks.Person] = {}

    def browser_of(name: str) -> desks.Person:
        if name not in people:
            people[name] = desks.Person(name, browser.new_context(base_url=site))
        return people[name]

    yield browser_of
    for person in people.values():
        person.context.close()


@pytest.fixture
def desk(at_work: Callable[[str], desks.Person]) -> Iterator[OpenDesk]:
    """`desk("translator-ar", "ar")`: somebody with one role, who has signed in, with menus in a language; "admin" may
    do everything."""
    pages: list[Page] = []

    def sit_down(name: str, menus: str = "en", *, width: int = 1280) -> Page:
        person = at_work(name)
        page = person.context.new_page()
        pages.append(page)
        page.set_viewport_size({"width": width, "height": 800})
        secret = PASSWORD if name == "admin" else STAFF_PASSWORD
        desks.sit_down(person, page, secret.read_text(encoding="utf-8").strip(), menus)
        return page

    yield sit_down
    for page in pages:
        page.close()


@pytest.fixture(scope="session")
def demo_members(site: str) -> None:
    """A register of invented members."""
    inside.command("load_demo_members")


@pytest.fixture(scope="session")
def demo_documents(site: str) -> None:
    """The invented documents, in the archive."""
    inside.command("load_demo_documents")


@pytest.fixture(scope="session")
def address(site: str) -> Address:
    """`address("/en/countries/", "ar")`: where the language switch of a page leads."""

    @cache
    def switched(path: str, language: str) -> str:
        try:
            text = urllib.request.urlopen(site + path, timeout=60).read().decode()  # noqa: S310
        except urllib.error.HTTPError as error:
            text = error.read().decode()
        found = re.search(rf'href="([^"]+)" lang="{language}"', text)
        assert found, f"{path} leads to no page in {language}"
        return html.unescape(found[1])

    return switched


def read(page: Page) -> None:
    """Let the page of a form be as old as nobody sends it sooner (members/applications/abuse.py)."""
    age = page.evaluate("performance.now() - performance.getEntriesByType('navigation')[0].responseStart")
    page.wait_for_timeout(max(QUICKEST * 1000 - age, 0) + 1)


def database_of_the_site() -> str:
    return f"test_{os.getpid()}_browser"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def database_url(name: str) -> str:
    if postgres.is_ours():
        return postgres.url("owner", name)
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))


def gather_static_files() -> None:
    """Those of the site and of its packages; once for all workers, and again when there are others."""
    VAR.mkdir(exist_ok=True)
    files = ["static", "cicc_site/storage.py", "cicc_site/settings", "requirements.lock"]
    wanted = stamps.fingerprint(CHECKOUT / file for file in files)
    with Path(VAR / "test-static.lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.seek(0)
        if lock.read() == wanted and (VAR / "test-static" / "staticfiles.json").exists():
            return
        lock.truncate(0)
        inside.command("collectstatic", "--noinput")
        lock.write(wanted)


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        assert server.poll() is None, "The site stopped while starting."
        try:
            urllib.request.urlopen(f"{address}/robots.txt", timeout=5).close()  # noqa: S310
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return
    raise AssertionError(f"The site did not answer within {START_SECONDS} seconds.")
