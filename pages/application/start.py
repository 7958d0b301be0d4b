"""Who may join, and the first step: it is shown by the page in the tree and sent to an address of its own.

What is entered here is kept nowhere until the step is complete; then a draft is begun and the rest happens below its
personal link.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cicc_site import languages
from cicc_site.public_forms import FIELD, is_fresh, private, public_form
from members.applications import abuse, beginning, steps
from members.applications.abuse import Kind, Problem, Protection, Purpose
from members.applications.form import Lists
from members.applications.forms_eligibility import EligibilityForm
from members.applications.lookup import Found, listed_members
from members.applications.typed import is_too_long
from pages.application import addresses
from pages.application.framing import application_page, go_to, is_too_much, shown
from pages.directory.addresses import directory_index, member_address

TEMPLATE = "pages/application_page.html"


@dataclass(frozen=True)
class Listed:
    """A listed member that was found, and its address in the directory."""

    found: Found
    address: str


@dataclass(frozen=True)
class Start:
    """The first step on its page. listed: None where nobody looked for a name. action, look_up: where it is sent to."""

    form: EligibilityForm
    protection: Protection
    action: str
    look_up: str
    listed: list[Listed] | None = None


def blank(request: HttpRequest) -> Start:
    """The step before anything is entered: we write in the language of the page unless somebody chooses another."""
    return made(request, EligibilityForm({"language": languages.active()}, Lists()))


def made(
    request: HttpRequest,
    form: EligibilityForm,
    listed: list[Listed] | None = None,
    problem: Problem | None = None,
) -> Start:
    language = languages.active()
    protection = abuse.protection(request, Purpose.START, problem)
    return Start(form, protection, addresses.begin(language), addresses.look_up(language), listed)


def listed_as(name: str) -> list[Listed]:
    """Which members of the public directory have this name; two queries, whatever is found."""
    language = languages.active()
    index = directory_index()
    return [
        Listed(found, member_address(found.organization, language, index) if index else "")
        for found in listed_members(name, language)
    ]


@private
@public_form
def begin(request: HttpRequest) -> HttpResponse:
    """Begin an application, or show the step again with everything in it and what is in the way."""
    if request.method != "POST":
        page = application_page()
        return HttpResponseRedirect(
            page.address_in(languages.active()) if page else f"/{languages.active()}/"
        )
    if is_too_much(request):
        too_long = _("That was too long to be read. Nothing was kept.")
        return _again(request, EligibilityForm({}, Lists()), sentence=too_long, status=413)
    values = EligibilityForm.read(request.POST)
    name = str(values["organization"]).strip()
    listed = listed_as(name) if name else None
    if "look_up" in request.POST:
        return _again(request, EligibilityForm(values, Lists()), listed)
    form = EligibilityForm(values, Lists(), checked=True)
    form.found_listed = bool(listed)
    if is_too_long(values) or not form.passes:
        return _again(request, form, listed)
    problem = abuse.check(request, Purpose.START, email=form.cleaned_data["email"])
    if problem is not None:
        return _again(request, form, listed, problem)
    token = _begin(request.POST[FIELD], form, values)
    if token is None:
        used = _("This page was used already to begin an application. Its link was sent by e-mail.")
        return _again(request, form, listed, Problem(Kind.REPEATED), sentence=used)
    return go_to(addresses.step(languages.active(), token, steps.CODES[1]))


@private
@public_form
@require_POST
def look_up(request: HttpRequest) -> HttpResponse:
    """The answer to a name alone, for the program on the page."""
    if is_too_much(request) or not is_fresh(request, Purpose.START):
        return HttpResponse(status=409)
    name = request.POST.get("organization", "").strip()
    context = {"listed": listed_as(name) if name else None}
    return render(request, "application/listed.html", context)


def _begin(form_token: str, form: EligibilityForm, values: dict[str, Any]) -> str | None:
    """Begin, or come back to what the same form has begun; returns the token of its link."""
    answers = form.cleaned_data
    begun = beginning.begin(
        form_token,
        language=answers["language"],
        email=answers["email"],
        quiet=answers["quiet"],
        first={name: values[name] for name in steps.FORMS[form.code].base_fields},
    )
    return begun[1] if begun else None


def _again(
    request: HttpRequest,
    form: EligibilityForm,
    listed: list[Listed] | None = None,
    problem: Problem | None = None,
    *,
    sentence: str = "",
    status: int = 200,
) -> HttpResponse:
    """The step once more with everything in it; sentence: instead of the problem's own. Where its page was taken off
    the site meanwhile nobody can apply now: then the way leads to the first page."""
    page = application_page()
    if page is None:
        return go_to(f"/{languages.active()}/")
    context = {
        "page": page,
        "start": made(request, form, listed, problem),
        "problem": sentence or (problem.message if problem else ""),
    }
    return shown(request, TEMPLATE, context, problem=problem, status=status)
