"""Databases in which something stands that nobody may read: hidden organizations, and every personal column.

To make them takes longer than to look at them: each stands for a whole module (tests/standing.py), and what a test
changes of it is gone for the next.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from members import personal
from members.applications.states import State
from members.models import Application, Country
from tests.factories import applications as make
from tests.factories import canaries as pages
from tests.factories import hidden, keeping
from tests.factories.hidden import Canary
from tests.standing import standing

OURS = {"members", "pages", "documents", "cicc_site"}


@pytest.fixture(scope="module")
def standing_canaries(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[list[Canary]]:
    with standing(django_db_blocker):
        yield hidden.canaries()


@pytest.fixture
def canaries(standing_canaries: list[Canary], db: None) -> list[Canary]:
    """One organization per way of being hidden, and shown members beside them."""
    return standing_canaries


@pytest.fixture(scope="module")
def standing_planted(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[list[pages.Canary]]:
    with standing(django_db_blocker):
        aviary = pages.Aviary()
        yield pages.plant(aviary, pages.stand())


@pytest.fixture
def planted(standing_planted: list[pages.Canary], db: None) -> list[pages.Canary]:
    """Pages, files, register entries and what the staff writes, in every way of not being public."""
    return standing_planted


@pytest.fixture(scope="module")
def standing_filled(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, int]]:
    with standing(django_db_blocker):
        yield fill()


@pytest.fixture
def filled(standing_filled: dict[str, int], db: None) -> dict[str, Application]:
    """Applications in every state and a member, with the word in each personal column; returns them by state."""
    return {state: Application.objects.get(pk=number) for state, number in standing_filled.items()}


def fill() -> dict[str, int]:
    by = make.officer("owner")
    kenya = Country.objects.filter(alpha3="KEN").first()
    made = {}
    for number, state in enumerate(State):
        made[state.value] = keeping.application(
            state, by, legal_name=f"Demo Applicant {number}", **({"country": kenya} if kenya else {})
        ).pk
    keeping.organization(kenya)
    keeping.imported(by)
    keeping.link_request()
    keeping.wish()
    keeping.mail_to_staff()
    held = {model for model in personal.columns() if personal.holding(model, keeping.WORD).exists()}
    ours = {model for model in personal.columns() if model._meta.app_label in OURS}
    assert {model.__name__ for model in ours - held} == {"LinkRequest"}, "a model that nobody filled"
    return made
