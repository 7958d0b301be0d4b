"""What the list of an applicant's files needs, for `templates/application/attachments.html`."""

from __future__ import annotations

from typing import Any

from django import template

from cicc_site import languages
from members.models import Application
from pages.application import file_list

register = template.Library()


@register.simple_tag
def attachments_of(application: Application, token: str, problems: Any = "") -> file_list.Shown:
    """The files of an application and the form to add some; problems: what was wrong with those just sent."""
    return file_list.shown(application, token, languages.active(), problems or ())
