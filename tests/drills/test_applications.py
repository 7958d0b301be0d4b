"""What was told "received" is there once, whatever is killed; nobody is decided on twice; no letter is lost.

Small in `make test`; `make drill` sends 64 applications at a time, four times as many as are on their way at once.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cicc_site.postgres_places import CHECKOUT
from tests.bench import server
from tests.drills import applicants, cluster, mail_server, web, worker
from tests.drills.applicants import Applicant
from tests.drills.cluster import Cluster
from tests.drills.web import Web
from tests.drills.worker import wait_until

IS_FULL = os.environ.get("DRILL") == "full"
COUNT = 64 if IS_FULL else 12
DECISIONS = 24 if IS_FULL else 8
LETTERS = 18 if IS_FULL else 6
AT_ONCE = 16
FELT_SECONDS = 120


@pytest.fixture(scope="module")
def database() -> Iterator[Cluster]:
    with cluster.running() as made:
        yield made


@pytest.fixture(scope="module")
def environment(database: Cluster, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    made = {
        **database.environment(),
        "STATIC_ROOT": str(server.PLACE / "static"),
        "APPLICATION_ROOT": str(tmp_path_factory.mktemp("files") / "applications"),
        "APPLICATION_WORK_BITS": "0",
        "APPLICATION_LIMIT": "0",
        "LOG_LEVEL": "ERROR",
    }
    server.gather_static_files(made)
    return made


@pytest.fixture(scope="module")
def web_server(environment: dict[str, str]) -> Iterator[Web]:
    """Whoever strikes it starts it again."""
    with web.running(environment) as made:
        yield made


@pytest.fixture(scope="module")
def everybody(web_server: Web, environment: dict[str, str]) -> list[Applicant]:
    """As many for each of two blows; one of them has looked at the page with the button."""
    made = applicants.prepare(2 * COUNT, environment)
    applicants.look(made[0], web_server.address)
    return made


def send_all(
    people: list[Applicant],
    address: tuple[str, int],
    after: int,
    strike: Callable[[], None],
    mend: Callable[[], None] | None = None,
) -> None:
    """Everybody presses the button; when so many were told, something is struck in the middle of it.

    mend: puts it right as soon as somebody has felt the blow, while the others go on pressing, as a service manager
    does. Nobody has to wait until the server gives up looking for a database.
    """
    struck, felt = threading.Event(), threading.Event()

    def press(person: Applicant) -> None:
        if not applicants.submit(person, address):
            if struck.is_set():
                felt.set()
        elif sum(one.told for one in people) >= after and not struck.is_set():
            struck.set()
            strike()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        pressed = [pool.submit(press, person) for person in people]
        if mend is not None:
            assert felt.wait(FELT_SECONDS), "nobody felt a blow: nothing was proved"
            mend()
        for one in pressed:
            one.result()
    assert struck.is_set(), "the blow never came: nothing was proved"


def check_all(people: list[Applicant], database: Cluster, environment: dict[str, str], but: str) -> None:
    """Every one that was told is there once, whole; of the others each is whole or a draft still."""
    rows = database.sql(
        "SELECT a.id, a.state, (SELECT count(*) FROM members_applicationevent e WHERE e.application_id = a.id"
        " AND e.kind = 'sent'), (SELECT count(*) FROM members_applicationanswers w WHERE w.application_id = a.id),"
        " (SELECT count(*) FROM members_outboxmessage m WHERE m.application_id = a.id AND m.occasion ="
        " 'application_confirm'), (SELECT count(*) FROM members_attachment f WHERE f.application_id = a.id)"
        " FROM members_application a"
    )
    found = {row[0]: row[1:] for row in rows}
    whole, draft = ("unconfirmed", 1, 1, 1, 1), ("draft", 0, 0, 0, 1)
    for person in people:
        if person.told:
            assert found[person.number] == whole, (but, person.number)
        else:
            assert found[person.number] in {whole, draft}, (but, person.number)
        file = Path(environment["APPLICATION_ROOT"]) / person.file
        assert file.read_bytes() == f"file of {person.number}".encode()


def verify(environment: dict[str, str]) -> None:
    """The trail is whole, and no cause has two letters or none."""
    command = [sys.executable, "manage.py", "verify_applications"]
    done = subprocess.run(
        command, cwd=CHECKOUT, env=environment, capture_output=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr.decode()


def again_until_told(people: list[Applicant], web_server: Web) -> None:
    """Whoever was not told presses again, as people do."""
    web_server.wait()
    waiting = [person for person in people if not person.told]
    assert waiting, "everybody had been told before: nothing was proved"
    for _ in range(20):
        waiting = [person for person in waiting if not applicants.submit(person, web_server.address)]
        if not waiting:
            return
        time.sleep(0.5)
    raise AssertionError(f"{len(waiting)} are never told")


def test_the_database_is_killed_while_many_send(
    database: Cluster, environment: dict[str, str], web_server: Web, everybody: list[Applicant]
) -> None:
    people = everybody[:COUNT]
    send_all(people, web_server.address, COUNT // 3, database.kill, mend=database.launch)
    check_all(people, database, environment, "the database was killed")
    again_until_told(people, web_server)
    check_all(people, database, environment, "everybody has pressed again")
    verify(environment)  # what the blow had torn would be torn still
    assert sent(people, database) == COUNT


def test_the_web_server_is_killed_while_many_send(
    database: Cluster, environment: dict[str, str], web_server: Web, everybody: list[Applicant]
) -> None:
    people = everybody[COUNT:]
    try:
        send_all(people, web_server.address, COUNT // 3, web_server.kill)
    finally:
        web_server.launch()
    check_all(people, database, environment, "the web server was killed")
    again_until_told(people, web_server)
    check_all(people, database, environment, "everybody has pressed again")
    verify(environment)  # what the blow had torn would be torn still
    assert sent(people, database) == COUNT


def sent(people: list[Applicant], database: Cluster) -> int:
    [[count]] = database.sql(
        "SELECT count(*) FROM members_application WHERE state = 'unconfirmed' AND id = ANY(%s)",
        [person.number for person in people],
    )
    return int(count)


def test_nobody_is_decided_on_twice(database: Cluster, environment: dict[str, str]) -> None:
    numbers = applicants.run(applicants.READY, environment, str(DECISIONS))
    listed = ",".join(map(str, numbers))
    told: list[str] = []
    for is_killed in (True, False):
        desks = [
            applicants.start(applicants.DECIDE, environment, verb, listed) for verb in ("approve", "decline")
        ]
        if is_killed:
            wait_until(lambda: decided(database, numbers) >= DECISIONS // 4, "decisions are made")
            database.kill()
            # Up again at once: a desk that was between two decisions waits for it and goes on.
            database.launch()
        for desk in desks:
            assert desk.stdout is not None
            told += desk.stdout.read().decode().splitlines()
            desk.wait(120)
    rows = database.sql(
        "SELECT a.id, a.state, (SELECT count(*) FROM members_applicationevent e WHERE e.application_id = a.id"
        " AND e.kind IN ('approved', 'declined')), (SELECT count(*) FROM members_outboxmessage m WHERE"
        " m.application_id = a.id AND m.occasion IN ('application_approved', 'application_declined')),"
        " a.organization_id IS NOT NULL FROM members_application a WHERE a.id = ANY(%s)",
        numbers,
    )
    assert len(rows) == DECISIONS
    for _number, state, decisions, letters, has_entry in rows:
        assert state in {"approved", "declined"}
        assert (decisions, letters, has_entry) == (1, 1, state == "approved")
    done = Counter(line.split()[0] for line in told if line.endswith("done"))
    assert max(done.values()) == 1, "two were told that they had decided"
    [[entries]] = database.sql(
        "SELECT count(*) FROM members_registerchange WHERE source LIKE 'application:%%' AND kind = 'created'"
    )
    assert entries == sum(state == "approved" for _n, state, *_rest in rows)
    verify(environment)


def decided(database: Cluster, numbers: list[int]) -> int:
    [[count]] = database.sql(
        "SELECT count(*) FROM members_application WHERE id = ANY(%s) AND state IN ('approved', 'declined')",
        numbers,
    )
    return int(count)


def test_no_letter_is_lost_when_the_worker_is_killed_over_and_over(
    database: Cluster, environment: dict[str, str]
) -> None:
    database.sql("UPDATE members_outboxmessage SET state = 'sent', sent_at = now() WHERE state <> 'sent'")
    with mail_server.running() as post:
        environment = {**environment, "EMAIL_URL": f"smtp://127.0.0.1:{post.port}"}
        people = applicants.prepare(LETTERS, environment)
        [[expected]] = database.sql("SELECT count(*) FROM members_outboxmessage WHERE state = 'waiting'")
        assert expected == LETTERS
        for at in (LETTERS // 3, 2 * LETTERS // 3):
            with worker.running(environment) as running:
                running.queue()
                post.on_taken = lambda message, at=at, running=running: (
                    running.kill() if len(post.taken) >= at else None
                )
                wait_until(lambda running=running: not running.is_alive, "the worker is killed")  # type: ignore[misc]
            post.on_taken = None
            database.sql("UPDATE members_outboxmessage SET lease_until = now() WHERE state = 'sending'")
        with worker.running(environment):
            wait_until(
                lambda: (
                    database.sql("SELECT count(*) FROM members_outboxmessage WHERE state <> 'sent'") == [(0,)]
                ),
                "all of it is recorded",
                120,
            )
    identities = Counter((message["To"], message["Message-ID"]) for message in post.taken)
    assert len(identities) == LETTERS == len({to for to, _identity in identities})
    assert all(
        f"drill-{number}@example.org" in " ".join(to for to, _i in identities) for number in range(LETTERS)
    )
    # The queue, and the clock as long as the queue has not given a sign of life: each of them may be at one.
    repeated = {identity: times for identity, times in identities.items() if times > 1}
    assert len(post.taken) <= LETTERS + 2 * 2, f"each blow repeats one for each sender, not {repeated}"
    assert len(people) == LETTERS
