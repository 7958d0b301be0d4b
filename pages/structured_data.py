"""What a page says to machines, as schema.org data (JSON-LD): who we are, members, news, the way to a page, vacancies.

Only what a visitor can read on the same page, in the language it is really in. Invented items say nothing here: a
search engine would take them for true.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from cicc_site import languages
from cicc_site.multilingual.values import Localized, localized
from documents.showing import ShownWork
from members.directory.entries import PublicMember
from pages.api.catalogue import catalogue
from pages.archive import structured_data as archive_data
from pages.frame import Frame, Link
from pages.models import (
    CourtUpdatePage,
    HomePage,
    OpenDataPage,
    PressReleasePage,
    SitePage,
    VacancyPage,
)
from pages.models.vacancies import VacancyKind
from pages.moments import published_at, updated_at

Node = dict[str, Any]
CONTEXT = "https://schema.org"
# Search engines cut a headline that is longer.
HEADLINE = 110
# A script element ends at the first "</script", and "<!--" changes how it is read: no such sign is ever written.
ESCAPES = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&\u2028\u2029"}


def data(page: SitePage, frame: Frame, crumbs: list[Link], image: str) -> list[Node]:
    """What is to be said of a page. crumbs: the links of its breadcrumbs; image: the address of its picture."""
    if isinstance(page, HomePage):
        return [organization(frame), website()]
    found = [breadcrumbs(crumbs)] if crumbs else []
    if frame.entry is not None:
        subject, address = frame.entry.subject, frame.entry.address_in(languages.active())
        if isinstance(subject, ShownWork):
            found.append(archive_data.work(subject, base(), address))
        elif subject is not None:
            found.append(member(subject, address))
        return found
    if not getattr(page, "is_demo", False):
        if isinstance(page, (CourtUpdatePage, PressReleasePage)):
            found.append(article(page, image))
        if isinstance(page, VacancyPage) and page.is_open:
            found.append(job(page))
        if isinstance(page, OpenDataPage):
            found.append(
                catalogue(str(localized(page, "title")), base() + (page.get_url() or ""), publisher())
            )
    return found


def script(nodes: list[Node]) -> SafeString:
    """The element for the head of a page: a block of data, which browsers never run."""
    if not nodes:
        return SafeString("")
    content = nodes[0] if len(nodes) == 1 else {"@graph": nodes}
    text = json.dumps({"@context": CONTEXT, **content}, ensure_ascii=False, separators=(",", ":"))
    return SafeString(f'<script type="application/ld+json">{text.translate(ESCAPES)}</script>')


# --- The nodes -------------------------------------------------------------------------------------------


def base() -> str:
    return str(settings.SITE_URL).rstrip("/")


def organization_id() -> str:
    """One name for the Coalition in whichever language, so that machines know it for the same."""
    return f"{base()}/#organization"


def publisher() -> Node:
    """The Coalition as other nodes name it."""
    return {
        "@type": "Organization",
        "@id": organization_id(),
        "name": gettext("Coalition for the International Criminal Court"),
        "url": f"{base()}/{languages.active()}/",
    }


def organization(frame: Frame) -> Node:
    """The Coalition as the site settings describe it.

    An address the settings know only as of an earlier time is not given: here it would read as the present one.
    """
    tagline = localized(frame.settings, "tagline")
    addresses = [
        postal_address(office.lines, localized(office, "name"))
        for office in frame.offices
        if office.lines.strip() and not localized(office, "period")
    ]
    return filled(
        {
            **publisher(),
            "@type": ["Organization", "NGO"],
            "slogan": own_language(tagline),
            "address": addresses,
            "sameAs": frame.accounts,
        }
    )


def postal_address(lines: str, city: Localized) -> Node:
    """The lines are one free text: which of them is a street or a country the settings do not say."""
    street = ", ".join(line.strip() for line in lines.splitlines() if line.strip())
    return {"@type": "PostalAddress", "name": str(city), "streetAddress": street}


def website() -> Node:
    return {
        "@type": "WebSite",
        "name": gettext("Coalition for the International Criminal Court"),
        "url": f"{base()}/{languages.active()}/",
        "inLanguage": languages.active(),
        "publisher": {"@id": organization_id()},
    }


def breadcrumbs(crumbs: Iterable[Link]) -> Node:
    """The way from the home page; the page itself closes it, without an address as on the page."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            filled(
                {
                    "@type": "ListItem",
                    "position": place,
                    "name": crumb.label,
                    "item": base() + crumb.url if crumb.url else "",
                }
            )
            for place, crumb in enumerate(crumbs, start=1)
        ],
    }


def article(page: SitePage, image: str) -> Node:
    """An update or a press release, in the language its title is really in."""
    title = localized(page, "title")
    language = title.language or languages.active()
    with translation.override(language):
        author = publisher()
    return filled(
        {
            "@type": "NewsArticle",
            "headline": shortened(str(title)),
            "description": in_language(localized(page, "summary"), language),
            "inLanguage": language,
            "datePublished": published_at(page).isoformat(timespec="seconds"),
            "dateModified": max(published_at(page), updated_at(page, language)).isoformat(timespec="seconds"),
            "author": author,
            "publisher": author,
            "image": [image] if image else [],
            "mainEntityOfPage": base() + (page.get_url() or ""),
        }
    )


def member(shown: PublicMember, address: str) -> Node:
    """A member organization: what its page shows of it, so of an entry of name and country no more than these."""
    node: Node = {
        "@type": "NGO",
        "name": shown.name.text,
        "alternateName": [name.text for name in shown.names],
        "address": {"@type": "PostalAddress", "addressCountry": shown.country.alpha2},
        "memberOf": publisher(),
        "mainEntityOfPage": base() + address,
    }
    if shown.work:
        node["alternateName"] += [name.text for names in shown.work.other_names for name in names.names]
        node["url"] = shown.work.website
        node["foundingDate"] = str(shown.work.year_founded or "")
    return filled(node)


def job(page: VacancyPage) -> Node:
    """An open vacancy. What the page does not state (hours, salary, country) is left out, never guessed."""
    place = str(localized(page, "duty_station"))
    return filled(
        {
            "@type": "JobPosting",
            "title": str(localized(page, "title")),
            "description": description(page),
            "datePosted": published_at(page).date().isoformat(),
            "validThrough": page.closes_at.isoformat(timespec="seconds"),
            "employmentType": "INTERN" if page.kind == VacancyKind.INTERNSHIP else "",
            "hiringOrganization": publisher(),
            "jobLocation": {
                "@type": "Place",
                "address": {"@type": "PostalAddress", "addressLocality": place},
            },
            "url": base() + (page.get_url() or ""),
        }
    )


def description(page: VacancyPage) -> str:
    """The whole text of a vacancy in paragraphs, as search engines ask for it."""
    body = localized(page, "body")
    texts = [str(localized(page, "summary"))]
    if body:
        texts += body.value.stream_block.get_searchable_content(body.value)
    return "".join(f"<p>{escape(text.strip())}</p>" for text in texts if text.strip())


# --- Values ----------------------------------------------------------------------------------------------


def filled(node: Node) -> Node:
    """A node without what is empty: nothing is said rather than nothing in particular."""
    return {name: value for name, value in node.items() if value not in ("", None, [], {})}


def own_language(value: Localized) -> str:
    return "" if value.is_fallback else str(value)


def in_language(value: Localized, language: str) -> str:
    """A text, if it is in `language`: a node names one language for all its texts."""
    return str(value) if value.language == language else ""


def shortened(text: str) -> str:
    """A headline no longer than search engines read."""
    if len(text) <= HEADLINE:
        return text
    return text[: HEADLINE - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "\N{HORIZONTAL ELLIPSIS}"
