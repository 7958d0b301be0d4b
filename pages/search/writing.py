"""Writes the table of the search: what is to be found of some records, in the place of what was.

Rows are made from the records as the database has them, never from an object in memory, which may be somebody's draft.
A vector holds, besides the stemmed words (A: title, label; B: names, summary; C: related; D: body), as lexemes that no
word can be: `^word` for stemmed words of the title, `~word` for its words in full, `%snd` and `#snd` for how these
sound, `=key` for the whole of title, label and codes. With these one index answers what a text contains, what it is
called, and whether it is meant.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterator
from dataclasses import asdict
from typing import Any

from django.db import connection, models, transaction

from documents.models import Work
from members.models import Country, Organization
from pages.models import SearchEntry, SearchText, SitePage
from pages.models.search_entries import SIMPLE, config_of
from pages.search import pages_found, registers_found, works_found
from pages.search.parsing import key
from pages.search.things import VERSION, Family, Text, thing
from pages.search.words import ACCENTED, folded, further, sounds, written

# A vector knows the places of its first 16,383 words, and each text is in it twice.
PART = 40_000
MOST_PARTS = 100
# Words of later parts that the first one knows, too: so that words that stand far apart are found together.
WORDS_OF_ALL = 20_000
# Records read at once; those of registers are short.
AT_ONCE = {Family.PAGE: 100, Family.WORK: 100, Family.ORGANIZATION: 1000, Family.COUNTRY: 1000}
MOST_IN_MEMORY = 1_000_000  # characters of rows that wait to be written

Finder = Callable[[Collection[int]], Iterator[Text]]
MODELS: dict[Family, type[models.Model]] = {
    Family.PAGE: SitePage,
    Family.WORK: Work,
    Family.ORGANIZATION: Organization,
    Family.COUNTRY: Country,
}
FINDERS: dict[Family, Finder] = {
    Family.PAGE: pages_found.texts,
    Family.WORK: works_found.texts,
    Family.ORGANIZATION: registers_found.member_texts,
    Family.COUNTRY: registers_found.country_texts,
}

_INSERT = f"""
WITH given AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset(%s::jsonb) AS given(
        kind text, thing bigint, language text, part int, config text, digest text, date date,
        visible_from timestamptz, visible_until timestamptz, page_id bigint, work_id bigint, organization_id bigint,
        country_id bigint, title text, body text, slug text, label text,
        heads text[], seconds text[], related text[], bodies text[], further text, marks text[]
    )
), made AS (
    INSERT INTO {SearchEntry._meta.db_table} (
        kind, thing, language, part, config, digest, date, visible_from, visible_until,
        page_id, work_id, organization_id, country_id, tsv
    )
    SELECT kind, thing, language, part, config, digest, date, visible_from, visible_until,
        page_id, work_id, organization_id, country_id,
        setweight(head, 'A')
        || setweight(to_tsvector(config::regconfig, seconds[1]) || to_tsvector(config::regconfig, seconds[2]), 'B')
        || setweight(to_tsvector(config::regconfig, related[1]) || to_tsvector(config::regconfig, related[2]), 'C')
        || to_tsvector(config::regconfig, bodies[1]) || to_tsvector(config::regconfig, bodies[2])
        || strip(to_tsvector(config::regconfig, further))
        || array_to_tsvector(marks)
        || array_to_tsvector(ARRAY(SELECT '^' || word FROM unnest(tsvector_to_array(head)) AS word))
    FROM given, LATERAL (
        SELECT to_tsvector(config::regconfig, heads[1]) || to_tsvector(config::regconfig, heads[2]) AS head
    ) AS headed
    RETURNING id, thing, language, part
)
INSERT INTO {SearchText._meta.db_table} (entry_id, title, body, slug, label)
SELECT made.id, title, body, slug, label FROM made JOIN given USING (thing, language, part)
"""  # noqa: S608 - the names of our own tables


def refresh(family: Family, keys: Collection[int]) -> int:
    """Bring the rows of these records up to date; returns how many rows were written or taken away."""
    wanted, size = sorted(set(keys)), AT_ONCE[family]
    return sum(_refresh(family, wanted[start : start + size]) for start in range(0, len(wanted), size))


@transaction.atomic
def _refresh(family: Family, keys: list[int]) -> int:
    _lock(family, keys)
    stored = _stored(family, keys)
    changed, size = 0, 0
    rows: list[dict[str, Any]] = []
    stale: list[int] = []
    for text in FINDERS[family](keys):
        for row in _rows(text):
            pk, digest = stored.pop((row["thing"], row["language"], row["part"]), (None, ""))
            if digest == row["digest"]:
                continue
            if pk is not None:
                stale.append(pk)
            rows.append(row)
            changed, size = changed + 1, size + len(row["body"])
            if size > MOST_IN_MEMORY:
                _replace(stale, rows)
                rows, stale, size = [], [], 0
    _replace([*stale, *(pk for pk, _digest in stored.values())], rows)
    return changed + len(stored)


def _storable(row: dict[str, Any]) -> dict[str, Any]:
    """A row without NUL, which no text of PostgreSQL can hold; somebody may have written its escape in letters."""
    return {
        name: value.replace("\0", " ") if isinstance(value, str) else value for name, value in row.items()
    }


def _replace(stale: list[int], rows: list[dict[str, Any]]) -> None:
    if stale:
        with connection.cursor() as cursor:
            # Two statements for any number; nothing else hangs on a row.
            cursor.execute(f"DELETE FROM {SearchText._meta.db_table} WHERE entry_id = ANY(%s)", [stale])  # noqa: S608
            cursor.execute(f"DELETE FROM {SearchEntry._meta.db_table} WHERE id = ANY(%s)", [stale])  # noqa: S608
    _insert(rows)


def _lock(family: Family, keys: list[int]) -> None:
    """Who writes the same rows at the same moment comes after, and then reads what is true by then."""
    rows = MODELS[family]._base_manager.filter(pk__in=keys).order_by("pk")
    list(rows.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))


def _stored(family: Family, keys: list[int]) -> dict[tuple[int, str, int], tuple[int, str]]:
    rows = SearchEntry.objects.filter(thing__in=[thing(family, each) for each in keys])
    return {
        (number, language, part): (pk, digest)
        for pk, number, language, part, digest in rows.values_list(
            "pk", "thing", "language", "part", "digest"
        )
    }


def _insert(rows: list[dict[str, Any]]) -> None:
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(
                _INSERT, [json.dumps([_storable(row) for row in rows], ensure_ascii=False, default=str)]
            )


def _rows(text: Text) -> Iterator[dict[str, Any]]:
    """The rows of a text: one, or several where it is very long."""
    digest = _digest(text)
    config = config_of(text.language)
    shown = "\n".join(part for part in (text.summary, text.body) if part)
    parts = list(_parts(shown))[:MOST_PARTS]
    for number, body in enumerate(parts):
        is_first = number == 0
        summary = text.summary if is_first else ""
        plain = body[len(summary) :] if is_first else body
        row = dict.fromkeys(each.column for each in Family)
        row |= {
            "kind": text.kind,
            "thing": text.thing,
            "language": text.language,
            "part": number,
            "config": config,
            "digest": digest,
            "date": text.date,
            "visible_from": text.visible_from,
            "visible_until": text.visible_until,
            text.family.column: text.key,
            "title": text.title,
            "body": body,
            "slug": text.slug,
            "label": text.label,
            "heads": _both(f"{text.title}\n{text.label}", config),
            "seconds": _both(f"{text.names}\n{summary}", config),
            "related": _both(text.related, config),
            "bodies": _both(plain, config),
            "further": " ".join(
                [
                    *further(folded(f"{text.title}\n{text.names}\n{body}", config)),
                    *_later(parts, config, is_first),
                ]
            ),
            "marks": _marks(text),
        }
        yield row


def _both(text: str, config: str) -> list[str]:
    """A text as it is written and as it is folded; once where both are stemmed alike."""
    return [written(text) if config in ACCENTED else "", folded(text, config)]


def _later(parts: list[str], config: str, is_first: bool) -> list[str]:
    if not is_first or len(parts) == 1:
        return []
    found: dict[str, None] = {}
    for part in parts[1:]:
        found.update(dict.fromkeys(folded(part, config).split()))
        if len(found) > WORDS_OF_ALL:
            break
    return list(found)[:WORDS_OF_ALL]


def _marks(text: Text) -> list[str]:
    whole = dict.fromkeys(key(each) for each in (text.title, text.label, *text.keys))
    words = dict.fromkeys(folded(f"{text.title}\n{text.names}", SIMPLE).split())
    heard = dict.fromkeys(sounds(word) for word in words)
    return [
        *(f"={each}" for each in whole if each),
        *(f"~{word[:80]}" for word in words),
        *(each for each in heard if each),
    ]


def _parts(text: str) -> Iterator[str]:
    """Cut a text at white space; an empty one is one part."""
    start = 0
    while len(text) - start > PART:
        end = text.rfind(" ", start + PART // 2, start + PART)
        end = start + PART if end < 0 else end
        yield text[start:end]
        start = end
    yield text[start:]


def _digest(text: Text) -> str:
    said = json.dumps([VERSION, asdict(text)], default=str, sort_keys=True)
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]
