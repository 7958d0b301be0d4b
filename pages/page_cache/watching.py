"""Beside each web process and each worker: looks twice a second whether anything changed or became due, and takes away
what is old.

The files are handed out without a question to the database, also by the web server in front; so somebody has to look.
Every process does: as long as one of them lives, nothing is older than a second.
"""

from __future__ import annotations

import logging
import os
import threading

from django.db import Error, close_old_connections, connection

from cicc_site import faults
from cicc_site.kept_releases import IDENTITY, Lead
from pages import due, generations
from pages.generations import Generations
from pages.page_cache import keeping

logger = logging.getLogger(__name__)

EVERY = 0.4  # seconds
AFTER_TROUBLE = 2.0


class Watch:
    """known: the generations when it was last swept."""

    def __init__(self) -> None:
        self.known: Generations | None = None

    def look(self) -> int:
        """Look once; returns how many answers were taken away."""
        moment, found = generations.look()
        if due.is_due(moment) and due.act():
            _moment, found = generations.look()
        # What the clock makes old is asked for at each look: a page may have been kept since the last one, by whomever,
        # whose moment comes before that of all others.
        if found == self.known and not keeping.has_expired():
            return 0
        count = keeping.sweep()
        self.known = found
        return count


def run(stop: threading.Event) -> None:
    """Watch until told to stop; a database or a folder that is away is waited for."""
    kept = keeping.folder()
    if kept is None:
        return
    watch, lead, is_begun, in_trouble = Watch(), Lead(kept), False, False
    while True:
        try:
            close_old_connections()
            if lead.take():
                keeping.tell_of_others()
            if not is_begun:
                keeping.begin()
                lead.tidy()
                is_begun = True
            watch.look()
            kept.is_trusted, in_trouble = True, False
        except Exception as error:  # whatever it is: who watches must not end while pages are handed out
            # What cannot be taken away is not handed out. A database that is away changes nothing.
            kept.is_trusted = kept.is_trusted and isinstance(error, Error)
            if not in_trouble:
                logger.exception("It could not be seen whether kept pages are old")
            in_trouble, watch.known = True, None
            connection.close()
        if stop.wait(AFTER_TROUBLE if in_trouble else EVERY):
            break
    lead.end()


def accompany(stop: threading.Event) -> None:
    """Watch in a worker, for the time in which no web process lives: the web server in front goes on without them.

    It makes and leads nothing. Where a worker has no folder of kept pages beside it there is nothing to watch.
    """
    kept = keeping.folder()
    watch, pause = Watch(), EVERY
    while kept is not None and not stop.wait(pause):
        try:
            close_old_connections()
            if (kept.base / IDENTITY).exists():
                watch.look()
            pause = EVERY
        except Exception as error:
            if pause == EVERY:
                logger.warning("The worker could not see whether kept pages are old: %s", faults.told(error))
            watch.known, pause = None, AFTER_TROUBLE
            connection.close()
    connection.close()


def start() -> threading.Event:
    """Watch in a thread of its own; nothing is handed out before the first look. Returns what stops it."""
    if (kept := keeping.folder()) is not None:
        kept.is_trusted = False
    stop = threading.Event()
    threading.Thread(target=run, args=(stop,), name="page-cache", daemon=True).start()
    return stop


_started = threading.Lock()


def start_once() -> None:
    """Watch, once in each process; also in one that a server makes by copying another."""
    if _started.acquire(blocking=False):
        os.register_at_fork(after_in_child=start)
        start()
