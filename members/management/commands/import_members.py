"""`manage.py import_members FILE`: organizations out of a CSV or XLSX file into the register."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from members.importing import mapping, report
from members.importing.columns import columns
from members.importing.problems import FileProblem, told
from members.importing.running import Heartbeat, claim, collect_seldom, look_into, receive, set_mapping, work
from members.models import ImportMapping, ImportRun
from members.models.imports import Outcome

BLOCK = 1 << 20


class Command(BaseCommand):
    help = (
        "Take organizations out of a CSV or XLSX file into the register. Without --yes it only says what would happen "
        "and asks. Contacts and registrations are read too. What is doubtful is left for the admin to decide."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--mapping", metavar="NAME", help="columns as remembered under this name in the admin"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and stop")
        parser.add_argument("--yes", action="store_true", help="take in without asking")
        parser.add_argument("--report", type=Path, metavar="FILE", help="write the whole report as CSV")
        parser.add_argument("--reason", default="", help="stands in the history of every entry that changes")

    def handle(self, *args: Any, **options: Any) -> None:
        collect_seldom()
        run = self._received(options["file"], options["reason"])
        try:
            self._map(run, options["mapping"])
            self._step(run, "check")
        except FileProblem as problem:
            run.delete()
            raise CommandError(f"Nothing was taken in. {problem}") from problem
        except ImportMapping.DoesNotExist as error:
            run.delete()
            raise CommandError(f"No mapping is called {options['mapping']}.") from error
        self._tell(run)
        if options["report"]:
            self._write_report(run, options["report"])
        waiting = run.counts["waiting"]
        if options["dry_run"] or not waiting:
            self.stdout.write("Nothing was changed." if waiting else "There is nothing to take in.")
            return
        if not options["yes"] and not self._agreed(waiting):
            self.stdout.write("Nothing was changed.")
            return
        self._step(run, "apply")
        self.stdout.write(f"Taken in: {run.counts['applied']} rows. In the history: {run.source}.")
        if run.counts["rechecked"]:
            self.stdout.write(
                f"The register had changed under {run.counts['rechecked']} rows: look at them in the admin."
            )

    def _agreed(self, waiting: int) -> bool:
        try:
            answer = input(f"Take in {waiting} rows? [y/N] ")
        except EOFError:  # no terminal: a script that forgot --yes
            return False
        return answer.strip().lower() in {"y", "yes"}

    def _received(self, path: Path, reason: str) -> ImportRun:
        try:
            with path.open("rb") as file:
                blocks: Iterator[bytes] = iter(lambda: file.read(BLOCK), b"")
                return receive(blocks, path.name, actor=None, private=True, reason=reason)
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
        except FileProblem as problem:
            raise CommandError(f"Nothing was taken in. {problem}") from problem

    def _map(self, run: ImportRun, name: str | None) -> None:
        look_into(run, None)
        headings = run.preview["headings"]
        places = mapping.by_name(headings, name) if name else mapping.from_json(run.mapping)
        set_mapping(run, places)
        for place, heading in enumerate(headings):
            meaning = columns()[places[place]].title if place in places else "left out"
            self.stdout.write(f"  {heading or '(no heading)'}: {meaning}")

    def _step(self, run: ImportRun, step: str) -> None:
        if not claim(run, step):
            raise CommandError("Somebody else is at this import.")
        beat = Heartbeat(run)
        try:
            work(run, step, beat)
        finally:
            beat.close()
        if run.problem:
            if run.state == ImportRun.State.FAILED:
                raise FileProblem(**run.problem)
            raise CommandError(told(run.problem))

    def _tell(self, run: ImportRun) -> None:
        for outcome, label, count in report.summary(run):
            self.stdout.write(f"{label}: {count}")
            if outcome == Outcome.REFUSED:
                self._tell_refused(run)
        if run.counts["becomes_public"]:
            self.stdout.write(f"{run.counts['becomes_public']} entries would become more public.")

    def _tell_refused(self, run: ImportRun) -> None:
        refused = list(report.rows_of(run, outcome=Outcome.REFUSED)[:20])
        for row in report.shown(refused, private=False):
            for problem in row.problems:
                where = problem.heading or problem.label
                self.stdout.write(f"  row {row.row.number}, {where}: {problem.value!r}. {problem.reason}")

    def _write_report(self, run: ImportRun, path: Path) -> None:
        try:
            with path.open("wb") as file:
                file.writelines(report.as_csv(report.rows_of(run), private=True))
        except OSError as error:
            raise CommandError(
                f"Nothing was taken in. {path} cannot be written: {error.strerror}."
            ) from error
