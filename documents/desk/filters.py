"""The filters of the list of works."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from cicc_site import languages, world_languages
from cicc_site.countries import sort_key
from documents.enums import Access, SubjectKind, TextState, WorkKind
from documents.models import Subject, Work, WorkFile

Choices = list[tuple[str, Any]]
YES_OR_NO: Choices = [("yes", _("Yes")), ("no", _("No"))]
EMBARGO, NO_FILE, NO_TEXT, NOT_READ = "embargo", "no_file", "no_text", "not_read"


def current_files(**conditions: Any) -> QuerySet[WorkFile]:
    return WorkFile.objects.filter(work=OuterRef("pk"), is_current=True, **conditions)


def _bodies() -> Choices:
    here = languages.active()
    rows = [(body.code, str(body.local_name)) for body in Subject.objects.of_kind(SubjectKind.BODY)]
    return sorted(rows, key=lambda row: sort_key(row[1], here))


def _languages() -> Choices:
    here = languages.active()
    codes = WorkFile.objects.current().order_by().values_list("language", flat=True).distinct()
    rows = [(code, world_languages.name(code, here)) for code in codes]
    return sorted(rows, key=lambda row: sort_key(row[1], here))


def _choice(label: Any, choices: Choices, **kwargs: Any) -> Any:
    return django_filters.ChoiceFilter(label=label, choices=choices, empty_label=_("All"), **kwargs)


class WorkFilterSet(WagtailFilterSet):
    kind = _choice(_("Kind"), WorkKind.choices)
    year = django_filters.NumberFilter(label=_("Year"), method="of_year", min_value=1800, max_value=2200)
    body = _choice(_("Body"), [], method="of_body")
    language = _choice(_("Language"), [], method="in_language")
    access = _choice(_("Access"), [*Access.choices, (EMBARGO, _("Under embargo"))], method="by_access")
    lacking = _choice(
        _("Lacking"),
        [(NO_FILE, _("No file")), (NO_TEXT, _("A file without text")), (NOT_READ, _("A file waits to be read"))],
        method="that_lack",
    )  # fmt: skip
    demo = _choice(_("Demonstration"), YES_OR_NO, method="of_demonstration")

    class Meta:
        model = Work
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask for the choices once: Wagtail's screens go through them three times."""
        super().__init__(*args, **kwargs)
        self.filters["body"].extra["choices"] = _bodies()
        self.filters["language"].extra["choices"] = _languages()

    def of_year(self, works: QuerySet[Work], name: str, value: Any) -> QuerySet[Work]:
        return works.filter(date__year=int(value))

    def of_body(self, works: QuerySet[Work], name: str, value: str) -> QuerySet[Work]:
        return works.filter(subjects__kind=SubjectKind.BODY, subjects__code=value)

    def in_language(self, works: QuerySet[Work], name: str, value: str) -> QuerySet[Work]:
        return works.filter(Exists(current_files(language=value)))

    def by_access(self, works: QuerySet[Work], name: str, value: str) -> QuerySet[Work]:
        if value == EMBARGO:
            return works.filter(public_from__gt=timezone.now())
        return works.filter(access=value)

    def that_lack(self, works: QuerySet[Work], name: str, value: str) -> QuerySet[Work]:
        if value == NO_FILE:
            return works.filter(~Exists(current_files()))
        states = [TextState.WAITING] if value == NOT_READ else [TextState.EMPTY, TextState.FAILED]
        return works.filter(Exists(current_files(text_state__in=states)))

    def of_demonstration(self, works: QuerySet[Work], name: str, value: str) -> QuerySet[Work]:
        return works.filter(is_demo=value == "yes")
