"""What the commands about a person share: reading the address, and saying what is held without repeating it."""

from __future__ import annotations

import sys

from django.core.management.base import BaseCommand

from members.applications.persons import Person


def read_address(given: str) -> str:
    return sys.stdin.readline() if given == "-" else given


def say_what_is_held(command: BaseCommand, person: Person) -> None:
    if not person.is_known:
        command.stdout.write("Nothing is held on this address.")
    for held in person.held:
        command.stdout.write(f"{held.label}: {', '.join(map(str, held.numbers[:20]))}")
    if person.own:
        command.stdout.write(f"Applied with it: {', '.join(map(str, person.own))}")
    if person.is_staff:
        command.stdout.write(
            "An account of the staff has this address: administrators see to it in the admin."
        )
