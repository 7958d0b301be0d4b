"""Forms of the registers."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.db import transaction
from django.forms import ModelForm
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modelcluster.forms import BaseChildFormSet

from members import country_history, meanwhile
from members.enums import Treaty
from members.limited_forms import LimitedForm
from members.models import Country, TreatyAct
from members.treaty import order_errors

ACTS = "treaty_acts"
INPUTS = ("treaty", "kind", "date", "precision", "verified", "sources", "staff_notes")


class ActFormSet(BaseChildFormSet):
    """The acts of one country, which must be possible together. The reason stands at their head."""

    def clean(self, *args: Any, **kwargs: Any) -> None:
        super().clean(*args, **kwargs)
        if any(row.errors for row in self.forms if row not in self.deleted_forms):
            return
        kept = [row.instance for row in self.forms if row not in self.deleted_forms and not _is_blank(row)]
        reasons = order_errors([act for act in kept if act.treaty == Treaty.ROME_STATUTE])
        if reasons:
            raise forms.ValidationError(reasons)


class CountryForm(LimitedForm):
    """A country with its treaty acts, and why they are changed. Two officers do not undo each other's work."""

    opened_with = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        required=False,
        max_length=500,
        help_text=gettext_lazy(
            "What the depositary or the source says, for the history. For staff only, never published."
        ),
    )

    free: ClassVar[frozenset[str]] = frozenset({"opened_with"})
    data: QueryDict

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.changes: list[country_history.Change] = []
        self.stored: meanwhile.Content = {}
        self.base: meanwhile.Content | None = None
        self.acts_disputed = False
        if not self.instance.pk:
            return
        self.stored = _content(self.instance)
        self.initial["opened_with"] = meanwhile.sealed(self.stored)
        if not self.is_bound:
            return
        self.base = meanwhile.opened(self.data.get("opened_with", ""))
        if self.base is not None and self.base[ACTS] != self.stored[ACTS] and ACTS in self.formsets:
            self._join_acts(self.base)

    def _join_acts(self, base: meanwhile.Content) -> None:
        """Somebody changed the acts meanwhile: theirs stay where this form brings back what it was given."""
        formset = self.formsets[ACTS]
        if not meanwhile.rows_as_opened(self.data, formset, base[ACTS]):
            self.acts_disputed = True
            return
        self.base = {**base, ACTS: self.stored[ACTS]}
        data = meanwhile.with_rows(self.data, formset.prefix, self.stored[ACTS])
        data["opened_with"] = meanwhile.sealed(self.base)
        self.data = data
        self.formsets[ACTS] = type(formset)(
            data, instance=self.instance, prefix=formset.prefix, form_kwargs=formset.form_kwargs
        )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if self.acts_disputed:
            self.add_error(
                None,
                _(
                    "Somebody else changed the acts of this country while you were at work. Nothing was saved: open "
                    "the country anew, in another tab, and enter your changes there."
                ),
            )
        elif self.instance.pk and self.base is not None:
            self._join_columns(self.base, cleaned)
        return cleaned

    def _join_columns(self, base: meanwhile.Content, cleaned: dict[str, Any]) -> None:
        mine = {
            name: cleaned[name] or ""
            for name in country_history.COLUMNS
            if name in self.fields and name in cleaned
        }
        for name in meanwhile.left_to_them(base, self.stored, mine):
            # An address that is empty is NULL: two empty ones are no clash.
            cleaned[name] = self.stored[name] or getattr(self.fields[name], "empty_value", "")
        disputed = meanwhile.disputed(base, self.stored, mine)
        for name in disputed:
            self.add_error(
                name,
                _(
                    "Somebody else wrote “%(text)s” here while you were at work. Yours is still in the field: save "
                    "again to keep it."
                )
                % {"text": self.stored[name]},
            )
        if disputed:
            # The next save is judged by what its author has now been told.
            data = self.data.copy()
            data["opened_with"] = meanwhile.sealed({**base, **{name: self.stored[name] for name in disputed}})
            self.data = data

    @transaction.atomic
    def save(self, commit: bool = True) -> Country:
        if not commit or not self.instance.pk:
            created: Country = super().save(commit=commit)
            return created
        Country.objects.select_for_update().get(pk=self.instance.pk)
        before = country_history.facts(self.instance)
        saved: Country = super().save()
        self.changes = country_history.compare(before, country_history.facts(saved))
        return saved

    @property
    def log_details(self) -> dict[str, Any]:
        """What the audit log keeps beside the languages; see members.audit."""
        reason = str(self.cleaned_data.get("reason", "")).strip()
        details = {country_history.CHANGES: self.changes, country_history.REASON: reason}
        return {name: value for name, value in details.items() if value}


def _content(country: Country) -> meanwhile.Content:
    """What a form is opened with: the columns, and the acts by number as the inputs of their rows hold them."""
    columns = country_history.facts(country)
    rows = TreatyAct.objects.filter(country=country).values("pk", *INPUTS)
    acts = {str(row.pop("pk")): {name: str(value) for name, value in row.items()} for row in rows}
    return {**{name: columns[name] for name in country_history.COLUMNS}, ACTS: acts}


def _is_blank(row: ModelForm) -> bool:  # type: ignore[type-arg]
    """A row that was opened and left empty."""
    return row.empty_permitted and not row.has_changed()
