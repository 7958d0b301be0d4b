"""The glossary in the Wagtail admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel
from wagtail.snippets.views.snippets import SnippetViewSet

from cicc_site import languages
from pages.models import GlossaryTerm


def term_panels() -> list[Panel]:
    """One line per language, each in the direction of its script."""
    return [
        FieldPanel(f"term_{language.code}", attrs={"dir": language.direction})
        for language in languages.LANGUAGES
    ]


class GlossaryViewSet(SnippetViewSet):
    model = GlossaryTerm
    icon = "openquote"
    menu_label = _("Glossary")
    menu_hook = "register_translations_menu_item"
    menu_order = 400
    add_to_admin_menu = True
    list_display = ["__str__", *(f"term_{code}" for code in languages.translation_codes()), "domain"]
    list_filter = ["domain", "verified"]
    list_per_page = 50
    # Part of a word in any language, as the columns have it: the search index offers whole terms of no field apart.
    search_backend_name = None
    search_fields = [f"term_{code}" for code in languages.codes()]
    copy_view_enabled = False
    panels = [
        MultiFieldPanel(term_panels(), heading=_("Term")),
        FieldPanel("note"),
        MultiFieldPanel(
            [FieldPanel("domain"), FieldPanel("source"), FieldPanel("verified")], heading=_("For staff")
        ),
    ]
