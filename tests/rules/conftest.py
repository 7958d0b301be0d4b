"""Databases in which something stands that nobody may read: hidden organizations, and every personal column."""

from __future__ import annotations

import pytest

from members import personal
from members.applications.states import State
from members.models import Application, Country
from tests.factories import applications as make
from tests.factories import hidden, keeping
from tests.factories.hidden import Canary

OURS = {"members", "pages", "documents", "cicc_site"}


@pytest.fixture
def canaries(db: None) -> list[Canary]:
    """One organization per way of being hidden, and shown members beside them."""
    return hidden.canaries()


@pytest.fixture
def filled(db: None) -> dict[str, Application]:
    """Applications in every state and a member, with the word in each personal column; returns them by state."""
    by = make.officer("owner")
    kenya = Country.objects.filter(alpha3="KEN").first()
    made = {}
    for number, state in enumerate(State):
        made[state.value] = keeping.application(
            state, by, legal_name=f"Demo Applicant {number}", **({"country": kenya} if kenya else {})
        )
    keeping.organization(kenya)
    keeping.imported(by)
    keeping.link_request()
    keeping.wish()
    keeping.mail_to_staff()
    held = {model for model in personal.columns() if personal.holding(model, keeping.WORD).exists()}
    ours = {model for model in personal.columns() if model._meta.app_label in OURS}
    assert {model.__name__ for model in ours - held} == {"LinkRequest"}, "a model that nobody filled"
    return made
