"""The columns of the queue. No personal data in any of them."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BaseColumn, Column

from cicc_site import numbers
from cicc_site.countries import language_name
from cicc_site.languages import active
from members.applications_desk import clock
from members.models import Application
from members.templatetags.application_tags import country_label, organization_name, state_label, working_days

NOTHING = "—"


class TickColumn(BaseColumn):
    """A box for each row. It belongs to the form below the list, so it works without JavaScript."""

    cell_template_name = "wagtailadmin/applications/tick_cell.html"
    header_template_name = "wagtailadmin/applications/tick_header.html"

    def get_cell_context_data(self, instance: Application, parent_context: Any) -> dict[str, Any]:
        return {**super().get_cell_context_data(instance, parent_context), "application": instance}


def name(application: Application) -> SafeString:
    """The organization's own name, below it the reference, and what an officer should not overlook."""
    flags = [gettext("Possible duplicate")] if application.has_candidates else []
    flags += [gettext("Demonstration")] if application.is_demo else []
    return format_html(
        '{}<span class="org-legal"><bdi dir="ltr">{}</bdi> {}</span>',
        organization_name(application),
        application.reference,
        format_html_join(" ", '<span class="apply-flag">{}</span>', ((flag,) for flag in flags)),
    )


def state(application: Application) -> SafeString:
    return state_label(application.state)


def age(application: Application) -> SafeString:
    """Working days since it was received, in this state, and past the target."""
    read = clock.of(application)
    late = ""
    if clock.is_overdue(application):
        late = format_html(' <span class="apply-flag apply-flag--late">{}</span>', gettext("Overdue"))
    return format_html(
        '{}<span class="org-aside apply-age">{}</span>{}',
        working_days(read.total),
        gettext("%(count)s in this state") % {"count": numbers.whole(read.here, active())},
        late,
    )


def place(application: Application) -> SafeString | str:
    return country_label(application.country)


def _cycle(application: Application) -> SafeString | str:
    return format_html("<bdi>{}</bdi>", application.cycle) if application.cycle else NOTHING


def _officer(application: Application) -> str:
    return str(application.officer) if application.officer else NOTHING


def _language(application: Application) -> str:
    return language_name(application.language, active())


def after_the_name(language: str) -> list[BaseColumn]:
    return [
        Column("state", label=_("State"), accessor=state, sort_key="state"),
        Column("age", label=_("Age"), accessor=age, sort_key="received_at"),
        Column("cycle", label=_("Review cycle"), accessor=_cycle, sort_key="cycle__received_until"),
        Column("country", label=_("Country"), accessor=place, sort_key=f"country__name_{language}"),
        Column("language", label=_("Language"), accessor=_language),
        Column("officer", label=_("Officer in charge"), accessor=_officer),
    ]
