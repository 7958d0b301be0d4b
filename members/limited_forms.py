"""Forms for people who may change some parts only: what is not theirs is not in the form, and is not saved."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models, transaction
from django.forms import ModelForm
from wagtail.admin.forms import WagtailAdminModelForm

from cicc_site.multilingual.parts import FACTS, changed_parts, part_of
from cicc_site.multilingual.restoring import restore
from members.audit import stored_content
from members.permissions import editable_parts, is_limited

# Mixed into forms of Wagtail's, which have no types.
FormMethods: Any = ModelForm


class LimitedFormMixin(FormMethods):
    """Mix in before a model form and call `limit_to` at the end of `__init__`."""

    # Fields and formsets that are no text and no fact of the record, whoever edits it.
    free: ClassVar[frozenset[str]] = frozenset()

    parts: frozenset[str] | None = None  # None: all of them
    edited_parts: frozenset[str] = frozenset()  # after a save: what it changed, for the log

    def limit_to(self, user: Any) -> None:
        """Take out of the form what `user` may not change; what is posted for it is never looked at."""
        if not is_limited(user):
            return
        self.parts = editable_parts(user)
        for name in list(self.fields):
            if not self.is_open(name):
                del self.fields[name]
        formsets = getattr(self, "formsets", {})
        for name in list(formsets):
            if name not in self.free:
                del formsets[name]

    def is_open(self, name: str) -> bool:
        """Whether a field is for somebody who may change `self.parts` only."""
        return name in self.free or part_of(self._meta.model, name) in (self.parts or ())

    def add_error(self, field: str | None, error: Any) -> None:
        """Faults in what is not in the form are others' to mend, and no reason to refuse this edit."""
        if self.parts is not None:
            if field is not None and field not in self.fields:
                return
            if field is None and hasattr(error, "error_dict"):
                known = {*self.fields, NON_FIELD_ERRORS}
                own = {name: errors for name, errors in error.error_dict.items() if name in known}
                if not own:
                    return
                error = ValidationError(own)
        super().add_error(field, error)

    @transaction.atomic
    def save(self, commit: bool = True) -> Any:
        if commit and self.instance.pk:
            self._compare_and_restore()
        return super().save(commit=commit)

    def _compare_and_restore(self) -> None:
        """Read the row as it is at this moment, so that nobody's edit in between is undone either."""
        model = type(self.instance)
        stored: models.Model | None = (
            model._base_manager.select_for_update().filter(pk=self.instance.pk).first()
        )
        if stored is None:
            return
        if self.parts is not None:
            restore(self.instance, stored, self.parts, rows=False)
        before, after = stored_content(stored), stored_content(self.instance)
        self.edited_parts = frozenset(changed_parts(model, before, after) | self._changed_rows())

    def _changed_rows(self) -> set[str]:
        """Rows and tags are facts; they are no columns of the record, so the form itself has to tell."""
        others = set(self.changed_data) - {field.name for field in self.instance._meta.concrete_fields}
        formsets = [
            formset for name, formset in getattr(self, "formsets", {}).items() if name not in self.free
        ]
        changed = others - self.free or any(formset.has_changed() for formset in formsets)
        return {FACTS} if changed else set()


class LimitedForm(LimitedFormMixin, WagtailAdminModelForm):
    """The form of a setting or of a row of a register."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.limit_to(self.for_user)
