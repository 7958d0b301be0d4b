"""The steps of the form below a personal link: shown as they were typed, kept with each sending, checked when somebody
wants to go on.

A program on the page keeps what is typed by sending the same form with the header `X-Autosave`; it is answered in JSON.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from cicc_site import languages
from members.applications import abuse, drafts, sending
from members.applications import steps as known
from members.applications.abuse import Problem, Purpose
from members.applications.form import Asked, Lists, StepForm
from members.applications.states import UNSENT
from members.applications.typed import Typed, is_too_long
from members.models import Application, ApplicationStep, ApplicationStepCopy
from pages.application import addresses, lists
from pages.application.doors import opened
from pages.application.framing import go_to, is_too_much, shown

TEMPLATE, DIFFERS = "application/step.html", "application/differs.html"
AUTOSAVE = "X-Autosave"
# Where else a button leads once the step is kept, below the own page.
WAYS = {"leave": "", "files": "files/"}


@dataclass(frozen=True)
class Line:
    """One line of the list of steps."""

    number: int
    title: str
    address: str
    current: bool
    state: str  # done, begun or open


@dataclass
class Step:
    """What a view of a step works with."""

    request: HttpRequest
    application: Application
    token: str
    code: str
    rows: dict[str, ApplicationStep]

    @property
    def language(self) -> str:
        return languages.active()

    @property
    def row(self) -> ApplicationStep | None:
        return self.rows.get(self.code)

    def form(self, values: Typed, *, checked: bool = False) -> StepForm:
        """The step as it is drawn, with everything it offers."""
        return self._form(values, lists.of_step(self.code), checked=checked)

    def passes(self, values: Typed) -> bool:
        """Whether answers stand the checks; the long lists are not read for it."""
        return self._form(values, lists.chosen({self.code: values})).passes

    def _form(self, values: Typed, offered: Lists, *, checked: bool = False) -> StepForm:
        typed = {**sending.typed_of(self.rows), self.code: values}
        return sending.forms_of(typed, offered, checked=checked, only=(self.code,))[self.code]

    @property
    def address(self) -> str:
        return addresses.step(self.language, self.token, self.code)

    @property
    def is_autosave(self) -> bool:
        return _is_autosave(self.request)

    def next(self) -> str:
        after = known.after(self.code)
        return (
            addresses.step(self.language, self.token, after)
            if after
            else addresses.check(self.language, self.token)
        )


@opened
def step(request: HttpRequest, application: Application, token: str, *, code: str) -> HttpResponse:
    if code not in known.FORMS:
        raise Http404
    if application.state not in UNSENT:
        return _sent_already(request, token)
    here = Step(request, application, token, code, drafts.of(application))
    if request.method != "POST":
        return _show(here, here.row.values if here.row else _beginning(here))
    if is_too_much(request):
        return _refuse(here, here.row.values if here.row else {}, _too_long())
    return _take(here)


def _take(here: Step) -> HttpResponse:
    """Keep what was sent, then go where it was asked to go; whatever is in the way is said with everything in it."""
    post = here.request.POST
    values = known.FORMS[here.code].read(post)
    if is_too_long(values):
        return _refuse(here, values, _too_long(), checked=True)
    problem = abuse.check(here.request, Purpose.SAVE, email=here.application.email)
    if problem is not None:
        return _refuse(here, values, problem.message, problem, checked=True)
    try:
        if "choose" in post:
            return _choose(here)
        passes = here.passes(values)
        saved = drafts.save(
            here.application.pk, here.code, values, seen=_number(post.get("version")), passes=passes
        )
    except drafts.NotADraft:
        return _sent_already(here.request, here.token)
    here.rows[here.code] = saved.row
    if saved.copy is not None:
        return _show_difference(here, saved.row, saved.copy)
    if here.code == "eligibility" and passes:
        drafts.write_to(here.application.pk, language=str(values["language"]), quiet=bool(values["quiet"]))
    if here.is_autosave:
        return JsonResponse({"version": saved.row.version})
    then = post.get("then")
    if then in WAYS:
        return go_to(addresses.own_page(here.language, token=here.token) + WAYS[then])
    return go_to(here.next()) if passes else _show(here, values, checked=True)


def _choose(here: Step) -> HttpResponse:
    """What somebody chose of two versions; then the step is shown with it."""
    post = here.request.POST
    names = {name for name in known.FORMS[here.code].base_fields if post.get(f"keep-{name}") == "here"}
    copy, seen = _number(post.get("choose")), _number(post.get("version"))
    saved = drafts.choose(here.application.pk, here.code, copy, names, seen=seen)
    if saved is not None and saved.copy is not None:
        return _show_difference(here, saved.row, saved.copy)
    if saved is not None:
        drafts.mark(saved.row, passes=here.passes(saved.row.values))
    return go_to(here.address)


def _show(
    here: Step,
    values: Typed,
    sentence: str = "",
    problem: Problem | None = None,
    *,
    checked: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The step with these answers. checked: with what is wrong about them."""
    form = here.form(values, checked=checked)
    after = known.after(here.code)
    context = {
        **_around(here, form, problem),
        "form": form,
        "problem": sentence,
        "number": known.number(here.code),
        "version": here.row.version if here.row else 0,
        "next_title": known.FORMS[after].title if after else "",
    }
    return shown(here.request, TEMPLATE, context, problem=problem, status=status)


def _refuse(
    here: Step, values: Typed, sentence: str, problem: Problem | None = None, *, checked: bool = False
) -> HttpResponse:
    """Nothing was kept: say why, with everything still in the form."""
    if here.is_autosave:
        response = JsonResponse({"problem": sentence}, status=_status_of(problem) if problem else 413)
        if problem and problem.status == 429:
            response.headers["Retry-After"] = str(problem.wait)
        return response
    return _show(here, values, sentence, problem, checked=checked, status=413)


def _status_of(problem: Problem) -> int:
    """What a program is told; it stops at a conflict and tries again after anything else."""
    return 429 if problem.status == 429 else 409


def _show_difference(here: Step, row: ApplicationStep, copy: ApplicationStepCopy) -> HttpResponse:
    """Two versions side by side, answer by answer, and the choice between them."""
    if here.is_autosave:
        problem = _(
            "Not saved: this step was changed elsewhere meanwhile. Press “Save and go on” to compare."
        )
        return JsonResponse({"problem": problem}, status=409)
    mine, theirs = here.form(copy.values), here.form(row.values)
    pairs: list[tuple[Asked, Asked]] = [
        (own, other)
        for own, other in zip(mine.questions, theirs.questions, strict=True)
        if copy.values.get(own.name) != row.values.get(own.name)
    ]
    context = {**_around(here, mine), "pairs": pairs, "copy": copy, "row": row, "address": here.address}
    return shown(here.request, DIFFERS, context)


def _around(here: Step, form: StepForm, problem: Problem | None = None) -> dict[str, Any]:
    return {
        "title": form.title,
        "application": here.application,
        "token": here.token,
        "code": here.code,
        "steps": lines(here.token, here.rows, here.code),
        "check_address": addresses.check(here.language, here.token),
        "protection": abuse.protection(here.request, Purpose.SAVE, problem),
    }


def lines(token: str, rows: dict[str, ApplicationStep], current: str = "") -> list[Line]:
    """The steps with what is done, for a reader of the active language."""
    found = []
    for code, form in known.FORMS.items():
        row = rows.get(code)
        state = "open" if row is None else "done" if row.passed else "begun"
        address = addresses.step(languages.active(), token, code)
        found.append(Line(known.number(code), str(form.title), address, code == current, state))
    return found


def _beginning(here: Step) -> Typed:
    """What stands in a step that nobody has touched: what is known already."""
    if here.code == "people":
        return {"main_email": here.application.email, "main_language": here.application.language}
    return {}


def _sent_already(request: HttpRequest, token: str) -> HttpResponse:
    address = addresses.receipt(languages.active(), token)
    if _is_autosave(request):
        return JsonResponse({"problem": _("This application was sent meanwhile.")}, status=409)
    return go_to(address)


def _is_autosave(request: HttpRequest) -> bool:
    return AUTOSAVE in request.headers


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _too_long() -> str:
    return _("Nothing was saved: this is more text than a step can hold. Shorten it.")
