"""Invented items for tests and screenshots say so on their page: the mark they carry. No table."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, Panel


class DemoMixin(models.Model):
    """A page that may be a demonstration item, loaded by `load_demo` and removed by it."""

    is_demo = models.BooleanField(
        _("demonstration"), default=False, help_text=_("An invented item: its page and every list say so.")
    )

    demo_panels: ClassVar[list[Panel]] = [FieldPanel("is_demo")]

    class Meta:
        abstract = True
