"""Takes the second factor from somebody who lost the phone, where no administrator can sign in to do it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from members.models import User
from members.second_factor import reset


class Command(BaseCommand):
    help = "Take the second factor of an account away; its owner sets up a new one at the next sign-in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="The name the person signs in with.")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["name"]).first()
        if user is None:
            raise CommandError(f"There is no account named {options['name']}.")
        count = reset(user)
        self.stdout.write(
            f"Taken from {user.get_username()}: {count} app(s) and passkey(s), and the recovery codes. "
            "Signed out everywhere."
        )
