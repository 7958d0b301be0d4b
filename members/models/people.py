"""Who signs in: the staff of the Secretariat."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """An account of the staff. Members and applicants have none."""
