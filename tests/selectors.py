"""Finds elements of a page by the plain part of CSS: tags, classes, ids, attributes, descendants, lists of these."""

from __future__ import annotations

import re

from lxml import html

PART = re.compile(r"(?P<tag>^[\w-]+)|\.(?P<class>[\w-]+)|#(?P<id>[\w-]+)|\[(?P<attribute>[\w-]+)\]")


def xpath(selector: str) -> str:
    """`.table tbody th[scope], #more` as XPath."""
    return " | ".join("." + "".join(map(step, one.split())) for one in selector.split(","))


def step(simple: str) -> str:
    parts = list(PART.finditer(simple))
    assert "".join(part[0] for part in parts) == simple, f"too difficult: {simple}"
    tag, conditions = "*", ""
    for part in parts:
        if part["tag"]:
            tag = part["tag"]
        elif part["class"]:
            conditions += f"[contains(concat(' ', normalize-space(@class), ' '), ' {part['class']} ')]"
        elif part["id"]:
            conditions += f"[@id='{part['id']}']"
        else:
            conditions += f"[@{part['attribute']}]"
    return f"//{tag}{conditions}"


def select(element: html.HtmlElement, selector: str) -> list[html.HtmlElement]:
    found: list[html.HtmlElement] = element.xpath(xpath(selector))
    return found
