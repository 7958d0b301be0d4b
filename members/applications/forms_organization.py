"""Step 2: the organization. Which answers are needed says product.md, "The application"."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from cicc_site import languages
from members.applications.fields import (
    Area,
    Choice,
    Email,
    Lines,
    Name,
    Phone,
    Question,
    Several,
    Website,
    Year,
    web_address,
)
from members.applications.form import Layout, StepForm
from members.enums import OrganizationType, Scope
from members.models import Registration
from members.models.application_answers import SizeBand

NAMES = tuple(f"name_{code}" for code in languages.codes())
NAME_LABELS = {
    "en": _("Name in English"),
    "es": _("Name in Spanish"),
    "fr": _("Name in French"),
    "ar": _("Name in Arabic"),
}
NOT_SAID = [("", _("Not said"))]


class OrganizationForm(StepForm):
    code = "organization"
    title = _("Organization")
    layout: ClassVar[Layout] = (
        (
            _("Names"),
            _("In any script. Write each name as the organization writes it."),
            ("legal_name", *NAMES, "acronyms", "former_names"),
        ),
        (_("Where it works"), "", ("country", "places_of_work", "countries_of_work")),
        (_("What it is"), "", ("type", "scope", "network", "year_founded", "staff_band", "volunteer_band")),
        (
            _("Registration"),
            _("Where registering is dangerous or refused, an organization can become a member without it."),
            ("registered", "registration_authority", "registration_number"),
        ),
        (
            _("How it is reached"),
            _("Postal address and telephone are seen by officers of the Coalition only."),
            ("website", "social", "postal_address", "general_email", "phone"),
        ),
    )

    legal_name = Name(
        _("Legal name"),
        hint=_("In its own language and script, as it is registered or as the organization calls itself."),
        missing=_("Enter the legal name of the organization."),
        autocomplete="organization",
    )
    acronyms = Lines(_("Acronyms"), hint=_("One in each line, at most 6."), most=6)
    former_names = Lines(_("Former names"), hint=_("One in each line, at most 6."), most=6)
    country = Choice(
        _("Country"),
        hint=_("Where the organization has its seat."),
        missing=_("Choose the country of the organization."),
        drawn="select",
    )
    places_of_work = Area(
        _("Places of work"), hint=_("Towns or regions. At most 1,000 characters."), longest=1_000, rows=2
    )
    countries_of_work = Several(_("Countries in which it is active"), folded=True)
    type = Choice(
        _("Type of organization"),
        hint=_("The one you would name first."),
        choices=[("", _("Choose")), *OrganizationType.choices],
        missing=_("Choose the type of the organization."),
        drawn="select",
    )
    scope = Choice(
        _("Scope of its work"),
        choices=Scope.choices,
        missing=_("Choose the scope of the organization’s work."),
    )
    network = Name(_("Network it belongs to"))
    year_founded = Year(
        _("Year of its foundation"),
        hint=_("Four figures, as in 2004."),
        missing=_("Enter the year in which the organization was founded."),
        longest=10,
        direction="ltr",
    )
    staff_band = Choice(_("Paid staff"), choices=[*NOT_SAID, *SizeBand.choices], drawn="select")
    volunteer_band = Choice(_("Volunteers"), choices=[*NOT_SAID, *SizeBand.choices], drawn="select")
    registered = Choice(
        _("Is it registered?"),
        choices=[
            (Registration.Registered.YES, _("Yes")),
            (Registration.Registered.NO, _("No")),
            (Registration.Registered.UNSAFE, _("It cannot be registered safely")),
        ],
        missing=_("Say whether the organization is registered."),
    )
    registration_authority = Question(_("Authority with which it is registered"))
    registration_number = Question(_("Registration number"), longest=80)
    website = Website(_("Website"), hint=_("As in https://example.org"))
    social = Lines(
        _("Social media"),
        hint=_("One address in each line, at most 6."),
        most=6,
        one=web_address,
        direction="ltr",
    )
    postal_address = Area(
        _("Postal address"),
        hint=_("Where a letter reaches the organization, with the country. At most 500 characters."),
        missing=_("Enter the postal address of the organization."),
        longest=500,
        rows=4,
        autocomplete="street-address",
    )
    general_email = Email(
        _("General e-mail address"),
        hint=_("Of the organization, as in info@example.org"),
        missing=_("Enter the general e-mail address of the organization."),
    )
    phone = Phone(_("Telephone"), hint=_("As it is dialled in its country, or with + and the country code."))

    def fill_lists(self) -> None:
        self.offer("country", [("", _("Choose")), *self.lists.countries])
        self.offer("countries_of_work", self.lists.countries)

    def dialled_in(self, found: dict[str, Any]) -> str:
        return str(found.get("country") or "")

    def read_phones(self, found: dict[str, Any]) -> None:
        if found.get("country") or str(found.get("phone", "")).startswith("+"):
            super().read_phones(found)  # without a country that is the one thing to say

    def check_together(self, found: dict[str, Any]) -> None:
        if not any(found.get(name) or name in self.errors for name in NAMES):
            self.need(
                NAMES[0],
                _(
                    "Enter the name in English, French, Spanish or Arabic. "
                    "If the legal name is in one of them, repeat it there."
                ),
                found,
            )


for _code in languages.codes():
    OrganizationForm.base_fields[f"name_{_code}"] = Name(
        NAME_LABELS.get(_code, languages.by_code(_code).name),
        hint=_("One of these names is needed.") if _code == languages.DEFAULT_LANGUAGE else "",
        either=True,
    )
