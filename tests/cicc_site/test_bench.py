"""The benchmark measures what it says it does. It is not run here: how fast a machine is proves nothing."""

from __future__ import annotations

import socket
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.urls import Resolver404, resolve

from tests.bench import edge, measures, server
from tests.bench.load import Connection, Failure, drive, request
from tests.bench.measures import Measure
from tests.bench.pages import parse

GOOD = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@pytest.mark.parametrize(
    ("values", "percent", "expected"),
    [
        ([7.0], 50, 7.0),
        ([7.0], 99, 7.0),
        ([3, 1, 2, 4], 50, 2),
        ([3, 1, 2, 4], 99, 4),
        (range(1, 101), 99, 99),
    ],
)
def test_a_percentile_is_one_of_the_values(values: list[float], percent: float, expected: float) -> None:
    assert measures.percentile(values, percent) == expected


def test_a_measure_is_told_per_request() -> None:
    measured = Measure.of([0.01, 0.02, 0.03, 0.2], elapsed=0.5, cpu_seconds=0.04, database_seconds=0.02)
    assert measured == Measure(rate=8.0, p50=20.0, p99=200.0, cpu=10.0, database=5.0)


def measure(rate: float, cpu: float) -> Measure:
    return Measure(rate=rate, p50=1000 / rate, p99=2000 / rate, cpu=cpu, database=0)


def test_a_machine_that_slows_down_changes_no_ratio() -> None:
    rounds = [
        {"bare": measure(1000 / slow, 1.0 * slow), "home": measure(50 / slow, 20.0 * slow)}
        for slow in (1, 2, 4, 1, 9)
    ]
    bare, home = measures.summary(rounds)
    assert (bare.name, bare.rate_ratio, bare.cpu_ratio) == ("bare", 1.0, 1.0)
    assert (home.rate_ratio, home.cpu_ratio) == (20.0, 20.0)
    assert (home.rate, home.cpu) == (25.0, 40.0), "the median of the rounds, not the mean"
    lines = measures.table([bare, home]).splitlines()
    assert len(lines) == 3
    assert len({len(line) for line in lines}) == 1
    assert lines[2].split() == ["home", "25.0", "40.0", "80.0", "40.00", "0.00", "20.0", "20.0"]


@contextmanager
def answering(answer: Callable[[], bytes | None]) -> Iterator[tuple[str, int]]:
    """A server that answers what it is told to; None closes the connection."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def talk(stream: socket.socket) -> None:
            with stream:
                while stream.recv(65536):
                    said = answer()
                    if said is None:
                        return
                    stream.sendall(said)

        def serve() -> None:
            while True:
                try:
                    stream, _peer = listening.accept()
                except OSError:
                    return
                threading.Thread(target=talk, args=(stream,), daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        yield listening.getsockname()
        listening.shutdown(socket.SHUT_RDWR)


def test_several_connections_ask_at_once_and_again() -> None:
    with answering(lambda: GOOD) as address:
        sample = drive(address, request("/", "a.test"), seconds=0.2, connections=3)
    assert len(sample.latencies) > 10
    assert sample.failures == []
    assert sample.elapsed >= 0.2
    assert sum(sample.latencies) <= 3 * sample.elapsed


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (
            b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 500 Internal Server Error",
        ),
        (b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 302 Found"),
        (b"HTTP/1.1 200 OK\r\n\r\n", "an answer that does not say how long it is"),
        (None, "an answer that was cut short"),
    ],
)
def test_whatever_is_no_whole_page_is_a_failure(answer: bytes | None, told: str) -> None:
    with answering(lambda: answer) as address:
        with pytest.raises(Failure, match=told):
            Connection(address).get(request("/", "a.test"))
        sample = drive(address, request("/", "a.test"), seconds=0.1, connections=1)
    assert sample.failures
    assert sample.latencies == []


def test_the_server_is_started_as_in_production() -> None:
    arguments = server.granian(("127.0.0.1", 8123))
    assert arguments[:2] == ["-m", "cicc_site.serving"]
    assert arguments[arguments.index("--port") + 1] == "8123"
    assert not any("$" in argument for argument in arguments)
    assert server.granian("/run/web.sock") == [*arguments[:2], "--socket", "/run/web.sock"]


def test_the_bare_view_is_no_address_of_the_site() -> None:
    assert resolve("/bare/", urlconf="tests.bench.urls").func.__name__ == "bare"
    with pytest.raises(Resolver404):
        resolve("/bare/", urlconf="cicc_site.urls")


@pytest.mark.parametrize(
    "arguments", [["--seconds", "0"], ["--rounds", "-1"], ["--connections", "0"], ["--rounds", "x"]]
)
def test_impossible_options_are_refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(arguments)
    assert "usage" in capsys.readouterr().err


def test_pages_that_lie_ready_are_compared_within_a_round_and_at_their_cheapest() -> None:
    def costs(file: float, kept: float) -> dict[str, dict[str, float]]:
        return {"file home": {"microseconds": file}, "kept home": {"microseconds": kept}}

    rounds = [costs(10, 20), costs(12, 15), costs(30, 40)]
    assert edge.ratios(rounds, edge.KEPT, edge.FILE, "home") == 0.75
    assert edge.least(rounds, edge.KEPT, edge.FILE, "home") == 10 / 15


def test_a_server_at_a_socket_is_asked_like_one_at_a_port() -> None:
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as listening:
        door = f"{folder}/web.sock"
        listening.settimeout(30)
        with pytest.raises(Failure, match="no answer"):
            Connection(door).get(request("/", "a.test"))
        listening.bind(door)
        listening.listen()
        asking = threading.Thread(target=answer_once, args=(listening,))
        asking.start()
        reader = Connection(door)
        assert reader.get(request("/", "a.test")).endswith(b"hello")
        reader.close()
        asking.join()


def answer_once(listening: socket.socket) -> None:
    connection, _address = listening.accept()
    with connection:
        connection.recv(4096)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")
