"""Serves the site with granian, at a port or at a Unix socket behind a web server on the same machine.

At a socket a restart loses nothing, whatever is asked. The door, the path the web server knows, is shut while the site
behind it does not answer: nobody waits for a server that starts, and one that cannot start is never asked. Before the
server stops, the door is shut: the web server is refused, has sent nothing, and asks the next one, also with a form;
who has come in is answered. At a port the queue of the kernel is thrown away with the server, and a form with it.
Loads no settings: granian imports the site in processes of its own.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import os
import socket
import stat
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from granian.constants import Interfaces
from granian.server import MPServer

from cicc_site import probing, processes
from cicc_site.postgres_places import CHECKOUT
from cicc_site.settings import env

THREADS = 4  # of each process: the pool of the database (8) never runs short
TARGET = "cicc_site.wsgi:application"
LOOK = 0.1  # seconds between two looks whether the site has started
AT_THE_DOOR = 1.0  # seconds: what has come to the socket is in the hands of a process by then
LONGEST_SOCKET = 100  # the kernel takes 107 letters
PERMISSIONS = 0o660  # of the socket: the web server is in the group


class Server(MPServer):
    """granian behind a door. door: the path the web server knows; None where it serves at a port."""

    door: Path | None = None

    def _spawn_workers(self, *given: Any, **named: Any) -> None:
        super()._spawn_workers(*given, **named)  # type: ignore[no-untyped-call]
        if self.door is not None:
            threading.Thread(target=self.open_door, daemon=True).start()

    def _respawn_workers(self, *given: Any, **named: Any) -> None:
        """With nobody left inside, people would wait until somebody has started: the next server takes them."""
        is_empty = self.door is not None and not any(worker.inner.is_alive() for worker in self.wrks)
        if is_empty:
            self.shut_door()
        super()._respawn_workers(*given, **named)
        if is_empty:
            threading.Thread(target=self.open_door, daemon=True).start()

    def open_door(self) -> None:
        """Put the socket in the place of the shut door as soon as a process behind it answers."""
        hidden, door = self.bind_uds, self.door
        while hidden is not None and door is not None and not self.interrupt_signal:
            if probing.answer(probing.SocketConnection(str(hidden)), "/healthz").startswith("200 "):
                with contextlib.suppress(FileNotFoundError):
                    hidden.rename(door)
                return
            time.sleep(LOOK)

    def shut_door(self) -> None:
        if self.door is not None and self.bind_uds is not None:
            # Where it was before: from there it comes back, or is taken away.
            with contextlib.suppress(FileExistsError, FileNotFoundError):
                os.link(self.door, self.bind_uds)
            shut(self.door)

    def shutdown(self, exit_code: int = 0) -> None:
        if self.door is not None:
            self.shut_door()
            time.sleep(AT_THE_DOOR)
        super().shutdown(exit_code)  # type: ignore[no-untyped-call]


def load(target: str) -> Any:
    """Import the site in a process of the server, which ends with it, even when that one is killed."""
    processes.die_with_parent()
    module, _, name = target.partition(":")
    return getattr(importlib.import_module(module), name)


def server(host: str, port: int, path: str, workers: int, target: str = TARGET) -> Server:
    """path: of a socket; empty for host and port. Its folder decides who reaches it, and the group of the process."""
    options: dict[str, Any] = {
        "interface": Interfaces.WSGI,
        "workers": workers,
        "blocking_threads": THREADS,
        "websockets": False,
        "respawn_failed_workers": True,
    }
    if path:
        options |= {"uds": hidden(path), "uds_permissions": PERMISSIONS}
    else:
        options |= {"address": host, "port": port}
    made = Server(target, **options)
    made.door = Path(path) if path else None
    return made


def hidden(path: str) -> Path:
    """Where the socket lies until the site behind it answers."""
    return Path(f"{path}.new")


def shut(door: Path) -> None:
    """Leave a socket there that nobody listens at. With none, or one it may not write to, the web server would put each
    try, and who was trying, into its log as something grave."""
    beside = Path(f"{door}.shut")
    beside.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as nobody:
        nobody.bind(str(beside))
    beside.chmod(PERMISSIONS)
    beside.rename(door)


def refusal(path: str) -> str:
    """Make room for a socket; give why it cannot be had, in one sentence, or nothing."""
    if len(path) > LONGEST_SOCKET:
        return f"SOCKET is too long: a path of at most {LONGEST_SOCKET} letters."
    if not Path(path).parent.is_dir():
        return f"The folder of SOCKET is missing: {Path(path).parent}."
    return clear(Path(path)) or clear(hidden(path))


def clear(path: Path) -> str:
    """A server that was killed leaves its socket behind, and granian would not start beside it."""
    try:
        if not stat.S_ISSOCK(path.lstat().st_mode):
            return f"SOCKET is a file already: {path}."
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
            probe.connect(str(path))
    except ConnectionRefusedError:
        path.unlink(missing_ok=True)
    except FileNotFoundError:
        return ""
    else:
        return f"Another server listens at {path} already."
    return ""


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="cicc_site.serving")
    parser.add_argument("--host", default=env.text("HOST", "127.0.0.1"))
    parser.add_argument("--port", type=int, default=env.number("PORT", 8000, minimum=1, maximum=65535))
    parser.add_argument("--socket", default=env.text("SOCKET", ""))
    parser.add_argument("--workers", type=int, default=env.number("WORKERS", 1, minimum=1, maximum=64))
    given = parser.parse_args(arguments)
    if given.socket:
        if why := refusal(given.socket):
            print(why, file=sys.stderr)
            return 1
        shut(Path(given.socket))
    server(given.host, given.port, given.socket, given.workers).serve(target_loader=load)
    return 0


def program() -> int:
    """With what stands in .env, as the site itself; the environment wins."""
    env.read_file(CHECKOUT / ".env")
    try:
        return main(sys.argv[1:])
    except ImproperlyConfigured as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(program())
