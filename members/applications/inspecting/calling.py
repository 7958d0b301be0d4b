"""Starts the child that opens a file, and believes nothing else of it than a line of codes and the bytes after it."""

from __future__ import annotations

import json
from dataclasses import dataclass

from cicc_site import confined
from members.applications.inspecting.findings import BROKEN, COSTLY, Refused

MEMORY = (
    512 * 1024 * 1024
)  # address space, Python itself included; a picture of 25 million pixels needs 260 MB
CPU_SECONDS = 8
WALL_SECONDS = 30.0  # more than the CPU time: a busy machine is no fault of the file
LONGEST_ANSWER = 64 * 1024 * 1024  # bytes: a picture made anew may be larger than it came


@dataclass(frozen=True)
class Findings:
    """flags: what an officer should know; data: the bytes to keep (of a picture: made anew)."""

    flags: list[str]
    data: bytes


def look_into(
    kind: str, data: bytes, *, memory: int = MEMORY, cpu: int = CPU_SECONDS, wall: float = WALL_SECONDS
) -> Findings:
    """Open a file of a kind (pdf, docx, jpeg, png). Raises findings.Refused when it is broken, harmful or costly."""
    with confined.in_memory(data) as source:
        try:
            said = confined.run(
                "members.applications.inspecting",
                [kind],
                source,
                memory=memory,
                cpu=cpu,
                wall=wall,
                most=LONGEST_ANSWER,
            )
        except confined.Failed as failure:
            raise Refused(COSTLY if failure.costly else BROKEN) from None
    line, _newline, new = said.partition(b"\n")
    answer = json.loads(line)
    if problem := answer.get("problem"):
        raise Refused(str(problem))
    return Findings([str(flag) for flag in answer["flags"]], new or data)
