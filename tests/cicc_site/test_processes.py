"""A program that is kept is started again when it ends, ends with us, and leaves nothing behind."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from cicc_site import processes
from cicc_site.processes import Kept

FOR_EVER = [sys.executable, "-c", "import time; time.sleep(600)"]
AT_ONCE = [sys.executable, "-c", "raise SystemExit(3)"]
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"


def until(true: Callable[[], object], kept: Kept | None = None, seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        if kept is not None:
            kept.tend()
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "FIRST_PAUSE", 0.05)


@pytest.fixture
def kept() -> Iterator[Kept]:
    made = Kept("The sleeper", FOR_EVER)
    yield made
    made.end(5)


def test_a_program_that_is_killed_runs_again(kept: Kept) -> None:
    kept.tend()
    assert kept.process is not None
    first = kept.process.pid
    kept.tend()
    assert kept.process.pid == first, "one that runs is left alone"
    psutil.Process(first).kill()
    until(lambda: kept.process is not None and kept.process.pid != first, kept)
    assert kept.restarts == 1


def test_the_pauses_grow_while_it_will_not_stay(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    clock: SimpleNamespace = SimpleNamespace(now=0.0, monotonic=lambda: clock.now)
    monkeypatch.setattr(processes, "time", clock)
    monkeypatch.setattr(processes, "LONGEST_PAUSE", 0.2)
    kept = Kept("The quitter", AT_ONCE)
    pauses: list[float] = []
    while len(pauses) < 4:
        before = kept.restarts
        until(lambda before=before: kept.restarts > before, kept)  # type: ignore[misc]
        pauses.append(kept._not_before - clock.now)
        clock.now = kept._not_before
    kept.end(5)
    assert pauses[0] < pauses[1] < pauses[2] <= 0.2 * 1.2
    assert "The quitter ended with 3" in caplog.text


def test_one_that_ran_well_is_started_at_once(monkeypatch: pytest.MonkeyPatch, kept: Kept) -> None:
    monkeypatch.setattr(processes, "HEALTHY_SECONDS", 0.0)
    monkeypatch.setattr(processes, "FIRST_PAUSE", 100.0)
    kept.tend()
    assert kept.process is not None
    first = kept.process
    first.kill()
    first.wait()
    kept.tend()
    assert kept.process is not None
    assert kept.process.pid != first.pid


def test_a_program_that_cannot_start_is_tried_again(tmp_path: Path) -> None:
    missing = tmp_path / "program"
    kept = Kept("The missing one", [str(missing)])
    kept.tend()
    assert kept.process is None
    missing.write_text("#!/bin/sh\nexec sleep 600\n")
    missing.chmod(0o755)
    until(lambda: kept.process is not None, kept)
    kept.end(5)


def test_one_that_will_not_end_is_ended_with_all_below_it() -> None:
    parent = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {STUBBORN!r}]).wait()"
    process = processes.start([sys.executable, "-c", parent])
    until(lambda: psutil.Process(process.pid).children())
    [child] = psutil.Process(process.pid).children()
    processes.end(process, 0.5)
    child.wait(60)
    assert process.poll() is not None


def test_a_killed_parent_takes_its_program_along() -> None:
    code = (
        "import sys, time; from cicc_site import processes;"
        f"print(processes.start({FOR_EVER!r}).pid, flush=True); time.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        child = psutil.Process(int(parent.stdout.readline()))
        parent.kill()
        parent.wait()
        child.wait(60)
