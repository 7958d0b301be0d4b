"""What every template may need: dates, numbers, isolated names, and the links to stylesheets and scripts.

Menus and anything that knows pages are in pages/templatetags/navigation.py.
"""

from datetime import date, datetime

from django import template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from cicc_site import languages, numbers
from cicc_site.dates import PartialDate, Precision
from cicc_site.storage import SCRIPTS, STYLESHEETS, SiteStaticFilesStorage

register = template.Library()

AnyDate = PartialDate | datetime | date | str


def partial(value: AnyDate) -> PartialDate:
    """Any date a template may hold; a moment becomes the day it is in the site's time zone."""
    if isinstance(value, PartialDate):
        return value
    if isinstance(value, str):
        return PartialDate.parse(value)
    if isinstance(value, datetime):
        value = timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return PartialDate(value)


@register.filter
def date_text(value: AnyDate | None) -> str:
    """A date in words, no more exact than it is known; nothing for no date."""
    return partial(value).text(languages.active()) if value else ""


@register.simple_tag
def date_tag(value: AnyDate | None, css_class: str = "") -> SafeString | str:
    """A date in words for readers and in ISO form for machines."""
    if not value:
        return ""
    known = partial(value)
    words = known.text(languages.active())
    if css_class:
        return format_html('<time datetime="{}" class="{}">{}</time>', known.isoformat(), css_class, words)
    return format_html('<time datetime="{}">{}</time>', known.isoformat(), words)


@register.simple_tag
def date_range(first: AnyDate | None, last: AnyDate | None) -> SafeString | str:
    """From one day to another, or the one day; the dash stands between two isolated dates in every script.

    Between two years it stands close; a longer date has spaces of its own, and would be torn where it meets the dash.
    """
    if not first or not last or first == last:
        return date_tag(first or last)
    years = all(isinstance(day, PartialDate) and day.precision == Precision.YEAR for day in (first, last))
    between = "\N{EN DASH}" if years else "\N{NO-BREAK SPACE}\N{EN DASH} "
    return format_html("{}{}{}", date_tag(first), between, date_tag(last))


@register.filter
def number(value: int | None) -> str:
    """A whole number with its thousands set apart as the reader's language does."""
    return "" if value is None else numbers.whole(value, languages.active())


@register.filter
def bdi(value: object) -> SafeString | str:
    """Isolates a name, a number or an address that may run against the direction of the text around it."""
    return format_html("<bdi>{}</bdi>", value) if value not in (None, "") else ""


@register.simple_tag
def stylesheets() -> SafeString:
    names = ["css/site.css"] if is_joined() else STYLESHEETS
    return format_html_join("\n", '<link rel="stylesheet" href="{}">', ((static(name),) for name in names))


@register.simple_tag
def scripts() -> SafeString:
    names = ["js/site.js"] if is_joined() else SCRIPTS
    return format_html_join("\n", '<script type="module" src="{}"></script>', ((static(n),) for n in names))


@register.simple_tag
def font_preloads() -> SafeString:
    """Faces are asked for at once: one that comes late is not used on this page at all (see tokens.css)."""
    names = ["coalition-serif"]
    if languages.active() == "ar":
        names.insert(0, "coalition-naskh")
    return format_html_join(
        "\n",
        '<link rel="preload" href="{}" as="font" type="font/woff2" crossorigin>',
        ((static(f"fonts/{name}.woff2"),) for name in names),
    )


def is_joined() -> bool:
    return isinstance(staticfiles_storage, SiteStaticFilesStorage)
