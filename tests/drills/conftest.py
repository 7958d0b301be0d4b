"""What is for `make drill` alone: it takes minutes, and two web servers, a worker and nginx beside each other."""

import os
import sys

import pytest

collect_ignore = [] if os.environ.get("DRILL") == "full" else ["test_deployment.py", "test_installing.py"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What each blow cost is told at the end, whether or not anything failed."""
    drill = sys.modules.get("tests.drills.deployment")
    for line in drill.TOLD if drill is not None else []:
        terminalreporter.write_line(line)
