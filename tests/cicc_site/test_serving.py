"""The server behind its door: open only while the site answers, nothing lost when it stops, back when it was killed."""

from __future__ import annotations

import contextlib
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from cicc_site import probing, serving
from cicc_site.postgres_places import CHECKOUT

START = (
    "import pathlib, sys; from cicc_site import serving as s; "
    "s.shut(pathlib.Path(sys.argv[1])); "
    "s.server('', 0, sys.argv[1], 1, 'tests.served:application').serve(target_loader=s.load)"
)
VISITORS = 24


@pytest.fixture
def door() -> Iterator[Path]:
    """A path short enough for a socket."""
    folder = Path(tempfile.mkdtemp(prefix="cicc-door-"))
    yield folder / "web.sock"
    shutil.rmtree(folder)


def held(door: Path) -> Path:
    return door.with_suffix(".held")


@contextlib.contextmanager
def served(door: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A server that does not get ready while there is the file `held(door)`."""
    process = subprocess.Popen(
        [sys.executable, "-c", START, str(door)],
        cwd=CHECKOUT,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT), "SERVED_HELD": str(held(door))},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(60)


def wait_until(true: Callable[[], object], what: str, seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, what
        time.sleep(0.01)


def wait_for(door: Path) -> None:
    wait_until(lambda: answers(door), "the door opens")


def refuses(door: Path) -> bool:
    """Nobody listens there, and it is there all the same. Who came in just before it was shut waits, but not here."""
    asked = probing.SocketConnection(str(door), timeout=0.2)
    return probing.answer(asked, "/") == "no answer: ConnectionRefusedError"


def answers(door: Path) -> bool:
    return probing.answer(probing.SocketConnection(str(door)), "/") == "200 ok"


def test_a_port_is_served_as_before() -> None:
    made = serving.server("127.0.0.1", 8123, "", 3)
    assert (made.bind_addr, made.bind_port, made.bind_uds, made.door) == ("127.0.0.1", 8123, None, None)
    assert (made.workers, made.blocking_threads, made.respawn_failed_workers) == (3, 4, True)
    assert made.target == "cicc_site.wsgi:application"


def test_nobody_finds_a_server_that_is_still_starting(door: Path) -> None:
    held(door).touch()
    with served(door):
        wait_until(serving.hidden(str(door)).exists, "it listens")
        assert refuses(door)
        held(door).unlink()
        wait_for(door)
        assert door.stat().st_mode & 0o777 == 0o660
        assert not serving.hidden(str(door)).exists()


def test_a_shut_door_refuses_the_web_server_and_does_not_forbid_it(door: Path) -> None:
    """Forbidden, which is what the umask of our units makes of a new socket, nginx logs who asked for what."""
    before = os.umask(0o027)
    try:
        serving.shut(door)
    finally:
        os.umask(before)
    assert door.stat().st_mode & 0o777 == serving.PERMISSIONS
    assert refuses(door)


def test_whatever_was_sent_is_answered_when_it_stops(door: Path) -> None:
    """Forms without a pause, each on a connection of its own, as nginx sends them, until nobody is found any more."""
    lost: list[str] = []
    sent: list[int] = []

    def send() -> None:
        while True:
            asked = probing.SocketConnection(str(door), timeout=60)
            try:
                asked.connect()
            except ConnectionRefusedError:
                return  # nothing was sent: the web server asks the next one
            try:
                asked.request("POST", "/", b"answers=" + b"x" * 2000)
                assert asked.getresponse().read() == b"ok"
                sent.append(1)
            except (OSError, http.client.HTTPException) as error:
                lost.append(repr(error))
                return
            finally:
                asked.close()

    with served(door) as process:
        wait_for(door)
        visitors = [threading.Thread(target=send) for _each in range(VISITORS)]
        for visitor in visitors:
            visitor.start()
        while len(sent) < 100:
            time.sleep(0.01)
        process.terminate()
        for visitor in visitors:
            visitor.join(120)
        assert process.wait(120) == 0
    assert not lost
    assert refuses(door)
    assert [path.name for path in door.parent.iterdir()] == [door.name], "nothing else is left"


def test_with_nobody_left_inside_the_door_is_shut_until_somebody_is(door: Path) -> None:
    """A process of a server died: who comes meanwhile is refused at once, and served by the next server."""
    with served(door) as process:
        wait_for(door)
        [child] = psutil.Process(process.pid).children()
        held(door).touch()
        child.kill()
        wait_until(lambda: refuses(door), "it is shut")
        held(door).unlink()
        wait_for(door)
        assert psutil.Process(process.pid).children() != [child]


def test_killed_it_starts_again_and_leaves_nobody_behind(door: Path) -> None:
    """The socket of a killed server is still there, and its processes might be."""
    with served(door) as process:
        wait_for(door)
        children = psutil.Process(process.pid).children()
        process.kill()
        process.wait(60)
        _gone, alive = psutil.wait_procs(children, timeout=60)
        assert not alive
        assert refuses(door), "it is still there"
    assert serving.refusal(str(door)) == ""
    assert not door.exists()
    with served(door):
        wait_for(door)


def test_what_cannot_be_a_socket_is_refused_in_one_sentence(door: Path) -> None:
    assert "at most 100 letters" in serving.refusal("/run/" + "x" * 100)
    assert "folder of SOCKET is missing" in serving.refusal(str(door.parent / "none" / "web.sock"))
    door.write_text("a letter")
    assert "is a file already" in serving.refusal(str(door))
    assert door.read_text() == "a letter"
    door.unlink()
    with socket.socket(socket.AF_UNIX) as other:
        other.bind(str(door))
        other.listen()
        assert "Another server" in serving.refusal(str(door))
        assert door.exists()


def test_the_program_says_why_and_ends(door: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert serving.main(["--socket", str(door.parent / "none" / "web.sock")]) == 1
    assert "folder of SOCKET is missing" in capsys.readouterr().err


def test_what_it_is_told_comes_from_the_environment(
    door: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SOCKET", str(door.parent / "none" / "web.sock"))
    assert serving.main([]) == 1
    monkeypatch.setenv("WORKERS", "many")
    monkeypatch.setattr(sys, "argv", ["serving"])
    assert serving.program() == 1
    assert "WORKERS must be a whole number" in capsys.readouterr().err


def test_the_probe_asks_where_the_server_listens(
    door: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SOCKET", str(door))
    assert probing.main(["--path", "/"]) == 1
    assert "no answer: FileNotFoundError" in capsys.readouterr().out
    held(door).touch()
    with served(door):
        threading.Timer(0.5, held(door).unlink).start()
        assert probing.main(["--wait", "30", "--path", "/"]) == 0
    monkeypatch.delenv("SOCKET")
    monkeypatch.setenv("HOST", "0.0.0.0")  # noqa: S104 - where it listens
    monkeypatch.setenv("PORT", "1")
    made = probing.connection()
    assert (made.host, made.port) == ("127.0.0.1", 1)
