"""One page of every type for the tests of the admin, each under a parent it is allowed under."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from django.apps import apps
from wagtail.models import Site

from pages.models import HomePage, SitePage

PAGE_TYPES: list[type[SitePage]] = sorted(
    (model for model in apps.get_models() if issubclass(model, SitePage) and model is not SitePage),
    key=lambda model: model.__name__,
)

# What a type asks for beyond a title.
REQUIRED: dict[str, dict[str, Any]] = {
    "AssemblySessionPage": {"number": 24},
    "CasePage": {"full_name_en": "A case", "stage": "trial", "status_as_of": dt.date(2026, 11, 1)},
    "CourtUpdatePage": {"date": dt.date(2026, 11, 1)},
    "PressReleasePage": {"date": dt.date(2026, 11, 1)},
    "PublicationPage": {"date": dt.date(2026, 11, 1)},
    "SituationPage": {
        "referral_type": "state_referral",
        "status": "investigation_ongoing",
        "status_as_of": dt.date(2026, 11, 1),
    },
    "VacancyPage": {"deadline": dt.date(2026, 12, 1), "duty_station_en": "The Hague"},
}


def example(model: type[SitePage], *, versions: bool = True) -> SitePage:
    """Return a live page of a type with texts in English and Arabic, made with its parents if there is none.

    Without versions it is a row alone, and so are its parents, which costs a third: for what is published afterwards.
    """
    found = model.objects.first()
    if found is not None:
        return found
    name = model.__name__
    values: dict[str, Any] = {"title_en": name, "title_ar": "عنوان", "title_es": "Título"}
    if "body" in model.translated_fields():
        quote = {"text": "Justice", "attribution": "Somebody"}
        values["body_en"] = [("text", "<p>English <b>words</b></p>"), ("quote", quote)]
    values.update(slug=name.lower(), slug_es=f"{name.lower()}-es", **REQUIRED.get(name, {}))
    page: SitePage = cast(Any, model)(**values)
    above = None if model is HomePage else _parent_type(model)
    parent = example(above, versions=versions) if above else SitePage.objects.get(depth=1)
    parent.add_child(instance=page)
    if model is HomePage:
        Site.objects.update(root_page=page)
        Site.clear_site_root_paths_cache()
    if versions:
        page.save_revision().publish()
    return model.objects.get(pk=page.pk)


def _parent_type(model: type[SitePage]) -> type[SitePage]:
    allowed = [parent for parent in model.allowed_parent_page_models() if parent is not SitePage]
    return HomePage if HomePage in allowed else allowed[0]
