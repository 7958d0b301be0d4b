"""The first screen of the admin: what an officer can begin, and what the translators have left to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from wagtail.admin.ui.components import Component
from wagtail.permissions import policy_registry

from cicc_site import languages
from documents.models import SiteImage
from members.models import User
from pages.board import rights, summary
from pages.board.filters import ME
from pages.models import (
    CampaignPage,
    CourtUpdatePage,
    PressReleasePage,
    PublicationPage,
    SitePage,
    VacancyPage,
)

# What is written most often, in this order.
BEGINNINGS: tuple[type[SitePage], ...] = (
    CourtUpdatePage,
    PressReleasePage,
    PublicationPage,
    CampaignPage,
    VacancyPage,
)


def beginnings(user: User) -> list[dict[str, Any]]:
    """Return the kinds of page this person may add, each with its address in the admin."""
    found = []
    for model in BEGINNINGS:
        parent = next(
            (page for kind in model.allowed_parent_page_models() if (page := kind.objects.live().first())),
            None,
        )
        if parent is None or not parent.permissions_for_user(user).can_add_subpage():
            continue
        address = reverse(
            "wagtailadmin_pages:add", args=[model._meta.app_label, model._meta.model_name, parent.pk]
        )
        found.append(
            {"name": model._meta.verbose_name, "description": model.page_description, "address": address}
        )
    return found


class NextStepsPanel(Component):
    """What can be begun from here."""

    name = "next_steps"
    template_name = "wagtailadmin/home/next_steps.html"
    order = 50

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
        request = (parent_context or {})["request"]
        may_add_pictures = policy_registry.get_by_type(SiteImage).user_has_permission(request.user, "add")
        return {
            "beginnings": beginnings(request.user),
            "may_add_pictures": may_add_pictures,
            "request": request,
        }


class TranslationWorkPanel(Component):
    """What the translators have left to do, as the board has it: one's own work, then each language in numbers."""

    name = "translation_work"
    template_name = "wagtailadmin/home/translation_work.html"
    order = 230

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
        user = (parent_context or {})["request"].user
        codes = rights.own_languages(user) or languages.translation_codes()
        return {
            "mine": summary.of_person(user),
            "work": summary.of_languages(codes),
            "board": summary.board_address(),
            "given": summary.board_address(owner=ME),
        }
