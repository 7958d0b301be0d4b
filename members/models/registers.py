"""When each register was last checked: figures and lists never claim to be newer than that."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _


class RegisterDate(models.Model):
    class Register(models.TextChoices):
        ROME_STATUTE = "rome_statute", _("States and the Rome Statute")

    register = models.CharField(_("register"), max_length=30, choices=Register, unique=True, editable=False)
    as_of = models.DateField(
        _("correct as of"), help_text=_("The day of the last check. Every figure carries this date.")
    )

    class Meta:
        verbose_name = _("date of a register")
        verbose_name_plural = _("dates of the registers")

    def __str__(self) -> str:
        return self.get_register_display()


def treaty_register() -> models.QuerySet[RegisterDate]:
    return RegisterDate.objects.filter(register=RegisterDate.Register.ROME_STATUTE)


def rome_statute_as_of() -> date | None:
    """The date of the treaty register; None while it has not been loaded."""
    return treaty_register().values_list("as_of", flat=True).first()
