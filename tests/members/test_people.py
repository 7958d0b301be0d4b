"""The accounts of the staff."""

import pytest
from django.core.exceptions import ValidationError

from members.models import User
from tests.factories import members as make

pytestmark = pytest.mark.django_db


def test_an_account_reads_as_the_name_of_its_person() -> None:
    assert str(make.amal(last_name="Haddad")) == "Amal Haddad"
    assert str(User(username="beatriz")) == "beatriz"


def test_an_address_belongs_to_one_person_whatever_its_capitals() -> None:
    make.amal()
    second = User(username="chen", email="AMAL@example.org", password="unused")
    with pytest.raises(ValidationError, match="Another user has this e-mail address"):
        second.full_clean()


def test_many_accounts_may_have_no_address() -> None:
    make.amal(email="")
    User.objects.create_user("beatriz")
    User(username="chen", password="unused").full_clean()
