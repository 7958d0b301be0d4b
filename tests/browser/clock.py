"""Time that passes for the site of the browser tests: what is set for later is set for a minute ago."""

from __future__ import annotations

import os

import psycopg

from tests.browser import conftest

# A schedule says its moment twice: to the database, and in the version that goes live.
_MOVED = """
UPDATE wagtailcore_revision
SET approved_go_live_at = now() - interval '1 minute',
    content = jsonb_set(content, '{go_live_at}', to_jsonb(to_char(now() at time zone 'UTC' - interval '1 minute',
                                                                    'YYYY-MM-DD"T"HH24:MI:SS"Z"')))
WHERE approved_go_live_at IS NOT NULL
"""


def let_the_moment_come() -> None:
    """Whatever is scheduled was due a minute ago; at least one thing has to be."""
    with psycopg.connect(conftest.database_url(conftest.database_of_the_site())) as connection:
        moved = connection.execute(_MOVED).rowcount
    assert moved > 0, f"nothing is scheduled in {os.getpid()}"
