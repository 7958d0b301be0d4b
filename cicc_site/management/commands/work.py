"""The worker: keeps the queue running and calls what is to be done again and again. One command, for ever.

Two processes. This one starts the queue (`db_worker` of django-tasks-db), starts it again whenever it ends (a database
that restarts ends it), and runs the jobs of cicc_site/periodic.py in threads. SIGTERM stops both after what they are
doing; when this one is killed, the kernel ends the other.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from cicc_site import periodic, workers
from cicc_site.periodic import Clock
from cicc_site.processes import Kept

BEAT = 0.5
STOP_SECONDS = 75  # a batch of mail, and the message that is on its way then
QUEUE = ("db_worker", "--backend=worker", "--interval=1", "--verbosity=0", "--no-reload")


class Command(BaseCommand):
    help = (
        "Work in the background: send mail, run the queue and the periodic jobs. Ctrl-C or SIGTERM stops it."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        stopping = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda *_: stopping.set())
        queues = f"--queue-name={workers.SHARED_QUEUE},{workers.own_queue()}"
        queue = Kept("The queue", [sys.executable, "manage.py", *QUEUE, queues], folder=settings.BASE_DIR)
        clock = Clock()
        periodic.accompany(stopping)
        try:
            while not stopping.is_set():
                queue.tend()
                clock.tick()
                stopping.wait(BEAT)
        finally:
            clock.close()
            queue.end(STOP_SECONDS)
            left = clock.stop(STOP_SECONDS)
            periodic.say_goodbye()
        if left:
            # A job hangs in its thread, and Python would wait for it for ever. Its lock goes with our connection.
            self.stderr.write(f"Did not end in time and was left: {', '.join(left)}.")
            sys.stderr.flush()
            os._exit(1)
