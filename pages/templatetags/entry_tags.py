"""What the page of a row of a register asks: whether its reader may change what it shows."""

from __future__ import annotations

from django import template
from django.conf import settings
from django.template import Context

from pages.entries import Entry
from pages.frame import request_of

register = template.Library()


@register.simple_tag(takes_context=True)
def staff_edit_address(context: Context) -> str:
    """Where the reader may change the entry; empty for visitors, of whom nothing is asked.

    Only a browser that brings the cookie of a session is looked up: other answers stay free of cookies, for caches.
    """
    request, entry = request_of(context), context.get("entry")
    if (
        request is None
        or not isinstance(entry, Entry)
        or not entry.edit_permission
        or settings.SESSION_COOKIE_NAME not in request.COOKIES
    ):
        return ""
    user = getattr(request, "user", None)
    may_change = user is not None and user.has_perms(["wagtailadmin.access_admin", entry.edit_permission])
    return entry.edit_address if may_change else ""
