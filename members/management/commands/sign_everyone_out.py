"""Ends every session of the staff from the server: where an account may be in other hands, or the key has changed."""

from typing import Any

from django.core.management.base import BaseCommand

from members.security_log import sign_out_everyone


class Command(BaseCommand):
    help = "Sign every account out, everywhere and at once. Passwords and second steps stay as they are."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Signed out: {sign_out_everyone()} account(s).")
