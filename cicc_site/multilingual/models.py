"""The abstract base of everything with translated fields. It keeps every write free of leaks between languages.

Declare `translated` beside the fields; `registration` turns each name into one column per language (`title_en`,
`title_es` ...) and leaves the plain column (`title`) as a copy of the English one that Wagtail's own code can use.
"""

from __future__ import annotations

from functools import cache
from typing import Any, ClassVar, Self

from django.db import models
from modelcluster.models import get_all_child_relations, get_serializable_data_for_fields
from modeltranslation.utils import build_localized_fieldname
from wagtail.blocks import StreamValue

from cicc_site import languages
from cicc_site.multilingual.reader import as_editor
from cicc_site.multilingual.values import has_meaning


class TranslatedModel(models.Model):
    """A model with translated fields.

    translated: names of the fields of *this* class that hold a text in each language. The English column keeps the
    `blank` of the declared field; the other languages may always be missing.
    """

    translated: ClassVar[list[str]] = []

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> Any:
        with as_editor():
            self.empty_what_says_nothing(kwargs.get("update_fields"))
            # Pages return the result of the save, plain models return nothing.
            return super().save(*args, **kwargs)

    @classmethod
    def translated_fields(cls) -> dict[str, list[str]]:
        """Return {field: [its column names, one per language]} of all parents and the class, in declared order."""
        return {name: list(columns) for name, columns in _translated_fields(cls)}

    @classmethod
    def language_columns(cls) -> list[str]:
        """Return every column that belongs to one language: those of the translated fields, and slugs where any."""
        return [column for columns in cls.translated_fields().values() for column in columns]

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        with as_editor():
            # First, so that a required text of invisible characters is refused while a form can still say so.
            self.empty_what_says_nothing()
            super().full_clean(*args, **kwargs)

    def empty_what_says_nothing(self, only: Any = None) -> None:
        """Set translations without meaning (blanks, tags around nothing) to empty, so that they fall back in SQL too.

        only: names of the columns that are about to be saved, None for all.
        """
        deferred = self.get_deferred_fields()
        for columns in self.translated_fields().values():
            for column in columns:
                if column in deferred or (only is not None and column not in only):
                    continue
                value = getattr(self, column)
                if has_meaning(value):
                    continue
                if isinstance(value, StreamValue):
                    if len(value):
                        setattr(self, column, [])
                elif value is not None:
                    setattr(self, column, None)

    def serializable_data(self) -> dict[str, Any]:
        """Return the content for a revision; see modelcluster. Unsuffixed keys hold the English text."""
        with as_editor():
            data: dict[str, Any] = super().serializable_data()  # type: ignore[misc]
            return data

    def with_content_json(self, content: dict[str, Any]) -> Self:
        """Return a copy of the object with the content of a revision; see wagtail.models.RevisionMixin.

        Unsuffixed keys are dropped: they repeat the language that was active when the revision was made. Columns
        the revision does not know (the language was added later) keep what the database has.
        """
        with as_editor():
            current = type(self)._base_manager.filter(pk=self.pk).first()
            restored: Self = super().with_content_json(  # type: ignore[misc]
                _only_columns(type(self), content, current)
            )
            return restored


@cache
def _translated_fields(model: type[TranslatedModel]) -> list[tuple[str, list[str]]]:
    """What `translated_fields` returns: asked for with every column of every save, and the same for ever."""
    declared = [name for base in reversed(model.__mro__) for name in base.__dict__.get("translated", [])]
    return [
        (name, [build_localized_fieldname(name, code) for code in languages.codes()])
        for name in dict.fromkeys(declared)
    ]


def _only_columns(
    model: type[models.Model], content: dict[str, Any], current: models.Model | None
) -> dict[str, Any]:
    """Return revision content without unsuffixed keys, unknown columns filled from `current`, children included."""
    content = dict(content)
    if issubclass(model, TranslatedModel):
        for name in model.translated_fields():
            if name in content:
                content.setdefault(
                    build_localized_fieldname(name, languages.DEFAULT_LANGUAGE), content.pop(name)
                )
        stored = get_serializable_data_for_fields(current) if current is not None else {}
        for column in model.language_columns():
            if column in stored:
                content.setdefault(column, stored[column])
    for relation in get_all_child_relations(model):
        name = relation.get_accessor_name()
        if name not in content:
            continue
        known = {child.pk: child for child in getattr(current, name).all()} if current is not None else {}
        content[name] = [
            _only_columns(relation.related_model, child, known.get(child.get("pk")))
            for child in content[name]
        ]
    return content
