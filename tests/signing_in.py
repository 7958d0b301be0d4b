"""Somebody in a role of the staff, signed in."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from django.test import Client

from members.models import User

BACKEND = "django.contrib.auth.backends.ModelBackend"


def signed_in(role: str, **values: Any) -> Client:
    """Give a client of somebody new in this role, with these values of a user; `client.user` is who.

    The groups of the staff are there already (`ensure_roles`). Called twice for one role, two people.
    """
    number = User.objects.count()
    name = f"{role.lower().replace(' ', '-')}-{number}"
    user = User.objects.create_user(name, **{"first_name": f"P{number}", **values})
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user, backend=BACKEND)
    client.user = user  # type: ignore[attr-defined]
    return client
