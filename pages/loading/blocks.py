"""Blocks as the content files write them to the raw data of a body, and the page links inside them."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pages.directory.lists import CHOICES
from pages.loading.files import ContentError
from pages.loading.markdown import rich_text

Block = dict[str, Any]


def body(path: Path, blocks: list[dict[str, Any]], page_id: Callable[[str], int]) -> list[Block]:
    """Return raw stream data for the blocks of a body file; raises ContentError for a block it does not know."""
    return [_block(path, block, page_id) for block in blocks or []]


def _block(path: Path, block: dict[str, Any], page_id: Callable[[str], int]) -> Block:
    if not isinstance(block, dict) or len(block) != 1:
        raise ContentError(path, f"a block is written as one name with its content, not {block!r}")
    [(kind, value)] = block.items()
    convert = _CONVERTERS.get(kind)
    if convert is None:
        raise ContentError(path, f"there is no block “{kind}”; known are {', '.join(sorted(_CONVERTERS))}")
    try:
        return {"type": kind, "value": convert(value, page_id)}
    except (KeyError, TypeError, AttributeError, LookupError) as error:
        raise ContentError(path, f"block “{kind}”: {error!r}") from error


def _items(rows: list[Any]) -> list[Block]:
    """Return rows in the stored form of a list; without an id Wagtail takes each for a value of the old form."""
    return [{"type": "item", "value": row, "id": str(uuid.uuid4())} for row in rows]


def _text(value: str, page_id: Callable[[str], int]) -> str:
    return rich_text(value, page_id)


def _plain(value: dict[str, Any], page_id: Callable[[str], int]) -> dict[str, Any]:
    return dict(value)


def _timeline(value: dict[str, Any], page_id: Callable[[str], int]) -> dict[str, Any]:
    keys = ("date", "title", "text")
    return {"items": _items([{key: str(item.get(key) or "") for key in keys} for item in value["items"]])}


def _people(value: dict[str, Any], page_id: Callable[[str], int]) -> dict[str, Any]:
    keys = ("name", "role", "text")
    people = _items([{key: person.get(key) or "" for key in keys} for person in value["people"]])
    return {"heading": value.get("heading") or "", "people": people}


def _table(value: dict[str, Any], page_id: Callable[[str], int]) -> dict[str, Any]:
    columns = value["columns"]
    for row in value["rows"]:
        if len(row) != len(columns):
            raise LookupError(f"a row has {len(row)} cells for {len(columns)} columns: {row}")
    return {
        "columns": [{"type": "text", "heading": heading} for heading in columns],
        "rows": [{"values": ["" if cell is None else str(cell) for cell in row]} for row in value["rows"]],
        "caption": value.get("caption") or "",
    }


def _accordion(value: dict[str, Any], page_id: Callable[[str], int]) -> dict[str, Any]:
    parts = [
        {"heading": item["heading"], "text": rich_text(item["text"], page_id)} for item in value["items"]
    ]
    return {"items": _items(parts)}


def _call_to_action(value: dict[str, Any], page_id: Callable[[str], int]) -> dict[str, Any]:
    target = page_id(value["page"]) if value.get("page") is not None else None
    return {
        "text": value.get("text") or "",
        "label": value["label"],
        "page": target,
        "url": value.get("url") or "",
    }


def _register_list(value: dict[str, Any], page_id: Callable[[str], int]) -> dict[str, Any]:
    if value["register"] not in dict(CHOICES):
        raise LookupError(f"the register has no list “{value['register']}”")
    return {"register": value["register"]}


_CONVERTERS: dict[str, Callable[[Any, Callable[[str], int]], Any]] = {
    "text": _text,
    "quote": _plain,
    "timeline": _timeline,
    "people": _people,
    "table": _table,
    "accordion": _accordion,
    "call_to_action": _call_to_action,
    "register_list": _register_list,
}
