"""What the exchange with translators may do here: who, with which records, and how an import is kept."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from wagtail.log_actions import log
from wagtail.permissions import policy_registry

from cicc_site import languages
from cicc_site.multilingual.intake import Doors
from cicc_site.multilingual.models import TranslatedModel
from members.audit import log_data
from members.permissions import editable_languages
from pages.declarations import share_with_the_public_text
from pages.models import SitePage


def may(user: Any, language: str) -> bool:
    """Return whether somebody may edit the texts of a language."""
    return language in languages.translation_codes() and language in editable_languages(user)


def refusal(instance: TranslatedModel, user: Any) -> str:
    """Return why `user` may not change this record now; "" when nothing is in the way."""
    if not isinstance(instance, SitePage):
        policy = policy_registry.get_by_type(type(instance))
        allowed = policy.user_has_permission_for_instance(user, "change", instance)
        return "" if allowed else gettext("You may not edit this record.")
    permissions = instance.permissions_for_user(user)
    if not permissions.can_edit():
        return gettext("You may not edit this page.")
    return gettext("The page is locked by somebody else.") if permissions.page_locked() else ""


def newest(instance: TranslatedModel) -> TranslatedModel:
    """Return the newest draft of a page; other records have no drafts."""
    if isinstance(instance, SitePage):
        draft: TranslatedModel = instance.specific.get_latest_revision_as_object()
        return draft
    return instance


def save(instance: TranslatedModel, language: str, user: Any) -> None:
    """Keep an import: of a page as its newest draft, never on the public page; of other records as they are."""
    if not isinstance(instance, SitePage):
        instance.full_clean()
        instance.save()
        log(
            instance=instance,
            action="wagtail.edit",
            user=user,
            content_changed=True,
            data=log_data([language]),
        )
        return
    # Which languages go live is said when somebody publishes, not by a draft that came before this one.
    instance.release = []
    instance.save_revision(user=user, log_action=True)
    share_with_the_public_text(instance)


def doors(user: Any) -> Doors:
    return Doors(user, may, refusal, newest, save)
