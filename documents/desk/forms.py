"""The form of a work: texts by language, facts, and its subjects, which are offered by their kinds."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cicc_site import languages
from cicc_site.countries import sort_key
from documents.desk.fields import LinesField
from documents.enums import SubjectKind
from documents.models import Subject
from members.limited_forms import LimitedForm

LONGEST_AUTHOR = 200
PREFIX = "subjects_"


class SubjectBoxes(forms.CheckboxSelectMultiple):
    """All subjects of a kind as boxes; a field to narrow them is put above by a small script (boxes.js)."""

    template_name = "wagtailadmin/archive/boxes.html"

    def _render(self, template_name: str, context: dict[str, Any], renderer: Any = None) -> Any:
        """Django draws widgets with templates of its own only."""
        return render_to_string(template_name, context)

    class Media:
        css: ClassVar[dict[str, list[str]]] = {"all": ["css/admin/archive.css"]}
        js: ClassVar[list[Any]] = [forms.Script("js/admin/boxes.js", type="module")]


class SubjectsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Subjects of one kind. Those that are not public are marked: a case whose page is hidden, say."""

    def __init__(self, kind: SubjectKind) -> None:
        super().__init__(
            queryset=Subject.objects.filter(kind=kind),
            required=False,
            label=kind.label,
            widget=SubjectBoxes(attrs={"data-boxes": ""}),
        )

    def label_from_instance(self, obj: Any) -> str:
        name = str(obj.local_name or obj.code)
        return name if obj.is_public else gettext("%(name)s (not public)") % {"name": name}


def _in_order(kind: SubjectKind, found: QuerySet[Subject], field: SubjectsField) -> list[tuple[int, str]]:
    """Sessions by their number, the newest first; others by their names in the archivist's alphabet."""
    rows = [(subject.pk, field.label_from_instance(subject), subject.order) for subject in found]
    if kind == SubjectKind.SESSION:
        rows.sort(key=lambda row: -row[2])
    else:
        language = languages.active()
        rows.sort(key=lambda row: sort_key(row[1], language))
    return [(key, label) for key, label, _order in rows]


class WorkForm(LimitedForm):
    """A translator has title and summary of one language in it, and nothing else is saved."""

    authors = LinesField(
        longest=LONGEST_AUTHOR,
        label=_("authors"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("One per line: persons and organizations who wrote it. Organs of the Court are bodies, below."),
    )  # fmt: skip
    subjects_body = SubjectsField(SubjectKind.BODY)
    subjects_session = SubjectsField(SubjectKind.SESSION)
    subjects_situation = SubjectsField(SubjectKind.SITUATION)
    subjects_case = SubjectsField(SubjectKind.CASE)
    subjects_country = SubjectsField(SubjectKind.COUNTRY)
    subjects_issue = SubjectsField(SubjectKind.ISSUE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: dict[str, list[int]] = {}
        if self.instance.pk and self._subject_fields():
            for subject in self.instance.subjects.all():
                chosen.setdefault(subject.kind, []).append(subject.pk)
        for kind, field in self._subject_fields().items():
            self.initial[f"{PREFIX}{kind}"] = chosen.get(kind, [])
            field.choices = _in_order(kind, field.queryset, field)

    def _subject_fields(self) -> dict[SubjectKind, Any]:
        return {kind: self.fields[PREFIX + kind] for kind in SubjectKind if PREFIX + kind in self.fields}

    def clean_key(self) -> str | None:
        """Two works without a key are no two works with the same one."""
        return self.cleaned_data.get("key") or None

    def clean(self) -> Any:
        cleaned = super().clean()
        date, precision = self.cleaned_data.get("date"), self.cleaned_data.get("precision")
        if date and precision in ("month", "year") and date.day != 1:
            self.cleaned_data["date"] = date.replace(day=1)
        if date and precision == "year":
            self.cleaned_data["date"] = date.replace(day=1, month=1)
        return cleaned

    def is_valid(self) -> bool:
        """The rows of relations are checked after the form itself; the database would refuse this one."""
        valid = bool(super().is_valid())
        if self.instance.pk and any(
            row.get("other") == self.instance and not row.get("DELETE") for row in self._relation_rows()
        ):
            self.add_error(None, ValidationError(_("A work has no relation to itself.")))
            return False
        return valid

    def _relation_rows(self) -> list[dict[str, Any]]:
        formset = getattr(self, "formsets", {}).get("relations")
        return [getattr(row, "cleaned_data", {}) for row in formset.forms] if formset else []

    def save(self, commit: bool = True) -> Any:
        work = super().save(commit=commit)
        if commit and (fields := self._subject_fields()):
            kept = work.subjects.exclude(kind__in=list(fields))
            chosen = [subject for kind in fields for subject in self.cleaned_data[PREFIX + kind]]
            work.subjects.set([*kept, *chosen])
        return work
