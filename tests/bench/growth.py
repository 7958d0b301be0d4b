"""`make bench PART=growth`: what pages cost on a site of 1,000 pages and on one of 20,000, uncached.

Court updates are copied, row for row, with dates, titles and addresses of their own, until there are so many pages.
Every page is asked for in a process of its own, as in `tests.bench.uncached`. Organizations and documents have parts of
their own: register, archive, search.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Iterator
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cicc_site.settings.test")

import django
from django.db import connection

from cicc_site import catalogues, languages, postgres
from tests import databases
from tests.bench import server, telling
from tests.bench.telling import say
from tests.bench.uncached import OURS, Side, database, environment, side

SMALL, LARGE = 1_000, 20_000
ARTICLE = "/en/about-the-court/how-the-icc-works/"
LISTING = "/en/about-the-court/updates/"
Told = dict[str, dict[str, float]]


def main(arguments: list[str]) -> int:
    options = telling.two_sizes("growth", __doc__, arguments, of="pages", small=SMALL, large=LARGE, rounds=20)
    django.setup()
    with postgres.running() if postgres.is_ours() else contextlib.nullcontext(), database("ours") as name:
        catalogues.compile_all()
        server.PLACE.mkdir(parents=True, exist_ok=True)
        server.gather_static_files(environment(name))
        told = {count: measured(name, count, options) for count in (options.small, options.large)}
    print(table(told[options.small], told[options.large], options.small, options.large))
    print(f"\n{telling.write('growth', {'pages': told})}")
    return 0


def measured(name: str, count: int, options: argparse.Namespace) -> Told:
    say(f"making {count:,} pages")
    with switched(name):
        grow(count)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as the server does by itself after a while
    with side(OURS, environment(name)) as one:
        told = {}
        for kind, path in questions(one).items():
            say(f"{count:,}: {kind}")
            told[kind] = one.ask([path], options.rounds)
    say("")
    return told


def questions(one: Side) -> dict[str, str]:
    return {
        "home": "/en/",
        "home in Arabic": "/ar/",
        "article": ARTICLE,
        "list, first page": LISTING,
        "list, page 20": f"{LISTING}?page=20",
        "list of one year": f"{LISTING}?year=2019",
        "one of the list": f"{LISTING}copied-1/",
        "feed of the list": f"{LISTING}feed/",
    }


@contextlib.contextmanager
def switched(name: str) -> Iterator[None]:
    databases.switch_to(name)
    try:
        yield
    finally:
        connection.close()


def grow(count: int) -> None:
    """Copy Court updates until the site has so many pages."""
    from pages.models import CourtUpdatePage, SitePage

    index: Any = SitePage.objects.get(url_path__endswith="/about-the-court/updates/")
    source = CourtUpdatePage.objects.child_of(index).order_by("path").first()
    missing = count - SitePage.objects.count()
    if source is None or missing <= 0:
        raise SystemExit("There is nothing to copy, or the site has so many pages already.")
    last = SitePage._str2int(index.get_last_child().path[-SitePage.steplen :])
    copied = SitePage.objects.filter(slug__startswith="copied-").count()
    paths = [SitePage._get_path(index.path, index.depth + 1, last + 1 + place) for place in range(missing)]
    copies = {
        "path": "new.path",
        "slug": "'copied-' || number",
        "translation_key": "gen_random_uuid()",
        "latest_revision_id": "NULL",
        "live_revision_id": "NULL",
        "url_path": f"'{index.url_path}copied-' || number || '/'",
    }
    for code in languages.codes():
        copies[f"title_{code}"] = f"title_{code} || ' ' || number"
    for code in languages.translation_codes():
        copies[f"slug_{code}"] = "''"
        copies[f"url_path_{code}"] = f"'{index.path_for(code)}copied-' || number || '/'"
    own = [str(field.column) for field in SitePage._meta.local_concrete_fields if not field.primary_key]
    columns = ", ".join(f'"{name}"' for name in own)
    values = ", ".join(copies.get(name, f'source."{name}"') for name in own)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO pages_sitepage ({columns}) SELECT {values} FROM pages_sitepage AS source, "
            "unnest(%s::text[], %s::int[]) AS new (path, number) WHERE source.id = %s",
            [paths, [copied + 1 + place for place in range(missing)], source.pk],
        )
        _copy_type(cursor, CourtUpdatePage, source.pk)
    SitePage.objects.filter(pk=index.pk).update(numchild=index.numchild + missing)


def _copy_type(cursor: Any, model: Any, source: int) -> None:
    """The rows of the type of the copied pages, each with a day of its own, on which it was put on the site."""
    meta = model._meta
    names = [field.column for field in meta.local_concrete_fields if not field.primary_key]
    values = [
        "DATE '2015-01-01' + (base.id %% 4000)::int" if name == "date" else f'kept."{name}"' for name in names
    ]
    columns = ", ".join(f'"{name}"' for name in names)
    cursor.execute(
        f"INSERT INTO {meta.db_table} ({meta.pk.column}, {columns}) SELECT base.id, {', '.join(values)} "
        f"FROM pages_sitepage AS base, {meta.db_table} AS kept WHERE kept.{meta.pk.column} = %s "
        "AND base.slug LIKE 'copied-%%' AND NOT EXISTS "
        f"(SELECT 1 FROM {meta.db_table} AS there WHERE there.{meta.pk.column} = base.id)",
        [source],
    )
    cursor.execute(
        "UPDATE pages_sitepage AS base SET first_published_at = kept.date + interval '9 hours' "
        f"FROM {meta.db_table} AS kept WHERE kept.{meta.pk.column} = base.id AND base.slug LIKE 'copied-%'"
    )


def table(small: Told, large: Told, few: int, many: int) -> str:
    """CPU of process and database in milliseconds, how many times more the large site costs, and queries."""
    lines = [("", f"{few:,}", "+ database", f"{many:,}", "+ database", "x", "queries", "")]
    for name, one in small.items():
        other = large[name]
        ratio = (other["cpu"] + other["database"]) / (one["cpu"] + one["database"])
        lines.append(
            (
                name,
                f"{one['cpu']:.1f}",
                f"{one['database']:.1f}",
                f"{other['cpu']:.1f}",
                f"{other['database']:.1f}",
                f"{ratio:.2f}",
                f"{one['queries']:.0f}",
                f"{other['queries']:.0f}",
            )
        )
    return telling.table(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
