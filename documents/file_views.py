"""Files of the archive for staff: those under embargo and those that are not public, through the admin only."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from documents.models import WorkFile
from documents.serving import answers


@require_safe
def staff_file(request: HttpRequest, number: int) -> HttpResponseBase:
    """A file whatever its access, for who may see works in the admin."""
    if not request.user.has_perms(["documents.view_work", "documents.view_workfile"]):
        raise PermissionDenied
    return answers.staff_answer(request, get_object_or_404(WorkFile, pk=number))
