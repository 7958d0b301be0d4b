"""The people who sign in, with no more data than that needs: Wagtail keeps their language in a profile."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

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

    # Each session has signed it: raised, it ends them all (members/sessions.py).
    session_epoch = models.PositiveIntegerField(default=0, editable=False)

    as_loaded: tuple[str, tuple[bool, bool]] | None = None  # password and powers, as the database has them

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

    @classmethod
    def from_db(
        cls, db: str | None, field_names: Collection[str], values: Collection[Any], **how: Any
    ) -> User:
        user = super().from_db(db, field_names, values, **how)
        if {"password", "is_active", "is_superuser"} <= set(field_names):
            user.remember()
        return user

    def save(self, *, update_fields: Iterable[str] | None = None, **how: Any) -> None:
        """Never writes the number of the sessions back: an account read before it was raised would open them again."""
        if update_fields is None and not self._state.adding and not how.get("force_insert"):
            kept = {"session_epoch", *self.get_deferred_fields()}
            update_fields = [
                field.name
                for field in self._meta.concrete_fields
                if not field.primary_key and field.attname not in kept
            ]
        super().save(update_fields=update_fields, **how)

    @property
    def powers(self) -> tuple[bool, bool]:
        return (self.is_active, self.is_superuser)

    def remember(self) -> None:
        self.as_loaded = (self.password, self.powers)

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        """Django's digest of the password that each session carries; with the number above it once that was raised."""
        own: str = super()._get_session_auth_hash(secret=secret)  # type: ignore[misc]
        return f"{own}.{self.session_epoch}" if self.session_epoch else own

    def __str__(self) -> str:
        return self.get_full_name() or self.get_username()
