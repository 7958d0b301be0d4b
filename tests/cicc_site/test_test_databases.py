"""The databases of the tests themselves: fresh, and never touched by what another test committed."""

import pytest
from django.contrib.auth import get_user_model

pytestmark = pytest.mark.django_db


@pytest.mark.django_db(transaction=True)
def test_a_committing_test_starts_with_the_rows_of_the_migrations() -> None:
    from wagtail.models import Locale

    assert Locale.objects.count() == 1
    get_user_model().objects.create_user("Amal")


@pytest.mark.django_db(transaction=True)
def test_another_committing_test_sees_neither_the_user_nor_an_emptied_database() -> None:
    from wagtail.models import Locale

    assert Locale.objects.count() == 1
    assert not get_user_model().objects.exists()
