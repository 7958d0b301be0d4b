"""Step 3: the people. All of it is personal data: for officers only."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from cicc_site import languages
from members.applications import commitments
from members.applications.fields import Box, Choice, Email, Phone, Question
from members.applications.form import Layout, StepForm

SECOND = ("second_name", "second_role", "second_email", "second_phone")


class PeopleForm(StepForm):
    code = "people"
    title = _("People")
    layout: ClassVar[Layout] = (
        (_("Head of the organization"), "", ("head_name", "head_role")),
        (
            _("Main contact"),
            _("Whom we write to and call. A telephone number or a Signal name is needed."),
            ("main_name", "main_role", "main_email", "main_phone", "main_signal", "main_language"),
        ),
        (_("Second contact"), _("If somebody else can be reached, too."), SECOND),
        (_("Who submits this application"), "", ("submitter_name", "submitter_role", "authority")),
    )

    head_name = Question(
        _("Name of the head"),
        missing=_("Enter the name of the head of the organization."),
        hint=_("In any script, all names in the order that is usual."),
    )
    head_role = Question(_("Role of the head"), hint=_("As in President or Director."))
    main_name = Question(_("Name of the main contact"), missing=_("Enter the name of the main contact."))
    main_role = Question(_("Role of the main contact"))
    main_email = Email(
        _("E-mail address of the main contact"),
        missing=_("Enter the e-mail address of the main contact."),
        autocomplete="off",
    )
    main_phone = Phone(
        _("Telephone of the main contact"),
        hint=_("As it is dialled in the organization’s country, or with + and the country code."),
        autocomplete="off",
        either=True,
    )
    main_signal = Question(
        _("Signal of the main contact"),
        hint=_("A user name, as in name.01"),
        longest=80,
        direction="ltr",
        either=True,
    )
    main_language = Choice(
        _("Preferred language of the main contact"),
        choices=languages.choices(),
        missing=_("Choose the language the main contact prefers."),
    )
    second_name = Question(_("Name of the second contact"))
    second_role = Question(_("Role of the second contact"))
    second_email = Email(_("E-mail address of the second contact"), autocomplete="off")
    second_phone = Phone(_("Telephone of the second contact"), autocomplete="off")
    submitter_name = Question(_("Your name"), missing=_("Enter the name of who submits this application."))
    submitter_role = Question(
        _("Your role in the organization"), missing=_("Enter the role of who submits this application.")
    )
    authority = Box(
        commitments.lazy_words("authority"),
        missing=_("Only somebody with authority to bind the organization can submit: confirm it by the box."),
    )

    def check_together(self, found: dict[str, Any]) -> None:
        if not found.get("main_signal") and "main_signal" not in self.errors:
            self.need(
                "main_phone", _("Enter a telephone number or a Signal name of the main contact."), found
            )
        if any(found.get(name) for name in SECOND):
            self.need("second_name", _("Enter the name of the second contact, or empty its fields."), found)
            if not found.get("second_phone") and "second_phone" not in self.errors:
                self.need(
                    "second_email", _("Enter an e-mail address or a telephone of the second contact."), found
                )
