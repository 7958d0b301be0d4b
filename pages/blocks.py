"""The one set of blocks all pages are written with. A block renders itself from templates/blocks/<name>.html.

Nothing here carries a language: a body belongs to one language as a whole.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import (
    CharBlock,
    ChoiceBlock,
    ListBlock,
    PageChooserBlock,
    RichTextBlock,
    StreamBlock,
    StructBlock,
    StructValue,
    TextBlock,
    URLBlock,
)
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from documents.choosers import WorkChooserBlock
from pages.archive.lines import lines
from pages.directory import lists
from pages.figures.known import KNOWN
from pages.figures.tokens import without_value

RICH_TEXT = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link", "figure"]
INLINE_TEXT = ["bold", "italic", "link", "document-link", "figure"]


class ProseBlock(RichTextBlock):
    """Rich text. It is not published while a figure in it has no value: the reader would miss it."""

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        missing = [] if self.is_deferred_validation else without_value(cleaned.source)
        if missing:
            names = ", ".join(
                str(KNOWN[token.key].label) if token.key in KNOWN else token.key for token in missing
            )
            message = _(
                "These figures have no value now: %(figures)s. Take them out of the text, or save it as a draft "
                "until the register is filled in."
            )
            raise ValidationError(message, code="figure_without_value", params={"figures": names})
        return cleaned


class TextBodyBlock(ProseBlock):
    """Running text with headings, lists and links."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(features=RICH_TEXT, **kwargs)

    class Meta:
        icon = "pilcrow"
        template = "blocks/text.html"
        label = _("Text")


class QuoteBlock(StructBlock):
    text = TextBlock(
        label=_("Quotation"), help_text=_("Without quotation marks: the page adds those of its language.")
    )
    attribution = CharBlock(label=_("Who said it"), required=False)

    class Meta:
        icon = "openquote"
        template = "blocks/quote.html"
        label = _("Quotation")


class FigureBlock(StructBlock):
    # Not ImageBlock: the alternative text belongs to the picture, where it is translated once for all pages.
    image = ImageChooserBlock(label=_("Picture"))
    caption = CharBlock(label=_("Caption"), required=False)
    credit = CharBlock(
        label=_("Credit"), required=False, help_text=_("Who made the picture, as they want to be named.")
    )

    class Meta:
        icon = "image"
        template = "blocks/figure.html"
        label = _("Picture")


class PersonBlock(StructBlock):
    name = CharBlock(label=_("Name"))
    role = CharBlock(label=_("Role"), required=False)
    text = TextBlock(label=_("A few words"), required=False)

    class Meta:
        icon = "user"
        label = _("Person")


class PeopleBlock(StructBlock):
    heading = CharBlock(label=_("Heading"), required=False)
    people = ListBlock(PersonBlock(), label=_("People"))

    class Meta:
        icon = "group"
        template = "blocks/people.html"
        label = _("People")


class PartialDateBlock(CharBlock):
    """A date as exact as it is known: 1998, 1998-07 or 1998-07-17 (ISO 8601)."""

    is_fact = True  # the same in every language: no text to translate

    pattern = re.compile(r"(?P<year>\d{4})(-(?P<month>\d{2})(-(?P<day>\d{2}))?)?")

    def clean(self, value: Any) -> str:
        text = str(super().clean(value)).strip()
        match = self.pattern.fullmatch(text)
        try:
            if match is None:
                raise ValueError(text)
            dt.date(int(match["year"]), int(match["month"] or 1), int(match["day"] or 1))
        except ValueError:
            message = _("Write the date as 1998, 1998-07 or 1998-07-17.")
            raise ValidationError(message, code="partial_date") from None
        return text


class TimelineItemBlock(StructBlock):
    date = PartialDateBlock(
        label=_("Date"), help_text=_("As exact as it is known: 1998, 1998-07 or 1998-07-17.")
    )
    title = CharBlock(label=_("Title"))
    text = TextBlock(label=_("Text"), required=False)

    class Meta:
        icon = "calendar"
        label = _("Event")


class TimelineBlock(StructBlock):
    items = ListBlock(TimelineItemBlock(), label=_("Events"))

    class Meta:
        icon = "history"
        template = "blocks/timeline.html"
        label = _("Time line")


class TableBlock(TypedTableBlock):
    """A table of short texts with a caption; its first row holds the column headings."""

    def __init__(self, local_blocks: Any = None, **kwargs: Any) -> None:
        columns = [
            ("text", CharBlock(label=_("Text"), required=False)),
            ("rich_text", ProseBlock(label=_("Text with links"), features=INLINE_TEXT, required=False)),
        ]
        super().__init__([*columns, *(local_blocks or [])], **kwargs)

    class Meta:
        icon = "table"
        template = "blocks/table.html"
        label = _("Table")


class LinkValue(StructValue):
    """Where a call to action leads."""

    @property
    def address(self) -> str:
        """The page's address in the reader's language, or the address typed; empty when the page is gone."""
        page = self.get("page")
        if page is not None:
            return str(page.url) if page.live else ""
        return str(self.get("url") or "")


class CallToActionBlock(StructBlock):
    text = CharBlock(label=_("Sentence"), required=False)
    label = CharBlock(label=_("Words on the button"))
    page = PageChooserBlock(label=_("Page"), required=False)
    url = URLBlock(label=_("or address on another site"), required=False)

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if bool(cleaned.get("page")) == bool(cleaned.get("url")):
            raise ValidationError(_("Choose a page or give an address: one of the two."), code="one_target")
        return cleaned

    class Meta:
        icon = "arrow-right"
        template = "blocks/call_to_action.html"
        label = _("Call to action")
        value_class = LinkValue


class AccordionItemBlock(StructBlock):
    heading = CharBlock(label=_("Heading"))
    text = ProseBlock(label=_("Text"), features=RICH_TEXT[2:])

    class Meta:
        icon = "collapse-down"
        label = _("Part")


class AccordionBlock(StructBlock):
    items = ListBlock(AccordionItemBlock(), label=_("Parts"))

    class Meta:
        icon = "list-ul"
        template = "blocks/accordion.html"
        label = _("Parts that open")


class DocumentsBlock(StructBlock):
    heading = CharBlock(label=_("Heading"), required=False)
    documents = ListBlock(DocumentChooserBlock(label=_("Document")), label=_("Documents"))

    class Meta:
        icon = "doc-full"
        template = "blocks/documents.html"
        label = _("Files of the media library")


class ArchiveDocumentsBlock(StructBlock):
    """Works of the archive. What is shown of each, language, size and pages, is asked when the page is read."""

    heading = CharBlock(label=_("Heading"), required=False)
    works = ListBlock(WorkChooserBlock(label=_("Document")), label=_("Documents"))

    def get_context(self, value: Any, parent_context: Any = None) -> Any:
        context = super().get_context(value, parent_context=parent_context)
        context["lines"] = lines(work for work in value["works"] if work is not None)
        return context

    class Meta:
        icon = "folder-open-inverse"
        template = "blocks/archive_documents.html"
        label = _("Documents of the archive")


class RegisterListBlock(StructBlock):
    """A list that is counted from the register of members when the page is read: nobody types it."""

    register = ChoiceBlock(label=_("List"), choices=lists.CHOICES)

    def get_context(self, value: Any, parent_context: Any = None) -> Any:
        context = super().get_context(value, parent_context=parent_context)
        context["list"] = lists.list_of(value.get("register"))
        return context

    class Meta:
        icon = "list-ul"
        template = "blocks/register_list.html"
        label = _("List from the register")


class BodyBlock(StreamBlock):
    """The body of a page."""

    text = TextBodyBlock()
    quote = QuoteBlock()
    figure = FigureBlock()
    people = PeopleBlock()
    timeline = TimelineBlock()
    table = TableBlock()
    call_to_action = CallToActionBlock()
    accordion = AccordionBlock()
    archive_documents = ArchiveDocumentsBlock()
    documents = DocumentsBlock()
    register_list = RegisterListBlock()

    class Meta:
        required = False
