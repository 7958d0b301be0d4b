"""Step 1: who may join, and where the link to go on is sent. An answer that rules membership out says why, and what
else there is to do; nothing that was typed is lost by it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cicc_site import languages
from members.applications.fields import Box, Choice, Email, Name
from members.applications.form import Layout, StepForm

YES, NO, UNSURE = "yes", "no", "unsure"
YES_NO = [(YES, _("Yes")), (NO, _("No"))]
# Which answer opens the way, and why another one does not.
OPENING: dict[str, tuple[frozenset[str], Any]] = {
    "kind": (
        frozenset({"organization"}),
        _("Only organizations can become members, not persons by themselves."),
    ),
    "independent": (
        frozenset({YES}),
        _("An organization that depends on a government or a business cannot become a member."),
    ),
    "non_profit": (
        frozenset({YES}),
        _("An organization that works for profit cannot become a member."),
    ),
    "principles": (
        frozenset({YES}),
        _("Every member supports the three principles; without that an organization cannot become one."),
    ),
    "member": (
        frozenset({NO, UNSURE}),
        _("A member need not apply again. To change its entry, write to the Secretariat."),
    ),
}
NOT_ELIGIBLE = "not_eligible"


class EligibilityForm(StepForm):
    code = "eligibility"
    title = _("Eligibility")
    layout: ClassVar[Layout] = (
        (
            _("Can your organization become a member?"),
            _("These questions are this website’s own. Nothing is kept before the end of this step."),
            ("kind", "independent", "non_profit", "principles"),
        ),
        (
            _("Is it a member already?"),
            _(
                "Only organizations that are named in the public directory can be found here. "
                "Some members are not named there."
            ),
            ("organization", "another", "member"),
        ),
        (
            _("Where can we reach you?"),
            _(
                "Here ends the first step. We send you a link with which you can go on at any time, "
                "on any device. There is no password."
            ),
            ("email", "language", "quiet"),
        ),
    )

    kind = Choice(
        _("Who applies?"),
        choices=[("organization", _("An organization")), ("person", _("A person"))],
        missing=_("Say whether an organization or a person applies."),
    )
    independent = Choice(
        _("Is it independent of governments and businesses?"),
        hint=_("It decides by itself what it does. It may receive money from a government."),
        choices=YES_NO,
        missing=_("Say whether it is independent of governments and businesses."),
    )
    non_profit = Choice(
        _("Does it work without seeking profit?"),
        choices=YES_NO,
        missing=_("Say whether it works without seeking profit."),
    )
    principles = Choice(
        _("Does it support the three principles of the Coalition?"),
        hint=_(
            "World-wide ratification and implementation of the Rome Statute; its integrity; "
            "a fair, effective and independent Court."
        ),
        choices=YES_NO,
        missing=_("Say whether it supports the three principles."),
    )
    organization = Name(
        _("Name of the organization"),
        hint=_("To see whether it is in the directory. You can leave this empty."),
        autocomplete="organization",
    )
    another = Box(_("None of these is our organization"))
    member = Choice(
        _("Is your organization a member already?"),
        choices=[(NO, _("No")), (UNSURE, _("I am not sure")), (YES, _("Yes"))],
        missing=_("Say whether your organization is a member already."),
    )
    email = Email(
        _("Your e-mail address"),
        hint=_("Of you who fill this in. The link to go on is sent there. We show it to nobody."),
        missing=_("Enter the e-mail address to which we send the link."),
    )
    language = Choice(
        _("In which language shall we write to you?"),
        choices=languages.choices(),
        missing=_("Choose the language in which we write to you."),
    )
    quiet = Box(
        _("Do not e-mail me the content"),
        hint=_(
            "For those whose post box is not safe. Our e-mails then say only that there is something to read, "
            "and not from whom."
        ),
    )

    # Whether the directory holds members of this name; then somebody says that none of them is meant.
    found_listed = False

    @property
    def is_ruled_out(self) -> bool:
        """Whether an answer rules membership out, and not only something is missing."""
        return self.checked and any(
            error.code == NOT_ELIGIBLE for found in self.errors.as_data().values() for error in found
        )

    def check_together(self, found: dict[str, Any]) -> None:
        for name, (opening, why) in OPENING.items():
            if found.get(name) and found[name] not in opening:
                self.add_error(name, ValidationError(why, code=NOT_ELIGIBLE))
        if self.found_listed and found.get("member") in OPENING["member"][0]:
            self.need(
                "another", _("If none of the members shown is your organization, tick this box."), found
            )


class KeptEligibilityForm(EligibilityForm):
    """The same step once it is done: the address on file is not changed here, for the link goes to it."""

    layout: ClassVar[Layout] = (
        (
            _("Can your organization become a member?"),
            "",
            ("kind", "independent", "non_profit", "principles", "member"),
        ),
        (_("How do we write to you?"), "", ("language", "quiet")),
    )
    email = None  # type: ignore[assignment]
    organization = None  # type: ignore[assignment]
    another = None  # type: ignore[assignment]
