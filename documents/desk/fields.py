"""Form fields of the desk: authors one per line, dates as far as they are known, languages of the world."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from cicc_site import languages, world_languages
from cicc_site.dates import PartialDate
from documents.guessing.guesses import languages_first


class LinesField(forms.CharField):
    """A list of texts, one per line; blank lines and blanks around them say nothing."""

    widget = forms.Textarea

    def __init__(self, *, longest: int, **kwargs: Any) -> None:
        self.longest = longest
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        lines = value if isinstance(value, list) else str(value or "").splitlines()
        found = [" ".join(line.split()) for line in lines]
        return [line for line in found if line]

    def validate(self, value: Any) -> None:
        super().validate(value)
        if any(len(line) > self.longest for line in value):
            raise ValidationError(
                _("A line has more than %(limit)s characters."), params={"limit": self.longest}
            )

    def run_validators(self, value: Any) -> None:
        """Those of a text say nothing of a list."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.to_python(initial or []) != self.to_python(data))


class PartialDateField(forms.CharField):
    """YYYY, YYYY-MM or YYYY-MM-DD; its value is a PartialDate or None."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, PartialDate):
            return value
        text = str(value or "").strip()
        if not text:
            return None
        try:
            return PartialDate.parse(text)
        except ValueError:
            raise ValidationError(_("Write the date as 2010, 2010-06 or 2010-06-11.")) from None

    def run_validators(self, value: Any) -> None:
        """Those of a text say nothing of a date."""


def language_choices() -> list[tuple[str, Any]]:
    """Every language, those that are met most at the head."""
    here = languages.active()
    first = [(code, world_languages.name(code, here)) for code in languages_first()]
    return [
        ("", "—"),
        (pgettext("languages", "Most frequent"), first),
        (gettext("All languages"), list(world_languages.choices(here))),
    ]


class LanguageField(forms.ChoiceField):
    """One language of the world by its code. Codes with a script, of lists, are taken though they are not offered."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=language_choices, **kwargs)

    def valid_value(self, value: Any) -> bool:
        return world_languages.is_known(str(value))
