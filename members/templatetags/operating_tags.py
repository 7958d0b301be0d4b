"""Says above a form that nothing can be sent just now."""

from typing import Any

from django import template
from django.conf import settings
from django.contrib import messages
from django.template.context import Context
from django.utils.translation import gettext

from members import read_only

register = template.Library()

# As in components/read_only_notice.html.
TOLD = (
    "For a while nothing can be sent: the site can only be read. What you type now would not be saved; please come"
    " back in a quarter of an hour."
)


@register.inclusion_tag("components/read_only_notice.html")
def read_only_notice() -> dict[str, Any]:
    """One query; for pages with a form only. A static mirror says in its own words what has become of the form."""
    return {"is_read_only": settings.READ_ONLY_TOLD and read_only.since() is not None}


@register.simple_tag(takes_context=True)
def tell_read_only(context: Context) -> str:
    """In the admin: as one of its own messages, on this very screen. To stand before they are drawn."""
    if read_only.since() is not None:
        messages.warning(context["request"], gettext(TOLD))
    return ""
