"""What an old address names, in the one form in which addresses are stored, compared and counted.

The former website had one page and told its contents apart by parameters: `/?mod=region&idureg=4&lang=fr`. Of these
only `mod`, whole numbers and the language mean anything; all else is dropped, unread.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

from django.http import HttpRequest

from cicc_site import languages

# The one page of the former website, under either of its names.
FORMER_HOMES = ("/", "/index.php")
LONGEST = 200
MOST_IDS = 4

_MOD = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_ID_NAME = re.compile(r"[a-z][a-z0-9_]{0,19}")
_ID = re.compile(r"[0-9]{1,9}")
_WORDS = re.compile(r"[^\W\d_]{2,30}(?:[ _-]+[^\W\d_]{1,30}){0,7}")


@dataclass(frozen=True, slots=True)
class Asked:
    """An address of the former website. `mod` is empty where what stood there can be no name."""

    mod: str
    ids: dict[str, str] = field(default_factory=dict)
    language: str | None = None

    @property
    def address(self) -> str:
        """The address without its language: how it is stored and counted. Empty without a name."""
        if not self.mod:
            return ""
        return "/?" + "&".join(
            [f"mod={self.mod}", *(f"{name}={self.ids[name]}" for name in sorted(self.ids))]
        )

    def address_in(self, language: str) -> str:
        return f"{self.address or '/?mod='}&lang={language}"


def legacy(path: str, pairs: Iterable[tuple[str, str]]) -> Asked | None:
    """Return what an address of the former website asks for; None for any other address.

    pairs: the parameters in their order. As on the former website the last one of a name counts, and a list
    (`mod[]=x`) is no name.
    """
    if path not in FORMER_HOMES:
        return None
    found: dict[str, str] = {}
    is_list = False
    for name, value in pairs:
        word = name.strip().lower()
        is_list = is_list or word.partition("[")[0] == "mod" != word
        if len(word) <= 20:
            found[word] = value.strip().lower()
    mod = found.pop("mod", "")
    if not mod and not is_list:
        return None
    language = found.pop("lang", "")
    ids = {name: value for name, value in found.items() if _ID_NAME.fullmatch(name) and _ID.fullmatch(value)}
    return Asked(
        mod if _MOD.fullmatch(mod) else "",
        dict(sorted(ids.items())[:MOST_IDS]),
        language if language in languages.codes() else None,
    )


def asked_by(request: HttpRequest) -> Asked | None:
    """Return what a request asks of the former website, None if it asks nothing of it."""
    if request.path not in FORMER_HOMES:
        return None
    return legacy(request.path, [(name, values[-1]) for name, values in request.GET.lists()])


def language_asked(request: HttpRequest) -> str | None:
    """Return the language a bare old address names (`/?lang=fr`), None when it names none we have."""
    language = request.GET.get("lang", "").strip().lower()
    return language if language in languages.codes() else None


def plain_path(path: str) -> str:
    """Return a path as it is stored: decoded, composed, in small letters, without a slash at its end."""
    return unicodedata.normalize("NFC", path).lower().rstrip("/") or "/"


def stored_form(address: str) -> str:
    """Return the form in which a typed old address is stored; raises ValueError for what can be no old address.

    The host may be there or not: whatever it was, the address has come to lie on this site.
    """
    try:
        parts = urlsplit(address.strip())
        path = unquote(parts.path, errors="strict")
    except (UnicodeDecodeError, ValueError) as error:
        raise ValueError("not an address") from error
    path = path or "/"
    if not path.startswith("/") or any(not letter.isprintable() for letter in path) or "\\" in path:
        raise ValueError("not a path")
    asked = legacy(path.lower(), parse_qsl(parts.query, keep_blank_values=True))
    if asked is not None and not asked.mod:
        raise ValueError("not a name")
    stored = asked.address if asked else plain_path(path)
    if len(stored) > LONGEST or (not asked and stored in FORMER_HOMES):
        raise ValueError("too long, or the home page")
    return stored


def words_of(name: str) -> str:
    """Return the words a part of an address is made of, for the search box; empty for anything but words."""
    text = unicodedata.normalize("NFC", name).strip()
    return re.sub(r"[\s_-]+", " ", text) if len(text) <= 80 and _WORDS.fullmatch(text) else ""
