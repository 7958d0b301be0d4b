"""Step 4: the work, where the funds come from, and who knows the organization. Files are attached beside it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from members.applications.fields import Area, Choice, Lines, Name, Question, Several, web_address
from members.applications.form import Layout, StepForm
from members.models.application_answers import ShareBand

MISSION_WORDS, JUSTICE_WORDS, MOST_LINKS = 150, 200, 3
REFERENCES = ("reference_1", "reference_2")


class WorkForm(StepForm):
    code = "work"
    title = _("Work")
    layout: ClassVar[Layout] = (
        (_("Mission and work"), "", ("mission", "justice_work", "links")),
        (_("Issues and situations"), "", ("issues", "situations")),
        (_("In the Coalition"), "", ("contribution",)),
        (_("Funds"), "", ("funding", "government_share")),
        (
            _("First reference"),
            _(
                "A member of the Coalition or another known organization that knows yours. "
                "We may ask it about your organization."
            ),
            ("reference_1_name", "reference_1_person", "reference_1_contact"),
        ),
        (_("Second reference"), "", ("reference_2_name", "reference_2_person", "reference_2_contact")),
    )

    mission = Area(
        _("Mission of the organization"),
        hint=_("At most 150 words."),
        missing=_("Describe the mission of the organization."),
        words=MISSION_WORDS,
        rows=6,
    )
    justice_work = Area(
        _("Its work on international justice"),
        hint=_("At most 200 words."),
        missing=_("Describe the organization’s work on international justice."),
        words=JUSTICE_WORDS,
        rows=8,
    )
    links = Lines(
        _("Links to this work"),
        hint=_("One address in each line, at most 3."),
        most=MOST_LINKS,
        one=web_address,
        direction="ltr",
    )
    issues = Several(_("Issues it works on"), missing=_("Choose at least one issue."))
    situations = Several(_("Situations before the Court that it follows"), folded=True)
    contribution = Area(
        _("What does it plan to contribute to the Coalition?"),
        hint=_("At most 2,000 characters."),
        missing=_("Describe what the organization plans to contribute."),
    )
    funding = Area(
        _("Main sources of its funds"),
        hint=_("At most 1,000 characters."),
        missing=_("Name the main sources of the organization’s funds."),
        longest=1_000,
        rows=3,
    )
    government_share = Choice(
        _("Which part of its funds comes from governments?"),
        choices=ShareBand.choices,
        missing=_("Choose which part of the funds comes from governments."),
    )
    reference_1_name = Name(
        _("Organization that knows yours"), missing=_("Name an organization that knows yours.")
    )
    reference_1_person = Question(_("Person there"))
    reference_1_contact = Question(
        _("E-mail address or telephone there"),
        missing=_("Enter an e-mail address or a telephone of the first reference."),
        longest=254,
    )
    reference_2_name = Name(_("Another organization that knows yours"))
    reference_2_person = Question(_("Person there"))
    reference_2_contact = Question(_("E-mail address or telephone there"), longest=254)

    def fill_lists(self) -> None:
        self.offer("issues", self.lists.issues)
        self.offer("situations", self.lists.situations)

    def check_together(self, found: dict[str, Any]) -> None:
        if any(found.get(f"reference_2_{part}") for part in ("name", "person", "contact")):
            self.need("reference_2_name", _("Name the second organization, or empty its fields."), found)
            self.need(
                "reference_2_contact",
                _("Enter an e-mail address or a telephone of the second reference."),
                found,
            )
