"""The form behind every page editor: what Wagtail's own form cannot know about several languages.

No two siblings at one address in any of them, and for a translator nothing but the own language.
"""

from __future__ import annotations

import unicodedata
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.pages import WagtailAdminPageForm

from cicc_site import languages
from cicc_site.multilingual.panels import slug_field
from members.limited_forms import LimitedFormMixin
from pages.limits import keep_to_parts

SLUGS = {slug_field(code) for code in languages.codes()}


class SitePageForm(LimitedFormMixin, WagtailAdminPageForm):
    """Refuses an address that a sibling has in any language, while a page is being created.

    From then on the model sees to it; a page that is being created does not know its parent yet: only the form does.
    """

    free: ClassVar[frozenset[str]] = frozenset({"comments", "comment_notifications"})

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        if data:
            data = data.copy()
            for name in SLUGS & set(data):
                # Some keyboards type a letter and its accent apart; in an address they are one.
                data[name] = unicodedata.normalize("NFC", data[name])
        super().__init__(data, *args, **kwargs)
        self.limit_to(self.for_user)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean()
        page = self.instance
        if page.path or self.errors.get("slug"):
            return data
        for name in SLUGS & set(data):
            setattr(page, name, data[name] or "")
        for name, error in page.slug_clashes(self.parent_page).items():
            self.add_error(name if name in self.fields else None, error)
        return data

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.parts is None or self.is_deferred_validation or self.errors:
            return
        # To be submitted or published a page must be whole; what a translator cannot complete is said in words.
        keep_to_parts(self.instance, self.for_user)
        try:
            self.instance.full_clean()
        except ValidationError:
            self.add_error(
                None,
                _("The English page is not complete yet: an editor has to finish it first. You can save a draft."),
            )

    def save(self, commit: bool = True) -> Any:
        # A translator's work goes into the draft alone: the row of a page belongs to whoever publishes it.
        return super().save(commit=commit and self.parts is None)
