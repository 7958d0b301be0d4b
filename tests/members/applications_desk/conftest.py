"""People of every role at the desk for applications, signed in, and applications that know no real person."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from members.models import Application, Country
from tests.factories import applications as make
from tests.factories import members
from tests.signing_in import signed_in

SignIn = Callable[..., Client]


@pytest.fixture
def sign_in(roles: None) -> SignIn:
    return signed_in


@pytest.fixture
def officer(sign_in: SignIn) -> Client:
    return sign_in("Membership officer")


@pytest.fixture
def coordinator(sign_in: SignIn) -> Client:
    return sign_in("Regional coordinator", regions=["africa"])


@pytest.fixture
def kenya(db: None) -> Country:
    return members.country("KEN", name_en="Kenya", name_ar="كينيا", alpha2="KE", cicc_region="africa")


@pytest.fixture
def egypt(db: None) -> Country:
    return members.country(
        "EGY", name_en="Egypt", name_ar="مصر", alpha2="EG", cicc_region="middle-east-north-africa"
    )


@pytest.fixture
def application(kenya: Country) -> Application:
    return make.received(country=kenya)


# What must never stand in a list, a title, an address or a search.
SECRETS = (
    "beatriz@example.org",
    "info@example.org",
    "Beatriz Ejemplo",
    "Demo Head",
    "Calle Ejemplo 1",
    "DEMO-1234",
    "Registro Ejemplo",
)
