"""Visitors who never stop: readers over all kinds of pages, and applicants who press "Send"; what each was answered."""

from __future__ import annotations

import http.client
import itertools
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.drills import applicants
from tests.drills.applicants import Applicant

READ, FORM = "read", "form"
PAUSE = 0.02  # between two deeds of one visitor


@dataclass(frozen=True)
class Asked:
    """began, ended: monotonic. status: 0 where there was no answer, or half of one."""

    kind: str
    path: str
    began: float
    ended: float
    status: int

    @property
    def is_lost(self) -> bool:
        return self.status not in {200, 302, 303}


@dataclass
class Load:
    asked: list[Asked] = field(default_factory=list)
    pressed: list[Applicant] = field(default_factory=list)

    def between(self, began: float, ended: float) -> list[Asked]:
        """What was in flight at any moment of that time."""
        return [one for one in list(self.asked) if one.ended >= began and one.began <= ended]


@contextmanager
def pressing(
    address: tuple[str, int], paths: Sequence[str], people: Sequence[Applicant], readers: int = 6
) -> Iterator[Load]:
    """Visitors for the length of a block. people: complete drafts; each is sent once, one after another."""
    load, over, numbers = Load(), threading.Event(), itertools.count()

    def read(first: int) -> None:
        for path in itertools.islice(itertools.cycle(paths), first, None):
            if over.is_set():
                return
            load.asked.append(ask(address, path, of_visitor(next(numbers))))
            time.sleep(PAUSE)

    def send() -> None:
        for person in people:
            if over.wait(0.15):
                return
            began = time.monotonic()
            applicants.submit(person, address, of_visitor(next(numbers)))
            load.pressed.append(person)
            load.asked.append(Asked(FORM, person.path, began, time.monotonic(), 302 if person.told else 0))

    threads = [threading.Thread(target=read, args=[number * 3]) for number in range(readers)]
    threads.append(threading.Thread(target=send))
    for thread in threads:
        thread.start()
    try:
        yield load
    finally:
        over.set()
        for thread in threads:
            thread.join(60)


def of_visitor(number: int) -> str:
    """An address of this machine: nobody asks more often than a person, so that no limit comes between."""
    return f"127.1.{number // 200 % 200}.{number % 200 + 1}"


def ask(address: tuple[str, int], path: str, source: str = "") -> Asked:
    began = time.monotonic()
    try:
        status = applicants.request(address, "GET", path, source=source)[0]
    except (OSError, http.client.HTTPException):
        status = 0
    return Asked(READ, path, began, time.monotonic(), status)
