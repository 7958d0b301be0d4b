"""Whether the database is there, as this process has met it: the first requests wait for it, those after them do not.

A restart takes a few seconds and costs nobody anything: the pool waits so long (settings, DATABASES). Where it does not
come back in that time, whoever asks is answered at once, and about once a second somebody looks whether it is back.
"""

from __future__ import annotations

import threading
import time

import psycopg
from django.db import Error, InterfaceError, OperationalError, connection
from psycopg_pool import PoolTimeout

from cicc_site.backup.database import parameters_of
from cicc_site.patience import NoAnswer, PatientConnection

LOOK_EVERY = 1.0  # seconds
CONNECTING = 2  # seconds a look may take
# What a server says that is there and takes nobody: it starts, it stops, it has no place left.
NO_ENTRANCE = frozenset({"57P01", "57P02", "57P03", "53300"})
# What a server says that cuts a connection somebody uses.
BROKEN = frozenset({"57P01", "57P02"})
# It was waited for: in the pool, at the door, with a question.
IN_VAIN = (PoolTimeout, psycopg.errors.ConnectionTimeout, NoAnswer)


def is_gone(error: BaseException | None) -> bool:
    """Whether a fault means that the database cannot be reached. A statement that it refused is no such fault."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    state = getattr(error.__cause__, "sqlstate", None)
    return state is None or state.startswith("08") or state in NO_ENTRANCE


def waited_in_vain(error: BaseException | None) -> bool:
    """Whether it let nobody in, or did not answer. Not so where a connection was cut that had been in use: perhaps for
    a restart, for which whoever comes next waits. Told by the kind of fault: its words are in any language."""
    cause = error.__cause__ if error is not None else None
    if isinstance(cause, IN_VAIN) or getattr(cause, "pgconn", None) is not None:  # of an attempt to connect
        return True
    state = getattr(cause, "sqlstate", None)
    return state is not None and state not in BROKEN


class Standing:
    """What one process knows. away: since it was missed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.away = False
        self._looked, self._is_looking = 0.0, False

    def missed(self, error: BaseException | None) -> None:
        """Somebody was not served. Others are told so at once when it was waited for in vain."""
        if not waited_in_vain(error):
            return
        with self._lock:
            self.away, self._looked = True, time.monotonic()

    def is_away(self) -> bool:
        """Whether there is no use in asking it; looks anew from time to time, one caller for all."""
        if not self.away:
            return False
        with self._lock:
            if self._is_looking or time.monotonic() - self._looked < LOOK_EVERY:
                return self.away
            self._is_looking = True
        # Others are answered meanwhile, however long it takes.
        try:
            if reaches():
                self.away = False
        finally:
            self._looked, self._is_looking = time.monotonic(), False
        return self.away


def ask() -> None:
    """Ask the database something, past the pool, which would wait for it. Raises psycopg.Error where it is away."""
    with PatientConnection.connect(**parameters_of(connection), connect_timeout=CONNECTING) as found:
        found.execute("SELECT 1")


def reaches() -> bool:
    """Whether it takes a connection."""
    try:
        ask()
    except (psycopg.Error, Error):
        return False
    return True


standing = Standing()
