"""Consultation in the admin: opening it, asking members, the coordinator's opinion, and what everybody said.

Shown to officers and to coordinators of the region, who are the only ones that can open the page at all.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput
from wagtail.snippets.widgets import AdminSnippetChooser

from cicc_site.languages import active
from members.applications import consultation, opinions
from members.applications.chain import Actor
from members.applications.states import WITH_OFFICERS, EventKind, State
from members.applications_desk import actions
from members.applications_desk.actions import Action, ActionForm, Values, words
from members.applications_desk.sections import Section
from members.enums import PUBLIC_LISTINGS
from members.models import Application, OpinionCode, Organization

USUAL = dt.timedelta(days=14)
LONGEST = dt.timedelta(days=120)
MOST_NEAR = 100


def wishes_to_be_hidden(application: Application) -> bool:
    """The applicant wants to be known to few: asking members tells them its name."""
    return application.answers.listing not in PUBLIC_LISTINGS


class DayForm(ActionForm):
    last_day = forms.DateField(
        label=_("Last day"),
        widget=AdminDateInput,
        help_text=_(
            "Answers are taken until the end of this day in UTC. What is missing then counts as no objection."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        running = consultation.running(self.application)
        usual = timezone.now().date() + USUAL
        self.fields["last_day"].initial = consultation.last_day(running) if running else usual

    def clean_last_day(self) -> dt.date:
        day: dt.date = self.cleaned_data["last_day"]
        today = timezone.now().date()
        if day <= today:
            raise forms.ValidationError(gettext("Leave at least a day to answer."))
        if day > today + LONGEST:
            raise forms.ValidationError(gettext("No applicant should wait so long: choose an earlier day."))
        return day


class InviteForm(ActionForm):
    """`chosen`: the members to be asked."""

    members = forms.MultipleChoiceField(
        label=_("Members of this country, or working in it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    other = forms.ModelChoiceField(
        label=_("Another member"), queryset=Organization.objects.none(), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        near = consultation.near(self.application).order_by("sort_en", "pk")[:MOST_NEAR]
        self.fields["members"].choices = [  # type: ignore[attr-defined]
            (str(row.pk), row.name_in(active())[0]) for row in near
        ]
        if not near:
            del self.fields["members"]
        other = self.fields["other"]
        other.queryset = consultation.invitable(self.application)  # type: ignore[attr-defined]
        other.error_messages["invalid_choice"] = gettext(
            "This entry cannot be asked: it is no member, has no e-mail address, or was asked already."
        )
        other.widget = AdminSnippetChooser(Organization)
        if wishes_to_be_hidden(self.application):
            self.fields["aware"] = forms.BooleanField(
                label=_(
                    "The applicant wants to be known to few. I have weighed that these members learn its name."
                ),
            )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        numbers = [int(number) for number in values.get("members", [])]
        other = values.get("other")
        numbers += [other.pk] if other else []
        values["chosen"] = list(consultation.invitable(self.application).filter(pk__in=numbers))
        if not values["chosen"] and not self.errors:
            raise forms.ValidationError(gettext("Choose at least one member."))
        return values


class OpinionForm(ActionForm):
    code = forms.ChoiceField(label=_("Opinion"), widget=forms.RadioSelect)
    reason = words(_("Why"), required=False, rows=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = answers()  # type: ignore[attr-defined]


def answers() -> list[tuple[str, str]]:
    return [(code.value, str(code.label)) for code in opinions.ANSWERS]


def _open(application: Application, actor: Actor, values: Values, seen: int | None) -> None:
    consultation.open_until(application.pk, actor, values["last_day"], seen=seen)


def _change_day(application: Application, actor: Actor, values: Values, seen: int | None) -> None:
    consultation.change_day(application.pk, actor, values["last_day"], seen=seen)


def _invite(application: Application, actor: Actor, values: Values, seen: int | None) -> None:
    consultation.invite(application.pk, actor, values["chosen"], seen=seen)


def _give(application: Application, actor: Actor, values: Values, seen: int | None) -> None:
    opinions.give(application.pk, actor, values["code"], values["reason"], seen=seen)


def _inviting(application: Application, request: Any) -> dict[str, Any]:
    return {"hidden": wishes_to_be_hidden(application)}


def _over(application: Application) -> consultation.NotOpen | None:
    running = consultation.running(application)
    return None if running and consultation.takes_answers(running) else consultation.NotOpen()


# A question to the applicant does not end a consultation.
CONSULTED = frozenset({State.CONSULTATION, State.INFO_REQUESTED})
ACTIONS = (
    Action(
        "consult",
        EventKind.CONSULTED,
        _("Open a consultation"),
        _open,
        form=DayForm,
        explained=_(
            "The coordinators of the region are asked for their opinion, and then you can ask members. The applicant "
            "reads “Being reviewed” and learns nothing of it. A consultation is optional."
        ),
        done=_("The consultation is open."),
        anchor="consultation",
        order=30,
    ),
    Action(
        "ask-members",
        EventKind.MEMBER_ASKED,
        _("Ask members"),
        _invite,
        form=InviteForm,
        explained=_(
            "Each member gets a personal link by e-mail, to a page with the applicant's name, country, type and "
            "mission, and nothing else."
        ),
        done=_("The members are asked."),
        states=CONSULTED,
        hindrance=_over,
        template="wagtailadmin/applications/ask_members.html",
        context=_inviting,
        anchor="consultation",
        order=35,
    ),
    Action(
        "change-day",
        EventKind.CONSULTATION_MOVED,
        _("Change the last day"),
        _change_day,
        form=DayForm,
        explained=_(
            "Members that have not answered yet get a message with the new day. Their links stay as they are, and the "
            "page behind them shows it."
        ),
        done=_("The last day is changed."),
        states=CONSULTED,
        hindrance=_over,
        subject=lambda values: consultation.day_subject(values["last_day"]),
        anchor="consultation",
        order=36,
    ),
    Action(
        "opinion",
        EventKind.OPINION,
        _("Write the opinion down"),
        _give,
        form=OpinionForm,
        done=_("The opinion is written down."),
        guarded=False,
        inline=True,
        states=WITH_OFFICERS,
        subject=lambda values: opinions.coordinator_subject(values["code"]),
        anchor="consultation",
    ),
)


def _section(request: HttpRequest, application: Application) -> dict[str, Any]:
    windows = list(application.consultations.all())
    invited = {}
    for window in windows:
        invited[window.pk] = list(window.invitations.select_related("organization"))
    action = actions.find("opinion")
    return {
        "windows": [(window, consultation.last_day(window), invited[window.pk]) for window in windows],
        "running": next((window for window in windows if window.closed_at is None), None),
        "opinions": [
            (said, said.organization.name_in(active()) if said.organization else None)
            for said in opinions.standing(application)
        ],
        "may_give": action is not None
        and action.allowed(request.user, application)
        and action.fits(application),
        "codes": answers(),
        "silence": OpinionCode.SILENCE,
        "unasked": application.state in {State.SCREENING} and not windows,
    }


SECTIONS = (
    Section("consultation", _("Consultation"), "wagtailadmin/applications/consultation.html", _section, 60),
)
