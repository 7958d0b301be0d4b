"""What the page of results shows: the question in its address, filters with counts, the hits, what else may help."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, QueryDict
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from cicc_site import languages, world_languages
from cicc_site.countries import sort_key
from cicc_site.text import clean_query
from pages.models import EntryKind
from pages.models.listing import asked_page
from pages.search import Answer, Hit, Problem, Question, Sort
from pages.search.hits import NOBODY_SAID
from pages.search.spelling import Proposal
from pages.search.words import is_filler, written

# Beyond, the end of what was typed says nothing more: the search itself reads less.
LONGEST_READ = 2_000
ONE: dict[str, Promise] = {
    EntryKind.DOCUMENT: pgettext_lazy("kind of search result", "Document"),
    EntryKind.CASE: pgettext_lazy("kind of search result", "Situation or case"),
    EntryKind.NEWS: pgettext_lazy("kind of search result", "News"),
    EntryKind.PAGE: pgettext_lazy("kind of search result", "Page"),
    EntryKind.MEMBER: pgettext_lazy("kind of search result", "Member"),
    EntryKind.COUNTRY: pgettext_lazy("kind of search result", "Country"),
}
NOTES: dict[Problem, Promise] = {
    Problem.ONLY_EXCLUDED: gettext_lazy(
        "The search only says what is to be left out. Write what you look for as well: court -budget"
    ),
    Problem.NO_WORDS: gettext_lazy("There is no word in the search, only signs. Write at least one word."),
    Problem.TOO_LONG: gettext_lazy(
        "The search was too long: only its beginning was used. A few words find more than a sentence."
    ),
}
# So many languages stand in the open; the others, and at least two of them, one step further.
SHOWN_LANGUAGES = 8
ONLY_FILLERS = gettext_lazy("These words stand in nearly every text. Add one that says what you look for.")


@dataclass(frozen=True, slots=True)
class Choice:
    """A link of a filter. attrs: the language of its label."""

    label: str
    address: str
    current: bool
    number: int | None = None
    attrs: SafeString | str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A hit and what it is called as one of its kind."""

    hit: Hit
    kind: str


def question_of(request: HttpRequest) -> Question:
    """What an address asks; what no address of ours says counts as not said."""
    asked = request.GET
    number = asked_page(request)
    language = asked.get("language", "")
    return Question(
        asked.get("q", "")[:LONGEST_READ],
        languages.active(),
        kinds=frozenset(asked.getlist("kind")) & set(EntryKind.values),
        document_language=language if language == NOBODY_SAID or world_languages.is_known(language) else "",
        page=int(number) if number.isascii() and number.isdigit() else 1,
        sort=Sort.NEWEST if asked.get("sort") == Sort.NEWEST else Sort.BEST,
    )


def address(question: Question, **changes: Any) -> str:
    """The query string of a question, in the one order of the page."""
    changed = replace(question, **{"page": 1, **changes})
    query = QueryDict(mutable=True)
    query["q"] = clean_query(changed.text)
    query.setlist("kind", [kind for kind in EntryKind.values if kind in changed.kinds])
    if changed.document_language:
        query["language"] = changed.document_language
    if changed.sort != Sort.BEST:
        query["sort"] = changed.sort.value
    return f"?{query.urlencode()}"


def context(answer: Answer, proposed: Proposal | None) -> dict[str, Any]:
    """What the template reads of an answer."""
    question = answer.question
    shown, folded_in = _in_two(list(_languages(answer)))
    return {
        "answer": answer,
        "lines": [Line(hit, str(ONE[hit.kind])) for hit in answer.hits],
        "items": ranked_page(answer),
        "kinds": list(_kinds(answer)),
        "text_languages": shown,
        "more_languages": folded_in,
        "sorts": list(_sorts(answer)),
        "notes": list(_notes(answer)),
        "proposal": proposed,
        "proposal_address": address(question, text=proposed.text, kinds=frozenset(), document_language="")
        if proposed
        else "",
        "unfiltered": address(question, kinds=frozenset(), document_language="")
        if question.kinds or question.document_language
        else "",
    }


def ranked_page(answer: Answer) -> Page[Hit]:
    """The hits as the pagination of lists shows them."""
    reachable: Any = range(min(answer.total, answer.last_page * answer.question.per_page))
    return Page(list(answer.hits), answer.page, Paginator(reachable, answer.question.per_page))


def _kinds(answer: Answer) -> Iterator[Choice]:
    """All, then those that find something, and those that are chosen."""
    question = answer.question
    shown = [
        (value, str(label))
        for value, label in EntryKind.choices
        if value in answer.kinds or value in question.kinds
    ]
    if len(shown) < 2 and not question.kinds:
        return
    every = sum(answer.kinds.values())
    yield Choice(gettext("Everything"), address(question, kinds=frozenset()), not question.kinds, every)
    for value, label in shown:
        there = address(question, kinds=frozenset({value}))
        yield Choice(label, there, value in question.kinds, answer.kinds.get(value, 0))


def _languages(answer: Answer) -> Iterator[Choice]:
    """Languages in which the words were found, by their own names: those of the site, then the others by number."""
    question = answer.question
    chosen = question.document_language
    found = {**({chosen: 0} if chosen else {}), **answer.languages}
    if len(found) < 2 and not chosen:
        return
    yield Choice(gettext("Every language"), address(question, document_language=""), not chosen)
    ours = [code for code in languages.codes() if code in found]
    others = sorted(set(found) - set(ours), key=lambda code: (-found[code], sort_key(_name(code), "en")))
    for code in [*ours, *others]:
        spoken = (
            ""
            if code == NOBODY_SAID
            else format_html(' lang="{}" dir="{}"', code, world_languages.direction(code))
        )
        there = address(question, document_language=code)
        yield Choice(_name(code), there, code == chosen, found[code], spoken)


def _in_two(choices: list[Choice]) -> tuple[list[Choice], list[Choice]]:
    """What stands in the open and what is folded in; the chosen one is never folded in."""
    if len(choices) < SHOWN_LANGUAGES + 2:
        return choices, []
    shown, rest = choices[:SHOWN_LANGUAGES], choices[SHOWN_LANGUAGES:]
    return [*shown, *(each for each in rest if each.current)], [each for each in rest if not each.current]


def _name(code: str) -> str:
    return gettext("Language not known") if code == NOBODY_SAID else world_languages.own_name(code)


def _sorts(answer: Answer) -> Iterator[Choice]:
    if answer.total < 2:
        return
    question = answer.question
    for sort, label in ((Sort.BEST, gettext("The best first")), (Sort.NEWEST, gettext("The newest first"))):
        yield Choice(label, address(question, sort=sort), question.sort == sort)


def _notes(answer: Answer) -> Iterator[str]:
    for problem in answer.problems:
        yield str(NOTES[problem])
    words = written(answer.words).split()
    if words and not answer.total and all(map(is_filler, words)):
        yield str(ONLY_FILLERS)
