"""Which release this process runs: a digest of all that shapes a page, of the database only where it is.

Code, templates, words, the names of the static files, packages, settings, and the place and name of the database: two
sites of one checkout, as tests start them, must not show each other's pages. Two processes that would make different
pages never have the same (docs/decisions/kept-pages.md).
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from cicc_site import stamps
from cicc_site.postgres_places import CHECKOUT

FOLDERS = ("cicc_site", "documents", "locale", "members", "pages", "templates")
# Secrets, which no page shows, and what differs between processes of one release.
LEFT_OUT = frozenset(
    {
        "CDN_PURGE_HEADER",
        "DATABASES",
        "EMAIL_HOST_PASSWORD",
        "LOGGING",
        "METRICS_ROOT",
        "METRICS_TOKEN",
        "PAGE_CACHE_ROOT",
        "SECRET_KEY",
        "SECRET_KEY_FALLBACKS",
        "STORAGES",
        "WORKER_NAME",
    }
)


@cache
def present() -> str:
    """Return its name, short enough for a folder."""
    paths = [*(CHECKOUT / name for name in FOLDERS), CHECKOUT / "requirements.lock"]
    return stamps.fingerprint(paths, _static_files(), _settings(), _database())[:20]


def _static_files() -> str:
    try:
        return (Path(settings.STATIC_ROOT) / "staticfiles.json").read_text(encoding="utf-8")
    except OSError:
        return ""


def _settings() -> str:
    told = {
        name: getattr(settings, name) for name in dir(settings) if name.isupper() and name not in LEFT_OUT
    }
    return json.dumps(told, sort_keys=True, default=_plain)


def _database() -> str:
    """Not who asks it, nor how: a web server and the worker are of one release."""
    mine = settings.DATABASES["default"]
    return json.dumps([str(mine.get(name, "")) for name in ("HOST", "PORT", "NAME")])


def _plain(value: Any) -> Any:
    """The same text in every process: sets have an order in none, and functions an address of their own in each."""
    if isinstance(value, (set, frozenset)):
        return sorted(map(str, value))
    return value.__qualname__ if callable(value) else str(value)
