"""The board of translations in the admin: one screen, and one address that its buttons send to."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from cicc_site import languages
from members.models import User
from pages.board import deeds, interface, rights
from pages.board.filters import BoardFilter
from pages.board.forms import AssignmentForm
from pages.board.rows import Table, model_of
from pages.models.translation_tasks import Filter, TranslationTask, TranslationTaskQuerySet

PER_PAGE = 50
MOST_SENT = 200  # records named in one address


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Show what the filters in the address let through."""
    return _board(request, request.GET)


def _board(request: HttpRequest, query: QueryDict, form: AssignmentForm | None = None) -> HttpResponse:
    interface.keep_true()
    user = _user(request)
    people = list(rights.staff())
    chosen = BoardFilter(query, user, people)
    shown = Paginator(chosen.records(), PER_PAGE).get_page(query.get("p"))
    tasks = chosen.tasks()
    own = rights.own_languages(user)
    return render(
        request,
        "wagtailadmin/board/board.html",
        {
            "filter": chosen,
            "shown": shown,
            "rows": Table(shown, chosen.codes, tasks, user).rows,
            "columns": [languages.by_code(code) for code in chosen.codes],
            "sums": tasks.aggregate(rows=Count("pk"), words=Sum("words", default=0)),
            "records": shown.paginator.count,
            "views": _views(chosen, can_work=bool(own)),
            "form": (form or AssignmentForm(None, people)) if rights.may_assign(user) else None,
            "can_work": bool(own),
            "export": reverse("translations_export"),
            "import": reverse("translations_import"),
        },
        status=400 if form is not None else 200,
    )


def _views(chosen: BoardFilter, *, can_work: bool) -> list[dict[str, Any]]:
    """Return the links above the board: the questions that are asked most."""
    none = dict.fromkeys(("state", "language", "kind", "owner", "section", "text", "mine"), "")
    known = [
        (gettext("Everything that waits"), none),
        (gettext("What I can do"), {**none, "mine": "1"}),
        (gettext("Given to me"), {**none, "owner": "me"}),
        (Filter.OVERDUE.label, {**none, "state": Filter.OVERDUE.value}),
        (gettext("The whole board"), {**none, "state": Filter.ALL.value}),
    ]
    if not can_work:
        known = [known[0], *known[2:]]
    now = chosen.query(sort="")
    found = []
    for label, changes in known:
        query = chosen.query(**changes, sort="")
        found.append({"label": label, "query": query, "is_current": query == now})
    return found


@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """Do what a button below or inside the board says, then show the board as it was filtered."""
    user, data = _user(request), request.POST
    query = QueryDict(data.get("filters", ""))
    people = list(rights.staff())
    chosen = BoardFilter(query, user, people)
    deed, _colon, key = data.get("deed", "").partition(":")
    tasks = _named(chosen, data.getlist("task"), key, everything="everything" in data)
    if not deed or not tasks.exists():
        messages.warning(request, gettext("Tick at least one cell of the board first."))
    elif deed == "export":
        return _export(request, tasks, user)
    elif deed == "assign":
        form = AssignmentForm(data, people)
        if not form.is_valid():
            messages.error(request, gettext("Nothing was changed: look at the fields below the board."))
            return _board(request, query, form)
        _say_assigned(request, *deeds.assign(user, tasks, form.assignment()))
    elif deed == "take":
        _say_taken(request, deeds.take(user, tasks))
    elif deed == "give-back":
        _say_given_back(request, deeds.give_back(user, tasks))
    elif deed == "still-valid" and key:
        task = tasks.get()
        deeds.confirm(user, task)
        text = gettext("“%(title)s” is current in this language again: %(language)s.")
        name = languages.by_code(task.language).name
        messages.success(request, text % {"title": task.title_en, "language": name})
    else:
        raise PermissionDenied
    return redirect(f"{reverse('translation_board')}?{chosen.query(p=_number(query.get('p')))}")


def _named(chosen: BoardFilter, ticked: list[str], key: str, *, everything: bool) -> TranslationTaskQuerySet:
    """Return the rows a button means: its own one, all that the filters let through, or those that are ticked."""
    if key:
        return TranslationTask.objects.filter(pk=_number(key))
    if everything:
        return chosen.tasks()
    return TranslationTask.objects.filter(pk__in=[number for word in ticked if (number := _number(word))])


def _export(request: HttpRequest, tasks: TranslationTaskQuerySet, user: User) -> HttpResponse:
    """Go on to the screen that makes a file for translators, with the chosen records named in its address."""
    codes = sorted(set(tasks.values_list("language", flat=True)))
    address = reverse("translations_export")
    if len(codes) != 1:
        messages.warning(
            request, gettext("A file is made for one language: tick cells of one language only.")
        )
        return redirect(f"{reverse('translation_board')}?{request.POST.get('filters', '')}")
    records = [task for task in tasks.exclude(content_type=None)[: MOST_SENT + 1] if model_of(task)]
    names = [f"{_label(task)}:{task.object_id}" for task in records]
    if len(names) > MOST_SENT:
        text = gettext(
            "More than %(count)s records at once: here is everything that is due in this language."
        )
        messages.info(request, text % {"count": MOST_SENT})
        names = []
    return redirect(f"{address}?{urlencode({'language': codes[0], 'object': names}, doseq=True)}")


def _label(task: TranslationTask) -> str:
    model = model_of(task)
    return model._meta.label if model else ""


def _say_assigned(request: HttpRequest, written: int, left: int) -> None:
    if written:
        text = ngettext("%(count)s row was changed.", "%(count)s rows were changed.", written)
        messages.success(request, text % {"count": written})
    elif not left:
        messages.warning(request, gettext("Say what is to be changed: the owner, the due date or the note."))
    if left:
        text = ngettext(
            "%(count)s row was left as it was: this person cannot edit its language.",
            "%(count)s rows were left as they were: this person cannot edit their language.",
            left,
        )
        messages.warning(request, text % {"count": left})


def _say_taken(request: HttpRequest, count: int) -> None:
    if count:
        text = ngettext("%(count)s row is yours now.", "%(count)s rows are yours now.", count)
        messages.success(request, text % {"count": count})
    else:
        messages.warning(
            request, gettext("These rows belong to somebody, or are in a language you do not edit.")
        )


def _say_given_back(request: HttpRequest, count: int) -> None:
    if count:
        text = ngettext("%(count)s row has no owner now.", "%(count)s rows have no owner now.", count)
        messages.success(request, text % {"count": count})
    else:
        messages.warning(request, gettext("None of these rows was yours."))


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)  # the admin lets nobody else in


def _number(word: str | None) -> int:
    """Return a number somebody sent; 0 for what is none, or larger than any key."""
    return int(word) if word and word.isascii() and word.isdigit() and len(word) < 18 else 0


addresses: list[URLPattern] = [
    path("translations/", rights.for_who_writes(board), name="translation_board"),
    path("translations/act/", rights.for_who_writes(act), name="translation_board_act"),
]
