"""What is held on a person, found by an e-mail address: the one search behind export and erasure.

Every column the models declare as personal is looked into (members/personal.py), and the free words of officers
besides. An address is the only key: a person who is merely named in a text is found by nobody but a reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.db.models import Q

from members import personal
from members.applications.states import State
from members.enums import MemberStatus
from members.models import (
    Application,
    ApplicationAnswers,
    DuplicatePair,
    RegisterChange,
    User,
)

# Free words of officers that are shown to officers in lists, and so are no personal columns.
WORDS: tuple[tuple[type[models.Model], str], ...] = ((RegisterChange, "reason"), (DuplicatePair, "why"))
# Which answers are about the person with the address in the first one.
PEOPLE = (
    ("main_email", ("main_name", "main_role", "main_phone", "main_signal")),
    ("second_email", ("second_name", "second_role", "second_phone")),
    ("general_email", ()),
)
SUBMITTER = ("submitter_name", "submitter_role")


class NoAddress(ValueError):
    pass


@dataclass(frozen=True)
class Held:
    """Rows of one table that hold the address."""

    model: type[models.Model]
    numbers: tuple[Any, ...]

    @property
    def label(self) -> str:
        return f"{self.model._meta.label} ({len(self.numbers)})"


@dataclass(frozen=True)
class Person:
    """email: lower case. own: the applications it applied with; others: those in which it is named. held: every row.
    is_staff: whether an account of the staff has this address; accounts are removed in the admin."""

    email: str
    own: tuple[int, ...]
    others: tuple[int, ...]
    held: tuple[Held, ...]
    is_staff: bool

    @property
    def is_known(self) -> bool:
        return bool(self.held)

    def rows(self, model: type[models.Model]) -> tuple[Any, ...]:
        return next((held.numbers for held in self.held if held.model is model), ())


def find(email: str) -> Person:
    """Look for everything. Raises NoAddress for what is no whole address: a part would find other people."""
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise NoAddress("This is not an e-mail address.") from None
    own = list(Application.objects.filter(email__iexact=email).order_by("pk").values_list("pk", flat=True))
    held = list(_held(email))
    named = {number for rows in held for number in _applications(rows)} - set(own)
    return Person(
        email=email,
        own=tuple(own),
        others=tuple(sorted(named)),
        held=tuple(held),
        is_staff=User.objects.filter(email__iexact=email).exists(),
    )


def _held(email: str) -> Iterator[Held]:
    for model in sorted(personal.columns(), key=lambda model: model._meta.label):
        numbers = tuple(row.pk for row in personal.holding(model, email).only("pk") if _surely(row, email))
        if numbers:
            yield Held(model, numbers)
    for model, column in WORDS:
        found = model._base_manager.filter(Q(**{f"{column}__icontains": email})).order_by("pk")
        if numbers := tuple(found.values_list("pk", flat=True)):
            yield Held(model, numbers)


def _surely(row: models.Model, email: str) -> bool:
    """Whether it is this address and not a longer one that ends or begins like it (ana@ within juana@)."""
    pattern = whole(email)
    return any(
        pattern.search(text) for name in personal.columns()[type(row)] for text in _texts(getattr(row, name))
    )


def _texts(value: Any) -> Iterator[str]:
    """The texts of a column as they are: written out as one, a line break before an address is a letter before it."""
    if isinstance(value, dict):
        value = [*value, *value.values()]
    if isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif value is not None:
        yield str(value)


def whole(email: str) -> re.Pattern[str]:
    """The pattern of an address that stands by itself."""
    return re.compile(rf"(?<![\w.+%-]){re.escape(email)}(?![\w-]|\.\w)", re.IGNORECASE)


def _applications(held: Held) -> list[int]:
    if held.model is Application:
        return list(held.numbers)
    names = {field.name for field in held.model._meta.concrete_fields}
    rows = held.model._base_manager.filter(pk__in=held.numbers)
    if "application" in names:
        return list(rows.values_list("application", flat=True))
    if "application_id" in names:
        return [pk for pk in rows.values_list("application_id", flat=True) if pk is not None]
    if "event" in names:
        return list(rows.values_list("event__application", flat=True))
    return []


def may_be_emptied(application: Application) -> bool:
    """Whether nothing rests on the answers any more: not those of an organization that is a member now. A decision that
    was taken back leaves an entry behind; a membership rests on an approval that stands."""
    organization = application.organization
    if application.state != State.APPROVED or organization is None:
        return True
    return (organization.merged_into or organization).status in {
        MemberStatus.LEFT,
        MemberStatus.DISSOLVED,
        MemberStatus.REMOVED,
    }


def columns_about(answers: ApplicationAnswers, email: str) -> list[str]:
    """The answers about a person: those beside the address, and who sent them where the person is the applicant."""
    found: list[str] = []
    for key, beside in PEOPLE:
        if getattr(answers, key).lower() == email:
            found += [key, *beside]
    if answers.application.email.lower() == email:
        found += SUBMITTER
    return found
