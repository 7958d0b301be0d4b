"""The page of results, and what its field proposes while somebody types."""

from __future__ import annotations

import datetime as dt
import json
from html import unescape
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import strip_tags
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from cicc_site import conditional, languages
from cicc_site.text import clean_query
from cicc_site.visitors import client_address
from members.rate_limits import Limit, Verdict, take
from pages.search import Hit, Question, ask
from pages.search.spelling import proposal
from pages.search_page import showing, unanswered

PERIOD = dt.timedelta(minutes=10)
MOST_SUGGESTIONS = 8
SHORTEST, LONGEST = 2, 80
# Each search is typed letter by letter.
SUGGESTIONS_PER_SEARCH = 8
# Asked anew each time: what was withdrawn a moment ago is not proposed any more.
NOT_KEPT = "max-age=0, s-maxage=0, must-revalidate"


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    question = showing.question_of(request)
    query = clean_query(question.text)
    context: dict[str, Any] = {"title": gettext("Search"), "robots": "noindex, follow", "query": query}
    if not query:
        return render(request, "search.html", context)
    verdict = _allowed(request, "search", settings.SEARCH_LIMIT)
    if not verdict.allowed:
        context["minutes"] = -(-verdict.wait // 60)
        response = render(request, "search.html", context, status=429)
        response.headers["Retry-After"] = str(verdict.wait)
        return response
    answer = ask(question)
    proposed = proposal(answer)
    if request.method == "GET":
        unanswered.record(answer)
    return render(request, "search.html", {**context, **showing.context(answer, proposed)})


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """`{"suggestions": [...]}`: what is called as somebody begins to write, the best `MOST_SUGGESTIONS`.

    An enhancement: whatever is wrong with a question, its answer is an empty list.
    """
    text = clean_query(request.GET.get("q", "")[:LONGEST])
    found: tuple[Hit, ...] = ()
    status, wait = 200, 0
    if len(text) >= SHORTEST:
        verdict = _allowed(request, "suggestions", settings.SEARCH_LIMIT * SUGGESTIONS_PER_SEARCH)
        if verdict.allowed:
            found = _named(text)
        else:
            status, wait = 429, verdict.wait
    body = json.dumps({"suggestions": [_told(hit) for hit in found if hit.address]}, ensure_ascii=False)
    response = conditional.answer(request, body.encode(), "application/json")
    if response.status_code == 200:
        response.status_code = status
    if wait:
        response.headers["Retry-After"] = str(wait)
    response.headers["Cache-Control"] = NOT_KEPT
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _named(text: str) -> tuple[Hit, ...]:
    question = Question(
        text, languages.active(), per_page=MOST_SUGGESTIONS, unfinished=True, titles_only=True
    )
    answer = ask(question)
    return () if answer.is_loose else answer.hits


def _told(hit: Hit) -> dict[str, str]:
    return {
        "title": _plain(hit.title.html),
        "language": hit.title.language,
        "direction": hit.title.direction or "auto",
        "kind": str(showing.ONE[hit.kind]),
        "label": hit.label,
        "address": hit.address,
    }


def _plain(html: str) -> str:
    """An escaped text as it is: scripts set it as text."""
    return unescape(strip_tags(html))


def _allowed(request: HttpRequest, name: str, count: int) -> Verdict:
    return take(Limit(name, count, PERIOD), client_address(request) or "")
