"""Says above a form that nothing can be sent just now."""

from typing import Any

from django import template

from members import read_only

register = template.Library()


@register.inclusion_tag("components/read_only_notice.html")
def read_only_notice(classes: str = "notice notice--warning") -> dict[str, Any]:
    """One query; for pages with a form only."""
    return {"is_read_only": read_only.since() is not None, "classes": classes}
