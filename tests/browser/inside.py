"""Code that runs inside the site the browser visits, for what no page tells: the link in a letter, for one.

One process for the whole session: to start the site again for each question takes seconds.
"""

from __future__ import annotations

import json
import subprocess
import sys

from cicc_site.postgres_places import CHECKOUT

# A line is a program; its answer is a line with what it printed, and with what went wrong.
_LISTEN = """
import contextlib, io, json, sys, traceback
from django.utils import translation
for line in sys.stdin:
    printed, problem = io.StringIO(), ""
    try:
        with contextlib.redirect_stdout(printed), translation.override(translation.get_language()):
            exec(json.loads(line), {})
    except BaseException:
        problem = traceback.format_exc()
    print(json.dumps([printed.getvalue(), problem]), flush=True)
"""
_listening: list[subprocess.Popen[str]] = []


def begin(environment: dict[str, str]) -> None:
    """Start a shell of the site that waits for what it shall do."""
    command = [sys.executable, "manage.py", "shell", "--no-imports", "--verbosity=0", "-c", _LISTEN]
    _listening.append(
        subprocess.Popen(
            command, cwd=CHECKOUT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
    )


def end() -> None:
    while _listening:
        shell = _listening.pop()
        shell.communicate(timeout=20)


def run(code: str) -> str:
    """Run statements in a shell of the site and return the last word they print."""
    shell = _listening[-1]
    assert shell.stdin is not None
    assert shell.stdout is not None
    shell.stdin.write(json.dumps(code) + "\n")
    shell.stdin.flush()
    answer = shell.stdout.readline()
    assert answer, "the shell of the site has ended"
    printed, problem = json.loads(answer)
    assert not problem, problem
    return (str(printed).split() or [""])[-1]


def command(*words: str) -> None:
    """Run a command of the site."""
    run(f"from django.core.management import call_command; call_command(*{words!r}, verbosity=0)")
