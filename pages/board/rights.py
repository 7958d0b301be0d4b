"""Who may look at the board and use what belongs to it, and who may do what there: whoever writes in a language."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from wagtail.permissions import policy_registry

from cicc_site import languages
from members.models import User
from members.permissions import editable_languages
from pages.models.base import SitePage


def own_languages(user: Any) -> list[str]:
    """Return the languages somebody can translate into, in the order of the site."""
    editable = editable_languages(user)
    return [code for code in languages.translation_codes() if code in editable]


def may_look(user: Any) -> bool:
    """The board and the files for translators name drafts: who writes in no language has nothing to do there."""
    return bool(own_languages(user))


def for_who_writes(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_look(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return asked


def may_assign(user: Any) -> bool:
    """Who may edit all languages may say who does what by when; a translator takes work and gives it back."""
    return editable_languages(user) >= set(languages.codes())


def may_confirm(user: Any, record: Model, language: str) -> bool:
    """Whether somebody may declare that a text matches the English: whoever may change it."""
    if isinstance(record, SitePage) or language not in editable_languages(user):
        return False  # a page has a button of its own, beside its drafts
    policy = policy_registry.get_by_type(type(record))
    return bool(policy.user_has_permission_for_instance(user, "change", record))


def may_confirm_any(user: Any, model: type[Model]) -> bool:
    """Whether to offer it at all for a kind of record: asked once per list, the record itself when it is done."""
    return bool(policy_registry.get_by_type(model).user_has_permission(user, "change"))


def staff() -> QuerySet[User]:
    """Return who can sign in to the admin: whom work can be given to."""
    door = Permission.objects.filter(content_type__app_label="wagtailadmin", codename="access_admin")
    may_enter = Q(is_superuser=True) | Q(groups__permissions__in=door) | Q(user_permissions__in=door)
    people: QuerySet[User] = User.objects.filter(may_enter, is_active=True).distinct()
    return people.order_by("first_name", "last_name", "username")
