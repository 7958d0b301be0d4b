"""What the manual of operators tells people to type is there: commands, their words, services, units, files, links."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands, load_command_class

from cicc_site.postgres_places import CHECKOUT
from manage import OWNER_COMMANDS
from members.condition import backups
from pages import body_limits

FOLDER = CHECKOUT / "docs" / "operators"
PAGES = sorted(FOLDER.glob("*.md"))
SERVICES = set(yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text(encoding="utf-8"))["services"])
PROFILES = {"backup", "mail-catcher", "mirror", "objects", "restore"}
UNITS = {path.name.split(".")[0].rstrip("@") for path in (CHECKOUT / "deploy" / "systemd").iterdir()}


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def typed(path: Path) -> str:
    """What is set as something to type, on one line each: blocks, and words between backticks."""
    whole = text(path)
    blocks = re.findall(r"^(?: {4,})(\S.*)$", whole, re.MULTILINE)
    return "\n".join([*blocks, *(re.sub(r"\s+", " ", words) for words in re.findall(r"`([^`]+)`", whole))])


def anchors(path: Path) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", text(path), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_each_command_is_one_of_ours(path: Path) -> None:
    known = get_commands()
    for line in typed(path).splitlines():
        for name, rest in re.findall(r"manage\.(?:py|sh) ([a-z_]+)(.*)", line):
            assert name in known, line
            parser = load_command_class(known[name], name).create_parser("manage.py", name)
            options = {option for action in parser._actions for option in action.option_strings}
            asked = set(
                re.findall(r"(?<![\w-])--[a-z][a-z-]+", rest.split("|")[0].split("#")[0].split("&&")[0])
            )
            assert asked <= options, line


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_each_service_and_unit_is_there(path: Path) -> None:
    for line in typed(path).splitlines():
        if "docker compose" not in line:
            continue
        assert set(re.findall(r"--profile (\S+)", line)) <= PROFILES, line
        for deed, rest in re.findall(
            r"docker compose (?:--profile \S+ )?(up|run|exec|logs|stop|kill|build|ps)(.*)", line
        ):
            words = re.sub(r"--since \S+|-s HUP|(?<!\S)--?[\w-]+", "", rest.split(">")[0]).split()
            names = words[:1] if deed in {"run", "exec"} else words
            assert set(names) <= SERVICES, line
    for name in re.findall(r"\b(cicc-(?:web|worker|prepare|backup)\w*)", text(path)):
        assert name in UNITS, name


def test_who_builds_an_image_says_what_it_is_called() -> None:
    """Else the page for the staff says that nobody knows its version."""
    lines = [
        line
        for path in PAGES
        for line in re.findall(r"^(?: {4,})(\S.*)$", text(path), re.MULTILINE)
        if re.search(r"docker compose (build|up .*--build)", line)
    ]
    assert len(lines) == 2, "installing and upgrading"
    for line in lines:
        assert re.search(r"^sudo RELEASE=\S", line), line


def test_backups_are_made_each_hour_in_both_ways() -> None:
    """The staff and the alerts count on it."""
    timer = text(CHECKOUT / "deploy" / "systemd" / "cicc-backup.timer")
    assert re.findall(r"^OnCalendar=(.*)", timer, re.MULTILINE) == ["*-*-* *:30 UTC"]
    assert "RandomizedDelaySec" not in timer, "an hour is an hour"
    lines = [
        line
        for path in PAGES
        for line in typed(path).splitlines()
        if "docker compose run --rm backup" in line and "*" in line
    ]
    assert len(lines) == 2
    for line in lines:
        assert line.startswith("30 * * * * cd /srv/cicc && docker compose run --rm backup"), line
    every = dt.timedelta(hours=1)
    assert 2 * every < backups.LATE < 4 * every


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_each_file_and_target_is_there(path: Path) -> None:
    for name in set(re.findall(r"(?<![\w/.-])(deploy/[\w./@-]*[\w@])(?![\w*-])", text(path))):
        assert (CHECKOUT / name).exists(), name
    targets = set(re.findall(r"^([a-z]+):", text(CHECKOUT / "Makefile"), re.MULTILINE))
    for name in re.findall(r"^make ([a-z]+)", typed(path), re.MULTILINE):
        assert name in targets, name


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_each_link_leads_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", text(path)):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        found = (path.parent / file).resolve() if file else path
        assert found.exists(), target
        if anchor and found.suffix == ".md":
            assert anchor in anchors(found), target


def test_every_page_of_the_manual_can_be_found() -> None:
    index = text(CHECKOUT / "docs" / "index.md")
    for path in PAGES:
        linked = [
            other
            for other in [*PAGES, CHECKOUT / "docs" / "index.md"]
            if other != path and path.name in text(other)
        ]
        assert linked, path.name
    for name in ("install", "upgrade", "incident", "moving-host", "handing-over", "capacity"):
        assert f"operators/{name}.md" in index


def commands(path: Path, after: str = "") -> list[str]:
    """The lines of the blocks of a page, those after a word of it."""
    return re.findall(r"^ {4,}(\S.*)$", text(path).partition(after)[2] if after else text(path), re.MULTILINE)


def test_an_upgrade_with_containers_lets_the_web_server_read_its_files_anew() -> None:
    """They are no part of its image: a new container is made only when the image or the service has changed."""
    services = yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
    [folder] = [
        volume.split(":")[1]
        for volume in services["nginx"]["volumes"]
        if volume.startswith("./deploy/nginx:")
    ]
    typed_there = commands(FOLDER / "upgrade.md", "With containers:")
    last = max(number for number, line in enumerate(typed_there) if line.startswith("sudo docker compose up"))
    assert typed_there[last + 1 : last + 3] == [
        f"sudo docker compose exec nginx nginx -t -e stderr -c {folder}/nginx.conf",
        "sudo docker compose kill -s HUP nginx",
    ]


def test_each_command_of_the_owner_is_explained_for_both_ways() -> None:
    part = text(FOLDER / "install.md").partition("### Commands of the owner")[2].partition("\n###")[0]
    rows = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", part, re.MULTILINE))
    assert set(rows) == OWNER_COMMANDS
    for name, ways in rows.items():
        containers, units = ways.split(" | ")
        assert re.match(r"`docker compose (run|exec) |never: ", containers), name
        assert re.match(r"`(systemctl start|systemd-run|sudo -u postgres) |never: ", units), name


def row(page: str, begins: str) -> str:
    """A line of a table, by what it begins with."""
    [found] = re.findall(rf"^\| {re.escape(begins)} \| (.*) \|$", text(FOLDER / page), re.MULTILINE)
    return str(found)


def test_stopping_the_site_stops_what_hands_out_pages() -> None:
    """With nobody behind it nginx goes on with what lies ready, whatever stands there."""
    stopped = re.findall(
        r"`(systemctl|docker compose) stop ([^`]+)`", row("incident.md", "stop the site altogether")
    )
    assert dict(stopped) == {
        "systemctl": "nginx cicc-web@1 cicc-web@2 cicc-worker",
        "docker compose": "nginx web-1 web-2 worker scheduler",
    }
    emptied = row("incident.md", "take every page off and say so")
    for name in ("here", "containers"):
        conf = (CHECKOUT / "deploy" / "nginx" / name / "http.conf").read_text(encoding="utf-8")
        [pages] = re.findall(r'map "" \$pages +\{ default (\S+)/current; \}', conf)
        assert f"rm -r {pages}/*" in emptied


def test_a_page_of_somebody_else_goes_before_everything_is_shut() -> None:
    """Read-only, nobody can take it off."""
    steps = (
        text(FOLDER / "incident.md").partition("## A page says what nobody of us wrote")[2].partition("##")[0]
    )
    assert 0 < steps.index("*Unpublish*") < steps.index("read_only on") < steps.index("read_only off")


def test_evidence_holds_the_log_of_the_web_server() -> None:
    conf = (CHECKOUT / "deploy" / "nginx" / "here" / "server.conf").read_text(encoding="utf-8")
    [log] = re.findall(r"^access_log (\S+) site;", conf, re.MULTILINE)
    assert f"cp -a {log}*" in row("incident.md", "keep what happened")
    assert log in text(FOLDER / "incident.md").partition("## So many requests")[2]


def test_in_a_flood_the_manual_asks_what_knows_the_addresses() -> None:
    """The log of requests holds none."""
    part = text(FOLDER / "incident.md").partition("## So many requests")[2].partition("\n## ")[0]
    assert "ss -Htn state established '( sport = :443 )'" in part
    formats = re.findall(
        r"log_format (\w+) ([^;]+);",
        (CHECKOUT / "deploy" / "nginx" / "nginx.conf").read_text(encoding="utf-8"),
    )
    telling = [name for name, words in formats if "$network" in words]
    assert telling == ["networks"]
    assert re.search(r"`access_log \S+ networks;`", part)
    assert "delete the file" in part


def test_a_third_web_server_has_a_unit_a_socket_and_a_line() -> None:
    part = text(FOLDER / "web-server.md").partition("## A third web server")[2].partition("\n## ")[0]
    assert "`systemctl enable --now cicc-web@3`" in part
    unit = (CHECKOUT / "deploy" / "systemd" / "cicc-web@.service").read_text(encoding="utf-8")
    [socket] = re.findall(r"^Environment=SOCKET=(\S+)$", unit, re.MULTILINE)
    second = socket.replace("%i", "2")
    processes = (CHECKOUT / "deploy" / "nginx" / "here" / "processes.conf").read_text(encoding="utf-8")
    [line] = re.findall(rf"^server unix:{second} .*$", processes, re.MULTILINE)
    assert f"    {line.replace(second, socket.replace('%i', '3'))}\n" in part


def test_sizes_are_those_that_nginx_and_the_application_take() -> None:
    nginx = CHECKOUT / "deploy" / "nginx"
    [visitors] = re.findall(r"client_max_body_size (\d+)m;", text(nginx / "nginx.conf"))
    [staff] = re.findall(r"client_max_body_size (\d+)m;", text(nginx / "here" / "server.conf"))
    said = text(FOLDER / "security.md")
    assert f"Nobody sends more than {visitors} MB, the staff no more than {staff} MB: nginx refuses" in said
    of_visitors, of_staff = (
        size // body_limits.MEGABYTE for size in (body_limits.OF_VISITORS, body_limits.OF_STAFF)
    )
    assert f"{of_visitors} MB of visitors and up to {of_staff} MB of the staff" in said


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_files_do_not_lie_in_what_an_upgrade_replaces(path: Path) -> None:
    """/srv/cicc is a link to one version; files lie beside it, where nginx looks for them."""
    kept = set(re.findall(r"default /srv/cicc-var/(\w+)", text(CHECKOUT / "deploy/nginx/here/http.conf")))
    assert {"media", "archive", "static", "pages"} <= kept
    assert not set(re.findall(r"/srv/cicc/(\w+)", text(path))) & kept
