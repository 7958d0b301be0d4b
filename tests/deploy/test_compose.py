"""docker-compose.yml: read by docker-compose itself, complete, without a default for a secret, and shut as it says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import load_command_class

from cicc_site import workers
from cicc_site.postgres_places import CHECKOUT, VAR

FILE = CHECKOUT / "docker-compose.yml"
UNPACKED = VAR / "compose" / "usr"  # deploy/bootstrap.py compose
PROFILES = ("backup", "mail-catcher", "mirror", "objects", "restore")
# Invented, and different: where one ends up can be seen.
SECRETS = {
    "OWNER_PASSWORD": "key-of-owner",
    "WEB_PASSWORD": "key-of-web",
    "POSTGRES_PASSWORD": "key-of-superuser",
}
FILLED = {**SECRETS, "TLS_FOLDER": "/etc/letsencrypt/live/example.org", "SITE_URL": "https://example.org"}
# What serves strangers; only these two roles of it are known to nobody but what migrates and backs up.
SERVING = ("web-1", "web-2", "worker", "scheduler")
OWNING = ("migrate", "backup", "restore")
ONCE = (*OWNING, "mirror")


def program() -> tuple[list[str], dict[str, str]]:
    """The command, and what its environment needs: Debian's, of the system or unpacked."""
    found = shutil.which("docker-compose")
    if found:
        return [found], {}
    binary = UNPACKED / "libexec" / "docker" / "cli-plugins" / "docker-compose"
    if binary.exists():
        return [str(binary)], {}
    script = UNPACKED / "bin" / "docker-compose"
    assert script.exists(), "python3 deploy/bootstrap.py compose fetches docker-compose, as make test does"
    return ["/usr/bin/python3", str(script)], {
        "PYTHONPATH": str(UNPACKED / "lib" / "python3" / "dist-packages")
    }


def config(folder: Path, *profiles: str, **filled: str) -> subprocess.CompletedProcess[str]:
    """What docker-compose makes of our file with this .env, and nothing of our environment."""
    shutil.copy(FILE, folder / FILE.name)
    (folder / ".env").write_text("".join(f"{name}={value}\n" for name, value in filled.items()))
    command, environment = program()
    asked = [part for profile in profiles for part in ("--profile", profile)]
    return subprocess.run(
        [*command, *asked, "config"],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "HOME": str(folder), **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    done = config(tmp_path_factory.mktemp("compose"), *PROFILES, **FILLED)
    assert done.returncode == 0, done.stderr
    assert not done.stderr.strip(), done.stderr
    found: dict[str, Any] = yaml.safe_load(done.stdout)["services"]
    return found


def test_it_is_a_file_of_docker_compose(services: dict[str, Any]) -> None:
    assert set(services) == {"db", "migrate", *SERVING, "nginx", *PROFILES}
    assert {name for name, one in services.items() if one.get("profiles")} == set(PROFILES)


@pytest.mark.parametrize("missing", [*SECRETS, "TLS_FOLDER"])
def test_nothing_starts_without_what_has_no_default(missing: str, tmp_path: Path) -> None:
    for value in (None, ""):
        filled = {name: text for name, text in FILLED.items() if name != missing}
        done = config(tmp_path, **filled, **({} if value is None else {missing: value}))
        assert done.returncode != 0
        assert missing in done.stderr


def test_no_secret_has_a_value_in_the_file() -> None:
    text = FILE.read_text(encoding="utf-8")
    defaults = dict(re.findall(r"\$\{([A-Z_]+):?-([^}]*)\}", text))
    assert {name: value for name, value in defaults.items() if value} == {"ARCHIVE_STORAGE": "local"}
    assert "env_file: [.env]" in text


def test_each_variable_is_in_the_form_to_fill_in() -> None:
    used = set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", FILE.read_text(encoding="utf-8")))
    form = set(re.findall(r"^#? ?([A-Z_]+)=", (CHECKOUT / ".env.example").read_text(), re.MULTILINE))
    assert len(used) > 4
    assert used <= form


def test_each_service_is_shut(services: dict[str, Any]) -> None:
    """No root, no writing but to volumes and memory, no rights, no end of memory and processes."""
    for name, one in services.items():
        assert one.get("user", "0").split(":")[0] not in {"0", "root"}, name
        assert one["read_only"] is True, name
        assert one["cap_drop"] == ["ALL"], name
        assert "no-new-privileges:true" in one["security_opt"], name
        assert one["restart"] == ("no" if name in ONCE else "unless-stopped"), name
        assert one["mem_limit"], name
        assert int(one["pids_limit"]) <= 200, name
        assert one["logging"]["options"]["max-size"], name
        asked = one.get("healthcheck", {}).get("test") or one["image"] == "cicc-site"  # that of the image
        assert asked, name
        assert not one.get("privileged"), name
        assert not any("docker.sock" in volume for volume in one.get("volumes", ())), name


def test_only_the_front_has_a_door_to_the_world(services: dict[str, Any]) -> None:
    assert {name for name, one in services.items() if one.get("ports")} == {"nginx", "objects"}


def test_the_front_is_open_where_visitors_keep_their_addresses() -> None:
    """By IPv6 all would come with that of the network's gateway, as the network has IPv4 alone: one limit for all."""
    written = yaml.safe_load(
        FILE.read_text(encoding="utf-8")
    )  # versions of docker-compose print it differently
    assert written["services"]["nginx"]["ports"] == ["0.0.0.0:80:8080", "0.0.0.0:443:8443"]
    assert "networks" not in written, "one of IPv6 needs other words in the manual"
    assert "**no AAAA record**" in (CHECKOUT / "docs" / "operators" / "install.md").read_text(
        encoding="utf-8"
    )


def test_the_front_may_have_all_its_connections() -> None:
    """One over TLS that has sent half a head was measured with 24 kB; a process for each of two cores."""
    conf = (CHECKOUT / "deploy" / "nginx" / "nginx.conf").read_text(encoding="utf-8")
    front = yaml.safe_load(FILE.read_text(encoding="utf-8"))["services"]["nginx"]
    [connections] = re.findall(r"worker_connections (\d+);", conf)
    [megabytes] = re.findall(r"(\d+)m", str(front["mem_limit"]))
    assert int(megabytes) << 20 > 2 * int(connections) * 24_000


def test_who_serves_does_not_know_the_role_that_owns_the_tables(services: dict[str, Any]) -> None:
    for name in (*SERVING, "mirror"):
        told = str(services[name]["environment"])
        assert SECRETS["OWNER_PASSWORD"] not in told, name
        assert SECRETS["POSTGRES_PASSWORD"] not in told, name
        assert SECRETS["WEB_PASSWORD"] in services[name]["environment"]["DATABASE_URL"]
    for name in OWNING:
        assert SECRETS["OWNER_PASSWORD"] in services[name]["environment"]["DATABASE_OWNER_URL"]
    assert "key-of" not in str(services["nginx"])


def test_web_servers_differ_in_their_doors_alone(services: dict[str, Any]) -> None:
    """And the web server in front knows both."""
    first, second = services["web-1"], services["web-2"]
    doors = [one["environment"].pop("SOCKET") for one in (first, second)]
    assert first == second
    processes = (CHECKOUT / "deploy" / "nginx" / "here" / "processes.conf").read_text(encoding="utf-8")
    assert re.findall(r"server unix:(\S+)", processes) == doors


def test_worker_and_scheduler_are_the_halves_of_one(services: dict[str, Any]) -> None:
    """Of one name: the clock asks the queue of its own name for signs of life. Each half is asked for its own."""
    parts = {}
    for name in ("worker", "scheduler"):
        one = services[name]
        parser = load_command_class("cicc_site", "work").create_parser("manage.py", "work")
        assert one["command"][:3] == ["python", "manage.py", "work"]
        parts[name] = parser.parse_args(one["command"][3:]).only
        assert one["healthcheck"]["test"][-2:] == ["--only", parts[name]]
        assert one["environment"]["WORKER_NAME"] == "worker"
    assert parts == {"worker": workers.QUEUE, "scheduler": workers.CLOCK}


def test_files_are_shared_by_all_that_serve(services: dict[str, Any]) -> None:
    """Web processes keep nothing of their own."""
    volumes = {name: sorted(services[name]["volumes"]) for name in SERVING}
    assert all(mine == volumes["web-1"] for mine in volumes.values())
    restored = {volume for volume in services["restore"]["volumes"] if "backups" not in volume}
    assert restored < set(services["web-1"]["volumes"])
    private = [volume for volume in services["nginx"]["volumes"] if "private" in str(volume)]
    assert not private, "nobody hands out what applicants attach"
    assert all(":ro" in volume for volume in services["nginx"]["volumes"])


def test_the_mirror_writes_into_a_volume_that_is_the_folder_above_it(services: dict[str, Any]) -> None:
    """It is made beside and then put in place: a mount point cannot be exchanged."""
    one = services["mirror"]
    [target] = [part for part in one["command"] if part.startswith("/")]
    written = {volume.split(":")[1] for volume in one["volumes"] if not volume.endswith(":ro")}
    # Pictures for other sites are drawn on the way, and kept for readers.
    assert written == {str(Path(target).parent), "/srv/share-images"}
    image = (CHECKOUT / "deploy" / "Dockerfile").read_text(encoding="utf-8")
    assert f" {Path(target).parent} " in image, "an empty volume takes over the owner of its folder"
    assert not any("private" in volume or "backups" in volume for volume in one["volumes"])
    assert set(one["depends_on"]) == {"db"}, "no migration each night"
    parser = load_command_class("pages", "export_static").create_parser("manage.py", "export_static")
    assert one["command"][:3] == ["python", "manage.py", "export_static"]
    assert str(parser.parse_args(one["command"][3:]).target) == target


def test_the_image_is_told_what_it_is_called(tmp_path: Path) -> None:
    """And the one of the web server in front is not made anew by it."""
    for release in ("", "v1.4"):
        done = config(tmp_path, **FILLED, RELEASE=release)
        built = {
            name: one["build"]
            for name, one in yaml.safe_load(done.stdout)["services"].items()
            if "build" in one
        }
        for name in (*SERVING, "migrate"):
            assert (built[name]["args"]["RELEASE"] or "") == release, name
        assert "RELEASE" not in built["nginx"].get("args", {})
