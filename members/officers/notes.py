"""Notes on an organization: written once, never changed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache

from members.models import Note, Organization
from members.officers import rights
from members.officers.columns import told_name
from members.officers.forms import NoteForm


@never_cache
@rights.only_for(rights.may_see_notes)
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """Show all notes of an organization, and add one."""
    organization = get_object_or_404(Organization, pk=pk)
    may_write = rights.may_write_notes(request.user)
    form = NoteForm(request.POST if request.method == "POST" else None) if may_write else None
    if form is not None and request.method == "POST" and form.is_valid():
        author = rights.signed_in(request)
        Note.objects.create(
            organization=organization,
            author=author,
            author_name=str(author),
            text=form.cleaned_data["text"].strip(),
        )
        messages.success(request, gettext("The note is added."))
        return redirect(reverse("organization_note", args=[pk]))
    context = {
        "organization": organization,
        "name": told_name(organization),
        "notes": organization.notes.all(),
        "form": form,
        "may_edit": rights.may_edit(request.user),
    }
    return render(request, "wagtailadmin/organizations/notes.html", context)
