"""What stands in a mirror where a form was, and the pages it has of its own: about the copy, the choice of a language,
the way from an old address to the new one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.staticfiles import finders
from django.core.handlers.wsgi import WSGIRequest
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext

from cicc_site import languages
from cicc_site.dates import PartialDate, Precision
from cicc_site.multilingual.reader import as_reader
from cicc_site.storage import joined
from pages import errors
from pages.static_mirror.addresses import language_of
from pages.static_mirror.asking import Visitor

# The last part of the address of the page about the copy; no page of the site can have a full stop in its own.
ABOUT = "about.this-copy"
# Stand in the texts until it is known for which page they are: the link there, and the day of the page.
ABOUT_HERE, TAKEN = "\ue000about\ue000", "\ue000taken\ue000"
# Of the scripts of the site those that ask no server for anything.
SCRIPTS = ("js/menu.js", "js/accordion.js")


@dataclass(frozen=True, slots=True)
class Words:
    """The notices in one language, as HTML. strip: above every page; search: in place of a field of the search;
    question, sending: in place of filters, and of a form that sends."""

    strip: str
    search: str
    question: str
    sending: str


def words_in(language: str) -> Words:
    context = {"about": ABOUT_HERE, "taken": TAKEN}
    with translation.override(language):
        return Words(
            *(
                _rendered(f"mirror/{name}.html", context)
                for name in ("strip", "search", "question", "sending")
            )
        )


def about_address(language: str) -> str:
    return f"/{language}/{ABOUT}/"


def about_page(visitor: Visitor, language: str, public: str, day: dt.date) -> str:
    """The page about the copy, with the menus of the site. public: the address of the site itself."""
    request = WSGIRequest(visitor.environ(about_address(language)))
    with translation.override(language), as_reader():
        context = {"public": public, "day": day_in(day, language)}
        title = gettext("This is a copy of the website")
        return errors.framed(request, "mirror/about.html", 200, title, context).content.decode()


def missing_page(visitor: Visitor, language: str) -> str:
    """The answer to an address that leads nowhere. One that is never counted as missed (pages/old_addresses/misses)."""
    with visitor.get(f"/{language}/-.txt") as answer:
        return b"".join(answer.parts).decode()


def choice_page(targets: Sequence[tuple[str, str]]) -> str:
    """Where the server would have decided by what the browser asks for, the reader does."""
    choices = []
    for code, address in targets:
        with translation.override(code):
            name = gettext("Coalition for the International Criminal Court")
        choices.append((languages.by_code(code), name, address))
    with translation.override(languages.DEFAULT_LANGUAGE):
        return _rendered(
            "mirror/choice.html", {"choices": choices, "stylesheets": errors.stylesheet_addresses()}
        )


def moved_page(target: str) -> str:
    language = languages.by_code(language_of(target) or languages.DEFAULT_LANGUAGE)
    with translation.override(language.code):
        context = {"language": language, "target": target, "stylesheets": errors.stylesheet_addresses()}
        return _rendered("mirror/moved.html", context)


def script() -> str:
    """One plain script: modules do not run where there is no server."""
    texts = []
    for name in SCRIPTS:
        with open(str(finders.find(name)), encoding="utf-8") as file:
            texts.append(file.read())
    return f'"use strict";\n{joined("mirror.js", texts)}'


def day_in(day: dt.date, language: str) -> str:
    return PartialDate(day, Precision.DAY).text(language)


def _rendered(template: str, context: dict[str, Any]) -> str:
    return str(render_to_string(template, context)).strip()
