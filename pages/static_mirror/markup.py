"""Finds links, forms and scripts in a page of ours, and puts others in their place; all else stays as it was."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from itertools import accumulate

# Attributes that hold addresses.
LINKS = frozenset({"href", "src", "srcset", "poster", "data", "background"})
# Of pages of ours only these; anything else that holds an address in `data` is text.
_DATA = frozenset({"object"})
_SIZE = re.compile(r"[\d.]+[wx]")
_CSS = re.compile(r"url\(\s*+(['\"]?)([^'\"()]++)\1\s*+\)")

Attributes = dict[str, str | None]
Change = Callable[[str], str]


@dataclass(slots=True)
class Tag:
    """One start tag, or a form with all that is in it. start, end: its place in the text."""

    name: str
    attributes: Attributes
    start: int
    end: int
    closed: bool = False

    @property
    def relation(self) -> set[str]:
        return set((self.attributes.get("rel") or "").lower().split())

    @property
    def names_public_address(self) -> bool:
        """Whether it is said to machines: canonical addresses, other languages, pictures for other sites."""
        if self.name == "meta":
            return not self.is_refresh
        return self.name == "link" and (
            "canonical" in self.relation or ("alternate" in self.relation and "hreflang" in self.attributes)
        )

    @property
    def is_refresh(self) -> bool:
        return self.name == "meta" and (self.attributes.get("http-equiv") or "").lower() == "refresh"

    def links(self) -> list[str]:
        found = []
        for name, value in self.attributes.items():
            if value is None or name not in LINKS or (name == "data" and self.name not in _DATA):
                continue
            found += sources(value) if name == "srcset" else [value]
        if self.name == "meta" and (self.attributes.get("property") or "").startswith("og:image"):
            content = self.attributes.get("content") or ""
            found += [content] if "://" in content else []
        if self.is_refresh:
            found += [(self.attributes.get("content") or "").partition("url=")[2]]
        return found

    def with_links(self, change: Change) -> str:
        """The tag written anew, each of its links changed."""
        parts = [self.name]
        for name, value in self.attributes.items():
            if value is not None and name in LINKS and (name != "data" or self.name in _DATA):
                value = changed_sources(value, change) if name == "srcset" else change(value)
            elif value is not None and name == "content" and self.is_refresh:
                seconds, mark, target = value.partition("url=")
                value = f"{seconds}{mark}{change(target)}"
            parts.append(name if value is None else f'{name}="{escape(value)}"')
        return f"<{' '.join(parts)}{'/' if self.closed else ''}>"


@dataclass(slots=True)
class Page:
    """text: as it was read. ids: the parts of it that can be linked to."""

    text: str
    tags: list[Tag] = field(default_factory=list)
    forms: list[Tag] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)

    def with_changes(self, changes: list[tuple[int, int, str]]) -> str:
        """changes: (start, end, what stands there instead), in any order, none within another."""
        parts, at = [], 0
        for start, end, instead in sorted(changes):
            parts += [self.text[at:start], instead]
            at = end
        return "".join([*parts, self.text[at:]])


def read(text: str) -> Page:
    """Tags within a form are no tags of the page: a mirror takes the form away."""
    reader = _Reader(text)
    reader.feed(text)
    reader.close()
    if reader.form is not None:  # one that is never closed reaches to the end, as in a browser
        reader.page.forms.append(reader.form)
        reader.form.end = len(text)
    return reader.page


class _Reader(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=False)
        self.page = Page(text)
        self.form: Tag | None = None
        self.lines = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]

    def at(self) -> int:
        line, column = self.getpos()
        return self.lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._begun(tag, attrs, closed=False)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._begun(tag, attrs, closed=True)

    def _begun(self, tag: str, attrs: list[tuple[str, str | None]], closed: bool) -> None:
        if self.form is not None:
            return  # forms are not nested
        start = self.at()
        attributes: Attributes = {}
        for name, value in attrs:
            attributes.setdefault(name, value)  # the first of a name counts, as in a browser
        found = Tag(tag, attributes, start, start + len(self.get_starttag_text() or ""), closed)
        if tag == "form":
            self.form = found
            return
        if identifier := attributes.get("id"):
            self.page.ids.add(identifier)
        self.page.tags.append(found)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self.form is not None:
            self.form.end = self.page.text.index(">", self.at()) + 1
            self.page.forms.append(self.form)
            self.form = None


def sources(srcset: str) -> list[str]:
    return [address for address, _size in _candidates(srcset)]


def changed_sources(srcset: str, change: Change) -> str:
    return ", ".join(f"{change(address)} {size}".strip() for address, size in _candidates(srcset))


def _candidates(srcset: str) -> list[tuple[str, str]]:
    """(address, size or "") of each picture, as our pages write them: a comma and a space between two."""
    found: list[tuple[str, str]] = []
    for word in srcset.split():
        plain = word.strip(",")
        if found and not found[-1][1] and _SIZE.fullmatch(plain):
            found[-1] = (found[-1][0], plain)
        elif plain:
            found.append((plain, ""))
    return found


def css_links(text: str) -> list[str]:
    return [match[2].strip() for match in _CSS.finditer(text) if not match[2].startswith("data:")]


def changed_css(text: str, change: Change) -> str:
    def one(match: re.Match[str]) -> str:
        link = match[2].strip()
        return match[0] if link.startswith(("data:", "#")) else f'url("{change(link)}")'

    return _CSS.sub(one, text)
