"""What a worker is called (`manage.py work`): by its name its signs of life are told from those of another one."""

from __future__ import annotations

import hashlib

from django.conf import settings

PARTS = CLOCK, QUEUE = "clock", "queue"
SHARED_QUEUE = "default"
LONGEST = 80


def name() -> str:
    """The name of the worker this process belongs to: that of its machine, unless the settings give another."""
    return str(settings.WORKER_NAME)[:LONGEST]


def own_queue() -> str:
    """The queue that is emptied by this worker alone, for what only it can answer."""
    return f"only-{hashlib.sha256(name().encode()).hexdigest()[:16]}"
