"""Walks an English body together with its translation: finds the texts, and builds the translated body anew.

One walk does both: it asks a visitor for each text and puts what it answers into a body built like the English one.
A block of the translation belongs to an English one by its id, derived from the English id, where the body was made
by an import; else by its place, if both bodies have the same kinds of blocks in the same order; else not at all.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext
from wagtail.blocks import (
    Block,
    CharBlock,
    ListBlock,
    RichTextBlock,
    StreamBlock,
    StructBlock,
    TextBlock,
)
from wagtail.contrib.typed_table_block.blocks import BaseTypedTableBlock

Raw = Any  # of JSON, as a stream is stored
ABSENT: Any = object()  # in place of a stored value: the translation has nothing that corresponds
_CELL = CharBlock()  # what captions and headings of tables are


@dataclass(frozen=True, slots=True)
class Leaf:
    """One text: where it stands, what it says in English and in the translation (None: nothing is there).

    limit: the longest it may be. lost: there is a translation around it, built so differently that the part which
    belongs to this text cannot be told.
    """

    path: str
    label: str
    source: str
    target: str | None
    rich: bool = False
    features: tuple[str, ...] | None = None
    limit: int | None = None
    lost: bool = False


Visitor = Callable[[Leaf], str | None]


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where the walk is: the path, the words for it, whether the translation around it was lost sight of."""

    path: str
    label: str
    lost: bool = False

    def to(self, step: str, label: str = "", lost: bool = False) -> _Spot:
        words = f"{self.label} › {label}" if label else self.label
        return _Spot(f"{self.path}/{step}", words, self.lost or lost)


@dataclass
class Walk:
    """One walk. `differing`: facts (pictures, pages, choices) that the translation has otherwise than the English."""

    language: str
    visit: Visitor
    differing: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)

    def stream(self, block: StreamBlock, english: Raw, other: Raw, path: str, label: str) -> Raw:
        """Return the translated body in raw form; `other`: the present one, None or empty when there is none."""
        return self._children(block.child_blocks, english or [], other or ABSENT, _Spot(path, label))

    def _value(self, block: Block, english: Raw, other: Raw, spot: _Spot) -> Raw:
        if isinstance(block, StreamBlock):
            return self._children(block.child_blocks, english or [], other, spot)
        if isinstance(block, ListBlock):
            if other is not ABSENT and not holds_text(block.child_block):
                return self._fact(english, other, spot)
            rows = [_row(item) for item in english or []]
            others = ABSENT if other is ABSENT else [_row(item) for item in other or []]
            return self._children({"item": block.child_block}, rows, others, spot)
        if isinstance(block, StructBlock):
            return self._struct(block, english or {}, other, spot)
        if isinstance(block, BaseTypedTableBlock):
            return self._table(block, english or {}, other, spot)
        return self._text(block, english, other, spot) if is_text(block) else self._fact(english, other, spot)

    def _struct(self, block: StructBlock, english: Raw, other: Raw, spot: _Spot) -> Raw:
        present = {} if other is ABSENT else other or {}
        result = {**english, **present}
        for name, child in block.child_blocks.items():
            if name in english:
                value = present.get(name, ABSENT)
                result[name] = self._value(child, english[name], value, spot.to(name, str(child.label)))
        return result

    def _text(self, block: Block, english: Raw, other: Raw, spot: _Spot) -> Raw:
        rich = isinstance(block, RichTextBlock)
        text = self.visit(
            Leaf(
                spot.path,
                spot.label,
                str(english or ""),
                None if other is ABSENT or other is None else str(other),
                rich,
                tuple(block.features) if rich and block.features else None,
                None if rich else block.field.max_length,
                spot.lost,
            )
        )
        return "" if text is None else text

    def _fact(self, english: Raw, other: Raw, spot: _Spot) -> Raw:
        """A picture, a page, a choice: new ones come from the English, those of a translation stay (another file)."""
        if other is ABSENT:
            return english
        if _bare(other) != _bare(english):
            self.differing.append(spot.label)
        return other

    # --- Tables

    def _table(self, block: BaseTypedTableBlock, english: Raw, other: Raw, spot: _Spot) -> Raw:
        present = {} if other is ABSENT else other or {}
        lost = bool(present) and not _same_table(english, present)
        if lost:
            self.replaced.append(spot.label)
            present = {}
        here = spot.to("table", lost=lost)
        columns, rows = english.get("columns") or [], english.get("rows") or []
        heads = [column.get("heading") for column in present.get("columns") or []] or [ABSENT] * len(columns)
        cells = [row["values"] for row in present.get("rows") or []] or [[ABSENT] * len(columns)] * len(rows)
        result = {
            "columns": [
                {
                    **column,
                    "heading": self._text(
                        _CELL, column.get("heading"), heads[at], here.to(f"head/{at}", words)
                    ),
                }
                for at, column in enumerate(columns)
                for words in [gettext("Heading of column %(number)s") % {"number": at + 1}]
            ],
            "rows": [
                {
                    **row,
                    "values": self._cells(block, columns, row["values"], cells[at], here.to(f"row/{at}"), at),
                }
                for at, row in enumerate(rows)
            ],
        }
        if "caption" in english:
            words = here.to("caption", gettext("Caption"))
            result["caption"] = self._text(_CELL, english["caption"], present.get("caption", ABSENT), words)
        return {**english, **present, **result}

    def _cells(
        self, block: BaseTypedTableBlock, columns: Raw, english: Raw, other: Raw, spot: _Spot, row: int
    ) -> Raw:
        words = gettext("Row %(row)s, column %(column)s")
        return [
            self._value(
                block.child_blocks[column["type"]],
                english[at],
                other[at],
                spot.to(str(at), words % {"row": row + 1, "column": at + 1}),
            )
            for at, column in enumerate(columns)
        ]

    # --- Lists of blocks

    def _children(self, blocks: Any, english: list[Raw], other: Raw, spot: _Spot) -> list[Raw]:
        present = [] if other is ABSENT else other or []
        partners, own = self._paired(english, present)
        lost = bool(present) and bool(english) and partners == [ABSENT] * len(english)
        if lost:
            self.replaced.append(spot.label)
            own = {}
        result: list[Raw] = list(own.get(-1, []))
        for number, (item, partner) in enumerate(zip(english, partners, strict=True)):
            block = blocks.get(item["type"])
            if block is not None:
                name = f"{block.label} {number + 1}" if block.label else str(number + 1)
                here = spot.to(str(item.get("id") or f"~{number}"), name, lost)
                value = self._value(
                    block, item["value"], ABSENT if partner is ABSENT else partner["value"], here
                )
                key = derived_id(item.get("id"), self.language)
                result.append({"type": item["type"], "value": value, "id": key})
            result += own.get(number, [])
        return result

    def _paired(self, english: list[Raw], other: list[Raw]) -> tuple[list[Raw], dict[int, list[Raw]]]:
        """Return the partner of each English block, and blocks that only the translation has, by what they follow."""
        by_id = {item["id"]: item for item in other if item.get("id")}
        partners = []
        for item in english:
            partner = by_id.get(derived_id(item.get("id"), self.language), ABSENT)
            partners.append(partner if partner is not ABSENT and partner["type"] == item["type"] else ABSENT)
        if any(partner is not ABSENT for partner in partners):
            keys = [None if partner is ABSENT else partner["id"] for partner in partners]
            return partners, dict(_own_blocks(other, keys))
        if [item["type"] for item in english] == [item["type"] for item in other]:
            return list(other), {}
        return partners, {}


def is_text(block: Block) -> bool:
    """Whether the values of a block are words to translate; one that holds codes or dates says `is_fact`."""
    return isinstance(block, (CharBlock, TextBlock, RichTextBlock)) and not getattr(block, "is_fact", False)


def holds_text(block: Block) -> bool:
    """Whether there can be words to translate anywhere in a block."""
    if isinstance(block, (StreamBlock, StructBlock)):
        return any(holds_text(child) for child in block.child_blocks.values())
    if isinstance(block, ListBlock):
        return holds_text(block.child_block)
    return isinstance(block, BaseTypedTableBlock) or is_text(block)


def derived_id(english: str | None, language: str) -> str | None:
    """Return the id of the block that translates the block with this id; always the same."""
    try:
        return str(uuid.uuid5(uuid.UUID(str(english)), language)) if english else None
    except ValueError:
        return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{english} {language}"))


def _own_blocks(other: list[Raw], paired: list[str | None]) -> Iterator[tuple[int, list[Raw]]]:
    """Blocks that somebody added in this language alone stay behind their neighbour.

    One whose id was derived came from an English block that is gone, and goes with it.
    """
    after = -1
    kept: list[Raw] = []
    for item in other:
        if item.get("id") in paired:
            if kept:
                yield after, kept
            after, kept = paired.index(item["id"]), []
        elif not _is_derived(item.get("id")):
            kept.append(item)
    if kept:
        yield after, kept


def _is_derived(key: str | None) -> bool:
    try:
        return uuid.UUID(str(key)).version == 5
    except ValueError:
        return False


def _same_table(english: Raw, other: Raw) -> bool:
    kinds = [[column.get("type") for column in table.get("columns") or []] for table in (english, other)]
    return kinds[0] == kinds[1] and len(english.get("rows") or []) == len(other.get("rows") or [])


def _bare(value: Raw) -> Raw:
    """A stored value without the ids of its blocks, which no two languages share."""
    if isinstance(value, dict):
        return {key: _bare(item) for key, item in value.items() if key != "id"}
    return [_bare(item) for item in value] if isinstance(value, list) else value


def _row(item: Raw) -> Raw:
    """A row of a list as it is stored now; old ones are the bare value."""
    if isinstance(item, dict) and item.get("type") == "item" and "value" in item:
        return item
    return {"type": "item", "value": item, "id": None}
