"""Opens or shuts the way of all mail: a copy of the site is shut until somebody says that it is the site now."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from members import mail_gate

STATES = {
    "": "Mail is sent.",
    mail_gate.SHUT: "Mail is shut.",
    mail_gate.COPY: "Mail is shut: this database is a copy of the one that sends.",
}


class Command(BaseCommand):
    help = "Say whether this database sends mail; open or shut it. What is written while it is shut waits."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("deed", choices=["show", "open", "shut"], nargs="?", default="show")
        parser.add_argument(
            "--without-waiting",
            action="store_true",
            help="with open: what waits is not sent; it is listed as failed, and may be sent again one by one",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["deed"] == "open":
            held = mail_gate.open_here(without_waiting=options["without_waiting"])
            if held:
                self.stdout.write(f"{held} message(s) that waited are listed as failed under Sent mail.")
        elif options["deed"] == "shut":
            mail_gate.shut()
        self.stdout.write(STATES[mail_gate.shut_because()])
