"""One account for each role, to see the admin as they do. For a site on one's own machine only."""

from __future__ import annotations

import os
import secrets
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError
from django.utils.text import slugify

from members.models import User
from pages.roles import roles

LOCAL_SETTINGS = {"cicc_site.settings.dev", "cicc_site.settings.test"}


class Command(BaseCommand):
    help = "Make an account for each role, and write their one random password to a file. Never on a public site."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("password_file", help="Where to write the password, readable by you only.")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.SETTINGS_MODULE not in LOCAL_SETTINGS:
            raise CommandError("Accounts that share a password are for development only.")
        groups = [Group.objects.filter(name=role.name).first() for role in roles()]
        if None in groups:
            raise CommandError("First make the roles: ensure_roles.")
        password = secrets.token_urlsafe(12)
        descriptor = os.open(options["password_file"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(password + "\n")
        for group in filter(None, groups):
            user, _made = User.objects.get_or_create(username=slugify(group.name))
            user.set_password(password)
            user.save()
            user.groups.set([group])
            self.stdout.write(user.username)
