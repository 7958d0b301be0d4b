"""Adding, changing and deleting a work: announced once in one transaction, with what an archivist should know said."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, ngettext
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views.snippets import CreateView, DeleteView, EditView

from cicc_site import indexing
from documents.models import Work

MOST_NAMED = 5


def edit_address(work: Work) -> str:
    return reverse("wagtailsnippets_documents_work:edit", args=[work.pk])


def say_same_symbol(request: HttpRequest, work: Work) -> None:
    """A symbol names one document; that two bear it happens (a corrigendum), and is said, never refused."""
    if not work.symbol_key:
        return
    others = Work.objects.filter(symbol_key=work.symbol_key).exclude(pk=work.pk)[:MOST_NAMED]
    if not others:
        return
    links = format_html_join(
        gettext(", "), '<a href="{}">{}</a>', ((edit_address(each), each) for each in others)
    )
    said = gettext("Another work has the symbol %(symbol)s. See whether they are the same:") % {
        "symbol": work.symbol
    }
    messages.warning(request, format_html("{} {}", said, links))


class WorkCreateView(CreateView):
    """Work, relations and subjects are saved and announced as one; so at each later edit."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with indexing.together():
            response: HttpResponse = super().post(request, *args, **kwargs)
        work = getattr(self, "object", None)
        if work is not None and work.pk and response.status_code == 302:
            say_same_symbol(request, work)
        return response

    def get_success_url(self) -> str:
        return edit_address(self.object)


class WorkEditView(EditView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with indexing.together():
            response: HttpResponse = super().post(request, *args, **kwargs)
        if response.status_code == 302:
            say_same_symbol(request, self.object)
        return response

    def get_success_url(self) -> str:
        return edit_address(self.object)

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        buttons = list(super().header_more_buttons)
        if self.object.is_public_at(timezone.now()):
            buttons.append(
                Button(
                    gettext("On the public site"), url=f"/d/{self.object.pk}/", icon_name="view", priority=5
                )
            )
        guide = reverse("editors_guide", args=["archive"])
        buttons.append(Button(gettext("How does this work?"), url=guide, icon_name="help", priority=900))
        return buttons


class WorkDeleteView(DeleteView):
    """A work that has files, or that others refer to, is not deleted: its address is cited."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse
        if request.user.has_perm("documents.delete_work") and (said := why_not(self.get_object())):
            messages.error(request, said)
            return redirect(edit_address(self.get_object()))
        with indexing.together():
            response = super().dispatch(request, *args, **kwargs)
        return response


def why_not(work: Work) -> str:
    """Why a work cannot be deleted, in the active language; empty where it can."""
    count = work.files.count()
    if count:
        return ngettext(
            "This work has %(count)s file, earlier versions included. Delete it first, or set the access of the work "
            "to “Staff only”.",
            "This work has %(count)s files, earlier versions included. Delete them first, or set the access of the "
            "work to “Staff only”.",
            count,
        ) % {"count": count}  # fmt: skip
    if others := list(Work.objects.filter(relations__other=work)[:MOST_NAMED]):
        return gettext("Other works refer to it: %(works)s. Remove their relations first.") % {
            "works": gettext(", ").join(map(str, others))
        }
    return ""


def no_bulk_deletion(
    request: HttpRequest, action_type: str, objects: Any, action: Any
) -> HttpResponse | None:
    """Wagtail's hook before many are deleted at once: works and subjects are looked at one by one."""
    if action_type != "delete" or action.model is not Work:
        return None
    messages.error(request, gettext("Works are deleted one by one."))
    return redirect("wagtailsnippets_documents_work:list")
