"""Counts the addresses that led nowhere, so that staff can see which old links deserve a redirect.

Nothing is kept of who asked: no address of a machine, no program, no time of day; of the page the link stood on,
only the host. What could hold a secret or a name (a key, an e-mail address, anything below the application for
membership, the page of a member) is not written down at all. The tables have an end, whatever a scanner sends.
"""

from __future__ import annotations

import datetime as dt
import logging
import re
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import Sum
from django.http import HttpRequest
from django.utils import timezone

from pages.models.old_addresses import MissCount, MissedAddress
from pages.old_addresses.asked import LONGEST, asked_by, plain_path

logger = logging.getLogger(__name__)

# In the environment of a request that comes from nobody: the site looks for broken links of its own (pages/link_check).
CHECKING = "cicc.checking"
MOST_ADDRESSES = 2_000
MOST_NEW_A_DAY = 200
MOST_HOSTS = 5

# What programs ask every site for, looking for holes; and what browsers ask for by themselves.
_SCANNED = re.compile(
    r"\.(php\d?|phtml|aspx?|ashx|jspx?|do|action|cgi|pl|py|sh|exe|dll|env\w*|ini|conf|cfg|ya?ml|toml|sql|sqlite|db|bak"
    r"|old|orig|save|swp|log|tar|t?gz|rar|7z|zip|pem|key|crt|map|json|xml|txt|ico|js|css|woff2?)$"
    r"|(^|/)(\.|wp-|phpmyadmin|apple-touch-icon|xmlrpc|mysql|wordpress)"
    r"|(^|/)(wp|pma|adminer|cgi-bin|vendor|node_modules|actuator|solr|jenkins|owa|autodiscover|ecp|boaform|hnap1"
    r"|telescope|laravel|drupal|joomla|magento|console|debug|graphql|swagger|api|server-status|struts|shell|sdk|remote"
    r"|geoserver|manager|login|admin|administrator|backup|config|favicon)(/|$)"
)
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_HEX = re.compile(r"(?<![0-9a-f])(?=[a-f]*[0-9])(?=[0-9]*[a-f])[0-9a-f]{10,}", re.IGNORECASE)
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]{0,98}[a-z0-9])?")
# Where applicants have pages of their own, at addresses that are as good as a password.
_PRIVATE = re.compile(r"/(application|token|key|reset|confirm|unsubscribe)s?(/|$)")
# The page of a member bears its name. One that was hidden has no page: its address must not be kept here instead.
_MEMBER = re.compile(r"/\d+/[^/]{3,}$")

# Of a request that no reader makes: said by the server to the application, what a visitor sends begins with HTTP_.
NOT_COUNTED = "cicc.not_counted"

_last_cleaning: dt.date | None = None


def record(request: HttpRequest) -> None:
    """Count one request that led nowhere. Never fails: a miss that cannot be counted is still answered."""
    address = address_to_count(request)
    if not address or request.META.get(CHECKING):
        return
    try:
        with transaction.atomic():
            today = timezone.now().astimezone(dt.UTC).date()
            _count(address, today, referring_host(request))
            _forget_once_a_day(today)
    except DatabaseError:
        logger.warning("A missed address could not be counted")


def address_to_count(request: HttpRequest) -> str:
    """Return the address as it is counted; empty for one that is not to be written down."""
    if request.method != "GET" or getattr(request, "is_dummy", False) or NOT_COUNTED in request.META:
        return ""
    asked = asked_by(request)
    if asked is not None:
        return asked.address
    path = plain_path(request.path)
    if len(path) > LONGEST or not path.isprintable() or path == "/":
        return ""
    own = (settings.STATIC_URL, settings.MEDIA_URL, f"/{settings.ADMIN_PATH}/")
    if f"{path}/".startswith(own) or any(kept_out.search(path) for kept_out in (_SCANNED, _PRIVATE, _MEMBER)):
        return ""
    return "" if any(may_be_secret(part) for part in request.path.split("/")) else path


def may_be_secret(part: str) -> bool:
    """Return whether a part of a path may be a key, an e-mail address or a number that names somebody.

    Rather too often than too seldom: words of an address are joined by hyphens and hold few digits.
    """
    if "@" in part or "=" in part or _UUID.search(part) or _HEX.search(part.replace("-", "")):
        return True
    if re.search(r"[0-9]{7,}", part):
        return True
    mixed = re.search(r"[a-z][A-Z]|[0-9][A-Za-z]+[0-9]", part)
    longest = max((len(word) for word in re.split(r"[-_.\s]", part)), default=0)
    if not part.isascii():
        return longest > 40
    return longest > 24 or bool(mixed and len(part) >= 8)


def referring_host(request: HttpRequest) -> str:
    """Return the host of the page the link stood on, empty when there is none or it is none."""
    try:
        host = (urlsplit(request.headers.get("Referer", "")[:500]).hostname or "").lower()
    except ValueError:
        return ""
    return host if _HOST.fullmatch(host) else ""


# One statement: two visitors at the same moment are both counted, and full tables take nothing new.
_UPSERT = f"""
WITH missed AS (
    INSERT INTO {MissedAddress._meta.db_table} AS kept (address, first_day, last_day, hosts, ignored)
    SELECT %(address)s, %(day)s, %(day)s, %(hosts)s::varchar[], FALSE
    WHERE EXISTS (SELECT FROM {MissedAddress._meta.db_table} WHERE address = %(address)s)
       OR ((SELECT count(*) FROM {MissedAddress._meta.db_table}) < %(most)s
           AND (SELECT count(*) FROM {MissedAddress._meta.db_table} WHERE first_day = %(day)s) < %(most_new)s)
    ON CONFLICT (address) DO UPDATE SET
        last_day = greatest(kept.last_day, excluded.last_day),
        hosts = CASE
            WHEN cardinality(kept.hosts) >= %(most_hosts)s OR kept.hosts @> excluded.hosts THEN kept.hosts
            ELSE kept.hosts || excluded.hosts
        END
        WHERE NOT kept.ignored
    RETURNING id
)
INSERT INTO {MissCount._meta.db_table} AS counted (missed_id, day, count)
SELECT id, %(day)s, 1 FROM missed
ON CONFLICT (missed_id, day) DO UPDATE SET count = least(counted.count + 1, 2000000000)
"""  # noqa: S608 (the names of our own tables)


def _count(address: str, day: dt.date, host: str) -> None:
    values: dict[str, Any] = {
        "address": address,
        "day": day,
        "hosts": [host] if host else [],
        "most": MOST_ADDRESSES,
        "most_new": MOST_NEW_A_DAY,
        "most_hosts": MOST_HOSTS,
    }
    with connection.cursor() as cursor:
        cursor.execute(_UPSERT, values)


def _forget_once_a_day(today: dt.date) -> None:
    """Each server process tidies up with the first miss of a day."""
    global _last_cleaning
    if _last_cleaning != today:
        _last_cleaning = today
        forget(today)


def forget(today: dt.date) -> None:
    """Delete what is older than settings.MISSES_KEPT_DAYS; when almost full, also what came once and not again."""
    first = today - dt.timedelta(days=settings.MISSES_KEPT_DAYS)
    MissCount.objects.filter(day__lt=first).delete()
    # What staff chose to ignore stays, or it would be back at the next request.
    MissedAddress.objects.filter(ignored=False, last_day__lt=first).delete()
    if MissedAddress.objects.count() > MOST_ADDRESSES * 4 // 5:
        week_ago = today - dt.timedelta(days=7)
        quiet = MissedAddress.objects.filter(ignored=False, last_day__lt=week_ago)
        once = quiet.annotate(times=Sum("counts__count")).filter(times=1).values_list("pk", flat=True)
        MissedAddress.objects.filter(pk__in=list(once)).delete()
