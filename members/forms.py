"""Forms of the registers."""

from typing import Any

from django.forms import ModelForm

from members.enums import Treaty
from members.limited_forms import LimitedForm
from members.treaty import order_errors


class CountryForm(LimitedForm):
    """A country with its treaty acts, which must be possible together."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        acts = self.formsets.get("treaty_acts")  # a translator does not have them
        if acts is not None and acts.is_valid():
            kept = [
                row.instance for row in acts.forms if row not in acts.deleted_forms and not _is_blank(row)
            ]
            for reason in order_errors([act for act in kept if act.treaty == Treaty.ROME_STATUTE]):
                self.add_error(None, reason)
        return cleaned


def _is_blank(row: ModelForm) -> bool:  # type: ignore[type-arg]
    """A row that was opened and left empty."""
    return row.empty_permitted and not row.has_changed()
