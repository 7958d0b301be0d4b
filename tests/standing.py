"""What is dear to make and only looked at stands for a whole class or module: for fixtures of such a scope.

Each test is a savepoint within it, so what one changes is gone for the next. All tests of that class or module see it,
so none of them may begin with nothing; and none may commit, which a test with a transaction of its own does.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils import translation
from pytest_django import DjangoDbBlocker


@contextmanager
def standing(blocker: DjangoDbBlocker) -> Iterator[None]:
    """What is written inside is there until the end of it, and then taken back. The language is English."""
    with blocker.unblock(), transaction.atomic(), translation.override("en"):
        yield
        transaction.set_rollback(True)
