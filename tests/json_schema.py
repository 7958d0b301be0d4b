"""Judges JSON by the schema of an OpenAPI 3.1 document: the part of JSON Schema that ours uses, strictly.

A word of the schema that is not known here is an error: nothing passes because nobody looked.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}
WITHOUT_MEANING = {"title", "description", "discriminator", "default", "examples"}


def errors(value: Any, schema: dict[str, Any], document: dict[str, Any], at: str = "$") -> list[str]:
    """What in `value` is not as `schema` says; properties that the schema does not name are errors, too."""
    found: list[str] = []
    for word, rule in schema.items():
        if word in WITHOUT_MEANING or word in ("properties", "additionalProperties"):
            continue
        found += RULES[word](value, rule, document, at)
    if "properties" in schema and isinstance(value, dict):
        found += in_properties(value, schema, document, at)
    elif isinstance(schema.get("additionalProperties"), dict) and isinstance(value, dict):
        for name, each in value.items():
            found += errors(each, schema["additionalProperties"], document, f"{at}.{name}")
    return found


def in_properties(
    value: dict[str, Any], schema: dict[str, Any], document: dict[str, Any], at: str
) -> list[str]:
    found = [f"{at}.{name} is not in the schema" for name in value if name not in schema["properties"]]
    for name, rule in schema["properties"].items():
        if name in value:
            found += errors(value[name], rule, document, f"{at}.{name}")
    return found


def of_type(value: Any, rule: str, document: dict[str, Any], at: str) -> list[str]:
    is_number_and_truth = isinstance(value, bool) and rule in ("integer", "number")
    fits = isinstance(value, TYPES[rule]) and not is_number_and_truth
    return [] if fits else [f"{at} is no {rule}: {value!r}"]


def referred(value: Any, rule: str, document: dict[str, Any], at: str) -> list[str]:
    return errors(value, document["components"]["schemas"][rule.rsplit("/", 1)[-1]], document, at)


def any_of(value: Any, rule: list[dict[str, Any]], document: dict[str, Any], at: str) -> list[str]:
    tried = [errors(value, each, document, at) for each in rule]
    return [] if [] in tried else [f"{at} fits none of {len(rule)} schemas: {min(tried, key=len)}"]


def required(value: Any, rule: list[str], document: dict[str, Any], at: str) -> list[str]:
    """Of what is no object the type is told."""
    known = value if isinstance(value, dict) else rule
    return [f"{at}.{name} is missing" for name in rule if name not in known]


def items(value: Any, rule: dict[str, Any], document: dict[str, Any], at: str) -> list[str]:
    return [
        error
        for number, each in enumerate(value if isinstance(value, list) else [])
        for error in errors(each, rule, document, f"{at}[{number}]")
    ]


def enum(value: Any, rule: list[Any], document: dict[str, Any], at: str) -> list[str]:
    return [] if value in rule else [f"{at} is none of {rule}: {value!r}"]


def const(value: Any, rule: Any, document: dict[str, Any], at: str) -> list[str]:
    return enum(value, [rule], document, at)


def of_form(value: Any, rule: str, document: dict[str, Any], at: str) -> list[str]:
    assert rule == "date", rule
    try:
        dt.date.fromisoformat(value)
    except (TypeError, ValueError):
        return [f"{at} is no date: {value!r}"]
    return []


RULES: dict[str, Any] = {
    "type": of_type,
    "$ref": referred,
    "anyOf": any_of,
    "oneOf": any_of,
    "required": required,
    "items": items,
    "enum": enum,
    "const": const,
    "format": of_form,
}
