"""What the upload screen of the admin asks about pictures without a description."""

from __future__ import annotations

from typing import Any

from django import template

from documents.uploads import waiting_forms
from members.models import User

register = template.Library()


@register.simple_tag
def waiting_pictures(user: User) -> list[dict[str, Any]]:
    """`{% waiting_pictures request.user as waiting %}`: see documents.uploads.waiting_forms."""
    return waiting_forms(user)
