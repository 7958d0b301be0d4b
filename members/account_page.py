"""Changes of somebody's account in Wagtail's forms: the person is told, at the old address too.

That such a change asks for the password first is the work of confirmation.py.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from wagtail.admin.views import account

from members import emails
from members.models import User


class Before:
    """What an account was like before a change, to be compared afterwards."""

    def __init__(self, user: User) -> None:
        self.user, self.address, self.password = user, user.email, user.password

    def tell(self) -> None:
        """Mail the person what has changed: at the old address about a new one, at both if both are there."""
        now = User.objects.get(pk=self.user.pk)
        if now.email != self.address:
            for address in {self.address, now.email} - {""}:
                emails.account_changed(now, "address_changed", to=address)
        if now.password != self.password:
            emails.account_changed(now, "password_changed", to=self.address)


class StaffAccountView(account.AccountView):
    """A person's own settings."""

    def post(self, request: HttpRequest) -> HttpResponseBase:
        assert isinstance(request.user, User)  # noqa: S101 - Wagtail's decorator let nobody else in
        before = Before(User.objects.get(pk=request.user.pk))
        response: HttpResponseBase = super().post(request)
        before.tell()
        return response


def remember_user(request: HttpRequest, user: User) -> None:
    """Wagtail's hook before a colleague's account is edited."""
    request.before_edit = Before(User.objects.get(pk=user.pk))  # type: ignore[attr-defined]


def tell_user(request: HttpRequest, user: Any) -> None:
    """Wagtail's hook after it."""
    request.before_edit.tell()  # type: ignore[attr-defined]
