"""System checks of the page tree: rules that a new page type must keep."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.db import models
from wagtail.models import get_page_models

from cicc_site.multilingual.models import TranslatedModel
from pages.fields import BodyField
from pages.models.base import SitePage


@register()
def every_page_type_is_a_site_page(**kwargs: Any) -> list[CheckMessage]:
    """Whatever is in the tree must have an address and a title in each language."""
    return [
        Error(f"{model._meta.label} does not extend pages.SitePage.", obj=model, id="pages.E001")
        for model in get_page_models()
        if not issubclass(model, SitePage)
    ]


@register()
def every_body_is_translated(**kwargs: Any) -> list[CheckMessage]:
    """A body that is not registered would show one language's text to all."""
    return [
        Error(f"{model._meta.label}.{field.name} is not listed in `translated`.", obj=model, id="pages.E002")
        for model in get_page_models()
        for field in model._meta.local_fields
        if isinstance(field, BodyField) and not _belongs_to_a_language(model, field)
    ]


def _belongs_to_a_language(model: type[models.Model], field: models.Field[Any, Any]) -> bool:
    if not issubclass(model, TranslatedModel):
        return False
    columns = model.translated_fields()
    return field.name in columns or any(field.name in names for names in columns.values())
