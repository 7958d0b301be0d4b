"""Answers of the site as they can be compared: status, headers and body, without what differs at every request."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.test import Client

from tests.factories.canaries import Canary
from tests.rules.walking import body_of, plain

# Of the request, and not of what is told.
PASSING = re.compile(r"(?im)^(?:date|x-request-id|(?:x-)?ratelimit[^:\n]*): .*\n?")
# Seals of forms, new each time.
SEALS = re.compile(
    r'(name="(?:form_\w+|csrfmiddlewaretoken)" value=")[^"]*|(data-(?:challenge|salt|seed|token)=")[^"]*'
)


def answer(client: Client, address: str, **headers: str) -> str:
    """Status, headers (also ETag, Last-Modified, Content-Length, Location) and body of an address."""
    response: Any = client.get(address, HTTP_HOST="localhost:8000", headers=headers)
    return f"{response.status_code}\n{lasting(body_of(response))}"


def lasting(told: str) -> str:
    """Headers and body without what differs at every request."""
    return SEALS.sub(lambda match: next(filter(None, match.groups())), PASSING.sub("", told))


def status(told: str) -> int:
    return int(told.partition("\n")[0])


def header(told: str, name: str) -> str:
    found = re.search(rf"(?im)^{name}: (.*)$", told)
    return found[1].strip() if found else ""


def answers(client: Client, addresses: Iterable[str]) -> dict[str, str]:
    return {address: answer(client, address) for address in addresses}


def heard(told: str, planted: Iterable[Canary]) -> list[str]:
    """Which of what was planted a text tells of."""
    text = plain(told)
    # Most answers hold none: one look for what all words have in common.
    if "zqk" not in text and "ظغظ" not in text:
        return []
    return [canary.what for canary in planted if canary.word in text or canary.arabic in text]


def different(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, str]:
    """The addresses that say something else now, each with the first line that differs."""
    found = {}
    for address, told in before.items():
        if after[address] != told:
            pairs = zip(told.splitlines(), after[address].splitlines(), strict=False)
            lines = [(one, two) for one, two in pairs if one != two]
            # What stands in it says more than how long it is.
            lines.sort(key=lambda line: line[0].startswith(("Content-Length: ", "ETag: ")))
            line = lines[0] if lines else ("", "longer or shorter")
            found[address] = f"{line[0][:200]!r} is now {line[1][:200]!r}"
    return found
