"""Goes through the published pages, those first that were looked at longest ago, and keeps which links lead nowhere.

One round takes no more than a minute of the processor, so that the worker stays free on a large site: a site of a few
hundred pages is looked through in one, one of twenty thousand in some days.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Iterator
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings
from django.core.files.storage import storages
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from cicc_site import faults, languages, periodic
from pages.link_check.asking import Asked
from pages.link_check.reading import Links, links_of, targets
from pages.models import BrokenLink, HomePage, LinkCheck, SitePage
from pages.readable import for_everybody

logger = logging.getLogger(__name__)

SECONDS = 60.0  # of the processor, a round
AGAIN_AFTER = dt.timedelta(hours=20)
MOST_REDIRECTS = 5
MOST_OF_A_PAGE = 50  # a page with more of them is broken as a whole
NOT_ANSWERED = 500


class Round:
    """One round; shorter when the worker is asked to stop. Each target is asked for once, whoever links to it."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self.asked = Asked()
        self.ends = time.thread_time() + seconds
        self.known: dict[str, int] = {}

    def run(self) -> int:
        """Look at as many pages as there is time for; return at how many."""
        count = 0
        for page in waiting():
            if time.thread_time() > self.ends or periodic.is_ending():
                break
            self.look_at(page)
            count += 1
        return count

    def look_at(self, page: SitePage) -> None:
        found = [
            (code, target, status)
            for code in languages.codes()
            for target, status in self._broken_on(page, page.address_in(code))
        ]
        keep(page, found[:MOST_OF_A_PAGE])

    def _broken_on(self, page: SitePage, address: str) -> Iterator[tuple[str, int]]:
        address = urlsplit(address).path
        answer = self.asked.ask(address)
        if not 300 <= answer.status < 400:  # whoever links to it need not ask again
            self.known.setdefault(address, answer.status)
        if answer.status >= 400:  # no page can be read at its own address
            yield address, answer.status
        links = links_of(answer.html) if answer.status == 200 else Links()
        # What stands around every page is told once, of the home page.
        written = links.own | links.around if isinstance(page, HomePage) else links.own
        for target in sorted(targets(written, address)):
            status = self.status_of(target)
            if status >= 400:
                yield target, status

    def status_of(self, target: str) -> int:
        if target not in self.known:
            self.known[target] = self._followed(target)
        return self.known[target]

    def _followed(self, target: str) -> int:
        for _turn in range(MOST_REDIRECTS):
            if target.startswith(settings.MEDIA_URL):
                name = unquote(urlsplit(target).path.removeprefix(settings.MEDIA_URL))
                return 200 if storages["default"].exists(name) else 404
            try:
                answer = self.asked.ask(target)
            except Exception as error:  # whatever a view does, the round goes on
                logger.error("A link could not be asked for: %s", faults.told(error))
                return NOT_ANSWERED
            if not 300 <= answer.status < 400 or not answer.location:
                return answer.status
            following = next(targets({answer.location}, target), None)
            if following is None:  # to another site, or to the sign-in
                return answer.status
            parts = urlsplit(urljoin(target, answer.location))
            target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        return NOT_ANSWERED  # in circles


def waiting() -> Iterator[SitePage]:
    """The published pages whose turn it is, those never looked at first."""
    public = for_everybody(SitePage.objects.live()).filter(depth__gt=1)
    old = public.exclude(link_check__at__gt=timezone.now() - AGAIN_AFTER)
    for key in list(
        old.order_by(F("link_check__at").asc(nulls_first=True), "path").values_list("pk", flat=True)
    ):
        page = SitePage.objects.live().filter(pk=key).first()
        if page is not None:
            yield page.specific


@transaction.atomic
def keep(page: SitePage, found: list[tuple[str, str, int]]) -> None:
    """Keep what leads nowhere on a page, [(language, target, status)]; what was known before keeps its day."""
    known = {(row.language, row.target): row for row in BrokenLink.objects.filter(page_id=page.pk)}
    for language, target, status in found:
        row = known.pop((language, target), None)
        if row is None:
            BrokenLink.objects.create(page_id=page.pk, language=language, target=target, status=status)
        elif row.status != status:
            BrokenLink.objects.filter(pk=row.pk).update(status=status)
    BrokenLink.objects.filter(pk__in=[row.pk for row in known.values()]).delete()
    LinkCheck.objects.update_or_create(page_id=page.pk, defaults={"at": Now()})


def run() -> None:
    """A round, for the worker."""
    hidden = SitePage.objects.exclude(pk__in=for_everybody(SitePage.objects.live()).values("pk"))
    BrokenLink.objects.filter(page__in=hidden).delete()
    LinkCheck.objects.filter(page__in=hidden).delete()
    Round().run()
