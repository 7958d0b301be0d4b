"""What is to be done again and again: a register of jobs, and the clock that runs them inside the worker.

A job runs under an advisory lock of the database: of several workers one runs it, the others let it be. When it ran
last decides nothing: after a start each runs once soon, so a job must be harmless when it comes too often. How each run
ended is told to whoever asked for it (`tell`).
"""

from __future__ import annotations

import logging
import random
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from django.db import Error, close_old_connections, connection
from django.utils.functional import Promise

from cicc_site import faults

logger = logging.getLogger(__name__)

LOCKS = 0x70657264  # the name space of our advisory locks
AT_ONCE = 4  # jobs that may run beside one another: a slow one holds up no other
AFTER_START = 5.0  # within so many seconds each job runs for the first time


@dataclass(frozen=True, slots=True)
class Job:
    """name: in logs, and of its lock; every: from one start to the next; run: what is done, without arguments.
    always: also while others pause. title: what it does, for people; empty: nobody needs to know."""

    name: str
    every: timedelta
    run: Callable[[], object]
    always: bool = False
    title: str | Promise = ""


@dataclass(frozen=True, slots=True)
class Ran:
    """How a run ended. fault: the class of what went wrong, "" when nothing did."""

    job: Job
    seconds: float
    fault: str = ""


_jobs: dict[str, Job] = {}
_pauses: list[Callable[[], object]] = []
_listeners: list[Callable[[Ran], object]] = []
_goodbyes: list[Callable[[], object]] = []
_here = threading.local()  # in the thread of a job: `ending`, of its clock
_companions: list[Callable[[threading.Event], object]] = []


def register(
    name: str,
    every: timedelta,
    run: Callable[[], object],
    *,
    always: bool = False,
    title: str | Promise = "",
) -> None:
    """Have the worker call `run` again and again; apps call this from ready(). A name is given once."""
    known = _jobs.setdefault(name, Job(name, every, run, always, title))
    if known.run is not run:
        raise ValueError(f"There is a job named {name} already.")


def pause_while(true: Callable[[], object]) -> None:
    """Have jobs wait for their next turn while `true()` says so; apps call this from ready()."""
    if true not in _pauses:
        _pauses.append(true)


def tell(listener: Callable[[Ran], object]) -> None:
    """Have `listener` called after each run, while the job is still locked; apps call this from ready()."""
    if listener not in _listeners:
        _listeners.append(listener)


def beside(run: Callable[[threading.Event], object]) -> None:
    """Have a worker call `run` in a thread of its own, which ends when the event is set; apps call this from ready().

    For what cannot wait for its turn: a job is a row in the database each time.
    """
    if run not in _companions:
        _companions.append(run)


def accompany(stopping: threading.Event) -> None:
    """Start what runs beside the jobs. It never raises, and nobody waits for it at the end."""
    for run in _companions:
        threading.Thread(target=run, args=(stopping,), name=run.__module__, daemon=True).start()


def at_the_end(run: Callable[[], object]) -> None:
    """Have a worker call `run` when it is asked to stop, after everything else; apps call this from ready()."""
    if run not in _goodbyes:
        _goodbyes.append(run)


def say_goodbye() -> None:
    """Run what is done at the end. The database may be gone already: that is logged, and holds up nothing."""
    for run in _goodbyes:
        try:
            run()
        except Exception as error:
            logger.warning("Not done at the end: %s", faults.told(error))
    connection.close()


def jobs() -> list[Job]:
    return list(_jobs.values())


def perform(job: Job) -> bool:
    """Run a job now, unless another is at it or jobs pause; give whether it ran to its end. Faults are logged."""
    close_old_connections()
    try:
        if not job.always and any(true() for true in _pauses):
            return False
        with alone(job.name) as locked:
            if locked:
                _run(job)
            return locked
    except Exception as error:
        logger.error("The job %s failed: %s", job.name, faults.told(error))
        return False
    finally:
        connection.close()


def _run(job: Job) -> None:
    began = time.monotonic()
    try:
        job.run()
    except Exception as error:
        _told(Ran(job, time.monotonic() - began, faults.name_of(error)))
        raise
    _told(Ran(job, time.monotonic() - began))


def _told(ran: Ran) -> None:
    """A listener that fails spoils no job."""
    for listener in _listeners:
        try:
            listener(ran)
        except Exception as error:
            logger.warning("How the job %s ended was not kept: %s", ran.job.name, faults.name_of(error))


@contextmanager
def alone(name: str) -> Iterator[bool]:
    """Hold the lock of that name; False inside when somebody else does. It ends with the connection at the latest."""
    key = [LOCKS, zlib.crc32(name.encode()) - 2**31]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", key)
        [locked] = cursor.fetchone()
    try:
        yield locked
    finally:
        if locked:
            try:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_unlock(%s, %s)", key)
            except Error:
                connection.close()  # it was lost, and the lock with it


def is_ending() -> bool:
    """Whether the worker has been asked to stop: a long job looks at it between two pieces of its work."""
    ending: threading.Event | None = getattr(_here, "ending", None)
    return ending is not None and ending.is_set()


class Clock:
    """Starts each job when its time has come, in threads of its own. `tick` never waits for a job."""

    def __init__(self, given: list[Job] | None = None) -> None:
        self.jobs = jobs() if given is None else given
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="periodic")
        self._next = {
            job.name: time.monotonic() + random.uniform(0, min(AFTER_START, job.every.total_seconds()))  # noqa: S311
            for job in self.jobs
        }
        self._running: dict[str, Future[bool]] = {}
        self._ending = threading.Event()

    def tick(self) -> None:
        now = time.monotonic()
        for job in self.jobs:
            running = self._running.get(job.name)
            if now < self._next[job.name] or (running is not None and not running.done()):
                continue
            self._next[job.name] = now + job.every.total_seconds()
            self._running[job.name] = self._pool.submit(self._perform, job)

    def _perform(self, job: Job) -> bool:
        _here.ending = self._ending
        return perform(job)

    def close(self) -> None:
        """Start nothing more, and let those that run know of it."""
        self._ending.set()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def stop(self, seconds: float) -> list[str]:
        """Close, and wait for what runs; give the names of the jobs that have not ended in that time."""
        self.close()
        deadline = time.monotonic() + seconds
        while left := [name for name, future in self._running.items() if not future.done()]:
            if time.monotonic() > deadline:
                break
            time.sleep(0.05)
        return left
