"""Tells a network of caches in front (a CDN) which addresses have changed. Off unless CDN_PURGE_URL names one.

A request with the method PURGE for each address, beside the work: who waits for a network must not keep old pages from
going. What cannot be told is logged; the network asks anew after CDN_SECONDS.
"""

from __future__ import annotations

import http.client
import logging
import queue
import threading
from collections.abc import Iterable
from urllib.parse import quote, urlsplit

from django.conf import settings

from cicc_site.kept_pages import address_of

logger = logging.getLogger(__name__)

TIMEOUT = 5.0
MOST = 20_000  # addresses that wait; the site has fewer pages
TAKEN = frozenset({200, 202, 204, 404})  # 404: it had none

_waiting: queue.Queue[str] = queue.Queue(MOST)
_lock = threading.Lock()
_running: set[threading.Thread] = set()


def purge(places: Iterable[str]) -> None:
    """Tell of these places (`kept_pages.place_of`), as soon as can be."""
    if not settings.CDN_PURGE_URL:
        return
    for place in places:
        try:
            _waiting.put_nowait(quote(address_of(place), safe="/?=&"))
        except queue.Full:
            logger.warning("More pages change than the network in front can be told of")
            break
    with _lock:
        if not any(thread.is_alive() for thread in _running):
            _running.clear()
            thread = threading.Thread(target=work, name="purge", daemon=True)
            _running.add(thread)
            thread.start()


def work() -> None:
    """Tell of all that waits, then end. One connection for all; what fails is told once."""
    parts = urlsplit(settings.CDN_PURGE_URL)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=TIMEOUT)
    headers = dict([settings.CDN_PURGE_HEADER] if settings.CDN_PURGE_HEADER else [])
    headers["Host"] = urlsplit(settings.SITE_URL).netloc
    failed = 0
    while True:
        try:
            address = _waiting.get(timeout=1)
        except queue.Empty:
            with _lock:
                if not _waiting.empty():
                    continue
                _running.discard(threading.current_thread())
                break
        try:
            connection.request("PURGE", parts.path.rstrip("/") + address, headers=headers)
            answer = connection.getresponse()
            answer.read()
            failed += answer.status not in TAKEN
        except (OSError, http.client.HTTPException):
            connection.close()
            failed += 1
    connection.close()
    if failed:
        logger.warning("The network in front did not hear of %s pages that changed", failed)
