"""Makes the first staff account of a local site, with a random password kept in a private file."""

import os
import secrets
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand

NAME = "admin"


class Command(BaseCommand):
    help = "Create the account 'admin' if there is none, and write its random password to a file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("password_file", help="Where to write the password, readable by you only.")

    def handle(self, *args: Any, **options: Any) -> None:
        user_model = get_user_model()
        if user_model.objects.filter(**{user_model.USERNAME_FIELD: NAME}).exists():
            return
        password = secrets.token_urlsafe(12)
        path = options["password_file"]
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(password + "\n")
        user_model.objects.create_superuser(NAME, password=password)
