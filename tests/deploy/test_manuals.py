"""What the manual of operators tells people to type is there: commands, their words, services, units, files, links."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands, load_command_class

from cicc_site.postgres_places import CHECKOUT
from members.condition import backups

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
