"""Whether the database is there, as this process has met it: the first requests wait for it, those after them do not.

A restart takes a few seconds and costs nobody anything: the pool waits so long (settings, DATABASES). Where it does not
come back in that time, whoever asks is answered at once, and about once a second somebody looks whether it is back.
"""

from __future__ import annotations

import threading
import time

import psycopg
from django.db import Error, InterfaceError, OperationalError, connection

from cicc_site.backup.database import parameters_of
from cicc_site.patience import PatientConnection

LOOK_EVERY = 1.0  # seconds
CONNECTING = 2  # seconds a look may take
# What a server says that is there and takes nobody: it starts, it stops, it has no place left.
NO_ENTRANCE = frozenset({"57P01", "57P02", "57P03", "53300"})
# What somebody hears whose connection is cut: from the server, and from libpq where the server could say nothing.
BROKEN = frozenset({"57P01", "57P02"})
LOST = ("consuming input failed", "sending query failed", "server closed", "the connection is")


def is_gone(error: BaseException | None) -> bool:
    """Whether a fault means that the database cannot be reached. A statement that it refused is no such fault."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    state = getattr(error.__cause__, "sqlstate", None)
    return state is None or state.startswith("08") or state in NO_ENTRANCE


def broke_in_hand(error: BaseException | None) -> bool:
    """Whether a connection was cut that had been in use: perhaps for a restart, for which whoever comes next waits."""
    cause = error.__cause__ if error is not None else None
    return getattr(cause, "sqlstate", None) in BROKEN or str(cause).startswith(LOST)


class Standing:
    """What one process knows. away: since it was missed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.away = False
        self._looked = 0.0

    def missed(self, error: BaseException | None = None) -> None:
        """Somebody was not served. Others are told so at once when it was waited for in vain, or does not answer."""
        if broke_in_hand(error):
            return
        with self._lock:
            self.away, self._looked = True, time.monotonic()

    def is_away(self) -> bool:
        """Whether there is no use in asking it; looks anew from time to time, one caller for all."""
        if not self.away:
            return False
        with self._lock:
            if time.monotonic() - self._looked < LOOK_EVERY:
                return self.away
            self._looked = time.monotonic()
        # Others are answered meanwhile.
        if reaches():
            self.away = False
        return self.away


def reaches() -> bool:
    """Whether it takes a connection, past the pool."""
    try:
        with PatientConnection.connect(**parameters_of(connection), connect_timeout=CONNECTING) as found:
            found.execute("SELECT 1")
    except (psycopg.Error, Error):
        return False
    return True


standing = Standing()
