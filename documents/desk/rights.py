"""Who may do what at the desk of the archive. All of it rests on Django's permissions (pages/roles.py)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import SimpleLazyObject

from members.models import User
from members.permissions import is_limited

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def may_see(user: Any) -> bool:
    """Works of any access, their facts and their files' facts: archivists, and translators, who change texts."""
    return bool(user.has_perm("documents.view_work") or user.has_perm("documents.change_work"))


def may_change(user: Any) -> bool:
    """Texts of works, in the languages that are the person's."""
    return bool(user.has_perm("documents.change_work"))


def may_keep_files(user: Any) -> bool:
    """Add, replace and describe files. Never somebody who is here for the texts of one language."""
    return bool(
        user.has_perms(["documents.view_workfile", "documents.add_workfile", "documents.change_workfile"])
        and may_change(user)
        and not is_limited(user)
    )


def may_upload(user: Any) -> bool:
    """Files of which new works are made."""
    return may_keep_files(user) and bool(user.has_perm("documents.add_work"))


def may_remove_files(user: Any) -> bool:
    return may_keep_files(user) and bool(user.has_perm("documents.delete_workfile"))


def may_read_files(user: Any) -> bool:
    """The bytes of any file (documents/file_views.py)."""
    return bool(user.has_perms(["documents.view_work", "documents.view_workfile"]))


def may_see_wishes(user: Any) -> bool:
    """How often a language of a work was asked for; never by whom. Translators plan their work by it."""
    return may_see(user)


def may_see_imports(user: Any) -> bool:
    """What imports of legacy archives did, row by row: they name works of any access."""
    return may_see(user) and bool(user.has_perm("documents.view_archiveimport"))


def signed_in(request: HttpRequest) -> User:
    """Return who asks, as a record: the log and the rows know no lazy one."""
    user: Any = request.user
    if isinstance(user, SimpleLazyObject):
        user = User.objects.get(pk=user.pk)
    if not isinstance(user, User):
        raise PermissionDenied
    return user


def only_for(question: Callable[[Any], bool]) -> Callable[[View], View]:
    """Let a view answer those alone for whom `question` is true. Asked before anything is read or looked for."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not question(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded  # type: ignore[return-value]

    return decorate
