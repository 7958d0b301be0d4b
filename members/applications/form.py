"""What the five steps have in common: sections of questions, what was typed, and how an answer reads.

A step is shown with what was typed whether it is valid or not; its checks run only where somebody asks for `problems`.
The lists to choose from (countries, issues, situations) are handed in: situations are pages, which this app does not
know.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from cicc_site.multilingual.values import Localized
from members import contact_details
from members.applications import typed
from members.applications.fields import Box, Choices, Offering, Phone
from members.applications.typed import Posted, Typed
from members.models import Country

INVALID = mark_safe(' aria-invalid="true"')


@dataclass(frozen=True)
class Lists:
    """What the form offers to choose from, in the order of the reader: (code, name)."""

    countries: list[tuple[str, Localized]] = field(default_factory=list)
    issues: list[tuple[str, Localized]] = field(default_factory=list)
    situations: list[tuple[str, Localized]] = field(default_factory=list)
    # The two-letter codes of those countries, by which telephone numbers are read.
    regions: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)  # not frozen: 250 of them are made at once
class Option:
    value: str
    label: Any
    hint: str
    chosen: bool
    id: str

    @property
    def attrs(self) -> str:
        """Language and direction of a name that is not in the reader's language."""
        return getattr(self.label, "attrs", "")


class Asked:
    """One question as it stands on a page: with what was typed, and with what is wrong once that was asked for."""

    def __init__(self, form: StepForm, name: str) -> None:
        self.form, self.name = form, name
        self.field = cast(Any, form.fields[name])
        self.kind = str(self.field.kind)
        self.id = f"id_{name}"
        self.value: Any = form.data.get(name) or ""

    @cached_property
    def label(self) -> str:
        return str(self.field.label)

    @cached_property
    def hint(self) -> str:
        return str(self.field.help_text)

    @property
    def needed(self) -> bool:
        return bool(self.field.missing)

    @property
    def is_optional(self) -> bool:
        """Whether nothing is lost without an answer: neither needed nor one of several of which one is."""
        return not self.needed and not getattr(self.field, "either", False)

    @cached_property
    def problems(self) -> list[str]:
        return [str(text) for text in self.form.errors.get(self.name, ())] if self.form.checked else []

    @property
    def focus(self) -> str:
        """The element that a link to this question leads to."""
        return f"{self.id}_0" if self.kind in {"radios", "checks"} else self.id

    @cached_property
    def aria(self) -> SafeString:
        """For the element that is filled in: whether it is wrong, and where it is described."""
        invalid = INVALID if self.problems else SafeString("")
        if not self.described_by:
            return invalid
        return format_html('{} aria-describedby="{}"', invalid, self.described_by)

    @cached_property
    def described_by(self) -> str:
        found = [f"{self.id}_hint"] if self.hint else []
        found += [f"{self.id}_problem"] if self.problems else []
        found += [f"{self.id}_count"] if getattr(self.field, "words", None) else []
        return " ".join(found)

    @property
    def in_area(self) -> str:
        """The text after the line end that browsers drop at the start of a textarea: else they would drop its own."""
        return f"\n{self.value}"

    @cached_property
    def options(self) -> list[Option]:
        chosen = {str(text) for text in typed.texts(self.value)}
        hints = getattr(self.field, "hints", {})
        return [
            Option(str(code), label, str(hints.get(code, "")), str(code) in chosen, f"{self.id}_{number}")
            for number, (code, label) in enumerate(getattr(self.field, "choices", ()))
        ]

    @property
    def ticked(self) -> bool:
        return bool(self.value == Box.TICKED)

    @cached_property
    def answer(self) -> list[Any]:
        """What was answered, as a reader reads it: nothing, a line or several."""
        if isinstance(self.field, Offering):
            return [option.label for option in self.options if option.chosen and option.value]
        if isinstance(self.field, Box):
            return [self.label] if self.ticked else []
        return str(self.value).strip().split("\n") if str(self.value).strip() else []


@dataclass(frozen=True)
class Section:
    title: str
    intro: str
    questions: list[Asked]

    @property
    def says_something(self) -> bool:
        """Whether there is an answer; a box that is not ticked is one."""
        return any(question.answer or question.kind == "box" for question in self.questions)


# (title, what stands under it, names of the questions)
Layout = tuple[tuple[Any, Any, tuple[str, ...]], ...]


class StepForm(forms.Form):
    """values: what was typed. lists: what there is to choose from. country: alpha-3, where the phones are."""

    code: ClassVar[str]
    title: ClassVar[Any]
    layout: ClassVar[Layout]

    use_required_attribute = False

    def __init__(
        self, values: Mapping[str, Any], lists: Lists, *, country: str = "", checked: bool = False
    ) -> None:
        super().__init__(data=dict(values))
        self.lists, self.seat, self.checked = lists, country, checked
        self.fill_lists()

    def fill_lists(self) -> None:
        """Give the questions that need one their list."""

    def offer(self, name: str, choices: Choices) -> None:
        self.fields[name] = cast(Offering, self.fields[name]).offering(choices)

    @classmethod
    def read(cls, posted: Posted) -> Typed:
        """What was sent of this step, as it is kept."""
        several = [name for name, asked in cls.base_fields.items() if asked.several]  # type: ignore[attr-defined]
        return typed.read(posted, [name for name in cls.base_fields if name not in several], several)

    @cached_property
    def sections(self) -> list[Section]:
        return [
            Section(str(title), str(intro), [self.asked(name) for name in names])
            for title, intro, names in self.layout
        ]

    def asked(self, name: str) -> Asked:
        return Asked(self, name)

    @property
    def questions(self) -> list[Asked]:
        return [question for section in self.sections for question in section.questions]

    @cached_property
    def problems(self) -> list[tuple[Asked, str]]:
        """Each thing that is wrong, in the order of the page; none before the checks were asked for."""
        return [(question, text) for question in self.questions for text in question.problems]

    @property
    def passes(self) -> bool:
        return self.is_valid()

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        self.read_phones(found)
        self.check_together(found)
        return found

    def check_together(self, found: dict[str, Any]) -> None:
        """Check what depends on more than one answer."""

    def read_phones(self, found: dict[str, Any]) -> None:
        names = [name for name, asked in self.fields.items() if isinstance(asked, Phone) and found.get(name)]
        if not names:
            return
        country = self.dialled_in(found)
        region = self.lists.regions.get(country) or _region(country)
        for name in names:
            try:
                found[name] = contact_details.phone_number(found[name], region)
            except ValidationError as error:
                self.add_error(name, error)

    def dialled_in(self, found: dict[str, Any]) -> str:
        return self.seat

    def need(self, name: str, problem: Any, found: dict[str, Any]) -> None:
        """Say that an answer is needed here because of another one."""
        if not found.get(name) and name not in self.errors:
            self.add_error(name, ValidationError(problem, code="required"))


def _region(alpha3: str) -> str:
    """The two-letter code of a country that no list was read for."""
    return Country.objects.filter(alpha3=alpha3).values_list("alpha2", flat=True).first() or ""
