"""What a translator does with a file, for the tests of the exchange: fill it in, damage it, send it back."""

from __future__ import annotations

import copy
from typing import Any

from lxml import etree

from cicc_site.multilingual import xliff
from cicc_site.multilingual.intake import Outcome, take_in
from members.models import User
from pages import exchange_doors, exchange_work
from pages.models import AboutPage
from tests.editing import now_stored
from tests.factories import pages as make

NAME = xliff._name
TEXT = """<p>The <b>Court</b> sits in <a href="https://example.org/">The Hague</a>.</p><ul><li>One</li>
<li>Two</li></ul>"""
BODY = [("text", TEXT.replace("\n", "")), ("quote", {"text": "Justice", "attribution": "Somebody"})]


def english_page() -> AboutPage:
    """Return a public page in English with nothing in the other languages."""
    empty = {
        f"{field}_{code}": None
        for code in ("es", "fr", "ar")
        for field in ("title", "summary", "seo_title", "search_description", "body")
    }
    return make.about(
        make.home(), "Plan", **{**empty, "seo_title_en": None, "search_description_en": None, "body_en": BODY}
    )


def sent(instance: Any, language: str = "ar", *, due_only: bool = True) -> etree._Element:
    """The file as a translator receives it."""
    work = exchange_work.work_on(type(instance).objects.get(pk=instance.pk), language)
    return etree.fromstring(exchange_work.export([work], language, due_only=due_only))


def unit(root: etree._Element, end: str) -> etree._Element:
    [found] = [each for each in root.iter(NAME("trans-unit")) if each.get("id").endswith(end)]
    return found


def translate(each: etree._Element, words: str = "ترجمة", state: str = "translated") -> None:
    """Copy the source into the target, as tools do, and put other words between the tags."""
    target = each.find(NAME("target"))
    for child in list(target):
        target.remove(child)
    source = each.find(NAME("source"))
    target.text = f"{words}-{source.text}" if source.text else words
    for child in source:
        copied = copy.deepcopy(child)
        if copied.tag == NAME("g"):
            copied.text = f"{words}-{copied.text}"
        target.append(copied)
    target.set("state", state)


def translate_all(root: etree._Element, **how: Any) -> bytes:
    for each in root.iter(NAME("trans-unit")):
        translate(each, **how)
    written: bytes = etree.tostring(root)
    return written


def take(data: bytes | etree._Element, user: User, *, apply: bool = True, **how: Any) -> list[Outcome]:
    data = data if isinstance(data, bytes) else etree.tostring(data)
    return take_in(data, exchange_doors.doors(user), apply=apply, **how)


def draft(page: AboutPage) -> AboutPage:
    found: AboutPage = now_stored(page).get_latest_revision_as_object()
    return found
