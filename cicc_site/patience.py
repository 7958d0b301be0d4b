"""A connection to the database that does not wait for ever for one that takes connections and says nothing.

A server that hangs (a disk that does not come back, a machine that was paused) still has a kernel that answers for it,
so no limit of TCP ends; at a Unix socket there is none. Without this four such questions would hold a process for good.
Whether it hangs or only works for long, a second connection tells. Knows no settings: settings/databases.py names it.
"""

from __future__ import annotations

from collections.abc import Generator
from time import monotonic
from typing import Any, ClassVar

import psycopg

QUIET = 10.0  # seconds of silence after which somebody looks whether the server is there at all
CONNECTING = 5  # seconds such a look may take


class NoAnswer(psycopg.OperationalError):
    """The database took a question and says nothing."""


class PatientConnection(psycopg.Connection[Any]):
    """longest: seconds after which a silent server is waited for no more, whatever it is doing; None: for ever."""

    longest: ClassVar[float | None] = None

    def wait(
        self,
        gen: Generator[Any, Any, Any],
        interval: float = 0.1,
        timeout: float | None = None,
    ) -> Any:
        """psycopg's one place of waiting. Raises NoAnswer and closes the connection for a server that hangs."""
        return super().wait(gen if timeout is not None else self._watched(gen), interval, timeout)

    def _watched(self, gen: Generator[Any, Any, Any]) -> Generator[Any, Any, Any]:
        """The same conversation with the server. It is resumed after each `interval`, with 0 where nothing has come."""
        silent_since = began = 0.0
        try:
            wanted = next(gen)
            while True:
                ready = yield wanted
                if ready:
                    silent_since = 0.0
                else:
                    ready, now = 0, monotonic()
                    began, silent_since = began or now, silent_since or now
                    if now - silent_since >= QUIET:
                        self._look(now - began)
                        silent_since = monotonic()
                wanted = gen.send(ready)
        except StopIteration as end:
            return end.value

    def _look(self, waited: float) -> None:
        """Raises NoAnswer where there is no use in waiting further."""
        if (self.longest is None or waited < self.longest) and self.is_there():
            return
        # Whoever has it in hand next would wait as long: nothing can be said on it any more.
        self.pgconn.finish()
        raise NoAnswer("the database does not answer")

    def is_there(self) -> bool:
        """Whether the server takes another connection, or says why not."""
        parameters: dict[str, Any] = {
            **self.info.get_parameters(),
            "password": self.info.password or None,
            "connect_timeout": CONNECTING,
        }
        try:
            psycopg.connect(**parameters).close()
        except psycopg.errors.ConnectionTimeout:
            return False
        except psycopg.Error:
            return True
        return True


def patient(statement_seconds: int) -> type[PatientConnection]:
    """The class for connections whose statements the server itself ends after so many seconds; 0: it does not."""
    longest = float(statement_seconds + QUIET) if statement_seconds else None
    return type("PatientConnection", (PatientConnection,), {"longest": longest})
