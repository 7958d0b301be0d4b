"""The actions of the desk that move an application, or put somebody in charge. Decisions stand in decisions.py."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from members import permissions
from members.applications.states import WITH_OFFICERS, EventKind
from members.applications_desk.actions import (
    Action,
    ActionForm,
    LetterForm,
    OptionalReasonForm,
    ReasonForm,
    words,
)
from members.models import Application, User
from members.workflow import applications as verbs


def officers() -> QuerySet[User]:
    """The people who can be in charge of an application: those who may work on one."""
    return permissions.people_with("change_application").order_by("first_name", "last_name", "username")


class AssignForm(ActionForm):
    officer = forms.ModelChoiceField(
        label=_("Officer in charge"), queryset=User.objects.none(), required=False, empty_label=_("Nobody")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].queryset = officers()  # type: ignore[attr-defined]
        self.fields["officer"].initial = self.application.officer_id


class JoinForm(ActionForm):
    """Which application stays. It has to be one this officer sees."""

    kept = forms.CharField(
        label=_("Reference of the application that stays"),
        max_length=20,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )
    reason = words(_("Reason"), required=False, help_text=_("For the file. The applicant does not read it."))

    def clean_kept(self) -> Application:
        wanted = self.cleaned_data["kept"].strip().upper()
        found = permissions.visible_applications(self.user).filter(reference=wanted).first()
        if found is None:
            raise forms.ValidationError(gettext("There is no application with this reference."))
        if found.pk == self.application.pk:
            raise forms.ValidationError(gettext("This is the reference of the application you are closing."))
        return found


def _assign(application: Application, actor: Any, values: dict[str, Any], seen: int | None) -> None:
    verbs.assign(application.pk, values["officer"], actor, seen=seen)


ACTIONS = (
    Action(
        "take-up",
        EventKind.TAKEN_UP,
        _("Take up"),
        lambda application, actor, values, seen: verbs.take_up(application.pk, actor, seen=seen),
        explained=_(
            "The review begins. You are put in charge unless somebody is. The applicant reads “Being reviewed”."
        ),
        done=_("The review has begun."),
        order=10,
    ),
    Action(
        "ask",
        EventKind.ASKED,
        _("Ask for information"),
        lambda application, actor, values, seen: verbs.ask(
            application.pk, actor, values["reason"], seen=seen
        ),
        form=LetterForm,
        explained=_(
            "The applicant gets a message with these words and answers on a page of its own. Then the application goes "
            "back to where it is now."
        ),
        done=_("The question is on its way."),
        to_applicant=True,
        order=20,
    ),
    Action(
        "resume",
        EventKind.RESUMED,
        _("Go on without the answer"),
        lambda application, actor, values, seen: verbs.resume(
            application.pk, actor, values["reason"], seen=seen
        ),
        form=ReasonForm,
        explained=_("The application goes back to where it was before you asked."),
        done=_("The review goes on."),
        order=20,
    ),
    Action(
        "make-ready",
        EventKind.MADE_READY,
        _("Ready for decision"),
        lambda application, actor, values, seen: verbs.make_ready(
            application.pk, actor, values["reason"], seen=seen
        ),
        form=OptionalReasonForm,
        explained=_("The review is done: what follows is the decision. The applicant reads when it is due."),
        done=_("The application is ready for decision."),
        order=40,
    ),
    Action(
        "review-again",
        EventKind.REVIEWED_AGAIN,
        _("Back to screening"),
        lambda application, actor, values, seen: verbs.review_again(
            application.pk, actor, values["reason"], seen=seen
        ),
        form=ReasonForm,
        explained=_("The review goes on. A consultation that is open ends."),
        done=_("The review goes on."),
        order=45,
    ),
    Action(
        "assign",
        EventKind.ASSIGNED,
        _("Officer in charge"),
        _assign,
        form=AssignForm,
        done=_("Written down."),
        subject=lambda values: f"user:{values['officer'].pk}" if values["officer"] else "",
        states=WITH_OFFICERS,
        order=80,
    ),
    Action(
        "join",
        EventKind.JOINED,
        _("Join to another application"),
        lambda application, actor, values, seen: verbs.join(
            application.pk, values["kept"].pk, actor, values["reason"], seen=seen
        ),
        form=JoinForm,
        explained=_(
            "For one organization that applied twice: this application is closed, the other one goes on. The applicant "
            "is told so by a message. It cannot be undone."
        ),
        done=_("The application is closed; the other one goes on."),
        serious=True,
        order=90,
    ),
    Action(
        "lapse",
        EventKind.LAPSED,
        _("Close without a decision"),
        lambda application, actor, values, seen: verbs.lapse(
            application.pk, actor, values["reason"], seen=seen
        ),
        form=ReasonForm,
        explained=_(
            "For an application nobody pursues any more. The applicant is told so by a message, and may apply again. "
            "It cannot be undone."
        ),
        done=_("The application is closed."),
        serious=True,
        order=95,
    ),
)
