"""The real registers, loaded once for many tests that only read them."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from members.loading import load_registers
from members.models import Country, Issue, NationalCoalition
from tests.factories import members as make


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


# What the rows of imports speak of.


@pytest.fixture
def kenya(db: None) -> Country:
    return make.country("KEN", alpha2="KE", name_en="Kenya", name_fr="Kenya", name_ar="كينيا")


@pytest.fixture
def ivory(db: None) -> Country:
    return make.country(
        "CIV", alpha2="CI", name_en="Côte d’Ivoire", name_es="Costa de Marfil", name_ar="كوت ديفوار"
    )


@pytest.fixture
def surroundings(kenya: Country, ivory: Country) -> NationalCoalition:
    Issue.objects.create(code="gender", name_en="Gender justice")
    Issue.objects.create(code="victims", name_en="Victims", name_ar="الضحايا")
    return NationalCoalition.objects.create(name_en="Demo Coalition", name_fr="Coalition Démo", country=kenya)
