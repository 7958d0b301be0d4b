"""The tag for "Leave this site": on every page of an applicant and on the form that begins an application."""

from __future__ import annotations

from django import template
from django.conf import settings

register = template.Library()


@register.inclusion_tag("components/leave_site.html")
def leave_site() -> dict[str, str]:
    return {"address": settings.LEAVE_SITE_URL}
