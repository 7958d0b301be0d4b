"""An archive of any number of invented documents with their texts, and the questions it is asked.

A third of the words are invented and as unevenly spread as those of a language, so that some stand in few documents and
some in a tenth of all.
"""

from __future__ import annotations

import hashlib
from itertools import accumulate
from random import Random

from django.db import connection
from django.utils import timezone

from documents.enums import TextState, WorkKind
from documents.models import FileText, Work, WorkFile
from pages.models import SearchEntry, SearchText
from pages.models.search_entries import CONFIGS
from pages.search.things import Family
from pages.search.writing import refresh
from tests.relevance.corpus import LANGUAGES, Document, filler

BATCH = 1000
SYLLABLES = {
    "latin": "ba ke li mo nu pa re si to vu da fe gi ho ju la me ni po ru".split(),
    "arabic": "با كي لي مو نو تا ري سي طو فو دا في جي هو زو لا مي ني بو رو".split(),
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
    """Add documents until there are `size`, and have the search know them."""
    present = Work.objects.count()
    random = Random(present)
    wanted = size - present
    batch: list[Document] = []
    for document in filler(wanted, random=random):
        batch.append(document)
        if len(batch) == BATCH:
            _store(batch, random)
            batch = []
    if batch:
        _store(batch, random)


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
