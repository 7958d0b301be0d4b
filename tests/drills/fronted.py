"""nginx in front of a deployment, with the files of deploy/nginx."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from cicc_site.postgres_places import CHECKOUT
from tests.drills import proxy

UPSTREAM = CHECKOUT / "deploy" / "nginx" / "upstream.conf"
SERVER = """
{user}
daemon off;
worker_processes 2;
pid {place}/nginx.pid;
error_log {place}/error.log error;
events {{}}
http {{
    access_log off;
    client_body_temp_path {place}/body;
    proxy_temp_path {place}/proxy;
    fastcgi_temp_path {place}/fastcgi;
    uwsgi_temp_path {place}/uwsgi;
    scgi_temp_path {place}/scgi;
    include {place}/upstream.conf;
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_set_header Host $host;
            proxy_set_header X-Forwarded-For $remote_addr;
            proxy_set_header X-Forwarded-Proto https;
            proxy_pass http://site;
        }}
    }}
}}
"""


def write(place: Path, run: Path, port: int, environment: dict[str, str]) -> None:
    """The configuration in `place`, for the sockets in `run`; fails where nginx refuses it."""
    place.mkdir()
    text = UPSTREAM.read_text(encoding="utf-8")
    assert text.count("unix:/run/cicc/") == 2
    (place / "upstream.conf").write_text(text.replace("/run/cicc/", f"{run}/"), encoding="utf-8")
    user = "user root;" if os.geteuid() == 0 else ""  # else the sockets of a root would be closed to it
    (place / "nginx.conf").write_text(SERVER.format(user=user, place=place, port=port), encoding="utf-8")
    tried = subprocess.run([*command(place), "-t"], check=False, capture_output=True, text=True)
    assert tried.returncode == 0, tried.stderr


def command(place: Path) -> list[str]:
    return [proxy.program(), "-p", str(place), "-e", str(place / "error.log"), "-c", str(place / "nginx.conf")]
