"""Every address of the desk for applications against everybody: who gets it, who is told nothing, who is sent away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from members.applications_desk import actions, hooks
from members.models import Application, SavedFilter, User
from tests.factories import applications as make
from tests.members.applications_desk.conftest import SignIn

pytestmark = pytest.mark.django_db

SIGN_IN, HOME, MISSING, OPEN, BACK = "sign-in", "home", 404, 200, "page"
ANONYMOUS, TRANSLATOR, EDITOR = "anonymous", "translator", "editor"
INSIDE, OUTSIDE = "coordinator of the region", "coordinator of another region"
OFFICER, ADMINISTRATOR = "officer", "administrator"
NOBODYS = {ANONYMOUS: SIGN_IN, TRANSLATOR: HOME, EDITOR: HOME}
READERS: dict[str, Any] = {**NOBODYS, INSIDE: OPEN, OUTSIDE: MISSING, OFFICER: OPEN, ADMINISTRATOR: OPEN}
LISTS = {**READERS, OUTSIDE: OPEN}
OFFICERS = {**READERS, INSIDE: HOME, OUTSIDE: HOME}
# An action: whoever may not see the application is told nothing of it, whoever may not do it is sent away.
DEEDS = {**OFFICERS, OUTSIDE: MISSING}
COMMENTS = {**DEEDS, INSIDE: BACK, OFFICER: BACK, ADMINISTRATOR: BACK}
INLINE = {**DEEDS, OFFICER: BACK, ADMINISTRATOR: BACK}

# By name of the address; "application_act" by name of the action. For GET.
EXPECTED: dict[str, dict[str, Any]] = {
    "applications": LISTS,
    "applications_results": LISTS,
    "applications_bulk": OFFICERS,
    "applications_filter_save": LISTS,
    "applications_filter": {
        **NOBODYS,
        INSIDE: MISSING,
        OUTSIDE: MISSING,
        OFFICER: OPEN,
        ADMINISTRATOR: MISSING,
    },
    "applications_filter_delete": dict.fromkeys(READERS, 405) | {ANONYMOUS: SIGN_IN},
    "application_page": READERS,
    "application_sheet": READERS,
    **{f"act:{name}": DEEDS for name in ("take-up", "ask", "assign", "join", "lapse")},
    # Not from this state: back to the page, with the reason.
    **{f"act:{name}": INLINE for name in ("resume", "make-ready", "review-again")},
    **{f"act:{name}": COMMENTS for name in ("note", "translation-note")},
    **{
        f"act:{name}": INLINE
        for name in (
            *("message", "nothing-to-answer", "check", "candidate"),
            *("reference-asked", "reference-answered"),
        )
    },
}


@pytest.fixture
def clients(sign_in: SignIn) -> dict[str, Client]:
    return {
        ANONYMOUS: Client(),
        TRANSLATOR: sign_in("Translator FR"),
        EDITOR: sign_in("Editor"),
        INSIDE: sign_in("Regional coordinator", regions=["africa"]),
        OUTSIDE: sign_in("Regional coordinator", regions=["americas"]),
        OFFICER: sign_in("Membership officer"),
        ADMINISTRATOR: sign_in("Administrator", is_superuser=True),
    }


def addresses(application: Application, owner: User) -> Iterator[tuple[str, str]]:
    """Every address of the desk, with what it needs; names the table does not know fail the test."""
    saved = SavedFilter.objects.create(owner=owner, name="Mine", query="group=all", place="applications")
    for pattern in hooks.addresses():
        assert isinstance(pattern, URLPattern)
        name = str(pattern.name)
        if name == "application_act":
            for action in actions.every():
                yield f"act:{action.name}", reverse(name, args=[application.pk, action.name])
        elif "filter" in name and "<int:pk>" in str(pattern.pattern):
            yield name, reverse(name, args=[saved.pk])
        elif "<int:pk>" in str(pattern.pattern):
            yield name, reverse(name, args=[application.pk])
        else:
            query = {"applications_filter_save": "?group=all", "applications_bulk": f"?id={application.pk}"}
            yield name, reverse(name) + query.get(name, "")


def outcome(answer: Any) -> Any:
    target = answer.headers.get("Location", "")
    if "/login/" in target:
        return SIGN_IN
    if target == reverse("wagtailadmin_home"):
        return HOME
    return BACK if "/applications/" in target else answer.status_code


def test_every_address_for_everybody(clients: dict[str, Client], application: Application) -> None:
    owner = clients[OFFICER].user  # type: ignore[attr-defined]
    found: dict[str, dict[str, Any]] = {}
    for name, address in addresses(application, owner):
        found[name] = {role: outcome(client.get(address)) for role, client in clients.items()}
    ours = {name: row for name, row in found.items() if name in EXPECTED}
    assert ours == EXPECTED
    # Whatever other screens add to the desk: nobody gets it who may not see the application.
    for name, row in found.items():
        assert row[ANONYMOUS] == SIGN_IN, name
        assert row[TRANSLATOR] in {HOME, 405}, name
        assert row[EDITOR] in {HOME, 405}, name
        assert name in LISTS_OF_ALL or row[OUTSIDE] in {HOME, MISSING, 405}, name


LISTS_OF_ALL = {"applications", "applications_results", "applications_filter_save"}


def test_an_application_that_was_not_confirmed_is_nowhere(clients: dict[str, Client], kenya: Any) -> None:
    owner = clients[OFFICER].user  # type: ignore[attr-defined]
    for hidden in (make.sent(country=kenya), make.begun()[0]):
        for name, address in addresses(hidden, owner):
            if str(hidden.pk) in address and "filter" not in name and "bulk" not in name:
                assert outcome(clients[OFFICER].get(address)) == MISSING, name
                assert outcome(clients[OFFICER].post(address, {"reason": "x"})) in {MISSING, 405}, name
        bulk = clients[OFFICER].get(reverse("applications_bulk") + f"?id={hidden.pk}").content.decode()
        assert hidden.reference not in bulk
        SavedFilter.objects.all().delete()


def test_a_form_from_another_site_is_refused(clients: dict[str, Client], application: Application) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(clients[OFFICER].user, backend="django.contrib.auth.backends.ModelBackend")  # type: ignore[attr-defined]
    for name, address in addresses(application, clients[OFFICER].user):  # type: ignore[attr-defined]
        assert strict.post(address, {}).status_code in {403, 405}, name
