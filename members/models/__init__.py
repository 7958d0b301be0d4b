"""People, organizations and the register of countries."""

from members.models.people import User

__all__ = ["User"]
