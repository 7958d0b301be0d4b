"""Limits hold across connections and processes, tell an exact wait, keep no address, and cost one query."""

from __future__ import annotations

import subprocess
import sys
import threading
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import F
from pytest_django import DjangoAssertNumQueries, Settings

from members import rate_limits
from members.models import ThrottleBucket
from members.rate_limits import Limit, bucket, take

THREE = Limit("test", 3, timedelta(minutes=10))


def let_pass(**time: float) -> None:
    """As if so much time had gone by."""
    ThrottleBucket.objects.update(full_at=F("full_at") - timedelta(**time))


@pytest.mark.django_db
def test_so_many_are_allowed_and_the_wait_is_told() -> None:
    assert [take(THREE, "192.0.2.1").remaining for _ in range(3)] == [2, 1, 0]
    refused = take(THREE, "192.0.2.1")
    assert not refused.allowed
    assert 195 <= refused.wait <= 200
    assert take(THREE, "192.0.2.2").allowed, "one address is not counted for another"


@pytest.mark.django_db
def test_after_the_wait_that_was_told_the_next_try_succeeds() -> None:
    for _ in range(4):
        verdict = take(THREE, "192.0.2.1")
    let_pass(seconds=verdict.wait)
    assert take(THREE, "192.0.2.1").allowed
    assert not take(THREE, "192.0.2.1").allowed, "only one came back"


@pytest.mark.django_db
def test_asking_on_while_refused_does_not_prolong_the_wait() -> None:
    for _ in range(30):
        verdict = take(THREE, "192.0.2.1")
    assert verdict.wait <= 200


@pytest.mark.django_db
def test_a_costly_deed_counts_for_several_and_never_for_more_than_the_limit() -> None:
    assert take(THREE, "192.0.2.1", cost=2).remaining == 1
    assert not take(THREE, "192.0.2.1", cost=2).allowed
    assert take(THREE, "192.0.2.1").allowed
    assert take(THREE, "192.0.2.2", cost=50).allowed


@pytest.mark.django_db
def test_two_limits_never_share_a_count_and_an_e_mail_is_one_however_it_is_written() -> None:
    other = Limit("other", 3, timedelta(minutes=10))
    assert bucket(THREE, "a@example.org") != bucket(other, "a@example.org")
    assert bucket(THREE, " A@Example.org") == bucket(THREE, "a@example.org")
    assert bucket(THREE, "ab", "c") != bucket(THREE, "a", "bc")


@pytest.mark.django_db
def test_nothing_names_the_caller_and_a_finished_row_is_swept_away() -> None:
    take(THREE, "192.0.2.1")
    assert "192.0.2.1" not in str(list(ThrottleBucket.objects.values()))
    let_pass(minutes=11)
    take(THREE, "192.0.2.2")
    assert [bytes(row.key) for row in ThrottleBucket.objects.all()] == [bucket(THREE, "192.0.2.2")]


@pytest.mark.django_db
def test_one_query_and_none_without_a_limit(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        take(THREE, "192.0.2.1")
    with django_assert_num_queries(0):
        assert take(Limit("none", 0, timedelta(minutes=1)), "192.0.2.1").allowed


@pytest.mark.django_db
def test_the_table_is_not_logged() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'members_throttlebucket'")
        assert cursor.fetchone() == ("u",)


@pytest.mark.django_db(transaction=True)
def test_many_connections_together_get_no_more_than_the_limit() -> None:
    """Threads have a connection each; half of them belong to callers whose rows others sweep meanwhile."""
    limit = Limit("together", 40, timedelta(hours=1))
    allowed: list[bool] = []

    def ask() -> None:
        try:
            for number in range(15):
                allowed.append(take(limit, "192.0.2.1").allowed)
                take(Limit("brief", 1, timedelta(milliseconds=1)), f"198.51.100.{number}")
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(allowed) == 90
    assert sum(allowed) == 40


PROCESS = """
import sys, django
django.setup()
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[1]
from datetime import timedelta
from members.rate_limits import Limit, take
print(sum(take(Limit("processes", 10, timedelta(hours=1)), "192.0.2.1").allowed for _ in range(8)))
"""


@pytest.mark.django_db(transaction=True)
def test_two_processes_share_one_count() -> None:
    command = [sys.executable, "-c", PROCESS, str(connection.settings_dict["NAME"])]
    running = [
        subprocess.Popen(command, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    counts = [int(process.communicate(timeout=180)[0]) for process in running]
    assert sum(counts) == 10


def test_the_key_needs_the_secret_of_the_site(settings: Settings) -> None:
    before = bucket(THREE, "192.0.2.1")
    settings.SECRET_KEY = "another key of the site, long enough to be one"
    assert bucket(THREE, "192.0.2.1") != before
    assert rate_limits.SWEPT > 1
