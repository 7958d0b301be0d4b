"""Model fields of our own: the body of a page, dates that keep their precision, lists of codes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField

from cicc_site.dates import PartialDate
from pages.blocks import BodyBlock


class BodyField(StreamField):
    """The body of a page in one language.

    The definition of the blocks changes nothing in the database, yet Wagtail writes it into every migration, four
    languages times every page type. Left out, migrations stay readable and a new block needs none.
    """

    def __init__(self, block_types: Any = None, **kwargs: Any) -> None:
        super().__init__(block_types or BodyBlock(), use_json_field=True, **kwargs)

    def deconstruct(self) -> Any:
        name, path, _args, kwargs = super().deconstruct()
        for part in ("block_types", "block_lookup"):
            kwargs.pop(part, None)
        return name, path, [], kwargs


def validate_partial_date(value: str) -> None:
    try:
        PartialDate.parse(value)
    except ValueError:
        raise ValidationError(
            _("Write the date as YYYY-MM-DD, or YYYY-MM or YYYY if only that is known.")
        ) from None


class PartialDateField(models.CharField):  # type: ignore[type-arg]
    """A date as text in ISO form, as exact as it is known: such texts also sort in the order of time."""

    default_validators = [validate_partial_date]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 10
        super().__init__(*args, **kwargs)


class CodesField(ArrayField):  # type: ignore[type-arg]
    """Several codes of one list, chosen by ticking boxes."""

    def formfield(self, **kwargs: Any) -> Any:
        return forms.MultipleChoiceField(
            choices=self.base_field.choices or (),
            required=not self.blank,
            label=self.verbose_name,
            help_text=self.help_text,
            widget=forms.CheckboxSelectMultiple,
        )
