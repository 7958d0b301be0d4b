"""The form behind every page editor: what Wagtail's own form cannot know about addresses in several languages."""

from __future__ import annotations

from typing import Any

from wagtail.admin.forms.pages import WagtailAdminPageForm

from cicc_site import languages
from cicc_site.multilingual.panels import slug_field


class SitePageForm(WagtailAdminPageForm):
    """Refuses an address that a sibling has in any language.

    The model checks this too, but a page that is being created does not know its parent yet: only the form does.
    """

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean()
        page = self.instance
        for code in languages.codes():
            name = slug_field(code)
            if name in data:
                setattr(page, name, data[name] or "")
        if page.slug and not self.errors.get("slug"):
            for name, error in page.slug_clashes(self.parent_page).items():
                self.add_error(name if name in self.fields else None, error)
        return data
