"""Counts what was searched without result, so that staff can see what readers miss. Nothing is kept of who asked.

The words themselves are written down only when the same were searched for on a second day; until then a keyed hash
stands for them, which nobody can read. What may be a person's (an e-mail address, a telephone number, a key, a long
text) is not even counted. docs/decisions/searches-without-result.md.
"""

from __future__ import annotations

import datetime as dt
import logging
import re

from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from cicc_site.text import words
from pages.models import UnansweredQuery
from pages.search import Answer

logger = logging.getLogger(__name__)

KEPT_DAYS = 90
MOST_ROWS = 5_000
MOST_NEW_A_DAY = 500
LONGEST, MOST_WORDS = 60, 6
_NUMBER = re.compile(r"\d[\d\s().+/-]{5,}\d")
# In one piece: a symbol such as ICC-ASP/2/Res.8 is none.
_KEY = re.compile(r"(?<![a-z\d])(?=[a-z]*\d)(?=\d*[a-z])[a-z\d]{10,}", re.IGNORECASE)
_ADDRESS = re.compile(r"@|://|\bwww\.|\w\.(?:com|org|net|int|info)\b", re.IGNORECASE)

_TABLE = UnansweredQuery._meta.db_table
# One statement: two readers at the same moment are both counted, and a full table takes nothing new.
_UPSERT = f"""
INSERT INTO {_TABLE} AS kept (key, query, language, times, days, first_day, last_day)
SELECT %(key)s, '', %(language)s, 1, 1, %(day)s, %(day)s
WHERE EXISTS (SELECT FROM {_TABLE} WHERE key = %(key)s)
   OR ((SELECT count(*) FROM {_TABLE}) < %(most)s
       AND (SELECT count(*) FROM {_TABLE} WHERE first_day = %(day)s) < %(most_new)s)
ON CONFLICT (key) DO UPDATE SET
    times = least(kept.times + 1, 2000000000),
    days = kept.days + (kept.last_day < excluded.last_day)::int,
    query = CASE WHEN kept.first_day < excluded.last_day THEN %(query)s ELSE kept.query END,
    last_day = greatest(kept.last_day, excluded.last_day)
"""  # noqa: S608 (the name of our own table)


def record(answer: Answer) -> None:
    """Count a question that nothing answers as it was asked. Never fails: the reader gets the page all the same."""
    if not is_unanswered(answer) or is_private(answer.words):
        return
    query = " ".join(words(answer.words))
    if not query:
        return
    try:
        with transaction.atomic():
            _count(query, answer.question.language, timezone.now().astimezone(dt.UTC).date())
    except DatabaseError:
        logger.warning("A search without result could not be counted")


def is_unanswered(answer: Answer) -> bool:
    """Whether the words are at fault, not a filter."""
    question = answer.question
    is_narrowed = question.kinds or question.document_language
    return not answer.problems and not is_narrowed and (answer.is_loose or not answer.total)


def is_private(text: str) -> bool:
    """Whether words may say who somebody is, or are pasted; rather too often than too seldom."""
    if len(text) > LONGEST or len(text.split()) > MOST_WORDS:
        return True
    digits = sum(letter.isdecimal() for letter in text)
    return digits > 8 or any(kept_out.search(text) for kept_out in (_NUMBER, _KEY, _ADDRESS))


def _count(query: str, language: str, day: dt.date) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            _UPSERT,
            {
                "key": salted_hmac(__name__, f"{language}\0{query}", algorithm="sha256").digest(),
                "query": query,
                "language": language,
                "day": day,
                "most": MOST_ROWS,
                "most_new": MOST_NEW_A_DAY,
            },
        )


def forget(today: dt.date | None = None) -> int:
    """Delete what nobody has searched for within `KEPT_DAYS`; every day, what one day alone saw more than a month ago.

    Returns how many rows went.
    """
    day = today or timezone.now().astimezone(dt.UTC).date()
    old = UnansweredQuery.objects.filter(last_day__lt=day - dt.timedelta(days=KEPT_DAYS))
    once = UnansweredQuery.objects.filter(query="", last_day__lt=day - dt.timedelta(days=KEPT_DAYS // 3))
    return old.delete()[0] + once.delete()[0]
