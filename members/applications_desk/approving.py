"""What an approval makes of the register: a new entry, or one that is there already and is completed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.snippets.widgets import AdminSnippetChooser

from cicc_site.languages import active
from members.applications import candidates
from members.applications.admission import FILLED, level_before
from members.applications_desk.actions import ActionForm, words
from members.duplicate_evidence import LIKELY
from members.enums import PUBLIC_LISTINGS, ListingLevel, MemberStatus
from members.models import Application, Organization

NEW, OTHER = "new", "other"


@dataclass(frozen=True)
class Consequence:
    """What one choice does. listing: the level that results; public: whether the public then sees the entry.
    comes_back: the entry an earlier approval of this application made, hidden by its reversal."""

    value: str
    title: str
    legal_name: str
    listing: str
    public: bool
    status: str
    filled: list[str]
    likely: bool
    comes_back: bool = False


def consequences(application: Application) -> list[Consequence]:
    """For a new entry and for each candidate that was not told apart, the likeliest first."""
    answers = application.answers
    level = ListingLevel(answers.listing)
    new = Consequence(
        NEW,
        gettext("A new entry"),
        answers.legal_name,
        str(level.label),
        level in PUBLIC_LISTINGS,
        str(MemberStatus.ACTIVE.label),
        [],
        False,
    )
    return [new, *(_joining(application, entry, likely) for entry, likely in _entries(application))]


def _entries(application: Application) -> list[tuple[Organization, bool]]:
    """The one an earlier approval stood for, then the possible duplicates; whether each is likely the same."""
    found = candidates.undecided(candidates.organizations(application.answers), application.events.all())
    likely = {row.number: row.score >= LIKELY for row in found}
    if application.organization_id is not None:
        likely = {application.organization_id: True, **likely}
    rows = eligible(application).select_related("country").in_bulk(list(likely))
    return [(rows[number], is_likely) for number, is_likely in likely.items() if number in rows]


def _joining(application: Application, entry: Organization, likely: bool) -> Consequence:
    """As `members.applications.admission.add_to` does it."""
    before = level_before(application, entry)
    level = before or ListingLevel(entry.listing)
    lacking = [name for name in FILLED if not getattr(entry, name) and getattr(application.answers, name)]
    return Consequence(
        str(entry.pk),
        entry.name_in(active())[0],
        entry.legal_name,
        str(level.label),
        level in PUBLIC_LISTINGS,
        str(MemberStatus(entry.status).label),
        [str(Organization._meta.get_field(name).verbose_name) for name in lacking],  # type: ignore[union-attr]
        likely,
        before is not None,
    )


def eligible(application: Application) -> Any:
    """Entries an application can be about: none that was merged away, and none of the other kind of data."""
    return Organization.objects.exclude(status=MemberStatus.MERGED).filter(is_demo=application.is_demo)


class ApproveForm(ActionForm):
    """`merge_into`: the entry that is completed, None for a new one."""

    entry = forms.ChoiceField(label=_("Entry in the register"), widget=forms.RadioSelect)
    other = forms.ModelChoiceField(
        label=_("Another entry"), queryset=Organization.objects.none(), required=False
    )
    reason = words(
        _("Your words"),
        required=False,
        rows=8,
        help_text=_("They are added to the letter. Write them in the applicant's language if you can."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = _entries(self.application)
        entry = self.fields["entry"]
        entry.choices = [  # type: ignore[attr-defined]
            (NEW, _("A new entry")),
            *((str(row.pk), row.name_in(active())[0]) for row, _likely in known),
            (OTHER, _("Another entry, chosen below")),
        ]
        # Where it may be a duplicate, the officer says which: no choice is made beforehand.
        entry.initial = None if known else NEW
        other = self.fields["other"]
        other.queryset = eligible(self.application)  # type: ignore[attr-defined]
        other.widget = AdminSnippetChooser(Organization)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        entry, other = values.get("entry"), values.get("other")
        if entry == OTHER and other is None and "other" not in self.errors:
            self.add_error("other", gettext("Choose the entry."))
        elif entry not in (None, OTHER) and other is not None:
            self.add_error(
                "entry", gettext("You chose an entry below: then choose “Another entry” here, or clear it.")
            )
        values["merge_into"] = (other.pk if other else None) if entry == OTHER else None
        if entry and entry not in (NEW, OTHER):
            values["merge_into"] = int(entry)
        return values
