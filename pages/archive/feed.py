"""The feed of the archive: what came before the public last, of everything or of what a filter leaves.

It answers at `feed/` below the archive, with the query string of the list, and says of a work what the list says.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext

from cicc_site import conditional, languages
from cicc_site.multilingual.values import Localized, has_meaning, localized
from documents.listing.choices import choices
from documents.listing.counting import matching, tally
from documents.listing.page import appeared_at, newest
from documents.listing.question import Question, read
from documents.models import Work, WorkFile
from pages import atom, feeds
from pages.archive import fields
from pages.archive.addresses import work_address
from pages.archive.lines import public_files
from pages.moments import updated_at

if TYPE_CHECKING:
    from pages.models.base import SitePage


def response(request: HttpRequest, index: SitePage, _context: dict[str, Any]) -> HttpResponse:
    """In the active language, or word that it is still the one the reader has. A filter that is not known is not found:
    a feed of something else would mislead for years."""
    language, now = languages.active(), timezone.now()
    known = choices(language)
    asked = read(request.GET, known)
    if asked.unknown:
        raise Http404
    question = asked.question.filters
    works = newest(matching(question, known, now), language, feeds.NEWEST)
    files = public_files(works, now)
    entries = [entry(work, files[work.pk], language, index) for work in works]
    names = (
        [str(each.label) for each in chosen(question, tally(question, known, now))] if question.active else []
    )
    feed = _feed(request, index, question, names, entries)
    # Without the date: a work that is withdrawn takes the newest away, and who asks by date alone would keep it.
    return conditional.answer(request, atom.document(feed, language), atom.CONTENT_TYPE)


def chosen(question: Question, counted: Any) -> list[Any]:
    """The values of the filters that are set, as the form names them."""
    return [option for field in fields.fields(counted) for option in field.chosen]


def _feed(
    request: HttpRequest, index: SitePage, question: Question, names: list[str], entries: list[atom.Entry]
) -> atom.Feed:
    base, language = str(settings.SITE_URL).rstrip("/"), languages.active()
    title = str(localized(index, "title", language))
    told = [f"“{question.q}”"] if question.q else []
    title = ": ".join(filter(None, [title, ", ".join(told + names)]))

    def own(code: str) -> str:
        return f"{base}{index.address_in(code, request)}{feeds.ADDRESS}/{question.query}"

    return atom.Feed(
        # The same for ever, whatever the archive is called and wherever it moves.
        id=feeds.lasting_id(index, f"feed/{language}{question.query}"),
        title=atom.Text(f"{title} | {feeds.publisher()}", language),
        subtitle=feeds.text_of(index, "summary", language),
        author=feeds.publisher(),
        home=f"{base}/{language}/",
        updated=max([entry.updated for entry in entries], default=updated_at(index, language)),
        links=[
            atom.Link(own(language), language, "self", atom.FEED_TYPE),
            atom.Link(f"{base}{index.address_in(language, request)}{question.query}", language),
            *(
                atom.Link(own(code), code, kind=atom.FEED_TYPE)
                for code in languages.codes()
                if code != language
            ),
        ],
        entries=entries,
    )


def entry(work: Work, files: list[WorkFile], language: str, index: SitePage) -> atom.Entry:
    """One work. What it lacks in this language comes in its fallback, and says so. A new file makes it new."""
    base = str(settings.SITE_URL).rstrip("/")
    title, summary = localized(work, "title", language), localized(work, "summary", language)
    written = title.language or language
    with translation.override(written):
        kind, author = str(work.get_kind_display()), feeds.publisher()
        label = f"[{gettext('Demonstration')}] " if work.is_demo else ""
    name = " ".join(part for part in (work.symbol, str(title)) if part)
    others = [
        code for code in languages.codes() if code != language and has_meaning(getattr(work, f"title_{code}"))
    ]
    published = appeared_at(work)
    return atom.Entry(
        id=lasting_id(work, index, language),
        title=atom.Text(label + name, written),
        summary=_text(summary, language) if summary else atom.Text(kind, written),
        author=author,
        published=published,
        updated=_changed(work, files, published),
        links=[atom.Link(base + work_address(work, code, index), code) for code in [language, *others]],
        label=kind,
    )


def lasting_id(work: Work, index: SitePage, language: str) -> str:
    return uuid.uuid5(index.translation_key, f"work/{work.pk}/{language}").urn


def _text(text: Localized, language: str) -> atom.Text:
    return atom.Text(feeds.BLANKS.sub(" ", str(text)).strip(), text.language or language)


def _changed(work: Work, files: list[WorkFile], published: dt.datetime) -> dt.datetime:
    return max([published, work.changed_at, *(file.added_at for file in files)])
