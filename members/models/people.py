"""The people who sign in, with no more data than that needs: Wagtail keeps their language in a profile."""

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from cicc_site import languages
from members.enums import Region


class User(AbstractUser):
    """An account of the staff. Members and applicants have none. regions: whose applications a coordinator reads."""

    regions = ArrayField(
        models.CharField(max_length=30, choices=Region),
        verbose_name=_("regions"),
        default=list,
        blank=True,
        help_text=_("For regional coordinators: they read the applications of these regions only."),
    )

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
        # Which languages somebody may edit; asked in members.permissions. Names in English: Django stores them.
        permissions = [
            ("edit_all_languages", "Can edit all languages and the facts they share"),
            *(
                (f"translate_{code}", f"Can edit the texts in {languages.by_code(code).name} only")
                for code in languages.translation_codes()
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.get_username()
