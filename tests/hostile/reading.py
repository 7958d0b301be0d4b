"""Reads a page as a browser would: what stands in its fields, what it says is wrong, and what on it came out of a text.

An element, an attribute or an address that no honest page of the same view has is an intruder.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable

import lxml.html
from django.utils.html import escape

AREA = re.compile(r'<textarea[^>]*\bname="([^"]*)"[^>]*>\n?(.*?)</textarea>', re.DOTALL)
LINE = re.compile(r'<input\b[^>]*?\bname="([^"]*)" value="([^"]*)"')
PROBLEM = re.compile(r'id="id_([\w-]+)_problem">(.*?)</p>', re.DOTALL)
TAG = re.compile(r"<[^>]*>")
# Each of these does something by being there; no page has one more of them because of what somebody wrote.
ACTIVE = frozenset({"script", "style", "link", "meta", "base", "iframe", "object", "embed", "form", "title"})
LEADING = frozenset({"href", "src", "action", "formaction", "data", "srcdoc", "poster"})
# Escaped in its own way: a bracket as a code, a quote as it is. One that ended it would leave the rest on the page.
DATA = re.compile(r'<script type="application/(?:ld\+)?json"[^>]*>.*?</script>', re.DOTALL)
SCHEME = re.compile(r"^[\s\x00-\x1f]*([a-z][a-z0-9+.-]*)\s*:", re.IGNORECASE)
ALLOWED = frozenset({"http", "https", "mailto"})


def fields(page: str) -> dict[str, str]:
    """What stands in each field of a page, by its name; of two forms the first one's."""
    found = [*LINE.findall(page), *AREA.findall(page)]
    return {name: html.unescape(text) for name, text in reversed(found)}


def problems(page: str) -> dict[str, str]:
    """What is said beside each question, by its name."""
    return {name: " ".join(TAG.sub(" ", text).split()) for name, text in PROBLEM.findall(page)}


def shows(page: str, text: str) -> bool:
    """Whether every line of a text stands on the page, letter for letter, and only as words."""
    return all(escape(line.strip()) in page for line in text.split("\n"))


class Honest:
    """What the pages of a view are made of when nobody writes anything bad."""

    def __init__(self, *pages: str) -> None:
        self.parts: set[tuple[str, str]] = set()
        self.most: Counter[str] = Counter()
        self.pages = pages
        for page in pages:
            parts, counted, wrong = _read(page)
            assert not wrong, wrong
            self.parts |= parts
            self.most |= counted

    def intruders(self, page: str, written: Iterable[str] = ()) -> list[str]:
        """What is on a page that came out of a text. written: what was, for signs that stand there as they came."""
        parts, counted, wrong = _read(page)
        found = [f"<{tag} {attribute}>" for tag, attribute in sorted(parts - self.parts)]
        found += [f"one <{tag}> more" for tag, count in counted.items() if count > self.most[tag]]
        written = list(written)
        words = DATA.sub("", page)
        bare = [text for text in written if escape(text) != text and text in words]
        # A text that reads as another one does where that was made harmless, here or in a list of others like it.
        bare = [text for text in bare if escape(html.unescape(text)) != text]
        bare = [text for text in bare if not any(text in escape(other) for other in written)]
        bare = [text for text in bare if not any(text in honest for honest in self.pages)]
        return [*found, *wrong, *(f"unescaped: {text[:40]!r}" for text in bare)]


def _read(page: str) -> tuple[set[tuple[str, str]], Counter[str], list[str]]:
    """The elements with their attributes, how many of those that do something, and what no page may have at all."""
    if not page.strip():
        return set(), Counter(), []
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True)
    tree = lxml.html.document_fromstring(page.encode("utf-8", "surrogatepass"), parser=parser)
    parts: set[tuple[str, str]] = set()
    counted: Counter[str] = Counter()
    wrong: list[str] = []
    for element in tree.iter():
        tag = element.tag if isinstance(element.tag, str) else "!--"
        parts.add((tag, ""))
        if tag in ACTIVE:
            counted[tag] += 1
        for attribute, value in element.attrib.items() if tag != "!--" else ():
            parts.add((tag, attribute))
            if attribute.startswith("on"):
                wrong.append(f"<{tag} {attribute}={value[:40]!r}>")
            scheme = SCHEME.match(value) if attribute in LEADING else None
            if scheme and scheme[1].lower() not in ALLOWED:
                wrong.append(f"<{tag} {attribute}={value[:40]!r}>")
    return parts, counted, wrong
