"""The kinds of questions the form asks: each knows how it is drawn (`kind`) and what it refuses, and says what to do.

Every field keeps what was typed: nothing is cut, nothing is put right silently. `missing` is the sentence for an answer
that is needed and was not given.
"""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Callable
from typing import Any, ClassVar, Self

import email_validator
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cicc_site.multilingual.values import Localized
from members import contact_details
from members.applications import signs
from members.applications.typed import count_words, lines
from members.models.organizations import NAME_LENGTH

Words = Any  # a lazy translation or a text
Choices = list[tuple[str, "Localized | Words"]]
# A word of ten letters, its blank, and room: a bound for scripts that write without blanks.
LETTERS_PER_WORD = 12
EARLIEST_YEAR = 1600
NOT_IN_LIST = gettext_lazy("Choose from the list.")


class Shared(forms.Field):
    """A question that all forms share: nothing changes it once it is made, and a copy for each form, with a widget
    that nothing draws, cost more than the rest of making the form."""

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self


class Question(Shared, forms.CharField):
    """A text of one line. longest: in characters. direction: "ltr" for what is written from left to right anywhere.
    either: one of several, of which one is needed."""

    kind: ClassVar[str] = "text"
    several: ClassVar[bool] = False
    input_type = "text"

    def __init__(
        self,
        label: Words,
        *,
        hint: Words = "",
        missing: Words = "",
        longest: int = 200,
        direction: str = "auto",
        autocomplete: str = "off",
        either: bool = False,
    ) -> None:
        super().__init__(label=label, help_text=hint, required=bool(missing), strip=True)
        self.validators = []
        self.missing, self.longest = missing, longest
        self.direction, self.autocomplete, self.either = direction, autocomplete, either
        if missing:
            self.error_messages["required"] = missing

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if text:
            self.check_signs(text)
            text = self.read(text)
        return text

    def check_signs(self, text: str) -> None:
        if problem := signs.problem(text, one_line=self.kind == "text"):
            raise ValidationError(problem)
        if len(text) > self.longest:
            told = ngettext(
                "Shorten this to %(longest)d character; now it has %(length)d.",
                "Shorten this to %(longest)d characters; now it has %(length)d.",
                self.longest,
            )
            raise ValidationError(told % {"longest": self.longest, "length": len(text)})

    def read(self, text: str) -> Any:
        """Return the value of a text that is given, or raise a ValidationError that says what to do."""
        return text


class Name(Question):
    def __init__(self, label: Words, **more: Any) -> None:
        super().__init__(label, **{"longest": NAME_LENGTH, **more})


class Area(Question):
    """A text of several lines. words: how many at most, None for a bound in characters only."""

    kind = "area"

    def __init__(self, label: Words, *, words: int | None = None, rows: int = 4, **more: Any) -> None:
        longest = words * LETTERS_PER_WORD if words else more.pop("longest", 2_000)
        super().__init__(label, longest=longest, **more)
        self.words, self.rows = words, rows

    def read(self, text: str) -> str:
        counted = count_words(text)
        if self.words and counted > self.words:
            told = ngettext(
                "Shorten this to %(most)d word; now it has %(count)d.",
                "Shorten this to %(most)d words; now it has %(count)d.",
                self.words,
            )
            raise ValidationError(told % {"most": self.words, "count": counted})
        return text


class Lines(Question):
    """Several values, one in each line. most: how many; each is read by `one`."""

    kind = "area"
    words = None
    rows = 3

    def __init__(self, label: Words, *, most: int, one: Callable[[str], str] | None = None, **more: Any):
        super().__init__(label, **{"longest": NAME_LENGTH, **more})
        self.most, self.one = most, one

    def clean(self, value: Any) -> list[str]:
        whole = forms.CharField.clean(self, value)
        found = lines(whole)
        if len(found) > self.most:
            told = ngettext(
                "Give at most %(most)d, in a line of its own; now there are %(count)d.",
                "Give at most %(most)d, each in a line of its own; now there are %(count)d.",
                self.most,
            )
            raise ValidationError(told % {"most": self.most, "count": len(found)})
        return list(dict.fromkeys(self._line(number, line) for number, line in enumerate(found, 1)))

    def _line(self, number: int, text: str) -> str:
        try:
            self.check_signs(text)
            return self.one(text) if self.one else text
        except ValidationError as error:
            told = _("Line %(number)d: %(problem)s") % {"number": number, "problem": error.messages[0]}
            raise ValidationError(told) from error


class Email(Question):
    """An address with letters of any script; no server is asked whether it is there."""

    input_type = "email"

    def __init__(self, label: Words, **more: Any) -> None:
        super().__init__(label, **{"longest": 254, "direction": "ltr", "autocomplete": "email", **more})

    def read(self, text: str) -> str:
        return email_address(text)


class Website(Question):
    input_type = "text"  # browsers would refuse an address without https://

    def __init__(self, label: Words, **more: Any) -> None:
        super().__init__(label, **{"longest": 300, "direction": "ltr", "autocomplete": "url", **more})

    def read(self, text: str) -> str:
        return web_address(text)


class Phone(Question):
    """Read by the form, which knows the country it is dialled in (`StepForm.clean_phones`)."""

    input_type = "tel"

    def __init__(self, label: Words, **more: Any) -> None:
        super().__init__(label, **{"longest": 40, "direction": "ltr", "autocomplete": "tel", **more})


class Year(Question):
    """A year in figures of any script."""

    numeric = True

    def read(self, text: str) -> int:
        year = int(text) if text.isdecimal() and len(text) == 4 else 0
        this_year = dt.datetime.now(dt.UTC).year
        if not EARLIEST_YEAR <= year <= this_year:
            told = _("Enter a year in four figures, from %(first)d to %(last)d.")
            raise ValidationError(told % {"first": EARLIEST_YEAR, "last": this_year})
        return year


class Offering(Shared, forms.ChoiceField):
    """A question with answers to choose from, in the order in which they are shown: pairs of value and words."""

    _offered: Choices

    @property
    def choices(self) -> Choices:
        return self._offered

    @choices.setter
    def choices(self, offered: Any) -> None:
        self._offered = list(offered)

    def offering(self, offered: Choices) -> Self:
        """The same question with other answers, for one form."""
        own = copy.copy(self)
        own.choices = offered
        return own


class Choice(Offering):
    """One of a few, all in sight. drawn: "radios" or "select". hints: a sentence under some of the values."""

    several: ClassVar[bool] = False

    def __init__(
        self,
        label: Words,
        *,
        choices: Any = (),
        hint: Words = "",
        missing: Words = "",
        drawn: str = "radios",
        hints: dict[str, Words] | None = None,
    ) -> None:
        super().__init__(label=label, help_text=hint, required=bool(missing), choices=choices)
        self.kind, self.hints, self.missing = drawn, hints or {}, missing
        self.error_messages["invalid_choice"] = NOT_IN_LIST
        if missing:
            self.error_messages["required"] = missing


class Several(Offering, forms.MultipleChoiceField):
    """Any number of many. folded: drawn closed until somebody opens it, for the long lists."""

    kind: ClassVar[str] = "checks"
    several: ClassVar[bool] = True

    def __init__(
        self, label: Words, *, choices: Any = (), hint: Words = "", missing: Words = "", folded: bool = False
    ) -> None:
        super().__init__(label=label, help_text=hint, required=bool(missing), choices=choices)
        self.folded, self.missing = folded, missing
        self.error_messages["invalid_choice"] = NOT_IN_LIST
        if missing:
            self.error_messages["required"] = missing


class Box(Shared):
    """One box to tick. statement: the words beside it, if they are not the label itself."""

    kind: ClassVar[str] = "box"
    several: ClassVar[bool] = False
    TICKED = "yes"

    def __init__(self, label: Words, *, hint: Words = "", missing: Words = "") -> None:
        super().__init__(label=label, help_text=hint, required=False)
        self.missing = missing

    def clean(self, value: Any) -> bool:
        ticked = bool(value == self.TICKED)
        if self.missing and not ticked:
            raise ValidationError(self.missing, code="required")
        return ticked


def email_address(text: str) -> str:
    try:
        found = email_validator.validate_email(text, check_deliverability=False)
    except email_validator.EmailNotValidError as error:
        raise ValidationError(
            _("Enter an e-mail address with an @ and a full domain, as in name@example.org.")
        ) from error
    return found.normalized


_URL = URLValidator(schemes=["http", "https"])


def web_address(text: str) -> str:
    """Return an address as the register keeps it; letters of any script are allowed in it."""
    problem = _("Enter the address of a website, as in https://example.org")
    try:
        address = contact_details.website(text)
        _URL(address)
    except (ValidationError, ValueError) as error:
        raise ValidationError(problem) from error
    return address
