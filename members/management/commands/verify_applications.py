"""Prove that the trail of applications is whole: nothing changed, taken out, or cut off since a noted head."""

from __future__ import annotations

import re
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand

from members.applications import trail
from members.applications.chain import Head

NOTED = re.compile(r"(\d{1,18}):([0-9a-f]{64})")


def head(text: str) -> Head:
    match = NOTED.fullmatch(text.strip().lower())
    if match is None:
        raise ArgumentTypeError("a head is a number, a colon and 64 signs, as this command prints it")
    return Head(int(match[1]), match[2])


class Command(BaseCommand):
    help = (
        "Verify the chain of events of all applications and print its head. Ends with 1 when it is not whole."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--noted",
            type=head,
            metavar="SEQ:HASH",
            help="the head of an earlier day, noted elsewhere: shows whether the end was cut off since",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        found = trail.verify(options["noted"])
        for problem in found.problems:
            self.stderr.write(problem)
        if not found.is_whole:
            self.stderr.write("The trail of applications is not whole.")
            raise SystemExit(1)
        if options["verbosity"]:
            self.stdout.write(
                f"The trail of {found.events} events is whole. Its head, to be noted elsewhere:"
            )
            self.stdout.write(str(found))
