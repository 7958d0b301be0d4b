"""Adding and changing an organization: everything goes through `members.workflow`, and two officers never collide."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.utils import quote
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.log_actions import log
from wagtail.snippets.views.snippets import CreateView, EditView

from members import duplicate_views, history, workflow
from members.enums import ChangeKind, ListingLevel, MemberStatus
from members.history import PRIVATE
from members.models import Organization
from members.officers import rights, together
from members.officers.forms import REGISTRATION
from members.officers.words import NOTHING, Words, field_label
from members.permissions import may_merge


class OrganizationCreateView(CreateView):
    def save_instance(self) -> Organization:
        organization: Organization = self.form.save(commit=False)
        registration = self.form.written_registration()
        workflow.enter(
            organization, actor=self.request.user, reason=self.form.cleaned_data["reason"], source="admin"
        )
        if registration is not None:
            registration.organization = organization
            registration.save()
        log(instance=organization, action="wagtail.create", user=self.request.user, content_changed=True)
        return organization

    def get_success_url(self) -> str:
        return str(self.get_edit_url())


class OrganizationEditView(EditView):
    """As Wagtail's, but a save compares with what the officer had before the eyes, while the entry is locked."""

    merged: together.Merged | None = None

    def get_queryset(self) -> Any:
        return Organization.objects.select_related("registration", "country", "assigned_to", "merged_into")

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        if not form.is_bound:
            form.initial["loaded"] = together.token(form)
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the entries that may be the same organization, for those who may merge them."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        open_to_merge = self.object.status != MemberStatus.MERGED and may_merge(self.request.user)
        context["near"] = duplicate_views.panel(self.object.pk) if open_to_merge else []
        return context

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs()
        if self.merged is not None:
            kwargs["data"] = self.merged.data
        return kwargs

    @transaction.atomic
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # From here to the end nobody else changes this entry.
        get_object_or_404(Organization.objects.select_for_update(of=("self",)), pk=self.object_pk)
        self.object = self.get_object()
        present = self.get_form_class()(instance=self.object, for_user=request.user)
        self.merged = together.merge(request.POST, present)
        self.object = self.get_object()
        form = self.get_form()
        valid = self.is_valid(form)
        if self.merged.both:
            return self.ask_again(form)
        response: HttpResponse
        if not valid:
            self.say_what_was_taken()  # it stands in the form now
            response = self.form_invalid(form)
            return response
        response = self.form_valid(form)
        return response

    def ask_again(self, form: Any) -> HttpResponse:
        """Show both: nothing is saved, the officer's texts stand in the form, the other's beside them."""
        self.form = form
        messages.warning(
            self.request,
            gettext(
                "Nothing is saved yet: somebody else changed the same fields. See what they wrote, then save."
            ),
        )
        since = together.changes_since(self.object, self.request.POST.get("loaded", ""))
        context = self.get_context_data(form=form)
        context["others"] = since
        context["disputed"] = self.what_they_wrote()
        response: HttpResponse = self.render_to_response(context)
        return response

    def what_they_wrote(self) -> list[tuple[str, str]]:
        """Return (label, present value in words) of each field that both changed; rows stand in the form already."""
        stands, words = self.get_object(), Words()
        facts, found = history.facts(stands), []
        for name in self.merged.both if self.merged else []:
            if name in REGISTRATION:
                value = str(getattr(getattr(stands, "registration", None), name, "") or NOTHING)
                found.append((str(self.form.fields[name].label), value))
            elif name not in PRIVATE:
                found.append((field_label(name), words.value(name, facts.get(name))))
        return found

    def save_instance(self) -> Organization:
        values, actor = self.form.cleaned_data, self.request.user
        reason = values["reason"]
        with workflow.changing(self.object.pk, ChangeKind.EDITED, actor=actor, reason=reason) as organization:
            status, listing = organization.status, organization.listing
            form = self.get_form_class()(self.form.data, instance=organization, for_user=actor)
            if not form.is_valid():
                raise RuntimeError("A form that was valid is not any more.")
            registration = form.written_registration()
            form.save(commit=False)
            organization.status, organization.listing = status, listing
            if registration is not None:
                registration.save()
        pk = self.object.pk
        if values["status"] != status:
            workflow.set_status(pk, MemberStatus(values["status"]), actor=actor, reason=reason)
        if values["listing"] != listing:
            workflow.set_listing(pk, ListingLevel(values["listing"]), actor=actor, reason=reason)
        saved = Organization.objects.get(pk=pk)
        log(instance=saved, action="wagtail.edit", user=actor, content_changed=self.form.has_changed())
        self.say_what_was_taken()
        return saved

    def say_what_was_taken(self) -> None:
        if self.merged is None or not self.merged.taken:
            return
        since = together.changes_since(self.object, self.request.POST.get("loaded", ""))
        people = {change.actor_name for change, _told in since if change.actor_name}
        labels = sorted({field_label(name) for name in together.names_in_history(self.merged.taken)})
        messages.warning(
            self.request,
            gettext("While you had this entry open, %(who)s changed: %(fields)s. That stays as it is now.")
            % {"who": ", ".join(sorted(people)) or gettext("somebody else"), "fields": ", ".join(labels)},
        )

    def get_success_url(self) -> str:
        return str(self.get_edit_url())

    def get_success_buttons(self) -> list[Any]:
        return [messages.button(reverse(self.index_url_name), gettext("Back to the list"))]

    @cached_property
    def header_buttons(self) -> list[Any]:
        if self.object.listing == ListingLevel.UNLISTED or not rights.may_hide(self.request.user):
            return []
        address = reverse("organization_hide", args=[quote(self.object.pk)])
        return [
            HeaderButton(gettext("Hide now"), url=address, icon_name="no-view", classname="serious hide-now")
        ]

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        pk = self.object.pk
        buttons = [
            Button(
                gettext("Sheet to print"), url=reverse("organization_sheet", args=[pk]), icon_name="doc-full"
            ),
            Button(gettext("All changes"), url=self.get_history_url(), icon_name="history"),
        ]
        if rights.may_write_notes(self.request.user):
            address = reverse("organization_note", args=[pk])
            buttons.append(Button(gettext("Add a note"), url=address, icon_name="edit"))
        if self.object.is_listed:
            buttons.append(Button(gettext("On the public site"), url=f"/m/{pk}/", icon_name="view"))
        return buttons
