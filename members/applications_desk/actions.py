"""What an officer can do with an application: a list of `Action`, each one verb with its form and its words.

A screen of the desk adds its own with `register` (from members/applications_desk/hooks.py); the page of the application
offers those that this person may do in this state, and `members.applications_desk.acting` asks, does and explains what
is refused. The verbs (`members.workflow.applications`) check everything again: what stands here only decides what is
offered.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members import permissions
from members.applications.chain import Actor
from members.applications.states import MOVES, EventKind, State
from members.models import Application
from members.workflow.applications import DECISIONS
from members.workflow.refusals import Refused, WrongState

MOST_WORDS = 10_000

Values = dict[str, Any]
# (application, actor, what the form asked, version the officer saw or None): calls the verb, raises its Refused.
Perform = Callable[[Application, Actor, Values, int | None], Any]


class ActionForm(forms.Form):
    """Asks before an action. `application` and `user` are at hand for choices; the page adds `seen` by itself.

    What is written down or sent is called `reason` in every form: by it a double click is recognized.
    """

    def __init__(self, *args: Any, application: Application, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.application, self.user = application, user


def words(label: Any, *, required: bool = True, rows: int = 4, help_text: Any = "") -> forms.CharField:
    """A field for what is written down or sent."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=MOST_WORDS,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}),
    )


class ReasonForm(ActionForm):
    """A reason for the file: the applicant does not read it."""

    reason = words(_("Reason"), help_text=_("For the file. The applicant does not read it."))


class OptionalReasonForm(ActionForm):
    reason = words(_("Reason"), required=False, help_text=_("For the file. The applicant does not read it."))


class LetterForm(ActionForm):
    """Words that go to the applicant, who reads them in the language of the application: the screen says which."""

    reason = words(_("Words for the applicant"), rows=8)


@dataclass(frozen=True)
class Action:
    """One thing to do.

    name: in the address, letters and hyphens. kind: the event it writes; its permission and, for a move, its origins
    follow from it. label: on the button. explained: what will happen, above the form. done: said afterwards
    ("Done."). to_applicant: its words go to the applicant, so the screen shows the language prominently. guarded:
    refused when somebody else did something since this officer looked. inline: no button of its own; a section of the
    page holds its form. states: where it can be done when it is no move. hindrance: what is in its way besides, if
    anything. may: asked besides the permission of the kind. template: for a screen of its own (extends
    wagtailadmin/applications/action.html). context: what that template gets besides. subject: of the event, where
    what the form asked decides it. anchor: where on the page it leads back to.
    """

    name: str
    kind: EventKind
    label: Any
    perform: Perform
    form: type[ActionForm] = ActionForm
    explained: Any = ""
    done: Any = ""
    to_applicant: bool = False
    guarded: bool = True
    inline: bool = False
    serious: bool = False
    states: frozenset[State] | None = None
    hindrance: Callable[[Application], Refused | None] | None = None
    may: Callable[[Any, Application], bool] | None = None
    template: str = "wagtailadmin/applications/action.html"
    context: Callable[[Application, Any], dict[str, Any]] | None = None
    subject: Callable[[Values], str] | None = None
    anchor: str = ""
    order: int = 100

    def allowed(self, user: Any, application: Application) -> bool:
        """Whether this person may ever do it with this application, whatever its state."""
        return _permitted(self.kind, user, application) and (self.may is None or self.may(user, application))

    def refusal(self, application: Application) -> Refused | None:
        """Why it cannot be done as the application stands now; None where it can."""
        origins = MOVES[self.kind].origins if self.kind in MOVES else self.states
        if origins is not None and application.state not in origins:
            return WrongState(State(application.state))
        return self.hindrance(application) if self.hindrance is not None else None

    def fits(self, application: Application) -> bool:
        return self.refusal(application) is None


def _permitted(kind: EventKind, user: Any, application: Application) -> bool:
    if kind in DECISIONS:
        return permissions.may_decide(user, application)
    if kind in MOVES:
        return permissions.may_work_on(user, application)
    return permissions.may_record(user, application, kind)


_actions: dict[str, Action] = {}


def register(*actions: Action) -> None:
    """Put actions on the page. A second one of a name is a mistake: ValueError."""
    for action in actions:
        if _actions.get(action.name, action) is not action:
            raise ValueError(f"Two actions are called {action.name}.")
        _actions[action.name] = action


def find(name: str) -> Action | None:
    return _actions.get(name)


def every() -> list[Action]:
    return sorted(_actions.values(), key=lambda action: (action.order, action.name))


def offered(user: Any, application: Application) -> list[Action]:
    """Return the actions with a button: those this person may do in this state, in their order."""
    return [
        action
        for action in every()
        if not action.inline and action.fits(application) and action.allowed(user, application)
    ]
