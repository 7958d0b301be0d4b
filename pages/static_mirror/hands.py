"""Work that several processes share: what each thing becomes may bring new things to do."""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from multiprocessing import get_context
from typing import Generic, TypeVar

from django.db import connections

from cicc_site import processes

Thing = TypeVar("Thing")
Made = TypeVar("Made")
BATCH = 8  # things a process is given at once: one by one they would wait for each other

# What the processes do; they are copies of this one, made after it was set.
_work: Callable[[object], object] | None = None


class Hands(Generic[Thing, Made]):
    """work: what is done with one thing. took: gets what became of it, returns further things. done: told of counts."""

    def __init__(
        self,
        work: Callable[[Thing], Made],
        took: Callable[[Made], Iterable[Thing]],
        told: Callable[[int, int], None],
    ) -> None:
        self.work, self.took, self.told = work, took, told
        self.waiting: deque[Thing] = deque()
        self.done = 0

    def go(self, things: Iterable[Thing], workers: int) -> None:
        self.waiting.extend(things)
        if workers > 1:
            self._together(workers)
        while self.waiting:
            self._take(self.work(self.waiting.popleft()), 0)

    def _take(self, made: Made, begun: int) -> None:
        self.done += 1
        self.waiting.extend(self.took(made))
        self.told(self.done, self.done + begun + len(self.waiting))

    def _together(self, workers: int) -> None:
        global _work
        _work = self.work  # type: ignore[assignment]
        _let_go_of_the_database()
        running: dict[Future[list[object]], int] = {}
        pool = ProcessPoolExecutor(workers, mp_context=get_context("fork"), initializer=_begin)
        try:
            while self.waiting or running:
                while self.waiting and len(running) < workers * 2:
                    batch = [self.waiting.popleft() for _each in range(min(BATCH, len(self.waiting)))]
                    running[pool.submit(_all_of, batch)] = len(batch)
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    del running[future]
                    for made in future.result():
                        self._take(made, sum(running.values()))  # type: ignore[arg-type]
        finally:
            pool.shutdown(cancel_futures=True)


def _begin() -> None:
    """Whatever ends the process above ends this one, which holds the same lock."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all; the one above says when to end
    processes.die_with_parent()


def _all_of(batch: Sequence[object]) -> list[object]:
    assert _work is not None  # noqa: S101 - set before this process was
    return [_work(thing) for thing in batch]


def _let_go_of_the_database() -> None:
    """A connection that two processes have is none."""
    for connection in connections.all(initialized_only=True):
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()
