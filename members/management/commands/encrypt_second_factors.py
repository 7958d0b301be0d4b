"""Encrypts the stored secrets of second steps with the present SECRET_KEY, so that SECRET_KEY_OLD may go."""

from typing import Any

from django.core.management.base import BaseCommand

from members.adapters import encrypt_anew


class Command(BaseCommand):
    help = "After a change of SECRET_KEY: encrypt the secrets of second steps with the new one."

    def handle(self, *args: Any, **options: Any) -> None:
        done, lost = encrypt_anew()
        self.stdout.write(f"{done} secret(s) encrypted with the present key.")
        if lost:
            self.stdout.write(
                f"{lost} secret(s) cannot be read with SECRET_KEY or SECRET_KEY_OLD: their owners need a reset."
            )
