"""Wishing for a document in a language: the form, and the page that the link in the letter opens.

No answer tells whether somebody has asked before. Programs that look at the links of a mail open the page of the link;
none of them presses a button, and only buttons there do something.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cicc_site import languages, public_forms, world_languages
from cicc_site.multilingual.values import Localized, localized
from cicc_site.public_forms import private, public_form
from documents import wishes
from documents.models import LanguageWish, Work, WorkFile
from members.applications import abuse, typed
from members.applications.abuse import Kind, Problem, Protection, Purpose
from members.applications.fields import email_address
from pages.archive.addresses import archive_index, lasting_address, wish, wish_form, work_address

READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])
NOINDEX = "noindex, nofollow"


@dataclass(frozen=True)
class WishForm:
    """The form, in the language of the page. groups: what can be chosen, the languages of the site apart."""

    action: str
    protection: Protection
    groups: list[tuple[str, list[tuple[str, str]]]]
    chosen: str
    email: str = ""
    error: str = ""
    field: str = ""


def form(
    request: HttpRequest,
    number: int,
    present: Collection[str],
    *,
    chosen: str = "",
    email: str = "",
    error: str = "",
    field: str = "",
    problem: Problem | None = None,
) -> WishForm:
    """present: the languages in which anybody may have the work; they cannot be wished for. Asks for nothing."""
    language = languages.active()
    groups = offered(present, language)
    known = [code for _label, pairs in groups for code, _name in pairs]
    wanted = chosen if chosen in known else language
    return WishForm(
        action=wish_form(language, number),
        protection=abuse.protection(request, Purpose.WISH, problem),
        groups=groups,
        chosen=wanted if wanted in known else "",
        email=email,
        error=error or (problem.message if problem else ""),
        field=field,
    )


def offered(present: Collection[str], language: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Groups of (code, name) in the language of the reader: those of the site first, then all others."""
    ours = languages.codes()
    named = [pair for pair in world_languages.choices(language) if pair[0] not in present]
    groups = [
        (_("Languages of this site"), [pair for pair in named if pair[0] in ours]),
        (_("Other languages"), [pair for pair in named if pair[0] not in ours]),
    ]
    return [(label, pairs) for label, pairs in groups if pairs]


@private
@public_form
@READ_OR_SEND
def ask(request: HttpRequest, number: str) -> HttpResponseBase:
    """Ask to be told. The answer is the same for every address, and so is the work for it."""
    work = Work.objects.public().filter(pk=int(number)).first()
    if work is None:
        raise Http404
    files = WorkFile.objects.public().current().filter(work=work)
    present = set(files.values_list("language", flat=True))
    if request.method != "POST":
        return _shown(request, work, form(request, work.pk, present))
    if _is_too_much(request):
        error = _("That was too long to be read. Nothing was kept.")
        return _shown(request, work, form(request, work.pk, present, error=error))
    # Marks that nobody sees come along where an address is copied out of Arabic text.
    email = "".join(filter(str.isprintable, typed.clean(request.POST.get("email", "")))).strip()[:254]
    chosen = request.POST.get("language", "")
    if chosen in present or not world_languages.is_known(chosen):
        error = (
            _("The document exists in this language by now: you find it on its page.")
            if chosen in present
            else _("Choose a language from the list.")
        )
        again = form(request, work.pk, present, email=email, error=error, field="wish-language")
        return _shown(request, work, again)
    try:
        address = email_address(email)
    except ValidationError as invalid:
        error = " ".join(invalid.messages)
        again = form(request, work.pk, present, chosen=chosen, email=email, error=error, field="wish-email")
        return _shown(request, work, again)
    problem = abuse.check(request, Purpose.WISH, email=address)
    if problem is not None and problem.kind != Kind.REPEATED:
        again = form(request, work.pk, present, chosen=chosen, email=email, problem=problem)
        return _shown(request, work, again, problem)
    if problem is None:
        wishes.ask(work, chosen, address, languages.active())
    context = {**_about(work), "title": _("Look in your inbox"), "days": wishes.CONFIRMED_WITHIN.days}
    return render(request, "archive/wish_asked.html", context)


def _shown(
    request: HttpRequest, work: Work, wish_form: WishForm, problem: Problem | None = None
) -> HttpResponse:
    title = _("Tell me when it exists in my language")
    context = {**_about(work), "title": title, "form": wish_form}
    response = render(request, "archive/wish.html", context, status=problem.status if problem else 200)
    if problem is not None and problem.status == 429:
        response.headers["Retry-After"] = str(problem.wait)
    return response


def _about(work: Work) -> dict[str, str | Localized | Work]:
    index = archive_index()
    address = work_address(work, languages.active(), index) if index else lasting_address(work.pk)
    return {
        "work": work,
        "work_title": localized(work, "title"),
        "work_address": address,
        "robots": NOINDEX,
    }


def _is_too_much(request: HttpRequest) -> bool:
    """Whether more was sent than the server reads."""
    try:
        request.POST  # noqa: B018 - reads what was sent
    except (RequestDataTooBig, TooManyFieldsSent):
        request.POST = QueryDict()
        return True
    return False


# ---- what the link in the letter opens


@private
@public_form
@READ_OR_SEND
def link(request: HttpRequest, token: str) -> HttpResponseBase:
    """Confirm a wish, or take it back. A link that is unknown, or of a wish that is gone, is answered alike."""
    found = wishes.find(token)
    if found is None:
        return _closed(request)
    if request.method != "POST":
        return _page(request, found, token)
    if not public_forms.is_fresh(request, Purpose.WISH_LINK):
        return _page(request, found, token, Problem(Kind.STALE))
    if "take_back" in request.POST:
        wishes.take_back(found)
        return _page(request, found, token, state="taken_back")
    if not wishes.confirm(found):
        return _closed(request)
    return _page(request, wishes.find(token) or found, token)


def _closed(request: HttpRequest) -> HttpResponse:
    context = {"title": _("This link does not open anything"), "robots": NOINDEX}
    return render(request, "archive/wish_closed.html", context, status=404)


TITLES = {
    "unconfirmed": lambda: _("Do you want to be told?"),
    "waiting": lambda: _("We will tell you"),
    "told": lambda: _("You have been told"),
    "taken_back": lambda: _("Your wish has been taken back"),
}


def _page(
    request: HttpRequest, found: LanguageWish, token: str, problem: Problem | None = None, *, state: str = ""
) -> HttpResponse:
    state = state or state_of(found)
    now_known = Work.objects.public().filter(pk=found.work_id).exists()
    context = {
        **_about(found.work),
        "title": TITLES[state](),
        "state": state,
        "is_known": now_known,
        "wanted": world_languages.name(found.language, languages.active()),
        "action": wish(languages.active(), token=token),
        "protection": abuse.protection(request, Purpose.WISH_LINK, problem),
        "error": problem.message if problem else "",
    }
    return render(request, "archive/wish_link.html", context)


def state_of(found: LanguageWish) -> str:
    if found.told_at is not None:
        return "told"
    if not found.email:
        return "taken_back"
    return "waiting" if found.confirmed_at else "unconfirmed"
