"""The form of an account in the admin: Wagtail's, and the regions whose applications a coordinator reads."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import UserViewSet

from members.enums import Region


class RegionsField(forms.MultipleChoiceField):
    """Boxes, kept in the order of the enumeration."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Regions"),
            choices=Region.choices,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text=_("For regional coordinators: they read the applications of these regions only."),
            **kwargs,
        )


class _WithRegions(forms.ModelForm):  # type: ignore[type-arg]
    regions = RegionsField()


class AccountCreationForm(_WithRegions, UserCreationForm):
    class Meta(UserCreationForm.Meta):
        fields = {*UserCreationForm.Meta.fields, "regions"}


class AccountEditForm(_WithRegions, UserEditForm):
    class Meta(UserEditForm.Meta):
        fields = {*UserEditForm.Meta.fields, "regions"}


class AccountViewSet(UserViewSet):
    def get_form_class(self, for_update: bool = False) -> type[forms.Form]:
        return AccountEditForm if for_update else AccountCreationForm
