"""The form below the board: what is to be written into the ticked rows. What is left empty stays as it is."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from members.models import User
from pages.board.deeds import Assignment
from pages.board.filters import NOBODY


class AssignmentForm(forms.Form):
    owner = forms.ChoiceField(label=_("Owner"), required=False)
    due = forms.DateField(
        label=_("Due"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    no_due = forms.BooleanField(label=_("Take the due date away"), required=False)
    note = forms.CharField(label=_("Note"), required=False, max_length=200)
    no_note = forms.BooleanField(label=_("Take the note away"), required=False)

    def __init__(self, data: Any, people: list[User]) -> None:
        super().__init__(data)
        self.people = {str(person.pk): person for person in people}
        names = [(key, str(person)) for key, person in self.people.items()]
        owner = cast(forms.ChoiceField, self.fields["owner"])
        owner.choices = [("", _("As it is")), (NOBODY, _("Nobody")), *names]

    def clean_owner(self) -> User | str:
        chosen = str(self.cleaned_data["owner"])
        return self.people.get(chosen, chosen)

    def assignment(self) -> Assignment:
        """Return what a valid form asks for."""
        data, values = self.cleaned_data, {}
        if data["owner"]:
            values["owner"] = None if data["owner"] == NOBODY else data["owner"]
        for name, without in (("due", None), ("note", "")):
            if data[f"no_{name}"]:
                values[name] = without
            elif data[name]:
                values[name] = data[name]
        return Assignment(values)
