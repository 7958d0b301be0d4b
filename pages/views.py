"""Addresses that are no page of the tree: the choice of a language, the search, what robots read."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from cicc_site import languages
from cicc_site.middleware import accepted_language
from cicc_site.text import clean_query
from pages.models import EntryKind
from pages.models.listing import asked_page
from pages.old_addresses import answers
from pages.old_addresses.asked import asked_by, language_asked
from pages.search import Answer, Hit, Question, ask


@require_safe
def choose_language(request: HttpRequest) -> HttpResponse:
    """The bare address of the site leads to the home page in the language the browser asks for.

    With `?mod=` it is one of the former website (pages/old_addresses): that leads to its page, or nowhere; `?lang=fr`
    alone was its home page in French.
    """
    if asked_by(request) is not None:
        return former_website(request)
    query = request.META.get("QUERY_STRING", "")
    address = f"/{language_asked(request) or accepted_language(request)}/"
    response = HttpResponseRedirect(f"{address}?{query}" if query else address)
    patch_vary_headers(response, ("Accept-Language",))
    return response


@require_safe
def former_website(request: HttpRequest) -> HttpResponse:
    """An address of the former website: `/?mod=drc`, `/index.php?mod=drc`, or its home page, `/index.php`."""
    redirect = answers.former_website(request)
    if redirect is not None:
        return redirect
    if asked_by(request) is None and not set(request.GET) - {"lang"}:
        return answers.permanent(f"/{language_asked(request) or accepted_language(request)}/")
    raise Http404


@require_safe
def nothing(request: HttpRequest) -> HttpResponse:
    """An address at which there can be nothing."""
    raise Http404


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    query = clean_query(request.GET.get("q", ""))
    number = asked_page(request)
    question = Question(
        query,
        languages.active(),
        kinds=frozenset(request.GET.getlist("kind")) & set(EntryKind.values),
        page=int(number) if number.isascii() and number.isdigit() else 1,
    )
    answer = ask(question) if query else None
    context = {
        "title": gettext("Search"),
        "robots": "noindex, follow",
        "query": query,
        "answer": answer,
        "items": ranked_page(answer) if answer else None,
        "kinds": [
            (value, label, answer.kinds[value], value in question.kinds)
            for value, label in EntryKind.choices
            if answer and value in answer.kinds
        ],
    }
    return render(request, "search.html", context)


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """The components side by side; has an address only while developing (cicc_site/urls.py)."""
    return render(request, "styleguide.html", {"title": "Style guide", "robots": "noindex"})


def ranked_page(answer: Answer) -> Page[Hit]:
    """The hits as the pagination of lists shows them."""
    reachable: Any = range(min(answer.total, answer.last_page * answer.question.per_page))
    return Page(list(answer.hits), answer.page, Paginator(reachable, answer.question.per_page))


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse("\n".join(robots_lines()), content_type="text/plain; charset=utf-8")


def robots_lines() -> list[str]:
    """Search results and the admin are no pages to list; everything else is."""
    return [
        "User-agent: *",
        f"Disallow: /{settings.ADMIN_PATH}/",
        *(f"Disallow: /{code}/search/" for code in languages.codes()),
        "",
        f"Sitemap: {settings.SITE_URL.rstrip('/')}{reverse('sitemap')}",
        "",
    ]
