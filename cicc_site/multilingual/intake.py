"""Takes translations in from a file: checks each record against the site as it is now, reports, and then saves.

A record is taken as a whole or not at all, a field of it as a whole or not at all; one that is refused keeps no
other one out. The preview does the work as well and takes it back, so that it promises nothing that will not hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext, ngettext
from modelcluster.fields import ParentalKey

from cicc_site.multilingual import segments
from cicc_site.multilingual.freshness import Stamped, State, digest, freshness
from cicc_site.multilingual.models import TranslatedModel
from cicc_site.multilingual.reader import as_editor
from cicc_site.multilingual.segments import Pieces
from cicc_site.multilingual.tags import is_safe
from cicc_site.multilingual.units import Unit, fields, fill, units
from cicc_site.multilingual.xliff_reading import FINDABLE, ExchangeError, ReadDocument, ReadUnit, read


@dataclass(frozen=True, slots=True)
class Doors:
    """What the apps decide about an import.

    may: whether this person may edit a language. refusal: why this person may not change a record now, "" if so.
    newest: the newest draft of a record, to work on. save: keeps the record as a draft; where there are no drafts,
    as it is.
    """

    user: Any
    may: Callable[[Any, str], bool]
    refusal: Callable[[TranslatedModel, Any], str]
    newest: Callable[[TranslatedModel], TranslatedModel]
    save: Callable[[TranslatedModel, str, Any], None]


@dataclass(frozen=True, slots=True)
class SourceChange:
    """What changed in the English since the file was made. then, now: None for a text that was not, is not there."""

    label: str
    then: str | None
    now: str | None


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a text, and with it its field, is not taken. present: what the site has. tags: lost on the way."""

    label: str
    source: str
    target: str
    reason: str
    present: str = ""
    tags: str = ""


@dataclass
class Outcome:
    """What became, or would become, of one record."""

    original: str
    language: str
    instance: TranslatedModel | None = None
    refusal: str = ""
    changes: list[SourceChange] = field(default_factory=list)
    taken: int = 0
    unchanged: int = 0
    left: int = 0
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    review_owed: bool = False
    confirmed: bool = False
    has_conflicts: bool = False

    @property
    def is_refused(self) -> bool:
        return bool(self.refusal)

    @property
    def has_news(self) -> bool:
        return not self.refusal and (self.taken > 0 or self.confirmed)


class _Refused(Exception):
    """This record is not taken: the sentence says why."""


def take_in(data: bytes, doors: Doors, *, apply: bool, replace: bool = False) -> list[Outcome]:
    """Look at a file and, with `apply`, save what is fine. Raises ExchangeError for a file that is none of ours.

    replace: take also what was changed on the site since the file was made; otherwise it is refused and named.
    """
    return [_one(document, doors, apply, replace) for document in read(data)]


def _one(document: ReadDocument, doors: Doors, apply: bool, replace: bool) -> Outcome:
    outcome = Outcome(document.original, document.language)
    try:
        with as_editor(), transaction.atomic():
            instance = _find(document, doors, outcome)
            _check_version(document, instance, outcome)
            _take(document, instance, outcome, replace)
            if outcome.has_news:
                doors.save(instance, document.language, doors.user)
            transaction.set_rollback(not apply)
    except _Refused as refused:
        outcome.refusal = str(refused)
    except ValidationError as error:
        outcome.refusal = gettext("The site would not accept it: %(reasons)s") % {
            "reasons": " ".join(error.messages)
        }
    except IntegrityError:
        outcome.refusal = gettext("Somebody changed it at the same moment. Send the file once more.")
    return outcome


def _find(document: ReadDocument, doors: Doors, outcome: Outcome) -> TranslatedModel:
    """Return the newest draft of the record that a document is about."""
    if document.mistake:
        raise _Refused(document.mistake)
    instance = _stored(document.original)
    if instance is None:
        raise _Refused(
            gettext("There is no such record here: it was deleted, or the file is from another site.")
        )
    outcome.instance = instance
    if not doors.may(doors.user, document.language):
        raise _Refused(gettext("You may not edit texts in this language."))
    if refusal := doors.refusal(instance, doors.user):
        raise _Refused(refusal)
    outcome.instance = doors.newest(instance)
    return outcome.instance


def _stored(original: str) -> TranslatedModel | None:
    match = FINDABLE.fullmatch(original)
    if match is None:
        return None
    try:
        model = apps.get_model(match["model"])
    except (LookupError, ValueError):
        return None
    if not is_exchanged(model):
        return None
    # Two imports of one record wait for one another.
    records = model._base_manager.select_for_update().filter(pk=int(match["key"]))
    found: TranslatedModel | None = records.first()
    return found


def is_exchanged(model: type[models.Model]) -> bool:
    """Whether records of a model travel by themselves: those with texts, except rows that belong to another record."""
    return (
        issubclass(model, TranslatedModel)
        and not model._meta.abstract
        and not any(isinstance(each, ParentalKey) for each in model._meta.get_fields())
    )


def original_of(instance: models.Model) -> str:
    """Return the name under which a record travels: `pages.CourtUpdatePage:123`."""
    return f"{instance._meta.app_label}.{instance._meta.object_name}:{instance.pk}"


# --- Is it about the English as it is now? ---------------------------------------------------------------------


def _check_version(document: ReadDocument, instance: TranslatedModel, outcome: Outcome) -> None:
    if document.digest == digest(instance):
        return
    outcome.changes = source_changes(document.units, units(instance, document.language))
    # The digest also counts pictures and links: where no text differs the translation fits.
    if outcome.changes:
        raise _Refused(gettext("The English has changed since the file was made. Export it once more."))


def source_changes(then: Iterable[ReadUnit], now: Iterable[Unit]) -> list[SourceChange]:
    """Return what differs between the English a file was made from and the present one, text by text."""
    old = {unit.path: segments.wording(unit.source) for unit in then}
    new = {unit.path: unit for unit in now}
    changes = []
    for path, unit in new.items():
        text = segments.wording(unit.source)
        if path not in old:
            changes.append(SourceChange(unit.label, None, text))
        elif _folded(old[path]) != _folded(text):
            changes.append(SourceChange(unit.label, old[path], text))
    changes += [SourceChange("", text, None) for path, text in old.items() if path not in new]
    return changes


def _folded(text: str) -> str:
    """Some tools change blanks and ends of lines; that makes no other text of it."""
    return " ".join(text.split())


# --- Taking ------------------------------------------------------------------------------------------------------


def _take(document: ReadDocument, instance: TranslatedModel, outcome: Outcome, replace: bool) -> None:
    """Put the translations that are fine into the record, in memory, and write down what became of each."""
    known = {unit.path: unit for unit in units(instance, document.language)}
    good: dict[str, ReadUnit] = {}
    refused: set[str] = set()
    for given in document.units:
        unit = known.get(given.path)
        if given.locked or given.target is None:
            outcome.left += unit is not None and unit.target is None
        elif unit is None:
            outcome.problems.append(_problem(None, given, gettext("This text is no longer in the English.")))
        elif _is_as_before(given, unit):
            outcome.unchanged += 1
        elif reason := _reason(given, unit, outcome, replace):
            refused.add(unit.field)
            outcome.problems.append(_problem(unit, given, reason))
        else:
            good[given.path] = given
    good = {path: given for path, given in good.items() if known[path].field not in refused}
    texts = {path: given.target for path, given in good.items() if given.target is not None}
    taken = _fill(instance, document.language, known, texts, outcome)
    outcome.review_owed = any(good[path].owed for path in taken)
    labels = {each.key: each.label for each in fields(instance)}
    outcome.notes += [
        gettext("%(field)s: stays as it is until the problems named here are mended.")
        % {"field": labels[key]}
        for key in labels
        if key in refused
    ]
    _declare(instance, document, outcome)


def _is_as_before(given: ReadUnit, unit: Unit) -> bool:
    """Whether a translation is what the site has, or what was sent out: then the site's own word stands."""
    target = segments.trimmed(given.target or ()) if unit.rich else given.target or ()
    return target == unit.target or segments.fingerprint(target) == given.sent


def _fill(
    instance: TranslatedModel,
    language: str,
    known: dict[str, Unit],
    texts: dict[str, Pieces],
    outcome: Outcome,
) -> list[str]:
    """Fill the record in memory; return the paths of the texts that were taken."""
    taken: list[str] = []
    for filled in fill(instance, language, texts):
        own = [path for path in texts if known[path].field == filled.field.key]
        if filled.incomplete:
            outcome.notes.append(_incomplete(filled.field.label, len(filled.incomplete)))
            continue
        taken += own
        outcome.notes += [
            gettext("%(part)s: the parts were arranged otherwise than in English, and are built anew.")
            % {"part": part}
            for part in filled.replaced
        ]
        outcome.notes += [
            gettext("%(part)s: stays as it is in this language, other than in English.") % {"part": part}
            for part in filled.differing
        ]
    outcome.taken = len(taken)
    return taken


def _reason(given: ReadUnit, unit: Unit, outcome: Outcome, replace: bool) -> str:
    """Return why the translation of one text cannot be taken; "" when it can."""
    target = given.target or ()
    if not replace and given.sent and given.sent != segments.fingerprint(unit.target or ()):
        outcome.has_conflicts = True
        return gettext("Somebody has changed this translation on the site since the file was made.")
    mistake = segments.code_mistake(target, unit.source)
    if mistake and (unit.target is None or segments.code_mistake(target, unit.target)):
        return {
            "lost": gettext("A tag of the English is missing, such as a link or bold letters."),
            "added": gettext("It has a tag that the English does not have."),
            "moved": gettext("Its tags are in another order than they can be."),
        }[mistake]
    unsafe = (
        unit.codes.native(piece)
        for piece in target
        if not isinstance(piece, str) and piece.kind in ("open", "alone", "stray")
    )
    if unit.rich and not all(is_safe(native, unit.features) for native in unsafe):
        return gettext("The English has a tag here that may not stand on a page.")
    length = len(segments.plain_text(target, unit.codes))
    if unit.limit and not unit.rich and length > unit.limit:
        return gettext("It is too long: %(length)s characters, %(limit)s at most.") % {
            "length": length,
            "limit": unit.limit,
        }
    return ""


def _problem(unit: Unit | None, given: ReadUnit, reason: str) -> Problem:
    return Problem(
        unit.label if unit else "",
        segments.shown(given.source),
        segments.shown(given.target or ()),
        reason,
        segments.shown(unit.target or ()) if unit else "",
        " ".join(_lost_tags(given, unit)) if unit else "",
    )


def _lost_tags(given: ReadUnit, unit: Unit) -> list[str]:
    """Return the tags of the English that a translation lacks, as they are stored."""
    have = segments.code_numbers(given.target or ())
    lost = [
        code for code in unit.source if not isinstance(code, str) and (code.number, code.kind) not in have
    ]
    return [unit.codes.native(code) for code in lost if code.kind != "close"]


def _incomplete(label: str, count: int) -> str:
    return ngettext(
        "%(field)s: not taken, for %(count)s text of it has no translation. It is shown as a whole or in English.",
        "%(field)s: not taken, for %(count)s texts of it have no translation. It is shown as a whole or in English.",
        count,
    ) % {"field": label, "count": count}


def _declare(instance: TranslatedModel, document: ReadDocument, outcome: Outcome) -> None:
    """Say how fresh the translation is now: current when nothing is missing, with a mark where a review is owed."""
    if not isinstance(instance, Stamped):
        return
    language = document.language
    whole = all(unit.target is not None for unit in units(instance, language))
    vouched = bool(document.units) and all(unit.final or unit.locked for unit in document.units)
    if outcome.taken:
        if whole and not outcome.problems:
            instance.declare_current([language], review_owed=outcome.review_owed)
        else:
            instance.declare_unfinished([language])
    elif whole and vouched and not outcome.problems:
        before = freshness(instance, language)
        if before.state == State.OUTDATED or before.review_owed:
            instance.declare_current([language])
            outcome.confirmed = True


__all__ = [
    "Doors",
    "ExchangeError",
    "Outcome",
    "Problem",
    "SourceChange",
    "is_exchanged",
    "original_of",
    "source_changes",
    "take_in",
]
