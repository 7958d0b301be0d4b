"""The foot of the page editor: publish or submit one language, or all, with one button each."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.action_menu import ActionMenuItem, PublishMenuItem, SubmitForModerationMenuItem

from cicc_site import languages
from cicc_site.languages import Language
from members.permissions import editable_languages
from pages.models import LanguageReview

# The button that puts one more language into a review sends this name with the language as its value.
ADD_TO_REVIEW = "add-to-review"


class ByLanguage(ActionMenuItem):
    """A button for all languages and one for each. Wraps Wagtail's own item, which knows when it may be shown."""

    template_name = "wagtailadmin/pages/action_menu/by_language.html"
    heading: Any = ""

    def __init__(self, original: ActionMenuItem) -> None:
        super().__init__(order=original.order)
        self.original = original
        self.name = original.name
        self.icon_name = original.icon_name

    def is_shown(self, context: dict[str, Any]) -> bool:
        return bool(self.original.is_shown(context)) and bool(self.choices(context))

    def choices(self, context: dict[str, Any]) -> list[Language]:
        """Return the languages that have a button of their own: all the person may edit."""
        own = editable_languages(context["request"].user)
        return [language for language in languages.LANGUAGES if language.code in own]

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        context: dict[str, Any] = self.original.get_context_data(parent_context)
        page = context.get("page")
        choices = self.choices(parent_context)
        return {
            **context,
            "name": self.name,
            "icon_name": self.icon_name,
            "heading": self.heading,
            "all_languages": _("All languages"),
            "choices": choices,
            "offers_all": len(choices) == len(languages.LANGUAGES),
            "waiting": list(page.pending or []) if page is not None and page.pk else [],
        }


class PublishByLanguage(ByLanguage):
    heading = _("Publish")

    def choices(self, context: dict[str, Any]) -> list[Language]:
        page = context.get("page")
        found = super().choices(context)
        if page is None or not page.live:
            # Nothing of a page is public before its English is.
            return [language for language in found if language.code == languages.DEFAULT_LANGUAGE]
        return found

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        context = super().get_context_data(parent_context)
        if context.get("is_scheduled"):
            context["heading"] = _("Schedule")
        context["offers_all"] = True
        return context


class SubmitByLanguage(ByLanguage):
    heading = _("Submit for review")


class AddToReview(ActionMenuItem):
    """While some languages are under review: a button for each other one."""

    name = ADD_TO_REVIEW
    icon_name = "resubmit"
    order = 60
    template_name = "wagtailadmin/pages/action_menu/by_language.html"

    def choices(self, context: dict[str, Any]) -> list[Language]:
        page = context.get("page")
        if page is None or not page.pk or context["view"] != "edit" or context["locked_for_user"]:
            return []
        asked = set(LanguageReview.objects.of_page(page).waiting().values_list("language", flat=True))
        own = editable_languages(context["request"].user) - asked
        return [language for language in languages.LANGUAGES if asked and language.code in own]

    def is_shown(self, context: dict[str, Any]) -> bool:
        return bool(self.choices(context))

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)
        return {
            **context,
            "heading": _("Add to the review"),
            "choices": self.choices(parent_context),
            "offers_all": False,
            "waiting": list(parent_context["page"].pending or []),
        }


def by_language(items: list[ActionMenuItem], request: HttpRequest, context: dict[str, Any]) -> None:
    """Hook `construct_page_action_menu`: put our items in the place of Wagtail's."""
    for number, item in enumerate(items):
        if isinstance(item, PublishMenuItem):
            items[number] = PublishByLanguage(item)
        elif isinstance(item, SubmitForModerationMenuItem):
            items[number] = SubmitByLanguage(item)
    addition = AddToReview()
    if addition.is_shown(context):
        items.append(addition)
