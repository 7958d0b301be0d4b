"""Why a verb of an application is not done: each a sentence for whoever asked, in the active language."""

from __future__ import annotations

from django.utils.translation import gettext as _

from members.applications.states import State
from members.models import ApplicationEvent


class Refused(Exception):
    """A verb that is not done; str() is a sentence for whoever asked."""


class WrongState(Refused):
    """The application is in another state now; `state` says in which."""

    def __init__(self, state: State) -> None:
        self.state = state
        super().__init__(
            _("This cannot be done: the application is in the state “%(state)s” now.")
            % {"state": state.label}
        )


class Meanwhile(Refused):
    """Somebody else did something since the asker looked; `event` is the last thing that happened."""

    def __init__(self, event: ApplicationEvent) -> None:
        self.event = event
        who = str(event.actor) if event.actor else event.get_actor_kind_display()
        super().__init__(
            _("Nothing was done: meanwhile %(who)s did this: %(what)s. Look again, then decide.")
            % {"who": who, "what": event.get_kind_display()}
        )


class NotAllowed(Refused):
    def __init__(self) -> None:
        super().__init__(_("You may not do this with this application."))


class Reduced(Refused):
    def __init__(self) -> None:
        super().__init__(
            _(
                "Nothing more can be done: the answers of this application were deleted when their time was over."
            )
        )


class NoReason(Refused):
    def __init__(self) -> None:
        super().__init__(_("Say why: this needs a reason."))
