"""A translated record as a flat list of units: what a translator is given, and how it is put back.

`units` lists the texts of a page, a snippet, the settings or a picture, rows of child relations included, each with
its English and its present translation. `fill` puts translations in: a field as a whole or not at all, for a text
that is missing falls back as a whole.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as each_with
from typing import Any

from django.db import models
from django.utils.text import capfirst
from modelcluster.models import get_all_child_relations
from modeltranslation.utils import build_localized_fieldname
from wagtail.blocks import StreamValue
from wagtail.fields import RichTextField

from cicc_site import languages
from cicc_site.multilingual import segments
from cicc_site.multilingual.models import TranslatedModel
from cicc_site.multilingual.segments import Codes, Pieces, Segment
from cicc_site.multilingual.structure import Leaf, Walk
from cicc_site.multilingual.values import has_meaning, text_has_meaning

_WORD = re.compile(r"\w+(?:['’\u2010-\u2011.,/@:-]\w+)*")


@dataclass(frozen=True, slots=True)
class Unit:
    """One text of human size.

    path: what names it inside its record, the same as long as the English keeps its place and its block.
    field: the field it belongs to, which is taken or refused as a whole. label: where it stands, for people.
    target: the present translation, None when there is none; then `lost` says whether one is there that could not
    be matched, because its parts are arranged otherwise. codes: what the codes in both stand for. limit: characters.
    """

    path: str
    field: str
    label: str
    source: Pieces
    target: Pieces | None
    codes: Codes
    rich: bool = False
    features: tuple[str, ...] | None = None
    limit: int | None = None
    lost: bool = False

    @property
    def words(self) -> int:
        return words(segments.wording(self.source))


@dataclass(frozen=True, slots=True)
class Field:
    """One translated field of a record or of a row below it."""

    key: str
    label: str
    holder: TranslatedModel
    name: str

    def value(self, language: str) -> Any:
        return getattr(self.holder, build_localized_fieldname(self.name, language))

    def column(self, language: str) -> models.Field[Any, Any]:
        name = build_localized_fieldname(self.name, language)
        found: models.Field[Any, Any] = self.holder._meta.get_field(name)  # type: ignore[assignment]
        return found


@dataclass
class Filled:
    """What became of one field. incomplete: paths without a translation, for which the field was left as it was.

    replaced, differing: labels of parts that were built anew, of facts that stay other than in English.
    """

    field: Field
    changed: bool = False
    incomplete: list[str] = each_with(default_factory=list)
    replaced: list[str] = each_with(default_factory=list)
    differing: list[str] = each_with(default_factory=list)


def word_list(text: str) -> list[str]:
    """Return the words. Arabic vowel marks and marks of direction are part of the word they stand in."""
    bare = "".join(
        character
        for character in unicodedata.normalize("NFC", text)
        if unicodedata.category(character) not in ("Mn", "Me", "Cf")
    )
    return _WORD.findall(bare)


def words(text: str) -> int:
    """Return the number of words."""
    return len(word_list(text))


def units(instance: TranslatedModel, language: str) -> list[Unit]:
    """Return the texts of a record that say something in English, in the order of its form. No query for its own."""
    return [
        unit for each in fields(instance) for leaf in _leaves(each, language) for unit in _units(each, leaf)
    ]


def fields(instance: TranslatedModel, prefix: str = "", label: str = "") -> Iterator[Field]:
    """Yield the translated fields of a record, then those of the rows of its child relations."""
    for name in instance.translated_fields():
        verbose = capfirst(instance._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        yield Field(f"{prefix}{name}", f"{label}{verbose}", instance, name)
    for relation in get_all_child_relations(instance):
        if not issubclass(relation.related_model, TranslatedModel):
            continue
        accessor = relation.get_accessor_name()
        # The very rows that are saved with the record: `all()` could return others.
        for number, child in enumerate(getattr(instance, accessor).get_object_list(), start=1):
            # A row that exists in a draft only has no key yet.
            place = f"{prefix}{accessor}/{child.pk or f'~{number}'}/"
            row = f"{label}{capfirst(child._meta.verbose_name)} {number} › "
            yield from fields(child, place, row)


def fill(instance: TranslatedModel, language: str, texts: Mapping[str, Pieces]) -> list[Filled]:
    """Put translations into a record, in memory: {path of a unit: text with the codes of that unit}.

    Codes must have been checked. Returns what became of each field that has one of the paths.
    """
    results = []
    for each in fields(instance):
        own = {path: text for path, text in texts.items() if _belongs(path, each.key)}
        if own:
            results.append(_fill(each, language, own))
    return results


def _belongs(path: str, key: str) -> bool:
    return path == key or path.startswith(f"{key}/")


def _fill(each: Field, language: str, texts: Mapping[str, Pieces]) -> Filled:
    filled = Filled(each)

    def compose(leaf: Leaf) -> str | None:
        text, changed, missing = _composed(each, leaf, texts)
        filled.changed = filled.changed or changed
        filled.incomplete += missing
        return text

    value = each.value(language)
    english = each.value(languages.DEFAULT_LANGUAGE)
    new: Any
    if isinstance(english, StreamValue):
        walk = Walk(language, compose)
        raw = walk.stream(english.stream_block, _raw(english), _raw(value), each.key, each.label)
        new = StreamValue(english.stream_block, raw, is_lazy=True)
        filled.replaced, filled.differing = walk.replaced, walk.differing
    else:
        new = compose(_leaf(each, language))
    if filled.incomplete:
        filled.changed = False
    if filled.changed:
        setattr(each.holder, build_localized_fieldname(each.name, language), new)
    return filled


def _composed(each: Field, leaf: Leaf, texts: Mapping[str, Pieces]) -> tuple[str | None, bool, list[str]]:
    """Return the translation of one text, whether it is another than before, and what is missing for it."""
    found = _units(each, leaf)
    if not found:
        return leaf.target or segments.without_keys(leaf.source), False, []
    given = [texts.get(unit.path, unit.target) for unit in found]
    if leaf.rich:
        given = [None if text is None else segments.trimmed(text) for text in given]
    if all(new == unit.target for new, unit in zip(given, found, strict=True)):
        # Empty in a block that is there already is somebody's choice; in a new block it is a gap.
        return leaf.target, False, [unit.path for unit in found] if leaf.target is None else []
    missing = [unit.path for new, unit in zip(given, found, strict=True) if new is None]
    if missing:
        return leaf.target, False, missing
    if not leaf.rich:
        return segments.plain_text(given[0] or (), found[0].codes), True, []
    return _rich(leaf, found, given), True, []


def _rich(leaf: Leaf, found: list[Unit], given: list[Pieces | None]) -> str:
    aligned = found[0].target is not None
    base = segments.cut(leaf.target or "") if aligned else segments.cut(segments.without_keys(leaf.source))
    result, number = [], 0
    for part in base:
        if isinstance(part, Segment):
            unit, new = found[number], given[number] or ()
            result.append(part.raw if new == unit.target else segments.rich_text(new, unit.codes))
            number += 1
        else:
            result.append(part)
    return "".join(result)


# --- Reading -------------------------------------------------------------------------------------------------


def _leaves(each: Field, language: str) -> list[Leaf]:
    english = each.value(languages.DEFAULT_LANGUAGE)
    if not isinstance(english, StreamValue):
        return [_leaf(each, language)]
    found: list[Leaf] = []

    def visit(leaf: Leaf) -> str | None:
        found.append(leaf)
        return leaf.target

    present = _raw(each.value(language))
    Walk(language, visit).stream(english.stream_block, _raw(english), present, each.key, each.label)
    return found


def _leaf(each: Field, language: str) -> Leaf:
    column = each.column(language)
    rich = isinstance(column, RichTextField)
    english, present = each.value(languages.DEFAULT_LANGUAGE), each.value(language)
    return Leaf(
        each.key,
        each.label,
        str(english or ""),
        None if present is None else str(present),
        rich,
        tuple(column.features) if isinstance(column, RichTextField) and column.features else None,
        column.max_length,
    )


def _raw(value: Any) -> Any:
    return value.get_prep_value() if isinstance(value, StreamValue) else value


def _units(each: Field, leaf: Leaf) -> list[Unit]:
    """Return the units of one text: one for a plain text, one per paragraph of a rich one."""
    if not text_has_meaning(leaf.source):
        return []
    present = leaf.target if has_meaning(leaf.target) else None
    if not leaf.rich:
        return [_unit(each, leaf, leaf.path, leaf.source, present)]
    parts = segments.cut(leaf.source)
    raws = [part.raw for part in parts if isinstance(part, Segment)]
    others: list[str | None] = [None] * len(raws)
    lost = leaf.lost
    if present is not None:
        found = segments.cut(present)
        if segments.shape(found) == segments.shape(parts):
            others = [part.raw for part in found if isinstance(part, Segment)]
        else:
            lost = True
    return [
        _unit(each, leaf, f"{leaf.path}/{number}", raw, other, lost=lost)
        for number, (raw, other) in enumerate(zip(raws, others, strict=True), start=1)
    ]


def _unit(each: Field, leaf: Leaf, path: str, source: str, target: str | None, lost: bool = False) -> Unit:
    pieces = segments.rich_pieces if leaf.rich else segments.plain_pieces
    codes, both = Codes(), Codes()
    english = pieces(source, codes)
    present = None if target is None else pieces(target, both, codes)
    return Unit(
        path,
        each.key,
        leaf.label,
        english,
        present,
        codes if present is None else both,
        leaf.rich,
        leaf.features,
        leaf.limit,
        lost or leaf.lost,
    )
