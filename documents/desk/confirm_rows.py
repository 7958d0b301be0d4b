"""One file that waits, as the form of its confirmation: what is guessed stands in it until somebody says otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents.desk import grouping
from documents.desk.fields import LanguageField, PartialDateField
from documents.desk.listing import when
from documents.enums import Access, Origin, WorkKind
from documents.models import WaitingFile, Work

NEW = "new"


class RowForm(forms.Form):
    """One file. `group` says which rows are one work; kind, symbol, date and English title are those of the work."""

    take = forms.BooleanField(label=_("Take this file in now"), required=False)
    group = forms.TypedChoiceField(label=capfirst(_("work")), coerce=int)
    existing = forms.ChoiceField(label=_("New or known"), required=False)
    symbol = forms.CharField(
        label=capfirst(_("symbol")),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )
    kind = forms.ChoiceField(
        label=capfirst(_("kind")), choices=[("", "—"), *WorkKind.choices], required=False
    )
    date = PartialDateField(
        label=capfirst(_("date")), required=False, max_length=10, widget=forms.TextInput(attrs={"dir": "ltr"}),
        help_text=_("2010, 2010-06 or 2010-06-11"),
    )  # fmt: skip
    language = LanguageField(label=capfirst(_("language")), required=False)
    origin = forms.ChoiceField(label=capfirst(_("origin")), choices=Origin.choices)
    access = forms.ChoiceField(label=capfirst(_("access")), choices=Access.choices)
    title = forms.CharField(
        label=_("Title in the language of the file"), max_length=500, required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )  # fmt: skip
    title_en = forms.CharField(
        label=_("English title of the work"), max_length=500, required=False,
        help_text=_("Only of a new work without a file in English."),
    )  # fmt: skip
    replaces = forms.BooleanField(label=_("It is a new version of the file in this language"), required=False)

    def __init__(
        self, waiting: WaitingFile, group: int, count: int, works: Sequence[Work], *args: Any, **kwargs: Any
    ) -> None:
        self.waiting = waiting
        guess, said = grouping.guess_of(waiting), waiting.said
        initial: dict[str, Any] = {
            **{name: guess.get(name, "") for name in ("symbol", "kind", "date", "language", "title")},
            "take": True,
            "group": group,
            "existing": str(works[0].pk) if works else NEW,
            "origin": Origin.ORIGINAL,
            "access": Access.PUBLIC,
            **said,
        }
        if said:  # of a box that is not ticked a browser says nothing
            initial |= {name: bool(said.get(name)) for name in ("take", "replaces")}
        kwargs |= {"prefix": f"file-{waiting.pk}", "initial": initial}
        super().__init__(*args, **kwargs)
        self.guess = guess
        self.fields["group"].choices = [  # type: ignore[attr-defined]
            (number, gettext("Work %(number)s") % {"number": number}) for number in range(1, count + 1)
        ]
        self.fields["existing"].choices = [  # type: ignore[attr-defined]
            (NEW, gettext("A new work")),
            *((str(work.pk), f"{work} ({when(work)})" if work.when else str(work)) for work in works),
        ]

    def clean(self) -> Any:
        cleaned = super().clean() or {}
        if cleaned.get("take") and not cleaned.get("language") and "language" not in self.errors:
            self.add_error("language", _("Say which language the file is in."))
        return cleaned

    def typed(self) -> dict[str, str]:
        """What stands in the fields as it was sent, {field: text}."""
        sent = ((name, self.data.get(self.add_prefix(name))) for name in self.fields)
        return {name: str(value) for name, value in sent if value is not None}

    @property
    def wanted(self) -> bool:
        return self.is_valid() and bool(self.cleaned_data["take"])


def symbol_of(waiting: WaitingFile, data: Any) -> str:
    """The symbol as it was sent now, as it was typed before, or as it is guessed."""
    sent = (data or {}).get(f"file-{waiting.pk}-symbol")
    return str(
        sent if sent is not None else waiting.said.get("symbol", grouping.guess_of(waiting).get("symbol", ""))
    )
