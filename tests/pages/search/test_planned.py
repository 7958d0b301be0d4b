"""The statements of the search are planned by its indexes, and nothing else of a transaction is."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from pytest_django import DjangoAssertNumQueries

from pages.search import planned

SETTINGS = "SELECT current_setting('enable_seqscan'), current_setting('max_parallel_workers_per_gather')"


def usual() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(SETTINGS)
        return tuple(cursor.fetchone())


@pytest.mark.django_db
def test_the_settings_hold_for_the_statement_alone(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    before = usual()
    assert before[0] == "on"
    with transaction.atomic():
        with django_assert_num_queries(1):
            assert planned.row(SETTINGS, []) == ("off", "0")
        assert usual() == before
    assert usual() == before


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_too() -> None:
    before = usual()
    assert planned.rows(SETTINGS, []) == [("off", "0")]
    assert usual() == before


@pytest.mark.django_db
def test_a_word_nobody_wrote_is_not_looked_for_in_every_row() -> None:
    statement = (
        "EXPLAIN SELECT 1 FROM pages_searchentry WHERE config = 'english' AND "
        "tsv @@ to_tsquery('english', %s) LIMIT 5"
    )
    plan = "\n".join(line for (line,) in planned.rows(statement, ["zqxnothing"]))
    assert "search_english" in plan
    assert "Seq Scan" not in plan
