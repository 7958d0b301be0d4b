"""The front as it is shipped, over TLS, by Debian's nginx: deploy/nginx with here/ (for units) and with containers/.

Ports, folders and names are those of this machine; behind it is nobody, or a stand-in for the site.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import http.client
import os
import re
import shutil
import socketserver
import ssl
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from cicc_site.postgres_places import CHECKOUT
from tests.bench import server
from tests.drills import proxy

FOLDER = CHECKOUT / "deploy" / "nginx"
NAMED = "www.coalition.example"  # in here/, to be changed by whoever installs
# What each has for: plain http, https, the certificate, the folder of nginx, the files of the site.
SHIPPED = {
    "here": ("80", "443", f"/etc/letsencrypt/live/{NAMED}", "/etc/nginx", "/srv/cicc-var/"),
    "containers": ("8080", "8443", "/etc/cicc-tls", "/etc/nginx/cicc", "/srv/"),
}
TEMPORARY = "".join(
    f"{name}_temp_path {{place}}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
)


@dataclass(frozen=True)
class Front:
    """plain, secure: its ports; place: its folder, the files of the site below; doors: where it looks for the site."""

    name: str
    plain: int
    secure: int
    place: Path
    doors: Path


def make_certificate(folder: Path) -> None:
    folder.mkdir()
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number(), now, now + dt.timedelta(1)
    )
    encoding = serialization.Encoding.PEM
    (folder / "fullchain.pem").write_bytes(made.sign(key, hashes.SHA256()).public_bytes(encoding))
    private = key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "privkey.pem").write_bytes(private)


def configured(name: str, place: Path, doors: Path, ports: tuple[int, int]) -> Path:
    """The shipped files with this machine's ports and folders in them; returns the first of them."""
    plain, secure, tls, conf, files = SHIPPED[name]
    made = place / "nginx"
    shutil.copytree(FOLDER, made)
    if name != "here":
        shutil.rmtree(made / "here")
        (made / name).rename(made / "here")
    make_certificate(place / "tls")
    changes = {
        "/tmp/": f"{place}/",  # first: the others may lie below it
        "/var/log/nginx/": f"{place}/",
        "/run/nginx.pid": f"{place}/nginx.pid",
        "/run/cicc/": f"{doors}/",
        "/dev/stdout": f"{place}/site.log",
        tls: str(place / "tls"),
        f"default {conf};": f"default {made};",
        f"default {files}": f"default {place}/files/",
        f"listen {plain} ": f"listen 127.0.0.1:{ports[0]} ",
        f"listen {secure} ": f"listen 127.0.0.1:{ports[1]} ",
    }
    module = proxy.brotli_module()
    for path in (made / "here").iterdir():
        text = path.read_text(encoding="utf-8")
        for old, new in changes.items():
            text = text.replace(old, new)
        text = re.sub(r"listen \[::\]:.*\n", "", text)  # not every machine has it
        text = re.sub(r"^user .*\n", "", text, flags=re.MULTILINE)
        text = re.sub(r"load_module \S+;", f"load_module {module};" if module else "", text)
        text = text if module else text.replace("brotli_static on;", "")
        path.write_text(text, encoding="utf-8")
    with (made / "here" / "main.conf").open("a") as main:
        main.write(
            "user root;\n" if os.geteuid() == 0 else ""
        )  # else the files of a root would be closed to it
    http_conf = made / "here" / "http.conf"
    if "proxy_temp_path" not in http_conf.read_text(encoding="utf-8"):
        with http_conf.open("a") as ours:
            ours.write(TEMPORARY.format(place=place))
    return made / "nginx.conf"


@pytest.fixture(scope="module", params=sorted(SHIPPED))
def front(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """Running, with nobody behind it."""
    place = tmp_path_factory.mktemp("front")
    doors = Path(tempfile.mkdtemp(prefix="cicc-front-"))  # the path of a socket is short
    ports = (server.free_port(), server.free_port())
    command = proxy.command_of(place, configured(request.param, place, doors, ports))
    for name, text in {
        "pages/current/ar": "kept",
        "static/css": "body {}",
        "media/images": "picture",
    }.items():
        (place / "files" / name).mkdir(parents=True)
        (place / "files" / name / "index.html").write_text(text, encoding="utf-8")
    (place / "files" / "static" / "css" / "index.html").rename(
        place / "files" / "static" / "css" / "site.css"
    )
    tried = subprocess.run([*command, "-t"], check=False, capture_output=True, text=True)
    assert tried.returncode == 0, tried.stderr
    process = subprocess.Popen(
        [*command, "-g", "daemon off;"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield Front(request.param, *ports, place, doors)
    finally:
        process.terminate()
        process.wait(10)
        shutil.rmtree(doors)


class Site(BaseHTTPRequestHandler):
    """Says what it was asked, and what the front told it of the visitor; keeps no connection."""

    def do_GET(self) -> None:
        told = f"{self.path} {self.headers['Host']} {self.headers['X-Forwarded-Proto']}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def address_string(self) -> str:
        return "front"

    def log_message(self, *_said: object) -> None:
        return


@contextlib.contextmanager
def site_behind(front: Front) -> Iterator[None]:
    """The second of its two processes; the first is missing, as in a restart."""
    path = front.doors / "web-2.sock"
    with socketserver.ThreadingUnixStreamServer(str(path), Site) as behind:
        behind.daemon_threads = True
        threading.Thread(target=behind.serve_forever, daemon=True).start()
        try:
            yield
        finally:
            behind.shutdown()
            path.unlink()


def ask(
    port: int, path: str, *, secure: bool = True, source: str = "127.0.0.1", **headers: str
) -> tuple[int, dict[str, str], str]:
    """source: the address that asks."""
    trusting = ssl._create_unverified_context()  # noqa: S323 - a certificate of this test
    deadline = time.monotonic() + 120
    while True:
        from_here = (source, 0)
        asked = (
            http.client.HTTPSConnection(
                "127.0.0.1", port, timeout=10, context=trusting, source_address=from_here
            )
            if secure
            else http.client.HTTPConnection("127.0.0.1", port, timeout=10, source_address=from_here)
        )
        with contextlib.suppress(ConnectionRefusedError), contextlib.closing(asked):
            asked.request("GET", path, headers={"Host": "www.example.org", **headers})
            answer = asked.getresponse()
            return (
                answer.status,
                {name.lower(): value for name, value in answer.getheaders()},
                answer.read().decode(),
            )
        assert time.monotonic() < deadline, "nginx does not open its port"
        time.sleep(0.05)


def test_plain_http_is_sent_on(front: Front) -> None:
    host = NAMED if front.name == "here" else "www.example.org"
    status, headers, _body = ask(front.plain, "/ar/?x=1", secure=False)
    assert (status, headers["location"]) == (301, f"https://{host}/ar/?x=1")
    assert "strict-transport-security" not in headers
    assert ask(front.plain, "/.well-known/acme-challenge/none", secure=False)[0] == 404


def test_with_nobody_behind_it_readers_get_the_notice_in_their_language(front: Front) -> None:
    for language in ("en", "es", "fr", "ar"):
        status, headers, body = ask(front.secure, f"/{language}/away/")
        assert status == 503
        assert headers["content-language"] == language
        assert f'lang="{language}"' in body
        assert headers["retry-after"]
        assert headers["strict-transport-security"] == "max-age=31536000; includeSubDomains; preload"
        assert "default-src 'none'" in headers["content-security-policy"]


def test_it_finds_kept_pages_static_files_and_pictures_where_the_site_puts_them(front: Front) -> None:
    """And hands them out with nobody behind it."""
    status, headers, body = ask(front.secure, "/ar/")
    assert (status, body, headers["content-language"]) == (200, "kept", "ar")
    assert headers["strict-transport-security"]
    assert ask(front.secure, "/static/css/site.css")[::2] == (200, "body {}")
    assert ask(front.secure, "/media/images/index.html")[::2] == (200, "picture")
    assert ask(front.secure, "/ar/", Cookie="sessionid=x")[0] == 503, (
        "what is kept is for nobody in particular"
    )


def test_what_is_taken_out_of_the_folder_is_shown_to_nobody_more(front: Front) -> None:
    """So that a site that is stopped can be made silent: docs/operators/incident.md."""
    kept, away = front.place / "files" / "pages" / "current", front.place / "away"
    kept.rename(away)
    try:
        assert ask(front.secure, "/ar/")[0] == 503
    finally:
        away.rename(kept)


def test_the_site_behind_it_hears_that_it_was_asked_securely(front: Front) -> None:
    with site_behind(front):
        assert ask(front.secure, "/en/?q=1")[::2] == (200, "/en/?q=1 www.example.org https")
        assert ask(front.secure, "/admin/login/")[::2] == (200, "/admin/login/ www.example.org https")
    assert ask(front.secure, "/en/?q=1")[0] == 503
    log = front.place / "site.log"
    deadline = time.monotonic() + 20
    while '"/en/" 200' not in log.read_text(encoding="utf-8"):  # written after the answer is out
        assert time.monotonic() < deadline, "the request is not logged"
        time.sleep(0.05)
    assert "q=1" not in log.read_text(encoding="utf-8")


def test_the_state_of_its_parts_is_for_the_machine_itself(front: Front) -> None:
    with site_behind(front):
        assert ask(front.secure, "/readyz")[0] == 200
        assert ask(front.secure, "/readyz", source="127.0.0.2")[0] == 403
        assert ask(front.secure, "/healthz", source="127.0.0.2")[0] == 200


def test_containers_say_what_other_places_say() -> None:
    """Only paths, ports and names differ between the two folders."""
    told = {}
    for name in ("here", "containers"):
        server_conf, http_conf = (
            (FOLDER / name / f"{part}.conf").read_text("utf-8") for part in ("server", "http")
        )
        told[name] = dict(re.findall(r'^map "" \$(\w+) +\{ default (.*?); \}', http_conf, re.MULTILINE))
        told[name]["admin"] = re.findall(
            r"^location /admin/ \{.*?^\}", server_conf, re.MULTILINE | re.DOTALL
        )[0]
        told[name]["tls"] = " ".join(re.findall(r"^ssl_(?!certificate).*$", server_conf, re.MULTILINE))
    assert told["here"].keys() == told["containers"].keys()
    for name in ("transport", "kept_by_caches", "admin", "tls", "visitor_scheme"):
        assert told["here"][name] == told["containers"][name], name
    lines = [
        (FOLDER / name / "processes.conf").read_text(encoding="utf-8") for name in ("here", "containers")
    ]
    assert re.findall("^server.*", lines[0], re.MULTILINE) == re.findall("^server.*", lines[1], re.MULTILINE)


def test_each_folder_of_the_front_is_a_volume_of_its_service() -> None:
    compose = (CHECKOUT / "docker-compose.yml").read_text(encoding="utf-8")
    text = (FOLDER / "containers" / "http.conf").read_text(encoding="utf-8")
    folders = re.findall(r'^map "" \$\w+ +\{ default (/srv/[a-z]+)', text, re.MULTILINE)
    assert len(folders) == 4
    for folder in folders:
        assert f":{folder}:ro" in compose, folder
