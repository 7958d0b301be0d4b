"""The confirmation of files that wait: one form per file, and what is made of them when all are right.

Rows with the same number become one work; its facts stand in the first of them. All is done in one transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cicc_site import indexing, languages
from documents import keeping
from documents.desk import grouping, receiving
from documents.desk.fields import LanguageField, PartialDateField
from documents.desk.listing import when
from documents.enums import Access, Origin, WorkKind
from documents.models import WaitingFile, Work, WorkFile
from documents.models.work_columns import symbol_key
from members.models import User

NEW = "new"


class RowForm(forms.Form):
    """One file. `group` says which rows are one work; kind, symbol, date and English title are those of the work."""

    take = forms.BooleanField(label=_("Take this file in now"), required=False)
    group = forms.TypedChoiceField(label=capfirst(_("work")), coerce=int)
    existing = forms.ChoiceField(label=_("New or known"), required=False)
    symbol = forms.CharField(
        label=capfirst(_("symbol")),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )
    kind = forms.ChoiceField(
        label=capfirst(_("kind")), choices=[("", "—"), *WorkKind.choices], required=False
    )
    date = PartialDateField(
        label=capfirst(_("date")), required=False, max_length=10,
        widget=forms.TextInput(attrs={"dir": "ltr", "placeholder": "2010-06-11"}),
    )  # fmt: skip
    language = LanguageField(label=capfirst(_("language")), required=False)
    origin = forms.ChoiceField(label=capfirst(_("origin")), choices=Origin.choices)
    access = forms.ChoiceField(label=capfirst(_("access")), choices=Access.choices)
    title = forms.CharField(
        label=_("Title in the language of the file"), max_length=500, required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )  # fmt: skip
    title_en = forms.CharField(
        label=_("English title of the work"), max_length=500, required=False,
        help_text=_("Only of a new work without a file in English."),
    )  # fmt: skip
    replaces = forms.BooleanField(label=_("It is a new version of the file in this language"), required=False)

    def __init__(
        self, waiting: WaitingFile, group: int, count: int, works: Sequence[Work], *args: Any, **kwargs: Any
    ) -> None:
        self.waiting = waiting
        guess = grouping.guess_of(waiting)
        initial = {
            **{name: guess.get(name, "") for name in ("symbol", "kind", "date", "language", "title")},
            "take": True,
            "group": group,
            "existing": str(works[0].pk) if works else NEW,
            "origin": Origin.ORIGINAL,
            "access": Access.PUBLIC,
        }
        kwargs |= {"prefix": f"file-{waiting.pk}", "initial": initial}
        super().__init__(*args, **kwargs)
        self.guess = guess
        self.fields["group"].choices = [  # type: ignore[attr-defined]
            (number, gettext("Work %(number)s") % {"number": number}) for number in range(1, count + 1)
        ]
        self.fields["existing"].choices = [  # type: ignore[attr-defined]
            (NEW, gettext("A new work")),
            *((str(work.pk), f"{work} ({when(work)})" if work.when else str(work)) for work in works),
        ]

    def clean(self) -> Any:
        cleaned = super().clean() or {}
        if cleaned.get("take") and not cleaned.get("language") and "language" not in self.errors:
            self.add_error("language", _("Say which language the file is in."))
        return cleaned

    @property
    def wanted(self) -> bool:
        return self.is_valid() and bool(self.cleaned_data["take"])


class Confirmation:
    """The forms of all files that wait for a person, and what follows of them."""

    def __init__(self, user: User, data: Any = None) -> None:
        self.user = user
        waiting = list(receiving.waiting_of(user))
        numbers = grouping.groups(waiting)
        symbols = {
            each.pk: (data or {}).get(f"file-{each.pk}-symbol", grouping.guess_of(each).get("symbol", ""))
            for each in waiting
        }
        known = grouping.works_with(
            [*symbols.values(), *(grouping.guess_of(e).get("symbol", "") for e in waiting)]
        )
        self.rows = [
            RowForm(
                each,
                numbers[each.pk],
                len(waiting),
                _unique(
                    known.get(symbol_key(symbols[each.pk]), []),
                    known.get(symbol_key(grouping.guess_of(each).get("symbol", "")), []),
                ),
                # A file that came after the page was opened has nothing in it: its own guesses stand.
                data if data is not None and f"file-{each.pk}-group" in data else None,
            )
            for each in waiting
        ]
        self.rows.sort(key=lambda row: (numbers[row.waiting.pk], row.waiting.pk))

    def is_valid(self) -> bool:
        """Whether every row that is wanted is right, alone and together with those of the same work."""
        taken = [row for row in self.rows if row.is_bound]
        wrong = [row for row in taken if not row.is_valid() and row.data.get(row.add_prefix("take"))]
        if wrong:
            return False
        for rows in self.works():
            _check(rows)
        return all(row.is_valid() for row in taken if row.data.get(row.add_prefix("take")))

    def works(self) -> list[list[RowForm]]:
        """The rows that are wanted, those of one work together."""
        found: dict[int, list[RowForm]] = {}
        for row in self.rows:
            if row.is_bound and row.wanted:
                found.setdefault(row.cleaned_data["group"], []).append(row)
        return list(found.values())

    def make(self) -> list[Work]:
        """Make works and files, and forget the waiting ones; raises ValidationError, with nothing done."""
        with indexing.together():
            return [self._make(rows) for rows in self.works()]

    def _make(self, rows: list[RowForm]) -> Work:
        first = rows[0].cleaned_data
        work = Work.objects.get(pk=first["existing"]) if first["existing"] != NEW else _new_work(rows)
        for row in rows:
            self._file(work, row)
        return work

    def _file(self, work: Work, row: RowForm) -> WorkFile:
        said, waiting = row.cleaned_data, row.waiting
        try:
            with waiting.file.storage.open(waiting.file.name or "", "rb") as stored:
                file = keeping.add_file(
                    work,
                    stored,
                    language=said["language"],
                    name=waiting.name,
                    media_type=waiting.media_type,
                    origin=said["origin"],
                    access=said["access"],
                    title=said["title"],
                    pages=row.guess.get("pages"),
                    by=self.user,
                )
        except keeping.SameBytes as same:
            row.add_error(
                None,
                gettext("The archive has exactly this file already: %(work)s.") % {"work": same.file.work},
            )
            raise ValidationError("same") from None
        except FileNotFoundError:
            row.add_error(None, _("The file is not in the waiting place any more. Send it again."))
            raise ValidationError("gone") from None
        receiving.drop(waiting)
        return file


def _unique(*lists: list[Work]) -> list[Work]:
    return list({work.pk: work for found in lists for work in found}.values())


def _check(rows: list[RowForm]) -> None:
    """Put an error at each row that cannot be with the others of its work."""
    first, seen = rows[0].cleaned_data, set()
    existing = first["existing"]
    for row in rows:
        said = row.cleaned_data
        language = said["language"]  # an error takes it out of what is clean
        if language in seen:
            row.add_error("language", _("Two files of one work are in the same language."))
        seen.add(language)
        if said.get("existing") != existing:
            row.add_error("existing", _("Files of one work belong to one: choose the same."))
        for name in ("symbol", "kind", "date"):
            if said.get(name) and first.get(name) and said[name] != first[name]:
                row.add_error(name, _("The other files of this work say something else."))
    if any(row.errors for row in rows):
        return
    if existing == NEW:
        _check_new(rows)
    else:
        _check_known(rows)


def _check_new(rows: list[RowForm]) -> None:
    if not _first(rows, "kind"):
        rows[0].add_error("kind", _("Say what kind of document it is."))
    if not english_title(rows):
        english = next((row for row in rows if row.cleaned_data["language"] == "en"), None)
        if english is not None:
            english.add_error("title", _("A work needs a title."))
        else:
            rows[0].add_error("title_en", _("A new work needs an English title."))


def _check_known(rows: list[RowForm]) -> None:
    held = WorkFile.objects.current().filter(work=rows[0].cleaned_data["existing"])
    present = set(held.values_list("language", flat=True))
    for row in rows:
        if row.cleaned_data["language"] in present and not row.cleaned_data["replaces"]:
            row.add_error(
                "replaces", _("The work has a file in this language. Tick this if yours replaces it.")
            )


def _first(rows: list[RowForm], name: str) -> Any:
    return next((row.cleaned_data[name] for row in rows if row.cleaned_data.get(name)), "")


def english_title(rows: list[RowForm]) -> str:
    in_english = (row.cleaned_data["title"] for row in rows if row.cleaned_data["language"] == "en")
    return str(_first(rows, "title_en") or next(in_english, ""))


def _new_work(rows: list[RowForm]) -> Work:
    date = _first(rows, "date")
    work = Work(symbol=_first(rows, "symbol"), kind=_first(rows, "kind"))
    if date:
        work.date, work.precision = date.date, date.precision
    for row in rows:
        if row.cleaned_data["language"] in languages.codes():
            setattr(work, f"title_{row.cleaned_data['language']}", row.cleaned_data["title"])
    work.title_en = english_title(rows)
    work.full_clean(exclude=["title"])
    work.save()
    return work
