"""`make bench PART=archive`: what the list of the archive costs with 2,000 and with 100,000 works.

Both archives are invented (tests.bench.corpus) and stand in databases of their own, which go afterwards. Each question
is asked again and again as a reader asks it: numbers of all filters, rows, files.
"""

from __future__ import annotations

import argparse
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cicc_site.settings.test")

from tests.bench import telling
from tests.bench.register import Answer, Question, asked, compared, register
from tests.bench.telling import say

SMALL, LARGE = 2_000, 100_000
ARCHIVE = "/en/documents/"
WORDS = 30  # of a text: the list reads none


def main(arguments: list[str]) -> int:
    options = telling.two_sizes(
        "archive", __doc__, arguments, of="works", small=SMALL, large=LARGE, rounds=10
    )
    return compared("archive", options, measured)


def measured(count: int, options: argparse.Namespace) -> list[Answer]:
    """Make an archive of this size and ask it everything."""
    from tests.bench import corpus

    with register(count):
        say(f"making {count:,} works")
        corpus.fill(count, words=WORDS)
        answers = []
        for name, question in questions().items():
            say(f"{count:,}: {name}")
            answers.append(asked(name, question, 1 if name.startswith("table") else options.rounds))
    say("")
    return answers


def questions() -> dict[str, Question]:
    """Return what is asked, over HTTP: the whole page, as a reader gets it."""
    from django.test import Client

    from documents.models import Subject, Work

    client = Client()
    subject = Subject.objects.filter(works__isnull=False, kind="country").first()
    country = subject.code if subject else "KEN"
    title = Work.objects.filter(key__startswith="corpus-").values_list("title_en", flat=True).first()
    word = str(title).split()[0].casefold()
    symbol = Work.objects.filter(key__startswith="corpus-").values_list("symbol", flat=True).last()

    def page(query: str, below: str = "") -> Question:
        def read() -> object:
            response = client.get(f"{ARCHIVE}{below}{query}", HTTP_HOST="localhost", follow=True)
            return response.getvalue()

        return read

    return {
        "first page": page(""),
        "page 20": page("?page=20"),
        "by title": page("?sort=title"),
        "by symbol": page("?sort=symbol"),
        "recently added": page("?sort=added"),
        "one kind and year": page("?kind=report&year=2010"),
        "one country": page(f"?country={country}"),
        "one language": page("?language=ar"),
        "country and language": page(f"?country={country}&language=ar"),
        "text: one word": page(f"?q={word}"),
        "text: a symbol": page(f"?q={symbol}"),
        "languages": page("", "languages/"),
        "feed of a language": page("?language=ar", "feed/"),
        "table of everything": page("", "documents.csv"),
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
