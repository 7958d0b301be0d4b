"""What is for `make drill` alone: it takes minutes, and two web servers, a worker and nginx beside each other."""

import os
import sys
from typing import Any

import pytest

collect_ignore = [] if os.environ.get("DRILL") == "full" else ["test_deployment.py", "test_installing.py"]


_told: list[str] = []


def told_here() -> list[str]:
    drill = sys.modules.get("tests.drills.deployment")
    return list(drill.TOLD) if drill is not None else []


def pytest_sessionfinish(session: pytest.Session) -> None:
    """One of several processes hands on what it has to tell."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["told"] = told_here()


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    _told.extend(getattr(node, "workeroutput", {}).get("told", []))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What each blow cost is told at the end, whether or not anything failed."""
    for line in [*told_here(), *_told]:
        terminalreporter.write_line(line)
