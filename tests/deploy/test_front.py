"""The front of the containers: deploy/nginx with containers/ in the place of here/, run by Debian's nginx."""

from __future__ import annotations

import contextlib
import datetime as dt
import http.client
import os
import re
import shutil
import ssl
import subprocess
import time
from collections.abc import Iterator
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
PLAIN, SECURE = "8080", "8443"


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


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, int]]:
    """The ports of a running front with nobody behind it; its paths are those of this machine."""
    place = tmp_path_factory.mktemp("front")
    made = place / "nginx"
    shutil.copytree(FOLDER, made)
    shutil.rmtree(made / "here")
    (made / "containers").rename(made / "here")
    make_certificate(place / "tls")
    ports = {PLAIN: server.free_port(), SECURE: server.free_port()}
    changes = {
        "/tmp/": f"{place}/",  # first: the others may lie below it
        "/etc/cicc-tls": str(place / "tls"),
        "/etc/nginx/cicc": str(made),
        "/run/cicc/": f"{place}/none-",
        **{f"listen {port} ": f"listen 127.0.0.1:{number} " for port, number in ports.items()},
    }
    module = proxy.brotli_module()
    for path in (made / "here").iterdir():
        text = path.read_text(encoding="utf-8")
        for old, new in changes.items():
            text = text.replace(old, new)
        text = re.sub(r"load_module \S+;", f"load_module {module};" if module else "", text)
        text = text if module else text.replace("brotli_static on;", "")
        path.write_text(text, encoding="utf-8")
    if os.geteuid() == 0:  # else the files of a root would be closed to it
        with (made / "here" / "main.conf").open("a") as main:
            main.write("user root;\n")
    command = proxy.command_of(place, made / "nginx.conf")
    tried = subprocess.run([*command, "-t"], check=False, capture_output=True, text=True)
    assert tried.returncode == 0, tried.stderr
    process = subprocess.Popen(
        [*command, "-g", "daemon off;"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield ports
    finally:
        process.terminate()
        process.wait(10)


def ask(port: int, path: str, *, secure: bool) -> tuple[int, dict[str, str], str]:
    trusting = ssl._create_unverified_context()  # noqa: S323 - a certificate of this test
    deadline = time.monotonic() + 120
    while True:
        asked = (
            http.client.HTTPSConnection("127.0.0.1", port, timeout=10, context=trusting)
            if secure
            else http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        )
        with contextlib.suppress(ConnectionRefusedError):
            asked.request("GET", path, headers={"Host": "www.example.org"})
            answer = asked.getresponse()
            return (
                answer.status,
                {name.lower(): value for name, value in answer.getheaders()},
                answer.read().decode(),
            )
        assert time.monotonic() < deadline, "nginx does not open its port"
        time.sleep(0.05)


def test_plain_http_is_sent_on(front: dict[str, int]) -> None:
    status, headers, _body = ask(front[PLAIN], "/ar/?x=1", secure=False)
    assert (status, headers["location"]) == (301, "https://www.example.org/ar/?x=1")
    assert ask(front[PLAIN], "/.well-known/acme-challenge/none", secure=False)[0] == 404


def test_with_nobody_behind_it_readers_get_the_notice_in_their_language(front: dict[str, int]) -> None:
    for language in ("en", "es", "fr", "ar"):
        status, headers, body = ask(front[SECURE], f"/{language}/", secure=True)
        assert status == 503
        assert headers["content-language"] == language
        assert f'lang="{language}"' in body
        assert headers["retry-after"]
        assert "default-src 'none'" in headers["content-security-policy"]


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
