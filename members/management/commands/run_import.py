"""`manage.py run_import ID check|apply`: one step of an import that somebody began in the admin. The site calls it."""

from __future__ import annotations

import contextlib
import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from members.importing.running import STEPS, Heartbeat, collect_seldom, work
from members.models import ImportRun


class Command(BaseCommand):
    help = "Do one step of an import that was begun in the admin. Nobody needs to call this by hand."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("run", type=int)
        parser.add_argument("step", choices=sorted(STEPS))

    def handle(self, *args: Any, **options: Any) -> None:
        run = ImportRun.objects.filter(pk=options["run"]).first()
        if run is None or run.state != STEPS[options["step"]][0]:
            raise CommandError("There is no such import, or it is not at this step.")
        with contextlib.suppress(OSError):
            os.nice(5)  # visitors come first
        collect_seldom()
        beat = Heartbeat(run)
        try:
            work(run, options["step"], beat)
        finally:
            beat.close()
