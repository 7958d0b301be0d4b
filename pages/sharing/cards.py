"""What the picture of a page says in a language, and the address at which it is had.

The address carries a digest of everything that is drawn: it may be kept for a year, and another title is another
address.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from cicc_site import faces
from cicc_site.multilingual.values import Localized, localized
from cicc_site.templatetags.site_tags import date_text
from pages.entries import Entry
from pages.kinds import kind_of
from pages.models import CasePage, CourtUpdatePage, HomePage, SitePage, SituationIndexPage, SituationPage
from pages.moments import dated

DIGEST_LENGTH = 12
DRAWN_BY = ("lines", "shaping", "drawing")
SEPARATOR = " · "
UNDER_THE_RULE = (CasePage, CourtUpdatePage, SituationPage, SituationIndexPage)


@dataclass(frozen=True, slots=True)
class Words:
    """A text in the language it really is in."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Card:
    """Everything a picture says: the site's name, kind and date, title, and one line at the end."""

    language: str
    site: str
    line: str
    title: Words
    foot: Words

    @property
    def digest(self) -> str:
        drawn = json.dumps([fingerprint(), asdict(self)], sort_keys=True)
        return hashlib.sha256(drawn.encode()).hexdigest()[:DIGEST_LENGTH]

    @property
    def alternative_text(self) -> str:
        """The words of the picture for who cannot see it."""
        parts = dict.fromkeys([self.site, self.line, self.title.text, self.foot.text])
        return SEPARATOR.join(part for part in parts if part)


@cache
def fingerprint() -> str:
    """Of the fonts and of the code that draws: where either changes, every picture is made again, at a new address."""
    here = Path(__file__).parent
    code = [Path(faces.__file__), *(here / f"{name}.py" for name in DRAWN_BY)]
    files = [*sorted(faces.FOLDER.glob("*.woff2")), *code]
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def card_of(page: SitePage, tagline: Localized, language: str) -> Card:
    """page: the specific page. tagline: that of the site settings; asks the database nothing."""
    with translation.override(language):
        title, foot = words(localized(page, "title", language), language), words(tagline, language)
        if isinstance(page, UNDER_THE_RULE):
            foot = Words(neutrality(), language)
        elif isinstance(page, HomePage) and foot.text:
            # The title of the home page is the name that stands above it already.
            title, foot = foot, Words("", language)
        site = gettext("Coalition for the International Criminal Court")
        return Card(language, site, line_of(page), title, foot)


def entry_card(entry: Entry, tagline: Localized, language: str) -> Card:
    """The card of a row of a register. entry: as it reads in `language`."""
    with translation.override(language):
        site = gettext("Coalition for the International Criminal Court")
    return Card(language, site, entry.line, words(entry.title, language), words(tagline, language))


def words(value: Localized, language: str) -> Words:
    return Words(str(value), value.language or language)


def neutrality() -> str:
    """Stands on every page on proceedings by rule, so it stands on what is shown of them elsewhere too."""
    return gettext("A warrant, a summons or a confirmation of charges is not a finding of guilt.")


def line_of(page: SitePage) -> str:
    """Kind and date, or the number of a case; an invented page says first that it is one."""
    parts = [
        gettext("Demonstration") if getattr(page, "is_demo", False) else "",
        kind_of(page),
        getattr(page, "public_number", ""),
        date_text(dated(page)),
    ]
    return SEPARATOR.join(part for part in parts if part)


def address(page: SitePage, card: Card) -> str:
    """The path of the picture on this host."""
    return reverse("share_image", args=[card.language, page.pk, card.digest])


def full_address(page: SitePage, card: Card) -> str:
    return settings.SITE_URL.rstrip("/") + address(page, card)


def entry_address(entry: Entry, card: Card) -> str:
    """The path of the picture of a row of a register."""
    return reverse("share_entry_image", args=[card.language, entry.register, entry.key, card.digest])


def full_entry_address(entry: Entry, card: Card) -> str:
    return settings.SITE_URL.rstrip("/") + entry_address(entry, card)
