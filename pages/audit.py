"""How the audit log reads: each line about texts names the languages it touched, in the reader's own words.

`members.audit` writes what is read here: `data["languages"]`, codes of languages and "facts".
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from wagtail.log_actions import LogActionRegistry, LogFormatter

from cicc_site import languages
from cicc_site.multilingual.parts import FACTS
from members.audit import LANGUAGES, log_data

__all__ = ["language_names", "log_data", "name_languages", "touched"]

# Actions that say something about texts, in the words of Wagtail.
ABOUT_TEXTS = (
    "wagtail.create",
    "wagtail.edit",
    "wagtail.revert",
    "wagtail.publish",
    "wagtail.publish.schedule",
    "wagtail.publish.scheduled",
    "wagtail.schedule.cancel",
    "wagtail.unpublish",
    "wagtail.unpublish.scheduled",
    "wagtail.workflow.start",
    "wagtail.workflow.approve",
    "wagtail.workflow.reject",
    "wagtail.workflow.resume",
    "wagtail.workflow.cancel",
    "pages.approve_languages",
)
# As <bdi> does in a page, but the log also goes into tables, mails and tooltips, which know no markup.
ISOLATE, END_OF_ISOLATE = "\u2068", "\u2069"


def touched(log_entry: Any) -> list[str]:
    """Return the languages an entry names, "facts" among them; empty for entries from before they were kept."""
    found = (log_entry.data or {}).get(LANGUAGES)
    known = {*languages.codes(), FACTS}
    return [part for part in found if part in known] if isinstance(found, list) else []


def part_name(part: str) -> str:
    """Return a language in its own name, the facts in the reader's words."""
    return _("facts for all languages") if part == FACTS else languages.by_code(part).name


def language_names(log_entry: Any) -> str:
    """Return the languages of an entry as a list in words, without markup, safe in a line of either direction."""
    names = [f"{ISOLATE}{part_name(part)}{END_OF_ISOLATE}" for part in touched(log_entry)]
    return pgettext("between the items of a list", ", ").join(names)


def with_languages(message: Any, log_entry: Any) -> Any:
    """Return the words about an entry, then its languages: "Edited: العربية"."""
    names = language_names(log_entry)
    if not names:
        return message
    return _("%(action)s: %(languages)s") % {"action": message, "languages": names}


def line(log_entry: Any) -> Any:
    """Return how an entry reads. Wagtail words the edit of a page itself, without asking for its formatter."""
    message = log_entry.message
    return message if str(message).endswith(language_names(log_entry)) else with_languages(message, log_entry)


class NamedLanguages(LogFormatter):
    """Puts the languages behind Wagtail's words, wherever it asks for them."""

    def __init__(self, words: LogFormatter) -> None:
        self.words = words
        self.label = words.label

    def format_message(self, log_entry: Any) -> Any:
        return with_languages(self.words.format_message(log_entry), log_entry)

    def format_comment(self, log_entry: Any) -> Any:
        return self.words.format_comment(log_entry)


def name_languages(actions: LogActionRegistry) -> None:
    """Put the languages behind Wagtail's words. To be called once, after Wagtail has registered its actions."""
    for action in ABOUT_TEXTS:
        actions.formatters[action] = NamedLanguages(actions.formatters[action])
