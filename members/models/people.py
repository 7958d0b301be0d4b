"""The people who sign in, with no more data than that needs: Wagtail keeps their language in a profile."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """An account of the staff. Members and applicants have none."""

    class Meta(AbstractUser.Meta):
        constraints = [
            # A password is reset by e-mail, so an address names one person; many may have none.
            models.UniqueConstraint(
                Lower("email"),
                condition=~models.Q(email=""),
                name="one_user_per_email",
                violation_error_message=_("Another user has this e-mail address."),
            )
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.get_username()
