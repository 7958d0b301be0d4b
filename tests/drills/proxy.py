"""nginx as a real process in front of the site, with deploy/nginx/archive.conf as operators include it."""

from __future__ import annotations

import contextlib
import http.client
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cicc_site.postgres_places import CHECKOUT, VAR

CONF = CHECKOUT / "deploy" / "nginx" / "archive.conf"
PLACES = os.pathsep.join(
    [os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin", str(VAR / "nginx" / "usr" / "sbin")]
)
ALIAS = "alias /srv/cicc/archive/;"  # the one line that operators change
START_SECONDS = 20

SERVER = """
{user}
daemon off;
worker_processes 1;
pid {place}/nginx.pid;
error_log {place}/error.log warn;
events {{}}
http {{
    access_log off;
    gzip on;
    gzip_proxied any;
    gzip_types application/pdf text/plain;
    client_body_temp_path {place}/body;
    proxy_temp_path {place}/proxy;
    fastcgi_temp_path {place}/fastcgi;
    uwsgi_temp_path {place}/uwsgi;
    scgi_temp_path {place}/scgi;
    server {{
        listen 127.0.0.1:{port};
        include {place}/archive.conf;
        location / {{
            proxy_set_header Host $host;
            proxy_pass http://{behind[0]}:{behind[1]};
        }}
    }}
}}
"""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str] = field(default_factory=dict)  # names in small letters
    body: bytes = b""


class Proxy:
    def __init__(self, port: int) -> None:
        self.address = ("127.0.0.1", port)

    def ask(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """headers: with underscores for strokes."""
        connection = http.client.HTTPConnection(*self.address, timeout=30)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, headers={"Host": "localhost", **named})
            answer = connection.getresponse()
            told = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, told, answer.read())
        finally:
            connection.close()


def program() -> str:
    found = shutil.which("nginx", path=PLACES)
    assert found, (
        "There is no nginx: python3 deploy/bootstrap.py proxy fetches it, as make test and make drill do."
    )
    return found


def included(archive: Path) -> str:
    """The file of operators, with their path in its one place."""
    text = CONF.read_text(encoding="utf-8")
    assert text.count(ALIAS) == 1
    return text.replace(ALIAS, f"alias {archive}/;")


@contextlib.contextmanager
def running(place: Path, archive: Path, behind: tuple[str, int]) -> Iterator[Proxy]:
    """place: an empty folder for it; archive: ARCHIVE_ROOT; behind: where the site listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    (place / "archive.conf").write_text(included(archive), encoding="utf-8")
    user = "user root;" if os.geteuid() == 0 else ""  # else the files of a root would be closed to it
    conf = place / "nginx.conf"
    conf.write_text(SERVER.format(user=user, place=place, port=port, behind=behind), encoding="utf-8")
    command = [program(), "-p", str(place), "-e", str(place / "error.log"), "-c", str(conf)]
    tried = subprocess.run([*command, "-t"], check=False, capture_output=True, text=True)
    assert tried.returncode == 0, tried.stderr
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(port, process, place)
        yield Proxy(port)
    finally:
        process.terminate()
        process.wait(10)


def _wait(port: int, process: subprocess.Popen[bytes], place: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, (place / "error.log").read_text(encoding="utf-8")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise AssertionError("nginx does not open its port")
