"""Starts the child that opens a file, and believes nothing else of it than a line of codes and the bytes after it."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from members.applications.inspecting.findings import BROKEN, COSTLY, Refused

logger = logging.getLogger(__name__)

MEMORY = (
    512 * 1024 * 1024
)  # address space, Python itself included; a picture of 25 million pixels needs 260 MB
CPU_SECONDS = 8
WALL_SECONDS = 30.0  # more than the CPU time: a busy machine is no fault of the file
PLACE = Path(__file__).resolve().parents[3]
# Of our environment it sees nothing: there are secrets in it.
ENVIRONMENT = {"PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
STOPPED = {-signal.SIGXCPU, -signal.SIGKILL}


@dataclass(frozen=True)
class Findings:
    """flags: what an officer should know; data: the bytes to keep (of a picture: made anew)."""

    flags: list[str]
    data: bytes


def look_into(
    kind: str, data: bytes, *, memory: int = MEMORY, cpu: int = CPU_SECONDS, wall: float = WALL_SECONDS
) -> Findings:
    """Open a file of a kind (pdf, docx, jpeg, png). Raises findings.Refused when it is broken, harmful or costly."""
    command = [sys.executable, "-m", "members.applications.inspecting", kind, str(memory), str(cpu)]
    try:
        done = subprocess.run(
            command,
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=PLACE,
            env=ENVIRONMENT,
            timeout=wall,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Refused(COSTLY) from None
    if done.returncode:
        logger.warning("Looking into a file (%s) ended with %s.", kind, done.returncode)
        raise Refused(COSTLY if done.returncode in STOPPED else BROKEN)
    line, _newline, new = done.stdout.partition(b"\n")
    answer = json.loads(line)
    if problem := answer.get("problem"):
        raise Refused(str(problem))
    return Findings([str(flag) for flag in answer["flags"]], new or data)
