"""`manage.py import_archive FOLDER MANIFEST`: a legacy archive into ours (docs/operators/importing-an-archive.md)."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext, override

from cicc_site import languages
from documents.importing import report, running
from documents.importing.columns import columns
from documents.importing.findings import Outcome
from documents.importing.problems import told
from documents.importing.running import Done, Order
from members.importing.problems import FileProblem
from members.models import User

WIDTH = 30
SHOWN = 20
DOUBTFUL = (Outcome.REFUSED, Outcome.CONFLICT, Outcome.DUPLICATE, Outcome.HINT)


class Command(BaseCommand):
    help = (
        "Take a folder of files and the manifest that describes them (CSV or XLSX) into the archive. Without --apply "
        "it only says what would happen. May be stopped at any time and begun again: it does what is left."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("manifest", type=Path)
        parser.add_argument(
            "--by", metavar="ACCOUNT", help="for whom: named in the list of imports of the admin"
        )
        parser.add_argument("--apply", action="store_true", help="write it")
        parser.add_argument(
            "--overwrite", action="store_true", help="also where staff changed something since"
        )
        parser.add_argument(
            "--report",
            type=Path,
            action="append",
            default=[],
            metavar="FILE",
            help="write the whole report to a file that ends in .csv or .html; may be repeated",
        )
        parser.add_argument(
            "--column",
            action="append",
            default=[],
            metavar="HEADING=NAME",
            help="what a heading of the manifest is; without a name it is left out. Remembered with --apply",
        )
        parser.add_argument(
            "--largest", type=int, default=running.LARGEST, metavar="MB", help="of a file (%(default)s)"
        )
        parser.add_argument(
            "--language", choices=languages.codes(), default=languages.DEFAULT_LANGUAGE, help="of the report"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        order = Order(
            folder=options["folder"],
            manifest=options["manifest"],
            apply=options["apply"],
            overwrite=options["overwrite"],
            said=dict(_column(text) for text in options["column"]),
            largest=options["largest"],
            by=_account(options["by"]) if options["by"] else None,
        )
        for path in options["report"]:
            if path.suffix.lower() not in {".csv", ".html"}:
                raise CommandError(f"{path}: a report ends in .csv or .html.")
        shows = options["verbosity"] > 0 and self.stderr.isatty()
        with override(options["language"]):
            try:
                with running.run(order, self._show if shows else None) as done:
                    self._tell(done, order, options["verbosity"])
                    for path in options["report"]:
                        _write(path, done, order)
            except FileProblem as problem:
                raise CommandError(told({"code": problem.code, **problem.details})) from problem
            except OSError as error:
                raise CommandError(
                    f"Stopped: {error.strerror or error}. What was taken in stays; begin again when this is mended."
                ) from error

    def _tell(self, done: Done, order: Order, verbosity: int) -> None:
        if not verbosity:
            return
        left_out = gettext("left out")
        for place, heading in enumerate(done.headings):
            column = columns().get(done.places.get(place, ""))
            self.stdout.write(f"  {heading or '-'}: {column.title if column else left_out}")
        for what, count in report.summary(done.counts):
            self.stdout.write(f"{what}: {count}")
        self._tell_doubtful(done)
        if not order.apply:
            self.stdout.write(gettext("Nothing was written: this was a trial. Write it with --apply."))

    def _tell_doubtful(self, done: Done) -> None:
        """The first lines that somebody has to look at; all of them are in the report."""
        done.report.seek(0)
        doubtful = (line for line in report.lines(done.report) if line.outcome in DOUBTFUL)
        for number, line in enumerate(doubtful):
            if number == SHOWN:
                self.stdout.write(gettext("More of this in the report (--report)."))
                break
            each = report.shown(line)
            said = ": ".join(filter(None, (each.column, each.value or each.after)))
            row = gettext("Row %(row)s") % {"row": each.row}
            self.stdout.write(f"  {row}, {each.outcome}: {said + '. ' if said else ''}{each.reason}")

    def _show(self, done: int, total: int) -> None:
        filled = WIDTH * done // max(total, 1)
        end = "\n" if done >= total else ""
        self.stderr.write(f"\r[{'#' * filled}{'.' * (WIDTH - filled)}] {done:,} of {total:,}", ending=end)


def _account(name: str) -> User:
    try:
        return User.objects.get(username=name)
    except User.DoesNotExist:
        raise CommandError(f"There is no account {name!r}.") from None


def _column(text: str) -> tuple[str, str]:
    heading, equals, name = text.rpartition("=")
    if not equals or not heading.strip():
        raise CommandError(f"{text!r} is not of the form HEADING=NAME.")
    return heading.strip(), name.strip()


def _write(path: Path, done: Done, order: Order) -> None:
    done.report.seek(0)
    course = (
        gettext("Import of %(manifest)s") if order.apply else gettext("Trial of an import of %(manifest)s")
    )
    title = course % {"manifest": order.manifest.name}
    parts: Iterator[bytes] = (
        report.as_csv(done.report)
        if path.suffix.lower() == ".csv"
        else report.as_html(done.report, done.counts, title)
    )
    with path.open("wb") as file:
        file.writelines(parts)
