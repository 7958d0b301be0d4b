"""The one loop that hands the fields declared as `translated` to modeltranslation.

modeltranslation imports `cicc_site.translation`, which calls `register_all`, after all models are loaded.
"""

from __future__ import annotations

from typing import cast

from django.apps import apps
from django.db import models
from modeltranslation.translator import TranslationOptions, translator

from cicc_site import languages
from cicc_site.multilingual.models import TranslatedModel


def register_all() -> None:
    """Register every concrete TranslatedModel, parents before children; a class without own fields inherits."""
    found = [model for model in apps.get_models() if issubclass(model, TranslatedModel)]
    for model in sorted(found, key=lambda candidate: len(candidate.__mro__)):
        _register(model)


def declared(model: type[TranslatedModel]) -> tuple[str, ...]:
    """Return the names declared as translated for `model`'s own table, abstract bases first."""
    local = {field.name for field in model._meta.local_fields}
    names: dict[str, None] = {}
    for base in reversed(model.__mro__):
        names.update(dict.fromkeys(cast(list[str], base.__dict__.get("translated", []))))
    return tuple(name for name in names if name in local)


def _register(model: type[TranslatedModel]) -> None:
    fields = declared(model)
    options = type(
        f"{model.__name__}TranslationOptions",
        (TranslationOptions,),
        {
            "fields": fields,
            "required_languages": (languages.DEFAULT_LANGUAGE,),
        },
    )
    translator.register(model, options)
    for name in fields:
        original = cast(models.Field, model._meta.get_field(name))  # type: ignore[type-arg]
        # The plain column repeats the English one: indexed, every reference would be counted twice.
        original.wagtail_reference_index_ignore = True  # type: ignore[attr-defined]
