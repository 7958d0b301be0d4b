"""The confirmation of files that wait: one form per file, and what is made of them when all are right.

Rows with the same number become one work; its facts stand in the first of them. All is done in one transaction.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cicc_site import indexing, languages
from documents import keeping
from documents.desk import grouping, waiting
from documents.desk.confirm_rows import NEW, RowForm, symbol_of
from documents.models import WaitingFile, Work, WorkFile
from documents.models.work_columns import symbol_key
from documents.storage import Unreachable, away
from members.models import User


class Confirmation:
    """The forms of all files that wait for a person, and what follows of them."""

    def __init__(self, user: User, data: Any = None) -> None:
        self.user = user
        files = list(waiting.waiting_of(user))
        numbers = grouping.groups(files)
        most = max(len(files), *numbers.values(), 0)
        proposed = {each.pk: grouping.guess_of(each).get("symbol", "") for each in files}
        symbols = {each.pk: symbol_of(each, data) for each in files}
        known = grouping.works_with([*symbols.values(), *proposed.values()])
        self.rows = [
            RowForm(
                each,
                numbers[each.pk],
                most,
                _unique(
                    known.get(symbol_key(symbols[each.pk]), []), known.get(symbol_key(proposed[each.pk]), [])
                ),
                # A file that came after the page was opened has nothing in it: its own guesses stand.
                data if data is not None and f"file-{each.pk}-group" in data else None,
            )
            for each in files
        ]
        self.rows.sort(key=lambda row: (numbers[row.waiting.pk], row.waiting.pk))

    def remember(self) -> None:
        """Keep what was typed, whatever becomes of it."""
        waiting.remember({row.waiting: row.typed() for row in self.rows if row.is_bound})

    def is_valid(self) -> bool:
        """Whether every row that is wanted is right, alone and together with those of the same work."""
        taken = [row for row in self.rows if row.is_bound and row.data.get(row.add_prefix("take"))]
        unfit = {row.data.get(row.add_prefix("group")) for row in taken if not row.is_valid()}
        for rows in self.works():
            # What a work lacks may stand in the row that is wrong.
            if str(rows[0].cleaned_data["group"]) not in unfit:
                _check(rows)
        return all(row.is_valid() for row in taken)

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
            works = self.works()
            self._hold([row for rows in works for row in rows])
            return [self._make(rows) for rows in works]

    def _hold(self, rows: list[RowForm]) -> None:
        """Lock the waiting files: nobody else confirms or tidies them away. Some may be gone by now."""
        held = WaitingFile.objects.select_for_update().filter(pk__in=[row.waiting.pk for row in rows])
        there = {each.pk for each in held}
        gone = [row for row in rows if row.waiting.pk not in there]
        for row in gone:
            _say_gone(row)
        if gone:
            raise ValidationError("gone")

    def _make(self, rows: list[RowForm]) -> Work:
        first = rows[0].cleaned_data
        work = Work.objects.get(pk=first["existing"]) if first["existing"] != NEW else _new_work(rows)
        for row in rows:
            self._file(work, row)
        return work

    def _file(self, work: Work, row: RowForm) -> WorkFile:
        said, held = row.cleaned_data, row.waiting
        try:
            with held.file.storage.open(held.file.name or "", "rb") as stored:
                file = keeping.add_file(
                    work,
                    stored,
                    language=said["language"],
                    name=held.name,
                    media_type=held.media_type,
                    origin=said["origin"],
                    access=said["access"],
                    title=said["title"],
                    pages=row.guess.get("pages"),
                    by=self.user,
                )
        except keeping.SameBytes as same:
            _say_same(row, same.file)
            raise ValidationError("same") from None
        except FileNotFoundError:
            _say_gone(row)
            raise ValidationError("gone") from None
        except Unreachable as error:
            row.add_error(None, away(error))
            raise ValidationError("away") from None
        waiting.drop(held)
        return file


def _say_same(row: RowForm, file: WorkFile) -> None:
    row.add_error(None, gettext("The archive has exactly this file already: %(work)s.") % {"work": file.work})


def _say_gone(row: RowForm) -> None:
    """Confirmed by a second press of the button, say, or tidied away."""
    if same := keeping.same_bytes(row.waiting.sha256):
        _say_same(row, same)
    else:
        row.add_error(None, _("The file is not in the waiting place any more. Send it again."))


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
