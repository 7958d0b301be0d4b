"""The real registers, loaded once for many tests that only read them."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from members.loading import load_registers


@contextmanager
def loaded(blocker: DjangoDbBlocker) -> Iterator[None]:
    with blocker.unblock(), transaction.atomic():
        load_registers()
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def registers(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """For a file in which every test reads the real registers."""
    with loaded(django_db_blocker):
        yield


@pytest.fixture(scope="class")
def registers_in_class(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """For a class of such tests beside others that start from nothing."""
    with loaded(django_db_blocker):
        yield
