"""An archive of any number of invented documents with their texts, and the questions it is asked.

A third of the words are invented and as unevenly spread as those of a language, so that some stand in few documents and
some in a tenth of all.
"""

from __future__ import annotations

import hashlib
import re
from itertools import accumulate
from random import Random

from django.db import connection, models
from django.utils import timezone

from documents.enums import TextState, WorkKind
from documents.models import FileText, Work, WorkFile
from pages.models import SearchEntry, SearchText
from pages.models.search_entries import CONFIGS
from pages.search.things import Family
from pages.search.writing import refresh
from tests.relevance.corpus import Document, filler

BATCH, WRITTEN = 1000, 2000
SYLLABLES = {
    "latin": re.findall("..", "bakelimonuparesitovudafegihojulameniporu"),
    "arabic": re.findall("..", "باكيليمونوتاريسيطوفودافيجيهوزولامينيبورو"),
}
VOCABULARY = 20_000
_SPREAD = list(accumulate(1 / (rank + 20) for rank in range(VOCABULARY)))


def word(rank: int, script: str = "latin") -> str:
    """The invented word of a rank: the first are the commonest."""
    syllables, number, found = SYLLABLES[script], rank + 421, ""
    while number:
        number, digit = divmod(number, len(syllables))
        found += syllables[digit]
    return found


# name: (language of the reader, what is typed)
QUESTIONS: dict[str, tuple[str, str]] = {
    "one rare word": ("en", word(9_000)),
    "one word": ("es", word(600)),
    "a common word": ("fr", word(8)),
    "a common word, Arabic": ("ar", word(8, "arabic")),
    "a word of a language": ("en", "independence"),
    "two words": ("fr", f"{word(30)} {word(60)}"),
    "a phrase": ("es", '"sociedad civil"'),
    "a beginning": ("en", f"{word(300)[:5]}*"),
    "a symbol": ("ar", "DEMO-OTH/77"),
    "without a word": ("en", f"{word(100)} -meeting"),
    "nothing": ("en", "zqxnothing"),
}


def grow(size: int) -> None:
    """Add documents until there are `size`, and have the search know them.

    The first are written as the site writes them; beyond that, whole rows are copied, vectors and all, which makes no
    difference to whoever searches: each word stands in as large a part of all documents as before.
    """
    present = Work.objects.count()
    random = Random(present)  # noqa: S311 - no secret
    written = list(filler(max(0, min(size, WRITTEN) - present), random=random))
    for start in range(0, len(written), BATCH):
        _store(written[start : start + BATCH], random)
    first, last = (Work.objects.order_by(order).values_list("pk", flat=True)[0] for order in ("pk", "-pk"))
    while (missing := size - Work.objects.count()) > 0:
        _copy(first, first + min(missing, WRITTEN) - 1, last - first + 1)
        last += min(missing, WRITTEN)


def _copy(first: int, last: int, further: int) -> None:
    """Copy works, their entries and texts, under numbers that are higher by `further`."""
    entries, texts = SearchEntry._meta.db_table, SearchText._meta.db_table
    work_columns = _columns(Work, leave=("id",))
    entry_columns = _columns(SearchEntry, leave=("id", "thing", "work_id"))
    statements = (
        (
            f"INSERT INTO {Work._meta.db_table} (id, key, {work_columns}) "
            f"SELECT id + %(further)s, NULL, {work_columns} FROM {Work._meta.db_table} "
            "WHERE id BETWEEN %(first)s AND %(last)s"
        ),
        (
            f"INSERT INTO {entries} (thing, work_id, {entry_columns}) "
            f"SELECT thing + %(further)s, work_id + %(further)s, {entry_columns} FROM {entries} "
            "WHERE work_id BETWEEN %(first)s AND %(last)s"
        ),
        (
            f"INSERT INTO {texts} (entry_id, title, body, slug, label) "
            f"SELECT made.id, title, body, slug, label FROM {entries} AS model JOIN {texts} ON entry_id = model.id "
            f"JOIN {entries} AS made ON made.thing = model.thing + %(further)s "
            "AND made.language = model.language AND made.part = model.part "
            "WHERE model.work_id BETWEEN %(first)s AND %(last)s"
        ),
    )
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, {"first": first, "last": last, "further": further})


def _columns(model: type[models.Model], leave: tuple[str, ...]) -> str:
    names = [
        field.column
        for field in model._meta.concrete_fields
        if field.column not in (*leave, "key") and not field.generated
    ]
    return ", ".join(f'"{name}"' for name in names)


def _store(batch: list[Document], random: Random) -> None:
    works = Work.objects.bulk_create(
        Work(
            kind=WorkKind.REPORT,
            symbol=document.symbol,
            date=document.date,
            **{f"title_{code}": title for code, title in document.titles.items()},
        )
        for document in batch
    )
    files = [
        WorkFile(
            work=work,
            language=code,
            name=f"{work.pk}-{code}.txt",
            media_type="text/plain",
            size=2000,
            sha256=hashlib.sha256(f"{work.pk}{code}".encode()).hexdigest(),
            text_state=TextState.DONE,
            added_at=timezone.now(),
        )
        for work, document in zip(works, batch, strict=True)
        for code in document.texts
    ]
    WorkFile.objects.bulk_create(files)
    texts = [text for document in batch for text in document.texts.items()]
    FileText.objects.bulk_create(
        FileText(file=file, text=_spiced(text, code, random))
        for file, (code, text) in zip(files, texts, strict=True)
    )
    refresh(Family.WORK, [work.pk for work in works])


def _spiced(text: str, language: str, random: Random) -> str:
    """The text, two thirds of it, with invented words between."""
    script = "arabic" if language == "ar" else "latin"
    words = text.split()[:200]
    ranks = random.choices(range(VOCABULARY), cum_weights=_SPREAD, k=100)
    for place, rank in enumerate(ranks):
        words.insert(place * 3, word(rank, script))
    return " ".join(words)


_BARE = f"""
WITH found AS MATERIALIZED ({
    " UNION ALL ".join(
        f"SELECT id, kind, language, date FROM {SearchEntry._meta.db_table} "
        f"WHERE config = '{config}' AND tsv @@ websearch_to_tsquery('{config}', %(query)s)"
        for config in CONFIGS
    )
}), newest AS (SELECT id FROM found ORDER BY date DESC NULLS LAST LIMIT 1000
), best AS (
    SELECT entry.id, config, ts_rank(tsv, websearch_to_tsquery(config::regconfig, %(query)s)) AS rank
    FROM newest JOIN {SearchEntry._meta.db_table} AS entry USING (id) ORDER BY rank DESC LIMIT 20
)
SELECT
    (SELECT json_agg(json_build_array(
        title, ts_headline(config::regconfig, body, websearch_to_tsquery(config::regconfig, %(query)s))
    ) ORDER BY rank DESC) FROM best JOIN {SearchText._meta.db_table} ON entry_id = id),
    (SELECT json_object_agg(kind, n) FROM (SELECT kind, count(*) AS n FROM found GROUP BY kind) AS kinds),
    (SELECT json_object_agg(language, n) FROM (SELECT language, count(*) AS n FROM found GROUP BY language) AS spoken)
"""


def bare(query: str) -> object:
    """What one would write by hand: match, rank the newest, count, and have PostgreSQL cut out extracts."""
    with connection.cursor() as cursor:
        cursor.execute(_BARE, {"query": query.replace("*", "")})
        return cursor.fetchone()
