"""The child: limits itself, reads a file from its input, answers with a line of JSON and, for a picture, new bytes.

    python -m members.applications.inspecting pdf|docx|jpeg|png MEMORY SECONDS

The line is {"flags": [...]} or {"problem": code}.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module

from cicc_site.confinement import limit

OPENERS = {"pdf": "pdf", "docx": "docx", "jpeg": "pictures", "png": "pictures"}


def main(kind: str, memory: str, seconds: str) -> None:
    limit(int(memory), int(seconds))
    from members.applications.inspecting import findings

    answer: dict[str, object] = {}
    new = b""
    try:
        data = sys.stdin.buffer.read()
        answer["flags"], new = import_module(f"members.applications.inspecting.{OPENERS[kind]}").look(data)
    except findings.Refused as refused:
        answer = {"problem": refused.code}
    except (MemoryError, RecursionError):
        answer = {"problem": findings.COSTLY}
    except Exception:
        # Whatever a parser stumbles over: nobody could open the file either.
        answer = {"problem": findings.BROKEN}
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + new)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
