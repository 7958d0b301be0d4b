"""A whole site for a drill: a database, folders for its files, and its commands as an operator gives them."""

from __future__ import annotations

import http.cookiejar
import re
import subprocess
import sys
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from cicc_site.postgres_places import CHECKOUT
from tests.bench import server
from tests.drills.cluster import Cluster

PASSWORD = "a password for the drill 7"
# What only fixtures of tests make otherwise: pictures, a work with files, somebody to sign in.
FILL = """
import django; django.setup()
from django.contrib.auth import get_user_model
from tests.factories import archive as works, documents
get_user_model().objects.create_superuser("keeper", password=%r)
documents.image()
work = works.work("What the drill keeps")
for language, text in {"en": b"words", "ar": "\\u0643\\u0644\\u0645\\u0627\\u062a".encode() * 40_000}.items():
    works.work_file(work, language, text)
"""


@dataclass
class Site:
    database: Cluster
    root: Path
    more: dict[str, str]

    @property
    def environment(self) -> dict[str, str]:
        return {
            **self.database.environment(),
            "STATIC_ROOT": str(server.PLACE / "static"),
            "MEDIA_ROOT": str(self.root / "media"),
            "ARCHIVE_ROOT": str(self.root / "archive"),
            "APPLICATION_ROOT": str(self.root / "applications"),
            "IMPORT_ROOT": str(self.root / "imports"),
            "SHARE_IMAGE_ROOT": str(self.root / "share-images"),
            "BACKUP_ROOT": str(self.root / "backups"),
            "APPLICATION_WORK_BITS": "0",
            "LOG_LEVEL": "ERROR",
            **self.more,
        }

    def manage(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=CHECKOUT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )

    def must(self, *command: str) -> str:
        done = self.manage(*command)
        assert done.returncode == 0, (command, done.stdout[-2000:], done.stderr[-2000:])
        return done.stdout

    def run(self, code: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", code],
            cwd=CHECKOUT,
            env={**self.environment, "PYTHONPATH": str(CHECKOUT)},
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    def fill(self) -> None:
        self.run(FILL % PASSWORD)

    def files(self) -> dict[str, bytes]:
        """Every file a backup is to hold, by its path below the root."""
        return {
            str(path.relative_to(self.root)): path.read_bytes()
            for name in ("media", "archive", "applications", "imports")
            for path in sorted((self.root / name).rglob("*"))
            if path.is_file()
        }


class Visitor:
    """A browser that keeps its cookies."""

    def __init__(self, address: tuple[str, int]) -> None:
        self.base = f"http://localhost:{address[1]}"
        self.cookies = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def get(self, path: str) -> tuple[int, str]:
        with self.opener.open(self.base + path, timeout=60) as answer:
            return answer.status, answer.read().decode("utf-8", "replace")

    def send(self, path: str, form: dict[str, str]) -> tuple[int, str]:
        _status, page = self.get(path)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token
        body = urlencode({**form, "csrfmiddlewaretoken": token[1]}).encode()
        request = urllib.request.Request(self.base + path, body, {"Referer": self.base + path})  # noqa: S310 - ours
        with self.opener.open(request, timeout=60) as answer:
            return answer.status, answer.read().decode("utf-8", "replace")

    def upload(
        self, path: str, field: str, name: str, content: bytes, form: dict[str, str]
    ) -> tuple[int, str]:
        """Send a form with a file; gives the status whatever it is."""
        _status, page = self.get(path)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token
        edge = "edge-of-a-part"
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in {**form, "csrfmiddlewaretoken": token[1]}.items()
        ]
        head = (
            f'--{edge}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n\r\n'.encode()
        )
        body = b"".join([*parts, head, content, f"\r\n--{edge}--\r\n".encode()])
        headers = {"Referer": self.base + path, "Content-Type": f"multipart/form-data; boundary={edge}"}
        request = urllib.request.Request(self.base + path, body, headers)  # noqa: S310 - ours
        try:
            with self.opener.open(request, timeout=60) as answer:
                return answer.status, answer.read().decode("utf-8", "replace")
        except urllib.error.HTTPError as answer:
            return answer.code, answer.read().decode("utf-8", "replace")

    def sign_in(self, name: str, password: str) -> str:
        """Return the first screen of the admin."""
        status, page = self.send("/admin/login/", {"username": name, "password": password, "next": "/admin/"})
        assert status == 200
        assert any(cookie.name.endswith("sessionid") for cookie in self.cookies), page[:500]
        return self.get("/admin/")[1]
