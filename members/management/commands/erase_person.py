"""Erase what is held on a person, or one application, on request. Without --yes it only says what would go."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from members import outbox
from members.applications import erasure, persons
from members.management.commands._persons import read_address, say_what_is_held
from members.models import Application
from members.workflow import applications as verbs

BUSY = "A message is being sent at this very moment: nothing was done, try again in a few minutes."


class Command(BaseCommand):
    help = "Erase what is held on the person with this e-mail address, or a whole application."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", nargs="?", help="the address; - reads it from standard input")
        parser.add_argument(
            "--application", metavar="REFERENCE", help="instead: one application, such as K7QF-2M9D"
        )
        parser.add_argument("--yes", action="store_true", help="do it; without this nothing is changed")

    def handle(self, *args: Any, **options: Any) -> None:
        if bool(options["email"]) == bool(options["application"]):
            raise CommandError("Give an e-mail address or --application, one of both.")
        try:
            if options["application"]:
                self._application(options["application"], options["yes"])
            else:
                self._person(options["email"], options["yes"])
        except outbox.OnItsWay as busy:
            raise CommandError(BUSY) from busy
        except (verbs.Refused, persons.NoAddress) as problem:
            raise CommandError(str(problem)) from problem

    def _person(self, given: str, really: bool) -> None:
        person = persons.find(read_address(given))
        say_what_is_held(self, person)
        if not person.is_known:
            return
        if not really:
            self.stdout.write("Nothing was changed. With --yes all of this is erased.")
            return
        erasure.erase_person(person)
        left = persons.find(person.email)
        if left.is_known:
            raise CommandError("Something is still held: " + ", ".join(held.label for held in left.held))
        self.stdout.write("Erased, and nothing is held any more. Backups forget it when their time is over.")

    def _application(self, reference: str, really: bool) -> None:
        application = Application.objects.filter(reference=reference.strip().upper()).first()
        if application is None:
            raise CommandError("There is no application with this reference.")
        self.stdout.write(f"Application {application.pk}, {application.state}, {application.version} events.")
        if not really:
            self.stdout.write(
                "Nothing was changed. With --yes its answers, files, mail and words are erased."
            )
            return
        done = erasure.erase_application(application.pk)
        self.stdout.write("Erased." if done else "Its data were gone already.")
