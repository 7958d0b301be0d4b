"""Which columns hold personal data: what the models declare as `personal`, collected, searched and wiped in one way.

Whoever adds a column that says something of a person adds it to `personal` of its model; then the retention period, a
request for export or erasure, and the tests that look for leaks know of it (tests/rules/test_personal_data.py).
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast

REDACTED = "[…]"


def columns() -> dict[type[models.Model], frozenset[str]]:
    """Every model that declares personal columns, with their names."""
    found: dict[type[models.Model], frozenset[str]] = {}
    for model in apps.get_models():
        if names := getattr(model, "personal", None):
            found[model] = frozenset(names)
    return found


def column(model: type[models.Model], name: str) -> models.Field[Any, Any]:
    """A column of a model by its name. Raises FieldDoesNotExist, TypeError for what is no column."""
    field = model._meta.get_field(name)
    if not isinstance(field, models.Field):
        raise TypeError(f"{field} is no column.")
    return field


def empty(field: models.Field[Any, Any]) -> Any:
    """What stands in a column when what it said is gone."""
    if field.null:
        return None
    if isinstance(field, ArrayField):
        return []
    if isinstance(field, models.JSONField):
        return field.get_default()
    if isinstance(field, models.BinaryField):
        return b""
    if isinstance(field, models.CharField | models.TextField):
        return ""
    if isinstance(field, models.BooleanField):
        return False
    raise TypeError(f"{field} cannot be emptied.")


def wiped(model: type[models.Model]) -> dict[str, Any]:
    """The personal columns of a model with what stands in them afterwards, for `update`."""
    return {name: empty(column(model, name)) for name in sorted(columns().get(model, ()))}


def holding(model: type[models.Model], text: str) -> models.QuerySet[Any]:
    """The rows of a model with `text` in any of its personal columns, whatever kind of column; small and capital
    letters are one. Reads the whole table: for commands, not for pages."""
    found, wanted = Q(), model._default_manager.order_by("pk")
    for name in sorted(columns()[model]):
        if isinstance(model._meta.get_field(name), models.BinaryField):
            continue  # sealed: nothing can be found in it
        wanted = wanted.annotate(**{f"told_{name}": Cast(name, models.TextField())})
        found |= Q(**{f"told_{name}__icontains": text})
    return wanted.filter(found) if found else wanted.none()
