"""What the page on open data asks: sets of data, operations, limits."""

from __future__ import annotations

from typing import Any

from django import template

from pages.api import reference

register = template.Library()


@register.simple_tag
def open_data() -> dict[str, Any]:
    """`{% open_data as data %}`: `sets`, `operations`, `limits`, `start` (the address of the API)."""
    return {
        "sets": reference.data_sets(),
        "operations": reference.operations(),
        "limits": reference.limits(),
        "start": reference.start(),
    }
