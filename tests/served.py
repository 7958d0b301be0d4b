"""A tiny site for tests of the server: started when a test says so, and each answer takes a moment."""

import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

while (held := os.environ.get("SERVED_HELD")) and Path(held).exists():
    time.sleep(0.02)


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    environ["wsgi.input"].read()
    time.sleep(0.01)
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]
