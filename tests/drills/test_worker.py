"""The worker outlives its queue and its database, loses no message when it is killed, and leaves nobody behind."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator

import psutil
import pytest

from tests.drills import cluster, mail_server, worker
from tests.drills.cluster import Cluster
from tests.drills.mail_server import MailServer
from tests.drills.worker import wait_until

SUBJECT = "An authenticator app was added to your account"


@pytest.fixture(scope="module")
def database() -> Iterator[Cluster]:
    with cluster.running() as made:
        yield made


@pytest.fixture
def post() -> Iterator[MailServer]:
    with mail_server.running() as made:
        yield made


@pytest.fixture
def environment(database: Cluster, post: MailServer) -> dict[str, str]:
    return {**database.environment(), "EMAIL_URL": f"smtp://127.0.0.1:{post.port}"}


@pytest.fixture(scope="module")
def write(database: Cluster) -> Iterator[Callable[[str], None]]:
    with worker.writing(database.environment()) as made:
        yield made


def state(database: Cluster, key: str) -> str:
    [[found]] = database.sql("SELECT state FROM members_outboxmessage WHERE key = %s", key)
    return str(found)


def test_it_goes_on_when_its_queue_or_its_database_is_killed(
    database: Cluster, post: MailServer, environment: dict[str, str], write: Callable[[str], None]
) -> None:
    with worker.running(environment) as running:
        first = running.queue()
        write("before")
        post.wait_for(SUBJECT, 1)
        # Killed between sending and recording it would send once more, after its lease: that is the next drill.
        wait_until(lambda: state(database, "before") == "sent", "the first is recorded")

        first.kill()
        first.wait(30)  # a process that was just killed is still there for a moment
        second = running.queue()
        assert second.pid != first.pid
        write("after the queue was killed")
        post.wait_for(SUBJECT, 2)

        database.kill()
        wait_until(lambda: database.place.data.exists(), "the data are there")
        database.launch()
        write("after the database was killed")
        post.wait_for(SUBJECT, 3)
        for key in ("before", "after the queue was killed", "after the database was killed"):
            wait_until(lambda key=key: state(database, key) == "sent", f"{key} is recorded")  # type: ignore[misc]
        assert running.is_alive, "the supervisor itself has seen it all"

        queue = running.queue()
        assert running.stop() == 0
        assert not psutil.pid_exists(queue.pid), "nobody is left behind"
    assert len({message["Message-ID"] for message in post.taken}) == len(post.taken) == 3


def test_killed_between_sending_and_recording_it_sends_the_same_message_again_and_leaves_no_queue(
    database: Cluster, post: MailServer, environment: dict[str, str], write: Callable[[str], None]
) -> None:
    with worker.running(environment) as running:
        running.queue()
        post.on_taken = lambda message: running.kill()
        write("killed in between")
        wait_until(lambda: post.taken, "it is taken")
        wait_until(lambda: not running.is_alive, "the worker is dead")
    post.on_taken = None
    assert state(database, "killed in between") == "sending"
    database.sql("UPDATE members_outboxmessage SET lease_until = now() WHERE state = 'sending'")
    with worker.running(environment) as running:
        first, second = post.wait_for(SUBJECT, 2)
        assert first["Message-ID"] == second["Message-ID"]
        assert first["X-Idempotency-Key"] == second["X-Idempotency-Key"]
        wait_until(lambda: state(database, "killed in between") == "sent", "it is recorded")

        # And when it is killed alone, its queue ends too.
        queue = running.queue()
        running.process.send_signal(signal.SIGKILL)
        running.process.wait(10)
        queue.wait(30)
