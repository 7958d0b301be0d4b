"""Finding an organization by a contact. Sent as a form, so that no address or log holds a person's e-mail."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from members.officers import columns, rights
from members.officers.finding import by_contact
from members.officers.saved_filters import LIST


class ContactSearchForm(forms.Form):
    text = forms.CharField(
        label=_("E-mail address or telephone number"),
        max_length=254,
        help_text=_("A whole address, the part from the @ on, or at least six digits of a number."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )


@never_cache
@rights.only_for(rights.may_see_contacts)
def find_by_contact(request: HttpRequest) -> HttpResponse:
    form = ContactSearchForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form, "list_address": reverse(LIST)}
    if request.method == "POST" and form.is_valid():
        context["rows"] = [
            (
                reverse("wagtailsnippets_members_organization:edit", args=[row.pk]),
                columns.name(row),
                columns.listing_label(row),
            )
            for row in by_contact(form.cleaned_data["text"])
        ]
    return render(request, "wagtailadmin/organizations/by_contact.html", context)
