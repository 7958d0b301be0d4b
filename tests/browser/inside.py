"""Code that runs inside the site the browser visits, for what no page tells: the link in a letter, for one."""

from __future__ import annotations

import os
import subprocess
import sys

from cicc_site.postgres_places import CHECKOUT
from tests.browser.conftest import database_of_the_site, database_url


def run(code: str) -> str:
    """Run statements in a shell of the site and return the last word they print."""
    address = database_url(database_of_the_site())
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "cicc_site.settings.dev",
        "DATABASE_URL": address,
        "DATABASE_OWNER_URL": address,
    }
    command = [sys.executable, "manage.py", "shell", "--no-imports", "--verbosity=0", "-c", code]
    done = subprocess.run(command, cwd=CHECKOUT, env=environment, check=True, stdout=subprocess.PIPE)
    return done.stdout.decode().split()[-1]
