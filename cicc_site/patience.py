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
from psycopg.errors import _WaitTimeout

QUIET = 10.0  # seconds of silence after which somebody looks whether the server is there at all
CONNECTING = 5  # seconds such a look may take


class PatientConnection(psycopg.Connection[Any]):
    """longest: seconds after which nothing is waited for any more, whatever the server is doing; None: for ever."""

    longest: ClassVar[float | None] = None

    def wait(
        self,
        gen: Generator[Any, Any, Any],
        interval: float = 0.1,
        timeout: float | None = None,
    ) -> Any:
        """psycopg's one place of waiting. Raises OperationalError and closes the connection for a server that hangs."""
        if timeout is not None:
            return super().wait(gen, interval, timeout)
        began = monotonic()
        while True:
            try:
                return super().wait(gen, interval, QUIET)
            except _WaitTimeout:
                waited = monotonic() - began
                if (self.longest is None or waited < self.longest) and self.is_there():
                    continue
                # Whoever has it in hand next would wait as long: nothing can be said on it any more.
                self.pgconn.finish()
                raise psycopg.OperationalError("the database does not answer") from None

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
