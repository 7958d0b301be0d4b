"""How well the search finds what readers mean may not fall: measured over the judged set (tests/relevance)."""

from __future__ import annotations

import pytest

from tests.relevance.measuring import by_language, judged, make_corpus, mean, measured, ours

pytestmark = [pytest.mark.django_db, pytest.mark.content]
# What it is, less two queries that may come to stand otherwise when the content changes.
LEAST_RECALL, LEAST_RANK = 0.95, 0.94


def test_the_judged_queries_are_answered_at_least_as_well_as_ever() -> None:
    queries = list(judged(make_corpus()))
    assert len(queries) >= 60
    results = measured(ours, queries)
    total = mean(results)
    short = [
        f"{query.language} {query.query}: {result}"
        for query, result in zip(queries, results, strict=True)
        if result.recall < 1 or result.rank < 1
    ]
    told = "\n".join([str(by_language(queries, results)), *short])
    assert total.recall >= LEAST_RECALL, told
    assert total.rank >= LEAST_RANK, told
