"""What a backup says of the site it was made of: versions, and which settings are made, never a secret."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import re
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.utils.crypto import salted_hmac

NAMED_IN = ".env.example"  # a test compares it with the code: every variable there is
# Shown as they are; of every other variable only that it is set.
HARMLESS = re.compile(
    r"(?!.*(?:KEY|SECRET|PASSWORD|TOKEN))"
    r"(?:SITE_URL|LEAVE_SITE_URL|ALLOWED_HOSTS|DEFAULT_FROM_EMAIL|WORKER_NAME|ADMIN_PATH|[A-Z_]*_(?:ROOT|DAYS|MONTHS|LIMIT|STORAGE"
    r"|BITS|COUNT|SECONDS|POOL|ACCEL|KEPT|REGION|ENDPOINT|LEVEL)|BACKUP_RECIPIENTS|[A-Z_]*_BUCKET|SERVE_MEDIA|HOST|PORT|WORKERS)"
)


def versions() -> dict[str, str]:
    return {
        "django": django.get_version(),
        "wagtail": importlib.metadata.version("wagtail"),
        "python": platform.python_version(),
    }


def settings_made() -> dict[str, str]:
    """Each variable that is set, with its value where that gives nothing away."""
    text = (Path(settings.BASE_DIR) / NAMED_IN).read_text(encoding="utf-8")
    found = {}
    for name in re.findall(r"^#? ?([A-Z_]+)=", text, re.MULTILINE):
        value = os.environ.get(name, "").strip()
        if value:
            found[name] = value if HARMLESS.fullmatch(name) else "(set)"
    return found


def key_mark() -> str:
    """A mark by which the key of the site is known again, and which tells nothing of it."""
    return salted_hmac("cicc_site.backup", "which key", algorithm="sha256").hexdigest()[:16]


def of_this_site() -> dict[str, Any]:
    return {"versions": versions(), "settings": settings_made(), "secret_key": key_mark()}
