"""What of the board is shown, as the address says it. What an address says wrongly counts as not said."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Min, Q, QuerySet, Sum
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from cicc_site import languages
from members.models import User
from pages.board import rights
from pages.board.projection import kept_models, kind_of
from pages.models.base import SitePage
from pages.models.translation_tasks import Filter, Kind, TranslationTask, TranslationTaskQuerySet

ME, NOBODY = "me", "nobody"
SORTS: dict[str, tuple[Any, list[Any]]] = {
    "": (_("Longest waiting first"), [F("since").asc(nulls_last=True), "called"]),
    "due": (_("Due first"), [F("soonest").asc(nulls_last=True), F("since").asc(nulls_last=True), "called"]),
    "words": (_("Most words first"), ["-asked", "called"]),
    "few": (_("Fewest words first"), ["asked", "called"]),
    "title": (_("By title"), ["called"]),
}


class BoardFilter(forms.Form):
    """The filters over the board. mine: what somebody can do: work that is theirs, or nobody's in their languages."""

    state = forms.ChoiceField(label=_("State"), choices=Filter.choices, required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    owner = forms.ChoiceField(label=_("Owner"), required=False)
    section = forms.ChoiceField(label=_("Section"), required=False)
    text = forms.CharField(label=_("Words of the title"), required=False, max_length=100)
    sort = forms.ChoiceField(
        label=_("Order"), choices=[(key, name) for key, (name, _by) in SORTS.items()], required=False
    )
    mine = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict, user: User, people: list[User]) -> None:
        super().__init__(data)
        self.user = user
        own = [(code, languages.by_code(code).name) for code in languages.translation_codes()]
        self._offer("language", [("", _("All languages")), *own])
        self._offer("kind", [("", _("All kinds")), *_kinds()])
        names = [(str(person.pk), str(person)) for person in people]
        self._offer("owner", [("", _("Anybody")), (ME, _("Me")), (NOBODY, _("Nobody yet")), *names])
        sections = SitePage.objects.filter(depth=3).order_by("path").values_list("pk", "title_en")
        self._offer("section", [("", _("The whole site")), *((str(pk), title) for pk, title in sections)])
        self.is_valid()

    def _offer(self, name: str, choices: list[Any]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = choices

    def said(self, name: str) -> str:
        """Return what a filter is set to; "" where it is not, or to something that does not exist."""
        return str(self.cleaned_data.get(name) or "")

    @property
    def is_mine(self) -> bool:
        return bool(self.cleaned_data.get("mine"))

    @cached_property
    def codes(self) -> list[str]:
        """The languages the board has columns for."""
        if self.said("language"):
            return [self.said("language")]
        own = rights.own_languages(self.user) if self.is_mine else []
        return own or languages.translation_codes()

    def tasks(self) -> TranslationTaskQuerySet:
        """Return the rows that the filters let through."""
        tasks = TranslationTask.objects.that_are(Filter(self.said("state"))).filter(language__in=self.codes)
        return tasks.filter(
            self._kind(), self._owner(), self._section(), title_en__icontains=self.said("text")
        )

    def records(self) -> QuerySet[Any]:
        """Return the records these rows speak of, in the chosen order: content_type, object_id."""
        grouped = self.tasks().values("content_type", "object_id")
        measured = grouped.annotate(
            since=Min("waiting_since"), asked=Sum("words"), soonest=Min("due"), called=Min("title_en")
        )
        return measured.order_by(*SORTS[self.said("sort")][1], "content_type", "object_id")

    def query(self, **changes: Any) -> str:
        """Return the filters as an address says them, with some of them changed."""
        values = {name: self.said(name) for name in self.fields if name != "mine"}
        values["mine"] = "1" if self.is_mine else ""
        query = QueryDict(mutable=True)
        query.update({name: str(value) for name, value in {**values, **changes}.items() if value})
        return query.urlencode()

    def _kind(self) -> Q:
        wanted = self.said("kind")
        if not wanted:
            return Q()
        if wanted in Kind.values:
            return Q(kind=wanted)
        return Q(content_type=ContentType.objects.get_for_model(apps.get_model(wanted)))

    def _owner(self) -> Q:
        wanted = self.said("owner")
        if self.is_mine:
            return Q(owner=self.user) | Q(owner=None, language__in=rights.own_languages(self.user))
        if not wanted:
            return Q()
        return Q(owner={ME: self.user.pk, NOBODY: None}.get(wanted, wanted))

    def _section(self) -> Q:
        if not self.said("section"):
            return Q()
        root = SitePage.objects.filter(pk=self.said("section")).first()
        pages = SitePage.objects.descendant_of(root, inclusive=True) if root else SitePage.objects.none()
        return Q(kind=Kind.PAGE, object_id__in=pages.values("pk"))


def _kinds() -> list[Any]:
    """Return the choices: each kind, and the kinds of page under their own heading."""
    by_kind: dict[Kind, list[Any]] = {}
    for model in kept_models():
        by_kind.setdefault(kind_of(model), []).append(
            (model._meta.label_lower, capfirst(model._meta.verbose_name))
        )
    pages = sorted(by_kind.get(Kind.PAGE, []), key=lambda choice: str(choice[1]))
    return [*Kind.choices, (_("Kinds of page"), pages)]
