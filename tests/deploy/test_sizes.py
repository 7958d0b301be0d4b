"""How much memory each part may take, and how many processes: containers, units, settings and manual say the same."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from cicc_site.postgres_places import CHECKOUT
from documents.extraction import calling
from tests.deploy.test_units import settings as unit

MANUAL = CHECKOUT / "docs" / "operators"
IMPORT = 500  # MB besides, at most: docs/operators/imports.md


@pytest.fixture(scope="module")
def limits() -> dict[str, int]:
    """MB of each service."""
    services: dict[str, Any] = yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text())["services"]
    return {name: int(one["mem_limit"].removesuffix("m")) for name, one in services.items() if name != "db"}


def page(name: str) -> str:
    return re.sub(r"\s+", " ", (MANUAL / f"{name}.md").read_text(encoding="utf-8"))


def measured(what: str) -> int:
    """A number of the table of memory in capacity.md."""
    found = re.search(rf"\| {re.escape(what)}[^|]*\| (\d+)", page("capacity"))
    assert found, what
    return int(found[1])


def test_units_and_containers_have_the_same_limits(limits: dict[str, int]) -> None:
    for name, service in {"cicc-web@.service": "web-1", "cicc-worker.service": "scheduler"}.items():
        assert unit(name)["MemoryMax"] == [f"{limits[service]}M"]


def test_the_manual_names_them(limits: dict[str, int]) -> None:
    assert f"more than {limits['web-1']} MB" in page("capacity")
    assert f"the worker (with containers: the scheduler) no more than {limits['scheduler']:,} MB" in page(
        "capacity"
    )
    assert f"limit of {limits['scheduler']:,} MB" in page("archive")
    assert f"{limits['mirror']:,} MB of memory" in page("static-mirror")


def test_what_was_measured_fits_in(limits: dict[str, int]) -> None:
    """The worker, whole, with the child that reads a file; a web server with an import; a mirror with its three."""
    assert limits["scheduler"] >= measured("worker and scheduler, together") + calling.MEMORY // 1024**2
    assert limits["web-1"] >= measured("a web server with one process") + IMPORT
    each = re.search(r"(\d+) MB at most at the end", page("static-mirror"))
    assert each
    assert limits["mirror"] >= 3 * int(each[1]) + 512


def test_two_web_servers_on_two_cores_have_one_process_each() -> None:
    serving = (CHECKOUT / "cicc_site" / "serving.py").read_text(encoding="utf-8")
    [default] = re.findall(r'env\.number\("WORKERS", (\d+)', serving)
    form = (CHECKOUT / ".env.example").read_text(encoding="utf-8")
    assert re.findall(r"^# WORKERS=(\d+)$", form, re.MULTILINE) == [default] == ["1"]
    assert re.search(r"\| `WORKERS` \| \| [^|]*; (\d+), four threads", page("settings"))[1] == default  # type: ignore[index]
    assert f"two web servers with `WORKERS={default}`, as it comes, on two cores" in page("capacity")
