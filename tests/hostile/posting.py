"""Sends forms as a program may: half characters, bytes that are no text, any size; and says what arrives of them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.test import Client

from members.applications import typed
from tests import hostile

URLENCODED = "application/x-www-form-urlencoded"


def post(client: Client, address: str, values: dict[str, Any], **headers: str) -> Any:
    """values: texts, bytes, or lists of them."""
    pairs = [
        (name, hostile.sent(text))
        for name, value in values.items()
        for text in (value if isinstance(value, list) else [value])
    ]
    return client.post(address, urlencode(pairs), content_type=URLENCODED, headers=headers)


def arrived(text: str | bytes) -> str:
    """A text as it is kept of a draft: one kind of line ends, and a sign for what no database can hold."""
    return typed.clean(hostile.received(text))
