"""Which links lead to this site, in the one form in which addresses are compared; which of them a mirror can hold."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils import translation

from cicc_site import languages
from cicc_site.tracking_parameters import is_tracking

# Why an address is not in a mirror; each has its paragraph in the page about the copy (templates/mirror/about.html).
SEARCH, FORMS, FILTERS, DATA, MISSING = "search", "forms", "filters", "data", "missing"

_SEARCH_VIEWS = frozenset({"search", "search_suggestions"})
_FORM_VIEWS = frozenset({"consultation", "wish", "wish_link"})
# One page of a list, one value of a filter: what can be the name of a folder.
_NAME, _VALUE = re.compile(r"[a-z_]{1,30}"), re.compile(r"[\w-]{1,60}")
_NEVER = frozenset({"q", "on", "fragment", "next"})
_SAFE = "/~!$'()*+,;:@-._"
Query = tuple[tuple[str, str], ...]


def normal(path: str, query: str = "") -> str:
    """An address as it is compared: composed letters, one way of quoting, parameters in one order."""
    name = quote(unicodedata.normalize("NFC", unquote(path)), safe=_SAFE)
    pairs = sorted(parse_qsl(query, keep_blank_values=True))
    return f"{name}?{urlencode(pairs)}" if pairs else name


def query_of(address: str) -> Query:
    return tuple(parse_qsl(address.partition("?")[2], keep_blank_values=True))


def language_of(address: str) -> str:
    """The language an address is in; empty where it names none."""
    first = address.lstrip("/").partition("/")[0]
    return first if first in languages.codes() else ""


class Sites:
    """The whole addresses under which this site is linked to: `https://host` or `https://host/folder`."""

    def __init__(self, bases: Iterable[str]) -> None:
        parts = [urlsplit(base) for base in bases if base]
        self.folders = {part.netloc.lower(): part.path.rstrip("/") for part in parts}
        self.base = next(iter(self.folders))

    def address_of(self, link: str, on: str) -> tuple[str, str] | None:
        """The address of this site that a link leads to, and the part of the page; None for any other link.

        on: the address of the page that has it.
        """
        try:
            parts = urlsplit(urljoin(f"https://{self.base}{on}", link.strip()))
        except ValueError:
            return None
        folder = self.folders.get(parts.netloc.lower())
        if parts.scheme not in ("http", "https") or folder is None:
            return None
        path = (
            parts.path.removeprefix(folder)
            if link.strip().partition(":")[0] in ("http", "https")
            else parts.path
        )
        return normal(path or "/", parts.query), unquote(parts.fragment)


def left_out(address: str) -> str:
    """Why a mirror cannot hold an address; empty where it can."""
    path = unquote(address.partition("?")[0])
    if path.startswith((f"/{settings.ADMIN_PATH}/", "/_util/")):
        return FORMS
    if path.startswith("/api/"):
        return DATA
    if not path.startswith((settings.STATIC_URL, settings.MEDIA_URL)) and (reason := _by_view(path)):
        return reason
    for name, value in query_of(address):
        if name in _NEVER or is_tracking(name) or not _NAME.fullmatch(name) or not _VALUE.fullmatch(value):
            return FILTERS
    return ""


def _by_view(path: str) -> str:
    try:
        # The addresses of a language are known while it is the active one.
        with translation.override(language_of(path) or languages.DEFAULT_LANGUAGE):
            match = resolve(path)
    except Resolver404:
        return ""
    if match.url_name in _SEARCH_VIEWS:
        return SEARCH
    return FORMS if match.url_name in _FORM_VIEWS or "application" in match.namespaces else ""


def is_led_to(address: str, on: str) -> bool:
    """Whether a link is followed: filters that the bare list links to, and further pages of the same; never filters of
    filters, which are without end."""
    asked, here = _filters(address), _filters(on)
    if not asked or asked == here:
        return True
    return not here


def _filters(address: str) -> Query:
    return tuple(pair for pair in query_of(address) if pair[0] != "page")
