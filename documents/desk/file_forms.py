"""The forms of one file of a work: adding it, a new version of it, what is said of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _

from documents import keeping
from documents.desk import signatures
from documents.desk.fields import LanguageField
from documents.enums import Access, Origin
from documents.models import Work, WorkFile
from members.applications.file_types import clean_name

SIZE = signatures.LARGEST // signatures.MEGABYTE


class ArchiveFileField(forms.FileField):
    """A file of a kind the archive takes; its media type is told by its bytes and kept beside it as `kind`."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.FileInput(attrs={"accept": signatures.ACCEPTED})
        super().__init__(**{"widget": widget, "allow_empty_file": True, **kwargs})

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload = super().clean(data, initial)
        if upload:
            try:
                upload.kind = signatures.kind_of(upload.file, upload.name, upload.size)
            except signatures.Refused as refused:
                raise ValidationError(str(refused)) from None
            upload.name = clean_name(upload.name)
        return upload


class _Facts(forms.Form):
    """What is said of a file, whether it is there or comes."""

    language = LanguageField(label=capfirst(_("language")))
    origin = forms.ChoiceField(label=capfirst(_("origin")), choices=Origin.choices)
    translator = forms.CharField(
        label=capfirst(_("translator")), max_length=200, required=False,
        help_text=_("Person or body, as it is to be named to readers."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )  # fmt: skip
    title = forms.CharField(
        label=_("Title in this language"), max_length=500, required=False, help_text=_("As printed on it."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )  # fmt: skip
    access = forms.ChoiceField(label=capfirst(_("access")), choices=Access.choices)
    pages = forms.IntegerField(
        label=capfirst(_("pages")), min_value=1, max_value=100_000, required=False,
        help_text=_("Empty: not known."),
    )  # fmt: skip

    def facts(self) -> dict[str, Any]:
        names = ("language", "origin", "translator", "title", "access", "pages")
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}


class NewFileForm(_Facts):
    """A file in a language the work is not held in yet."""

    file = ArchiveFileField(
        label=_("File"),
        help_text=format_lazy(
            _("PDF, DOCX, ODT, HTML, TXT, XLSX, PPTX or EPUB, up to {limit} MB."), limit=SIZE
        ),
    )
    field_order = ("file", "language", "origin", "translator", "title", "access", "pages")

    def __init__(self, work: Work, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.work = work

    def clean_language(self) -> str:
        language: str = self.cleaned_data["language"]
        if WorkFile.objects.current().filter(work=self.work, language=language).exists():
            raise ValidationError(_("The work has a file in this language: replace that one."))
        return language


class ReplaceForm(_Facts):
    """A new version: the present one stays as an earlier one."""

    file = ArchiveFileField(
        label=_("New version"), help_text=_("The present file stays as an earlier version, with its address.")
    )
    field_order = ("file", "origin", "translator", "title", "access", "pages")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["language"]


class ChangeForm(_Facts):
    """What is said of a file that is there."""

    name = forms.CharField(label=_("Name it is downloaded under"), max_length=255)

    def __init__(self, file: WorkFile, *args: Any, **kwargs: Any) -> None:
        names = ("language", "origin", "translator", "title", "access", "pages", "name")
        kwargs["initial"] = {name: getattr(file, name) for name in names}
        super().__init__(*args, **kwargs)
        self.file = file
        if not file.is_current:
            del self.fields["language"]  # it belongs to the versions of its language

    def clean_language(self) -> str:
        language: str = self.cleaned_data["language"]
        if language != self.file.language and not keeping.may_move(self.file, language):
            if self.file.version > 1:
                raise ValidationError(
                    _("It has earlier versions, which belong to its language: it has to stay there.")
                )
            raise ValidationError(_("There is, or was, another file in this language."))
        return language

    def clean_name(self) -> str:
        before, name = self.file.name, clean_name(self.cleaned_data["name"])
        if not name or name.rpartition(".")[2].lower() != before.rpartition(".")[2].lower():
            raise ValidationError(_("The end of the name says what kind of file it is: it has to stay."))
        return name

    def facts(self) -> dict[str, Any]:
        return {**super().facts(), "name": self.cleaned_data["name"]}
