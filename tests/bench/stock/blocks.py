"""The blocks of a body: those of the site that the compared pages use, with the plain blocks of Wagtail."""

from wagtail.blocks import CharBlock, ListBlock, RichTextBlock, StreamBlock, StructBlock, TextBlock, URLBlock
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock


class QuoteBlock(StructBlock):
    text = TextBlock()
    attribution = CharBlock(required=False)

    class Meta:
        template = "stock/blocks/quote.html"


class PersonBlock(StructBlock):
    name = CharBlock()
    role = CharBlock(required=False)
    text = TextBlock(required=False)


class PeopleBlock(StructBlock):
    heading = CharBlock(required=False)
    people = ListBlock(PersonBlock())

    class Meta:
        template = "stock/blocks/people.html"


class TimelineItemBlock(StructBlock):
    date = CharBlock()
    title = CharBlock()
    text = TextBlock(required=False)


class TimelineBlock(StructBlock):
    items = ListBlock(TimelineItemBlock())

    class Meta:
        template = "stock/blocks/timeline.html"


class AccordionItemBlock(StructBlock):
    heading = CharBlock()
    text = RichTextBlock()


class AccordionBlock(StructBlock):
    items = ListBlock(AccordionItemBlock())

    class Meta:
        template = "stock/blocks/accordion.html"


class CallToActionBlock(StructBlock):
    text = CharBlock(required=False)
    label = CharBlock()
    url = URLBlock(required=False)

    class Meta:
        template = "stock/blocks/call_to_action.html"


class BodyBlock(StreamBlock):
    text = RichTextBlock(template="stock/blocks/text.html")
    quote = QuoteBlock()
    people = PeopleBlock()
    timeline = TimelineBlock()
    table = TypedTableBlock(
        [("text", CharBlock(required=False)), ("rich_text", RichTextBlock(required=False))],
        template="stock/blocks/table.html",
    )
    accordion = AccordionBlock()
    call_to_action = CallToActionBlock()
