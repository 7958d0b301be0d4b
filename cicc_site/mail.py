"""Turns the templates of an occasion into a message, in one language: subject, plain text and HTML.

It sends nothing and keeps nothing (`members/outbox.py` does). Templates: `templates/emails/<occasion>/` with
`subject.txt`, `body.txt` and, where the text alone does not do, `body.html`, which extends `emails/base.html`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from unicodedata import bidirectional

from django.conf import settings
from django.template import Context, TemplateDoesNotExist, engines
from django.template.base import Template
from django.utils import translation
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from cicc_site import languages
from cicc_site.multilingual.reader import as_reader

FROM_TEXT = "emails/from_text.html"
OCCASION = re.compile(r"[a-z0-9_]+(?:/[a-z0-9_]+)*")
# What no mail and no text column can hold; tabs and line ends stay.
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
# In a subject, a direction that is forced goes on beyond the words it was meant for.
FORCED_DIRECTION = re.compile(r"[\u202a-\u202e]")


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message as it is read; may still hold marks in the place of secrets."""

    subject: str
    text: str
    html: str

    def with_secrets(self, values: Mapping[str, str]) -> Rendered:
        """Return the message with each mark replaced by its value: {mark: value}."""
        text, html = self.text, self.html
        for mark, value in values.items():
            text, html = text.replace(mark, value), html.replace(mark, escape(value))
        return Rendered(self.subject, text, html)


def render(
    occasion: str, context: Mapping[str, Any], language: str, *, links: Collection[str] = ()
) -> Rendered:
    """Return the message of `emails/<occasion>/` for a reader of `language`.

    Templates get `context` and language, direction, site_name, site_url, subject. links: texts that stand for an
    address, to be pressed in the HTML that is made from the text. Texts are plain: nothing in them is escaped.
    """
    if not OCCASION.fullmatch(occasion):
        raise ValueError("An occasion is the name of a folder in templates/emails/.")
    with translation.override(language), as_reader():
        values = {
            "site_name": translation.gettext(settings.WAGTAIL_SITE_NAME),
            "site_url": settings.SITE_URL,
            **context,
            "language": language,
            "direction": languages.by_code(language).direction,
        }
        subject = one_line(_text(f"emails/{occasion}/subject.txt", values))
        values["subject"] = subject
        text = clean(_text(f"emails/{occasion}/body.txt", values)).strip() + "\n"
        html = _html(occasion, values, text, links)
    return Rendered(subject, text, clean(html))


def one_line(text: str) -> str:
    """A header: no line ends, no control characters, no forced direction."""
    return FORCED_DIRECTION.sub("", clean(" ".join(text.split())))


def clean(text: str) -> str:
    """Without what PostgreSQL or a mail cannot hold; line ends are single."""
    return UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


@dataclass(frozen=True, slots=True)
class Paragraph:
    """direction: where it is all in letters that run the other way than the mail, such as words that are quoted."""

    html: SafeString
    direction: str = ""


def paragraphs(text: str, direction: str, links: Collection[str] = ()) -> list[Paragraph]:
    """The paragraphs of a plain text as HTML, for a mail that runs in `direction`.

    Addresses of this site can be pressed, nobody else's: a name that somebody entered must not become a link in our
    mail.
    """
    own = rf"{re.escape(settings.SITE_URL)}(?:/[^\s<>\"']*|(?![\w.:@-]*\w))"
    pattern = re.compile("|".join([*(re.escape(link) for link in links), own]))
    parts = [part for part in re.split(r"\n\s*\n", text.strip()) if part.strip()]
    return [Paragraph(_lines(part, pattern), _other_way(pattern.sub("", part), direction)) for part in parts]


def _other_way(words: str, direction: str) -> str:
    """The direction of these words, where all their letters run against `direction`; otherwise nothing."""
    runs = {"ltr" if kind == "L" else "rtl" for kind in map(bidirectional, words) if kind in {"L", "R", "AL"}}
    return runs.pop() if len(runs) == 1 and direction not in runs else ""


def _lines(paragraph: str, pattern: re.Pattern[str]) -> SafeString:
    pieces, end = [], 0
    for match in pattern.finditer(paragraph):
        pieces.append(escape(paragraph[end : match.start()]))
        address = match[0].rstrip(".,;:!?)")
        pieces.append(format_html('<a href="{}" dir="ltr">{}</a>', address, address))
        end = match.start() + len(address)
    pieces.append(escape(paragraph[end:]))
    return mark_safe("".join(pieces).strip().replace("\n", "<br>\n"))  # noqa: S308 - every piece is escaped


def _html(occasion: str, values: Mapping[str, Any], text: str, links: Collection[str]) -> str:
    try:
        template = _template(f"emails/{occasion}/body.html")
    except TemplateDoesNotExist:
        template = _template(FROM_TEXT)
        values = {**values, "paragraphs": paragraphs(text, values["direction"], links)}
    return str(template.render(Context(dict(values)))).strip() + "\n"


def _text(name: str, values: Mapping[str, Any]) -> str:
    return str(_template(name).render(Context(dict(values), autoescape=False)))


def _template(name: str) -> Template:
    engine = engines["django"].engine  # type: ignore[attr-defined]
    template: Template = engine.get_template(name)
    return template
