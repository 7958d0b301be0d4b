"""The one table of `make bench` says of every figure what it is, what it should be, and whether it is.

Nothing is measured here: the parts are replaced by what they would have written.
"""

from __future__ import annotations

import json
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.bench import edge, everything, server
from tests.bench.everything import PARTS, Figure, figures_of


def of_edge(kept: float = 10.0) -> dict[str, Any]:
    """Rounds in which nginx takes 10 microseconds for the file and the ways before it as long as here."""
    costs = {"file": 10.0, "read": 10.0, "kept": kept, "behind": 40.0, "early": 25.0, "bare": 100.0}
    found = {f"{way} {page}": {"microseconds": cost} for way, cost in costs.items() for page in edge.PAGES}
    return {"load": [], "pss": 170.4, "rounds": [found]}


def of_uncached(ours: float) -> dict[str, Any]:
    def costs(cpu: float) -> dict[str, float]:
        return {"cpu": cpu, "database": 2.0}

    return {
        "rounds": [{"home": {"ours": costs(ours * slow), "stock": costs(38.0 * slow)}} for slow in (1, 1, 9)]
    }


ANSWERS = [{"name": "a page", "median": 10.0}, {"name": "nothing to measure", "median": 0.0}]
WRITTEN: dict[str, dict[str, Any]] = {
    "edge": of_edge(),
    "uncached": of_uncached(8.0),
    "growth": {
        "pages": {
            "1000": {"home": {"cpu": 8.0, "database": 2.0}},
            "20000": {"home": {"cpu": 10.0, "database": 5.0}},
        }
    },
    "register": {
        "load": [],
        "register": {"2500": ANSWERS, "100000": [{**each, "median": 45.0} for each in ANSWERS]},
    },
    "archive": {
        "load": [],
        "archive": {"2000": ANSWERS, "100000": [{**each, "median": 17.0} for each in ANSWERS]},
    },
}


def test_every_part_is_a_program_and_has_something_to_tell() -> None:
    assert set(WRITTEN) == set(PARTS)
    for part, told in WRITTEN.items():
        assert find_spec(f"tests.bench.{part}") is not None
        assert list(figures_of(part, told))


def test_the_figures_that_are_asked_for_have_their_aims() -> None:
    found = {figure.what: figure for part, told in WRITTEN.items() for figure in figures_of(part, told)}
    at_nginx = found["kept page at nginx / the same as a file at nginx: home"]
    assert (at_nginx.value, at_nginx.at_least, at_nginx.is_met) == (1.0, 0.90, True)
    behind = found["application behind nginx without its files / file at nginx: listing"]
    assert (behind.value, behind.at_least, behind.is_met) == (0.25, 0.20, True)
    early = found["kept page at the application / bare Django view, both granian: article"]
    assert (early.value, early.at_least, early.is_met) == (4.0, 3.0, True)
    assert found["memory of a worker, MB"] == Figure("memory of a worker, MB", 170.4, at_most=180)
    anew = found["made anew / stock Wagtail: home"]
    assert (anew.value, anew.at_most, anew.is_met) == (0.25, 0.4, True)
    assert found["20,000 pages / 1,000: home"] == Figure("20,000 pages / 1,000: home", 1.5)
    assert found["100,000 organizations / 2,500: a page"].value == 4.5
    assert found["100,000 works / 2,000: a page"].value == 1.7
    assert len(found) == 3 * len(edge.PAGES) + 1 + 4, "what took no time is no figure"


@pytest.mark.parametrize(
    ("figure", "cells"),
    [
        (Figure("a", 0.9, at_least=0.9), ("a", "0.90", ">= 0.90", "met")),
        (Figure("a", 0.89, at_least=0.9), ("a", "0.89", ">= 0.90", "MISSED")),
        (Figure("a", 0.4, at_most=0.4), ("a", "0.40", "<= 0.40", "met")),
        (Figure("a", 0.41, at_most=0.4), ("a", "0.41", "<= 0.40", "MISSED")),
        (Figure("a", 3.0), ("a", "3.00", "", "")),
    ],
)
def test_a_figure_says_whether_it_is_what_it_should_be(figure: Figure, cells: tuple[str, ...]) -> None:
    assert figure.cells() == cells


def test_one_run_asks_all_parts_and_tells_what_failed_and_what_was_missed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(server, "PLACE", tmp_path)
    monkeypatch.setitem(WRITTEN, "uncached", of_uncached(30.0))
    (tmp_path / "growth-of-another-run.json").write_text("{}", encoding="utf-8")
    asked = []

    def run(command: list[str], **_more: object) -> subprocess.CompletedProcess[bytes]:
        part = command[2].removeprefix("tests.bench.")
        asked.append((part, command[3:]))
        if part == "register":
            return subprocess.CompletedProcess(command, 1)
        (tmp_path / f"{part}-20261126T100000Z.json").write_text(json.dumps(WRITTEN[part]), encoding="utf-8")
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(subprocess, "run", run)
    assert everything.main(["--rounds", "3"]) == 1
    assert asked == [(part, ["--rounds", "3"]) for part in PARTS]
    out, err = capsys.readouterr()
    lines = {line.split("  ")[0]: line.split()[-1] for line in out.splitlines() if "  " in line}
    assert lines["made anew / stock Wagtail: home"] == "MISSED"
    assert lines["memory of a worker, MB"] == "met"
    assert "100,000 works / 2,000: a page" in lines
    assert "organizations" not in out
    assert "These parts failed: register." in err
    [written] = tmp_path.glob("everything-*.json")
    told = {
        each["what"]: each["is_met"] for each in json.loads(written.read_text(encoding="utf-8"))["figures"]
    }
    assert told["made anew / stock Wagtail: home"] is False
