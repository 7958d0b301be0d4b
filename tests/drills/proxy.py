"""nginx as a real process in front of the site, with deploy/nginx as operators use it; only here/ is another one."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cicc_site.postgres_places import CHECKOUT, VAR

FOLDER = CHECKOUT / "deploy" / "nginx"
PLACES = os.pathsep.join(
    [os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin", str(VAR / "nginx" / "usr" / "sbin")]
)
MODULE = "usr/lib/nginx/modules/ngx_http_brotli_static_module.so"
START_SECONDS = 20

MAIN = """
{user}
worker_processes 1;
daemon off;
pid {place}/nginx.pid;
error_log {place}/error.log {level};
{module}
"""
HTTP = """
{servers}
{brotli}
map "" $visitor_scheme {{ default https; }}
map "" $pages {{ default {pages}; }}
map "" $static_files {{ default {static}; }}
map "" $media_files {{ default {media}; }}
map "" $archive_files {{ default {archive}; }}
map "" $web_server {{ default {place}/nginx; }}
map "" $transport {{ default "max-age=31536000; includeSubDomains; preload"; }}
map "" $kept_by_caches {{ default "max-age=0, s-maxage=0, must-revalidate"; }}
client_body_temp_path {place}/body;
proxy_temp_path {place}/proxy;
fastcgi_temp_path {place}/fastcgi;
uwsgi_temp_path {place}/uwsgi;
scgi_temp_path {place}/scgi;
"""
SERVER = """
listen 127.0.0.1:{port} default_server;
server_name localhost;
access_log {log};
location /admin/ {{
    client_max_body_size 51m;
    include application.conf;
}}
"""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str] = field(default_factory=dict)  # names in small letters
    body: bytes = b""


@dataclass
class Folders:
    """Where the site has its files; what is not named is nowhere."""

    pages: Path = Path("/nowhere")
    static: Path = Path("/nowhere")
    media: Path = Path("/nowhere")
    archive: Path = Path("/nowhere")


class Proxy:
    """process: of nginx; place: its folder, with access.log and error.log."""

    def __init__(self, port: int, place: Path, process: subprocess.Popen[bytes]) -> None:
        self.address = ("127.0.0.1", port)
        self.place, self.process = place, process

    def ask(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
        """headers: with underscores for strokes."""
        connection = http_connection(self.address)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, {"Host": "localhost", **named})
            answer = connection.getresponse()
            told = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, told, answer.read())
        finally:
            connection.close()


def http_connection(address: tuple[str, int]) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(*address, timeout=30)


def program() -> str:
    found = shutil.which("nginx", path=PLACES)
    assert found, (
        "There is no nginx: python3 deploy/bootstrap.py proxy fetches it, as make test and make drill do."
    )
    return found


def brotli_module() -> Path | None:
    """The module that hands out brotli files, where the package of the system has one."""
    here = [Path("/") / MODULE, VAR / "nginx" / MODULE]
    return next((path for path in here if path.exists()), None)


def configure(
    place: Path,
    port: int,
    folders: Folders,
    behind: Iterable[str | tuple[str, int]],
    *,
    brotli: bool = True,
    log: str = "off",
    servers: str = "",
) -> Path:
    """Copy the configuration of operators and write the three files that are theirs. Returns the file of nginx.

    servers: what else stands beside the server.
    """
    made = place / "nginx"
    shutil.copytree(FOLDER, made, dirs_exist_ok=True)
    module = brotli_module() if brotli else None
    values = {
        "place": place,
        "port": port,
        "log": log,
        "servers": servers,
        # else the files of a root would be closed to it
        "user": "user root;" if os.geteuid() == 0 else "",
        "level": "warn",
        "module": f"load_module {module};" if module else "",
        "brotli": "brotli_static on;" if module else "",
        "behind": "\n".join(map(_process, behind)),
        **vars(folders),
    }
    for name, text in {"main": MAIN, "http": HTTP, "server": SERVER, "processes": "{behind}"}.items():
        (made / "here" / f"{name}.conf").write_text(text.format(**values), encoding="utf-8")
    return made / "nginx.conf"


def _process(where: str | tuple[str, int]) -> str:
    """A line of here/processes.conf. where: the path of a socket, or host and port."""
    address = f"unix:{where}" if isinstance(where, str) else f"{where[0]}:{where[1]}"
    return f"server {address} max_fails=0;"


@contextlib.contextmanager
def running(
    place: Path,
    folders: Folders,
    behind: Iterable[str | tuple[str, int]],
    *,
    brotli: bool = True,
    log: str = "off",
    seconds: Mapping[str, int] | None = None,
    open_files: int | None = None,
) -> Iterator[Proxy]:
    """place: an empty folder for it; behind: where the processes of the site listen.

    seconds: other ones for directives of nginx.conf, by name; open_files: how many it may have at first.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    conf = configure(place, port, folders, behind, brotli=brotli, log=log)
    for name, number in (seconds or {}).items():
        text, count = re.subn(rf"\b{name} \d+s;", f"{name} {number}s;", conf.read_text(encoding="utf-8"))
        assert count == 1, name
        conf.write_text(text, encoding="utf-8")
    with started(conf, place, port, open_files=open_files) as process:
        yield Proxy(port, place, process)


@contextlib.contextmanager
def started(
    conf: Path, place: Path, port: int, *, open_files: int | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """nginx with a configuration that was made, until the block ends. open_files: the soft limit it begins with."""
    command = command_of(place, conf)
    if open_files is not None:
        command = ["sh", "-c", f'ulimit -S -n {open_files} && exec "$@"', "sh", *command]
    tried = subprocess.run([*command, "-t"], check=False, capture_output=True, text=True)
    assert tried.returncode == 0, tried.stderr
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(port, process, place)
        yield process
    finally:
        process.terminate()
        process.wait(10)


def command_of(place: Path, conf: Path) -> list[str]:
    return [program(), "-p", str(place), "-e", str(place / "error.log"), "-c", str(conf)]


def _wait(port: int, process: subprocess.Popen[bytes], place: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, (place / "error.log").read_text(encoding="utf-8")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise AssertionError("nginx does not open its port")
