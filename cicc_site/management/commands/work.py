"""The worker: keeps the queue running and calls what is to be done again and again. One command, for ever.

With `--only` one of the two, where a service manager keeps each for itself (docker-compose.yml): the clock, or the
queue in the place of this process. Two halves that belong together bear one WORKER_NAME.

Else two processes. This one starts the queue (`db_worker` of django-tasks-db), starts it again whenever it ends (a
database that restarts ends it), and runs the jobs of cicc_site/periodic.py in threads. SIGTERM stops both after what
they are doing; when this one is killed, the kernel ends the other.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

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

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--only",
            choices=workers.PARTS,
            help="one half of the work: what is due again and again, or the queue; the other half runs elsewhere",
        )

    def handle(self, *args: Any, only: str | None = None, **options: Any) -> None:
        queues = f"--queue-name={workers.SHARED_QUEUE},{workers.own_queue()}"
        command = [sys.executable, "manage.py", *QUEUE, queues]
        if only == workers.QUEUE:
            os.chdir(settings.BASE_DIR)
            os.execv(command[0], command)  # noqa: S606 - our own command
        stopping = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda *_: stopping.set())
        queue = None if only else Kept("The queue", command, folder=settings.BASE_DIR)
        clock = Clock()
        periodic.accompany(stopping)
        try:
            while not stopping.is_set():
                if queue is not None:
                    queue.tend()
                clock.tick()
                stopping.wait(BEAT)
        finally:
            clock.close()
            if queue is not None:
                queue.end(STOP_SECONDS)
            left = clock.stop(STOP_SECONDS)
            periodic.say_goodbye()
        if left:
            # A job hangs in its thread, and Python would wait for it for ever. Its lock goes with our connection.
            self.stderr.write(f"Did not end in time and was left: {', '.join(left)}.")
            sys.stderr.flush()
            os._exit(1)
