"""Is a translation still true to its English source? Decided by content, never by the time of a save.

Each record of `Stamped` keeps, beside its texts, a stamp per language: for English the digest of the present source
and the day it became so; for a translation the digest of the English it was last declared to match, and that day.
The stamps are part of a revision, so that drafts, reverts, schedules and merges carry the truth with the text.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import html
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, TypedDict

from django.db import models
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from modelcluster.models import get_all_child_relations
from modeltranslation.utils import build_localized_fieldname
from wagtail.blocks import StreamValue

from cicc_site import languages
from cicc_site.multilingual import changes, diff
from cicc_site.multilingual.models import TranslatedModel
from cicc_site.multilingual.values import canonical, has_meaning

SOURCE = languages.DEFAULT_LANGUAGE
DIGITS = 16  # of a digest: enough that no two sources of one record ever share it
_TAG = re.compile(r"<[^<>]*>")
_PARAGRAPH_END = re.compile(r"</(?:p|h\d|li|td|th|tr|blockquote)>|<br\s*/?>")


class Stamp(TypedDict, total=False):
    """digest: of the English source. on: ISO 8601 in UTC. owed: somebody should still read it through."""

    digest: str
    on: str
    owed: bool


class State(models.TextChoices):
    """How a translation stands. "Current" may bear a mark that a review is owed."""

    MISSING = "missing", _("missing")
    DRAFT = "draft", _("draft")
    CURRENT = "current", _("current")
    OUTDATED = "outdated", _("outdated")


@dataclass(frozen=True, slots=True)
class Freshness:
    """A translation as it stands: its state, whether a review is owed, and the two dates a reader may be told."""

    language: str
    state: State
    review_owed: bool = False
    source_on: dt.datetime | None = None
    translated_on: dt.datetime | None = None

    @property
    def is_outdated(self) -> bool:
        return self.state == State.OUTDATED


class Stamped(TranslatedModel):
    """A translated record that knows how fresh each of its translations is."""

    stamps = models.JSONField(default=dict, blank=True, editable=False)

    # The columns beside the texts that decide how a translation stands.
    columns_of_states: ClassVar[frozenset[str]] = frozenset({"stamps"})

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> Any:
        only = kwargs.get("update_fields")
        has_texts = only is None or bool(set(only) & set(self.language_columns()))
        if has_texts:
            self.declare_what_changed()
            self.refresh_stamps()
            if only is not None:
                kwargs["update_fields"] = [*only, "stamps"]
        result = super().save(*args, **kwargs)
        if has_texts or self.columns_of_states & set(only or ()):
            changes.changed(self)
        return result

    def declare_what_changed(self) -> None:
        """A record without drafts goes public as it is saved: a translation that was written anew is current."""
        stored = type(self)._base_manager.filter(pk=self.pk).first() if self.pk else None
        if stored is None:
            return
        if not stored.stamps:
            # Loaded in bulk: what stood there side by side matched.
            stored.refresh_stamps()
            self.stamps = stored.stamps
        self.declare_current(
            code
            for code in languages.translation_codes()
            if any(
                getattr(self, column) != getattr(stored, column)
                for column in self.language_columns()
                if column.endswith(f"_{code}") and column not in self.get_deferred_fields()
            )
        )

    def refresh_stamps(self) -> None:
        """Bring the English digest up to date; a translation that appears without a declaration is current."""
        present = digest(self)
        stamps: dict[str, Stamp] = dict(self.stamps or {})
        if stamps.get(SOURCE, {}).get("digest") != present:
            stamps[SOURCE] = {"digest": present, "on": _now()}
        appeared = False
        for code in languages.translation_codes():
            if not has_text(self, code):
                stamps.pop(code, None)
            elif code not in stamps:
                stamps[code] = {"digest": present, "on": _now()}
                appeared = True
        self.stamps = stamps
        if appeared:
            keep_source(self, present)

    def declare_current(self, codes: Iterable[str], *, review_owed: bool = False) -> None:
        """Say that the texts in these languages match the English as it stands in this object. Saves nothing."""
        codes = list(codes)
        if not codes:
            return
        present = digest(self)
        stamps: dict[str, Stamp] = dict(self.stamps or {})
        for code in codes:
            if code != SOURCE and has_text(self, code):
                stamps[code] = {"digest": present, "on": _now(), **({"owed": True} if review_owed else {})}
        self.stamps = stamps
        keep_source(self, present)

    def declare_unfinished(self, codes: Iterable[str]) -> None:
        """Say that the texts in these languages do not match the English yet: work goes on. Saves nothing."""
        stamps: dict[str, Stamp] = dict(self.stamps or {})
        for code in codes:
            if code != SOURCE and has_text(self, code):
                stamps[code] = {**stamps.get(code, {"on": _now()}), "digest": ""}
        self.stamps = stamps

    def keep_current(self, before: dict[str, Stamp] | None) -> None:
        """After a minor edit of the English: what was current before it stays so, and the English keeps its day."""
        before = before or {}
        former = before.get(SOURCE, {}).get("digest")
        present = digest(self)
        stamps: dict[str, Stamp] = dict(self.stamps or {})
        for code in languages.translation_codes():
            if former and code in stamps and stamps[code].get("digest") == former:
                stamps[code] = {**stamps[code], "digest": present}
        stamps[SOURCE] = {"digest": present, "on": before.get(SOURCE, {}).get("on") or _now()}
        self.stamps = stamps
        keep_source(self, present)


# --- States ----------------------------------------------------------------------------------------------


def freshness(instance: Stamped, language: str, *, is_there: bool | None = None) -> Freshness:
    """Return how the text of `language` stands towards the English in the same object (live row or draft).

    Needs no query. "Draft" is for the caller to say: one object cannot know whether another one is public.
    is_there: whether anything is written in the language, where the object does not hold all texts of its row.
    """
    stamps: dict[str, Stamp] = instance.stamps or {}
    source_on = _moment(stamps.get(SOURCE, {}).get("on"))
    if not (has_text(instance, language) if is_there is None else is_there):
        return Freshness(language, State.MISSING, source_on=source_on)
    stamp = stamps.get(language, {})
    present = stamps.get(SOURCE, {}).get("digest")
    outdated = language != SOURCE and bool(stamp) and stamp.get("digest") != present
    return Freshness(
        language,
        State.OUTDATED if outdated else State.CURRENT,
        review_owed=not outdated and bool(stamp.get("owed")),
        source_on=source_on,
        translated_on=_moment(stamp.get("on")),
    )


def has_text(instance: TranslatedModel, language: str) -> bool:
    """Whether anything at all is written in a language."""
    return any(
        has_meaning(getattr(instance, build_localized_fieldname(field, language)))
        for field in instance.translated_fields()
        if build_localized_fieldname(field, language) not in instance.get_deferred_fields()
    )


def speaks_of(stamps: dict[str, Stamp], code: str, present: str | None) -> bool:
    """Whether what `stamps` say of a translation concerns the English with the digest `present`, not another one."""
    return code in stamps and present in (stamps[code].get("digest"), stamps.get(SOURCE, {}).get("digest"))


# --- The source ------------------------------------------------------------------------------------------


def digest(instance: TranslatedModel) -> str:
    """Return a hash of what the English says. Order of blocks, their ids and what says nothing do not count."""
    source = json.dumps(list(_source(instance)), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(source.encode()).hexdigest()[:DIGITS]


def _source(instance: TranslatedModel) -> Iterator[Any]:
    for field in instance.translated_fields():
        value = getattr(instance, build_localized_fieldname(field, SOURCE))
        if has_meaning(value):
            yield [field, sorted(_leaves(_stored(value)))]
    for _name, child in _children(instance):
        yield from _source(child)


def source_texts(instance: TranslatedModel, *, missing_in: str | None = None) -> dict[str, str]:
    """Return {field: English text without tags, a line per paragraph}, in declared order: what a word diff compares.

    missing_in: only what has no translation into this language.
    """
    texts: dict[str, str] = {}
    for field in instance.translated_fields():
        if missing_in and has_meaning(getattr(instance, build_localized_fieldname(field, missing_in))):
            continue
        value = getattr(instance, build_localized_fieldname(field, SOURCE))
        if has_meaning(value):
            texts[field] = "\n".join(line for leaf in _texts(_stored(value)) for line in plain(leaf))
    for number, (name, child) in enumerate(_children(instance), start=1):
        below = source_texts(child, missing_in=missing_in)
        texts.update({f"{name} {number} {key}": text for key, text in below.items()})
    return texts


def stored_source_texts(
    model: type[models.Model], content: dict[str, Any], *, missing_in: str | None = None
) -> dict[str, str]:
    """The same of a content as a version stores it, without making an object of it: no query."""
    texts: dict[str, str] = {}
    if issubclass(model, TranslatedModel):
        for field in model.translated_fields():
            if missing_in and stored_lines(content.get(build_localized_fieldname(field, missing_in))):
                continue
            lines = stored_lines(content.get(build_localized_fieldname(field, SOURCE)))
            if lines:
                texts[field] = "\n".join(lines)
    rows = [
        (relation, row)
        for relation in get_all_child_relations(model)
        if issubclass(relation.related_model, TranslatedModel)
        for row in content.get(relation.get_accessor_name()) or []
    ]
    for number, (relation, row) in enumerate(rows, start=1):
        below = stored_source_texts(relation.related_model, row, missing_in=missing_in)
        place = f"{relation.get_accessor_name()} {number}"
        texts.update({f"{place} {key}": text for key, text in below.items()})
    return texts


def stored_lines(value: Any) -> list[str]:
    """Return the paragraphs of a value as a version stores it: a text, a rich text, or a stream written as JSON."""
    if isinstance(value, str) and value.startswith("["):
        try:
            value = json.loads(value)
        except ValueError:
            return plain(value)
    return [line for text in _texts(value) for line in plain(text)]


def plain(text: str) -> list[str]:
    """Return the paragraphs of a plain or rich text without their tags."""
    if "<" in text:
        text = html.unescape(_TAG.sub("", _PARAGRAPH_END.sub("\n", text)))
    return [line.strip() for line in text.splitlines() if line.strip()]


def _children(instance: models.Model) -> Iterator[tuple[str, TranslatedModel]]:
    for relation in get_all_child_relations(instance):
        if issubclass(relation.related_model, TranslatedModel):
            name = relation.get_accessor_name()
            for child in getattr(instance, name).all():
                yield name, child


def _stored(value: Any) -> Any:
    return value.get_prep_value() if isinstance(value, StreamValue) else str(value)


def _leaves(value: Any, place: str = "") -> Iterator[str]:
    """Every scalar of a stored value behind the kind of block it stands in, whatever its place in the order."""
    if isinstance(value, dict):
        kind = str(value.get("type", ""))
        for key, item in value.items():
            if key not in ("id", "type"):
                yield from _leaves(item, f"{place}/{kind}{key}")
    elif isinstance(value, list):
        for item in value:
            yield from _leaves(item, place)
    elif value not in (None, ""):
        yield f"{place}={canonical(str(value)).strip()}"


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        # In the order in which PostgreSQL keeps keys: before and after a save the same text reads the same.
        for key in sorted(value, key=lambda name: (len(name), name)):
            if key not in ("id", "type"):
                yield from _texts(value[key])
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, str) and value.strip():
        yield value


# --- Keeping the source a translation was made from ---------------------------------------------------------

Keeper = Callable[[str, dict[str, str]], None]
_keepers: list[Keeper] = []


def on_stamp(keeper: Keeper) -> None:
    """Have `keeper(digest, texts)` called for each source that a translation is declared to match."""
    _keepers.append(keeper)


Finder = Callable[[str], "dict[str, str] | None"]
_finders: list[Finder] = []


def find_sources_with(finder: Finder) -> None:
    """Have `finder(digest)` asked for the texts of a kept source."""
    _finders.append(finder)


def changed_since(instance: Stamped, language: str) -> list[tuple[str, SafeString]]:
    """Return (field, word diff) of what the English says anew since `language` was declared to match it.

    Empty when nothing changed, or when the former source is not known.
    """
    former = (instance.stamps or {}).get(language, {}).get("digest")
    for finder in _finders:
        texts = finder(former) if former else None
        if texts is not None:
            return diff.fields(texts, source_texts(instance))
    return []


def keep_source(instance: TranslatedModel, present: str) -> None:
    for keeper in _keepers:
        keeper(present, source_texts(instance))


def _now() -> str:
    return timezone.now().astimezone(dt.UTC).isoformat(timespec="seconds")


def _moment(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None
