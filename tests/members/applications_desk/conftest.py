"""People of every role at the desk for applications, signed in, and applications that know no real person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from members.models import Application, Country, User
from tests.factories import applications as make
from tests.factories import members

BACKEND = "django.contrib.auth.backends.ModelBackend"
SignIn = Callable[..., Client]


@pytest.fixture
def sign_in(roles: None) -> SignIn:
    """Give a client of somebody in a role; called twice for one role, two people. `client.user` is who."""

    def signed_in(role: str, *, regions: Any = (), superuser: bool = False) -> Client:
        number = User.objects.count()
        user = User.objects.create_user(
            f"{role.lower().replace(' ', '-')}-{number}",
            first_name=f"P{number}",
            regions=list(regions),
            is_superuser=superuser,
        )
        user.groups.add(Group.objects.get(name=role))
        client = Client()
        client.force_login(user, backend=BACKEND)
        client.user = user  # type: ignore[attr-defined]
        return client

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
