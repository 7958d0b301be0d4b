"""The forms in which editors describe pictures and files: one title and one alternative text per language.

Wagtail's `title` stands in the form for the English title (its upload screens count on a field of that name); the
other languages have their own columns.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext
from modeltranslation.utils import build_localized_fieldname
from PIL import Image
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from cicc_site import languages
from members.limited_forms import LimitedFormMixin


def describe_fields(form: BaseForm, fields: tuple[str, ...]) -> None:
    """Name the language in the label of each translated field and let it be written in its own direction."""
    for field in fields:
        for language in languages.LANGUAGES:
            name = build_localized_fieldname(field, language.code)
            if field == "title" and language.code == languages.DEFAULT_LANGUAGE:
                name = field
            if name not in form.fields:
                continue
            original = form._meta.model._meta.get_field(field).verbose_name  # type: ignore[attr-defined]
            form.fields[name].label = format_html(
                '{} <bdi lang="{}">({})</bdi>', capfirst(original), language.code, language.name
            )
            form.fields[name].widget.attrs.update(lang=language.code, dir=language.direction)


class PictureField(WagtailImageField):
    """Takes what can be read to its end. Wagtail looks at the head of a file: one that was cut short, or is packed to
    do harm, would be a fault of the server here, or on the page that shows it."""

    def to_python(self, data: Any) -> Any:
        try:
            file = super().to_python(data)
            if file is not None:
                self.read_whole(file)
        except ValidationError:
            raise
        except Exception as error:  # whatever a decoder stumbles over
            raise ValidationError(self.error_messages["invalid_image"], code="invalid_image") from error
        return file

    def read_whole(self, file: Any) -> None:
        """No more pixels than were allowed before: `super` has counted them."""
        file.seek(0)
        with Image.open(file) as picture:
            picture.load()
            # Pillow closes what it was given once the last picture is read: it is still to be stored.
            picture.fp = None
        file.seek(0)


class SiteImageForm(LimitedFormMixin, BaseImageForm):
    """A picture with its descriptions."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if (given := self.fields.get("file")) is not None:  # it is missing where the file was sent before
            self.fields["file"] = PictureField(
                label=given.label, required=given.required, widget=given.widget
            )
        describe_fields(self, ("title", "alt_text"))
        for code in languages.translation_codes():
            name = f"alt_text_{code}"
            if name in self.fields:
                self.fields[name].help_text = gettext("Empty: the English one serves.")
        self.limit_to(kwargs.get("user"))


class SiteDocumentForm(LimitedFormMixin, BaseDocumentForm):
    """A file with its titles."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        describe_fields(self, ("title",))
        self.limit_to(kwargs.get("user"))

    def add_error(self, field: str | None, error: Any) -> None:
        """A file that was sent before it was described was looked at then. The model looks again, before it has the
        file, and there is no field here to say it at."""
        if field is None and "file" not in self.fields and hasattr(error, "error_dict"):
            error = ValidationError({name: told for name, told in error.error_dict.items() if name != "file"})
            if not error.error_dict:
                return
        super().add_error(field, error)
