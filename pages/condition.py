"""What the pages add to "How the site is doing": broken links, and the pages that are kept for visitors."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Max, Min
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from cicc_site import languages
from cicc_site.metrics import exposed
from members import readiness
from members.condition import rows
from members.condition.rows import GOOD, LOOK, UNUSED, Detail, Row
from members.condition.words import sentence
from members.templatetags.org_tags import utc_moment
from pages.models import BrokenLink, KeptPage, LinkCheck
from pages.page_cache import keeping

SHOWN = 100


def register() -> None:
    rows.provide("links", 30, _("Links that lead nowhere"), links)
    rows.provide("kept_pages", 50, _("Pages kept ready for visitors"), kept_pages)
    exposed.provide(
        "cicc_broken_links", "Links that lead nowhere", lambda: [({}, BrokenLink.objects.count())]
    )
    exposed.provide(
        "cicc_kept_pages", "Pages kept ready for visitors", lambda: [({}, KeptPage.objects.count())]
    )


def links() -> Row:
    broken = list(BrokenLink.objects.select_related("page")[: SHOWN + 1])
    checked = LinkCheck.objects.aggregate(first=Min("at"), last=Max("at"))
    if checked["last"] is None:
        said = [gettext("No page has been looked at yet.")]
    else:
        count = BrokenLink.objects.count()
        said = [
            ngettext("{count} link leads nowhere.", "{count} links lead nowhere.", count).format(count=count),
            sentence(
                gettext("Pages were looked at between {first} and {last}."),
                first=utc_moment(checked["first"]),
                last=utc_moment(checked["last"]),
            ),
        ]
    said.append(gettext("Links to other sites are not followed."))
    return Row(
        "links",
        gettext("Links that lead nowhere"),
        LOOK if broken else GOOD,
        said,
        todo=gettext("Open each page and correct the link, or have the old address redirected.")
        if broken
        else "",
        guide="monitoring#broken-links",
        details=[_detail(row) for row in broken[:SHOWN]],
    )


def _detail(row: BrokenLink) -> Detail:
    said = format_html(
        '<bdi dir="ltr">{}</bdi> ({}) · <a href="{}">{}</a>',
        row.target,
        row.status,
        row.page.address_in(row.language),
        sentence(gettext("the page, {language}"), language=languages.by_code(row.language).name),
    )
    return Detail(row.page.title, said, address=reverse("wagtailadmin_pages:edit", args=[row.page_id]))


def kept_pages() -> Row:
    title = gettext("Pages kept ready for visitors")
    root = settings.PAGE_CACHE_ROOT
    if root is None:
        said = [gettext("Each page is made anew for each visitor.")]
        return Row("kept_pages", title, UNUSED, said, guide="monitoring#kept-pages")
    count = keeping.count()
    said = [ngettext("{count} page is kept.", "{count} pages are kept.", count).format(count=count)]
    wrong = readiness.writable(root)
    if wrong:
        said.append(gettext("Their folder cannot be written: each page is made anew, which is slower."))
    return Row(
        "kept_pages",
        title,
        LOOK if wrong else GOOD,
        said,
        todo=gettext("Tell whoever looks after the server. Visitors notice nothing but the time.")
        if wrong
        else "",
        guide="monitoring#kept-pages",
    )
