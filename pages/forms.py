"""The form behind every page editor: what Wagtail's own form cannot know about addresses in several languages."""

from __future__ import annotations

import unicodedata
from typing import Any

from wagtail.admin.forms.pages import WagtailAdminPageForm

from cicc_site import languages
from cicc_site.multilingual.panels import slug_field

SLUGS = {slug_field(code) for code in languages.codes()}


class SitePageForm(WagtailAdminPageForm):
    """Refuses an address that a sibling has in any language, while a page is being created.

    From then on the model sees to it; a page that is being created does not know its parent yet: only the form does.
    """

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        if data:
            data = data.copy()
            for name in SLUGS & set(data):
                # Some keyboards type a letter and its accent apart; in an address they are one.
                data[name] = unicodedata.normalize("NFC", data[name])
        super().__init__(data, *args, **kwargs)

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
