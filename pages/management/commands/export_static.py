"""Writes the public site as files: a static mirror (docs/operators/static-mirror.md)."""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from pages.static_mirror.making import Result, Wish, make
from pages.static_mirror.tree import TreeError

SHOWN = 50  # of what is wrong; the rest is counted
BAR = 30
EVERY = 0.1  # seconds between two looks of the bar


class Command(BaseCommand):
    help = "Write every public page and file in all languages into a folder that any web server, or none, can show."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("target", type=Path, help="the folder; the one before it must be writable")
        parser.add_argument(
            "--base-url",
            default="",
            metavar="URL",
            help="the address at which the copy will stand for good: feeds and search engines are told this one",
        )
        parser.add_argument(
            "--plain-files",
            action="store_true",
            help="link to files by name, to be opened without a web server",
        )
        parser.add_argument(
            "--workers", type=int, default=1, metavar="N", help="processes that share the work"
        )
        parser.add_argument("--no-check", action="store_true", help="do not follow every link at the end")

    def handle(self, *args: Any, **options: Any) -> None:
        base, workers = options["base_url"], options["workers"]
        if base and not base.startswith(("https://", "http://")):
            raise CommandError("--base-url begins with https://")
        if workers < 1:
            raise CommandError("--workers is a number from 1")
        wish = Wish(options["target"], base, options["plain_files"], workers, not options["no_check"])
        bar = Bar(self.stdout, is_quiet=options["verbosity"] == 0)
        try:
            with ended_in_order():
                result = make(wish, bar)
        except (TreeError, OSError) as error:
            raise CommandError(str(error)) from None
        except KeyboardInterrupt:
            raise CommandError("Stopped. The former mirror is as it was.", returncode=130) from None
        finally:
            bar.end()
        self.tell(result, options["target"])
        if not result.is_whole:
            raise CommandError("The mirror was written, but something in it is wrong: see above.")

    def tell(self, result: Result, target: Path) -> None:
        counts = ", ".join(
            f"{result.counts[name]:,} {name}" for name in ("new", "changed", "removed", "unchanged")
        )
        self.stdout.write(f"{target}: {result.files:,} files, {result.size:,} bytes ({counts})")
        if result.checked is not None:
            checked = result.checked
            self.stdout.write(
                f"{checked.links:,} links on {checked.pages:,} pages followed, {len(checked.broken)} broken"
            )
        wrong = [f"{address}: {why}{f', linked on {on}' if on else ''}" for address, why, on in result.faults]
        wrong += [f"{place}: {what}" for place, what in (result.checked.broken if result.checked else ())]
        for line in wrong[:SHOWN]:
            self.stderr.write(line)
        if len(wrong) > SHOWN:
            self.stderr.write(f"... and {len(wrong) - SHOWN} more")


@contextmanager
def ended_in_order() -> Iterator[None]:
    """A service manager that asks us to end is heard like somebody at the terminal."""

    def stop(*_signal: object) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


class Bar:
    """How far it is: one line that changes on a terminal, one line for each phase elsewhere."""

    def __init__(self, out: Any, *, is_quiet: bool) -> None:
        self.out, self.is_quiet = out, is_quiet
        self.is_terminal = out.isatty()
        self.what, self.last, self.begun = "", 0.0, 0.0

    def __call__(self, what: str, done: int, known: int) -> None:
        if self.is_quiet:
            return
        now = time.monotonic()
        if what != self.what:
            self.end()
            self.what, self.begun, self.last = what, now, 0.0
            if not self.is_terminal:
                self.out.write(f"{what} ...")
        if self.is_terminal and (now - self.last > EVERY or done == known):
            self.last = now
            full = BAR * done // max(known, 1)
            speed = done / max(now - self.begun, 0.001)
            line = f"{what:<9} [{'#' * full}{'.' * (BAR - full)}] {done:,} of {known:,}, {speed:,.0f}/s"
            self.out.write(f"\r{line:<78}", ending="")

    def end(self) -> None:
        if self.is_terminal and self.what:
            self.out.write("")
        self.what = ""
