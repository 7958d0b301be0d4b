"""Forms of the screens of imports: a file, what its columns hold, and what of the report is shown."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cicc_site.numbers import whole
from members.importing import encodings
from members.importing.columns import columns
from members.importing.mapping import Places
from members.importing.reading import LARGEST
from members.models.imports import Outcome

MEGABYTE = 1024 * 1024
SEPARATORS = [(",", _("Comma")), (";", _("Semicolon")), ("\t", _("Tabulator"))]
ENCODINGS = [
    (encodings.UTF8, "Unicode (UTF-8)"),
    ("utf-16", "Unicode (UTF-16)"),
    ("cp1252", _("Western European (Windows-1252)")),
    ("cp1256", _("Arabic (Windows-1256)")),
    ("cp1251", _("Cyrillic (Windows-1251)")),
]


class FileForm(forms.Form):
    """Which file, and why: the reason stands in the history of every entry that changes."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or XLSX, up to 50 MB. The first row names the columns."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_(
            "Where the file comes from. Stands in the history of every entry that this import changes."
        ),
    )

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > LARGEST:
            raise forms.ValidationError(
                _("The file is larger than %(limit)s MB. Send it in parts."),
                params={"limit": whole(LARGEST // MEGABYTE, "en")},
            )
        return upload


class MappingForm(forms.Form):
    """One choice for each heading of a file: `column-<place>`."""

    name = forms.CharField(
        label=_("Remember these columns as"),
        max_length=80,
        required=False,
        help_text=_("The next file with these headings is understood by itself."),
    )

    def __init__(self, headings: list[str], *args: Any, is_text: bool, private: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.headings = headings
        if is_text:
            self.fields["encoding"] = forms.ChoiceField(label=_("Letters"), choices=ENCODINGS, required=False)
            self.fields["separator"] = forms.ChoiceField(
                label=_("Between the columns"), choices=SEPARATORS, required=False
            )
        choices: list[tuple[str, Any]] = [("", _("Leave out"))]
        choices += [
            (name, column.title) for name, column in columns().items() if private or not column.private
        ]
        for place, heading in enumerate(headings):
            self.fields[f"column-{place}"] = forms.ChoiceField(
                label=heading or f"({place + 1})", choices=choices, required=False
            )

    def places(self) -> Places:
        chosen = (
            (place, self.cleaned_data.get(f"column-{place}", "")) for place in range(len(self.headings))
        )
        return {place: name for place, name in chosen if name}


class FilterForm(forms.Form):
    """What of a report is shown."""

    outcome = forms.ChoiceField(label=_("What happens"), required=False)
    public = forms.BooleanField(label=_("Becomes more public"), required=False)
    anew = forms.BooleanField(label=_("Otherwise than reported before"), required=False)
    text = forms.CharField(label=_("Name"), required=False, max_length=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = [("", _("Everything")), *Outcome.choices]
        self.fields["outcome"].choices = choices  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, Any]:
        """Return what is asked for; nonsense asks for everything."""
        if not self.is_valid():
            return {}
        return {name: value for name, value in self.cleaned_data.items() if value}
