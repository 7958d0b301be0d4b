"""The form of an organization: what is checked, what is put into one shape, and who has which part of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import SuspiciousOperation, ValidationError
from django.db.models import Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.permissions import policy_registry

from cicc_site import languages
from cicc_site.countries import sort_key
from members.contact_details import email_address, phone_number, website
from members.enums import ListingLevel, MemberStatus
from members.models import Country, NationalCoalition, Organization, Registration, User
from members.officers import rights

REGISTRATION = ("registered", "authority", "number", "postal_address")
NEED_A_REASON = ("status", "listing")


def officers() -> QuerySet[User]:
    """The people who can be in charge of an entry: those who may change one."""
    found: QuerySet[User] = policy_registry.get_by_type(Organization).users_with_permission("change")
    return found.filter(is_active=True).order_by("first_name", "last_name", "username")


def country_choices() -> list[tuple[str, Any]]:
    """All countries and territories, in the order of the officer's alphabet."""
    language = languages.active()
    states = Country.objects.values("pk", f"name_{language}", "name_en", "alpha3")
    named = [
        (str(state["pk"]), state[f"name_{language}"] or state["name_en"] or state["alpha3"])
        for state in states
    ]
    return sorted(named, key=lambda row: sort_key(row[1], language))


class OrganizationForm(WagtailAdminModelForm):
    """Fields of the entry, of its registration, and the reason. `members.officers.editing` saves it."""

    reason = forms.CharField(
        label=_("Reason for the change"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "Needed when the status or the listing level changes. It stays in the history, so name no private person."
        ),
    )
    # What the officer had before the eyes: see members.officers.together.
    loaded = forms.CharField(required=False, widget=forms.HiddenInput)
    registered = forms.ChoiceField(
        label=capfirst(_("registered")), choices=[("", "—"), *Registration.Registered.choices], required=False
    )
    authority = forms.CharField(label=capfirst(_("authority")), max_length=200, required=False)
    number = forms.CharField(label=capfirst(_("registration number")), max_length=80, required=False)
    postal_address = forms.CharField(
        label=capfirst(_("postal address")), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._refuse_forged_lists()
        self._offer_choices()
        if rights.may_edit_contacts(self.for_user):
            self._fill_registration()
        else:
            self.formsets.pop("contacts", None)
            for name in REGISTRATION:
                del self.fields[name]

    def _refuse_forged_lists(self) -> None:
        """A list that says how many of its rows are stored, and not which, comes from no browser: the formsets of
        modelcluster fail where a number is missing. The first row without one decides."""
        for rows in self.formsets.values():
            if rows.is_bound and any(
                f"{rows.add_prefix(place)}-{rows.model._meta.pk.name}" not in rows.data
                for place in range(rows.initial_form_count())
            ):
                raise SuspiciousOperation("A list of rows without their numbers")

    def _offer_choices(self) -> None:
        fields = self.fields
        if "country" in fields:
            fields["country"].widget.choices = [("", "—"), *country_choices()]
        if "countries_of_work" in fields:
            fields["countries_of_work"].widget.choices = country_choices()
        if "national_coalition" in fields:
            fields["national_coalition"].queryset = NationalCoalition.objects.order_by("name_en")
        if "assigned_to" in fields:
            present = Q(pk=self.instance.assigned_to_id)
            fields["assigned_to"].queryset = User.objects.filter(present | Q(pk__in=officers().values("pk")))
        if "status" in fields:
            if self.instance.status == MemberStatus.MERGED:
                fields["status"].disabled = True  # only the merge itself can be taken back
            else:
                fields["status"].choices = [
                    choice for choice in MemberStatus.choices if choice[0] != MemberStatus.MERGED
                ]

    def _fill_registration(self) -> None:
        stored = getattr(self.instance, "registration", None) if self.instance.pk else None
        for name in REGISTRATION:
            self.fields[name].initial = getattr(stored, name, "")

    def clean_external_id(self) -> str | None:
        """None, not "": of empty numbers there may be many."""
        return self.cleaned_data.get("external_id") or None

    def clean_website(self) -> str:
        return website(self.cleaned_data.get("website") or "")

    def clean_tags(self) -> list[str]:
        return clean_tags(self.cleaned_data.get("tags") or [])

    def clean_working_languages(self) -> list[str]:
        return list(dict.fromkeys(self.cleaned_data.get("working_languages") or []))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        self._clean_contacts(cleaned.get("country"))
        decides = self.instance.pk and any(name in self.changed_data for name in NEED_A_REASON)
        if decides and not cleaned.get("reason", "").strip():
            self.add_error("reason", gettext("Say why the status or the listing level changes."))
        return cleaned

    def _clean_contacts(self, country: Country | None) -> None:
        """The number is read as it is dialled in the country of the organization."""
        contacts = self.formsets.get("contacts")
        if contacts is None:
            return
        for row in contacts.forms:
            if not row.is_valid() or contacts._should_delete_form(row):
                continue
            row.instance.email = email_address(row.cleaned_data.get("email") or "")
            try:
                row.instance.phone = phone_number(
                    row.cleaned_data.get("phone") or "", country.alpha2 if country else ""
                )
            except ValidationError as error:
                row.add_error("phone", error)

    def written_registration(self) -> Registration | None:
        """Return the registration as the form has it, unsaved; None where it says nothing or is not in the form."""
        if REGISTRATION[0] not in self.fields:
            return None
        values = {name: self.cleaned_data[name].strip() for name in REGISTRATION}
        stored = getattr(self.instance, "registration", None) if self.instance.pk else None
        if stored is None and not any(values.values()):
            return None
        registration: Registration = stored or Registration(organization=self.instance)
        for name, value in values.items():
            setattr(registration, name, value)
        return registration


def clean_tags(tags: list[str]) -> list[str]:
    """Return tags in small letters, each once: "Women" and "women" are one."""
    return list(dict.fromkeys(" ".join(tag.lower().split()) for tag in tags if tag.strip()))


class HideForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("You need not give one. It stays in the history, so name no private person."),
    )


class NoteForm(forms.Form):
    text = forms.CharField(label=_("Note"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 4}))


LISTING_HELP = {
    ListingLevel.FULL: _("Everything in the entry but what is private."),
    ListingLevel.NAME_AND_COUNTRY: _("Nothing but its name and country."),
    ListingLevel.MEMBERS_ONLY: _(
        "Hidden from the public. For other members, once there is a list for them: today only the staff see it."
    ),
    ListingLevel.UNLISTED: _("Hidden from everybody but the staff."),
}
