"""Forms of the registers."""

from typing import Any

from django.forms import ModelForm
from wagtail.admin.forms import WagtailAdminModelForm

from members.enums import Treaty
from members.treaty import order_errors


class CountryForm(WagtailAdminModelForm):
    """A country with its treaty acts, which must be possible together."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        acts = self.formsets["treaty_acts"]
        if acts.is_valid():
            kept = [
                row.instance for row in acts.forms if row not in acts.deleted_forms and not _is_blank(row)
            ]
            for reason in order_errors([act for act in kept if act.treaty == Treaty.ROME_STATUTE]):
                self.add_error(None, reason)
        return cleaned


def _is_blank(row: ModelForm) -> bool:  # type: ignore[type-arg]
    """A row that was opened and left empty."""
    return row.empty_permitted and not row.has_changed()
