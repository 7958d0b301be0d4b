"""What happens to accounts is listed for administrators: without what was typed, without network addresses."""

from __future__ import annotations

import ast
import datetime as dt
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings as site_settings
from django.contrib.auth.models import Group
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone, translation
from pytest_django import Settings

from cicc_site.languages import codes
from cicc_site.postgres_places import CHECKOUT
from members import groups, security_log, security_words, sessions
from members.models import SecurityEvent, SecurityEventKind, User
from members.rate_limits import Limit
from pages.roles import ensure_roles
from tests import second_step as step
from tests.factories import members as make
from tests.factories import pages as pages_of

pytestmark = pytest.mark.django_db
HERE = "192.0.2.55"


def attempt(name: str, password: str) -> None:
    values = {"username": name, "password": password}
    Client(REMOTE_ADDR=HERE).post(reverse("wagtailadmin_login"), values)


def kinds() -> list[str]:
    return list(SecurityEvent.objects.order_by("pk").values_list("kind", flat=True))


def test_signing_in_and_being_refused_and_closed_are_noted(caplog: pytest.LogCaptureFixture) -> None:
    amal = make.amal()
    amal.set_password(step.PASSWORD)
    amal.save()
    SecurityEvent.objects.all().delete()
    step.give_password(Client(REMOTE_ADDR=HERE))
    assert kinds() == [SecurityEventKind.SIGNED_IN]
    with caplog.at_level(logging.WARNING, logger="members.security"):
        for _ in range(site_settings.AXES_FAILURE_LIMIT):
            attempt("amal", "not my password")
    assert kinds()[1:] == [SecurityEventKind.REFUSED] * 4 + [SecurityEventKind.CLOSED]
    assert set(SecurityEvent.objects.values_list("user__username", flat=True)) == {"amal"}
    assert len(set(SecurityEvent.objects.values_list("place", flat=True))) == 1, "one place, one sign"
    assert f"account={amal.pk}" in caplog.text
    assert "amal" not in caplog.text


def test_nothing_that_was_typed_and_no_address_is_kept() -> None:
    attempt("my-password-in-the-wrong-field", "hunter2")
    told = str(list(SecurityEvent.objects.values()))
    assert SecurityEvent.objects.get().user is None
    assert not {"my-password", "hunter2", HERE} & set(told.split())
    assert "my-password" not in told
    assert HERE not in told


def test_a_flood_does_not_fill_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(security_log, "FLOOD", Limit("few", 3, dt.timedelta(minutes=10)))
    for number in range(6):
        attempt(f"name-{number}", "x")
    assert SecurityEvent.objects.count() == 3


def test_old_events_are_forgotten(settings: Settings) -> None:
    amal = make.amal()
    security_log.record(SecurityEventKind.EXPORT, amal, what="contacts", count=3)
    old = timezone.now() - dt.timedelta(days=settings.SECURITY_EVENTS_KEPT_DAYS + 1)
    SecurityEvent.objects.update(at=old)
    security_log.record(SecurityEventKind.EXPORT, amal, what="contacts", count=4)
    security_log.forget_the_old()
    assert [event.detail["count"] for event in SecurityEvent.objects.all()] == [4]


def test_administrators_read_it_and_nobody_else(client: Client) -> None:
    pages_of.home()
    ensure_roles()
    security_log.record(SecurityEventKind.EXPORT, make.amal(), what="contacts", count=17)
    for role, opens in {"Administrator": True, "Publisher": False, "Membership officer": False}.items():
        person = User.objects.create_user(f"person-of-{role.split()[0]}".lower())
        person.groups.set(person.groups.model.objects.filter(name=role))
        client.force_login(User.objects.get(pk=person.pk))
        answer = client.get(reverse("security_events"))
        assert (answer.status_code == 200) is opens, role
        assert ("How many: <bdi>17</bdi>" in answer.content.decode()) is opens
        assert (client.get(reverse("everyone_out")).status_code == 200) is opens, role
        menu = client.get(reverse("wagtailadmin_home")).content.decode()
        assert ("reports/security/" in menu) is opens


def noted(kind: SecurityEventKind) -> list[Any]:
    return list(SecurityEvent.objects.filter(kind=kind).order_by("pk").values("user", "by", "detail"))


def test_accounts_made_and_deleted_and_what_they_may_are_noted_with_who_did_it(client: Client) -> None:
    pages_of.home()
    ensure_roles()
    amal = make.amal()
    group = Group.objects.get(name="Editor")
    request = RequestFactory().post("/admin/users/")
    request.user = amal
    SecurityEvent.objects.all().delete()
    with security_log.while_answering(request):
        new = User.objects.create_superuser("new", "new@example.org", "a long test password")
        number = new.pk
        new = User.objects.get(pk=number)
        new.is_superuser = False
        new.save()
        new.groups.add(group)
    assert noted(SecurityEventKind.ACCOUNT_MADE) == [{"user": number, "by": amal.pk, "detail": {"all": True}}]
    rights = noted(SecurityEventKind.RIGHTS)
    assert {"user": number, "by": amal.pk, "detail": {"active": True, "all": False}} in rights
    assert any(each["detail"].get("groups") == [group.pk] for each in rights)
    assert {each["by"] for each in rights} == {amal.pk}
    with security_log.while_answering(request):
        User.objects.get(pk=number).delete()
    assert noted(SecurityEventKind.ACCOUNT_DELETED) == [
        {"user": None, "by": amal.pk, "detail": {"account": number, "all": False}}
    ]
    client.force_login(amal)
    shown = client.get(reverse("security_events")).content.decode()
    for words in (
        "Account made",
        "Account deleted",
        "Rights changed",
        f"Number of the account: <bdi>{number}</bdi>",
        "Groups: <bdi>Editor</bdi>",
        "How: <bdi>given</bdi>",
        "May do everything: <bdi>No</bdi>",
    ):
        assert words in shown
    assert "new@example.org" not in shown


@pytest.mark.parametrize("code", sorted(codes()))
def test_details_are_in_the_language_of_the_reader(code: str) -> None:
    group = Group.objects.create(name="Readers & writers")
    kept = {"how": "pre_clear", "groups": [group.pk, 0], "what": "contacts", "count": 3, "all": True}
    with translation.override(code):
        told = security_words.details(kept)
        assert security_words.details({}) == "–"
    assert "Readers &amp; writers · 0" in told
    for word in ("pre_clear", "contacts</bdi>", "True", "how:", "count:"):
        assert word not in told
    if code != "en":
        with translation.override("en"):
            assert security_words.details(kept) != told


def handed_over() -> Iterator[tuple[str, str]]:
    """Yield each name under which the code hands over a detail of an event, and the word it gives, if it is one."""
    for path in sorted((CHECKOUT / "members").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        for call in ast.walk(ast.parse(text)) if "SecurityEventKind" in text else ():
            if isinstance(call, ast.Call) and ast.unparse(call.func) in {"record", "_rights_changed"}:
                for given in call.keywords:
                    word = given.value.value if isinstance(given.value, ast.Constant) else ""
                    yield given.arg or "", str(word)


def test_every_code_of_a_detail_has_words() -> None:
    """Of those that the code writes, found where it writes them: a new one is not forgotten."""
    given = set(handed_over())
    names = {name for name, _word in given} | {name for name, _model, _column in groups.PLACES}
    assert {"accounts", "group", "run"} <= names
    assert names - {"", "user", "by", "request"} <= security_words.LABELS.keys()
    factors = (CHECKOUT / "members" / "factor_views.py").read_text(encoding="utf-8")
    how = {word for name, word in given if name == "how" and word} | {*sessions.CHANGES}
    how |= {f"{kind} {done}" for kind in Authenticator.Type for done in re.findall(r"} (\w+)\"\)", factors)}
    what = {word for name, word in given if name == "what"}
    assert {"deleted", "totp added", "webauthn removed"} <= how
    assert {"contacts", "applications", "import", "person"} <= what
    assert how <= security_words.HOW.keys()
    assert what <= security_words.WHAT.keys()


@pytest.mark.filterwarnings("error")
def test_where_all_groups_were_taken_away_stands_a_dash() -> None:
    assert security_words.details({"groups": [], "how": "pre_clear"}) == (
        "<div>Groups: <bdi>–</bdi></div><div>How: <bdi>all taken away</bdi></div>"
    )


def test_what_is_not_known_is_shown_as_it_is_kept() -> None:
    assert security_words.details({"later": "<b>", "how": "sideways"}) == (
        "<div>later: <bdi>&lt;b&gt;</bdi></div><div>How: <bdi>sideways</bdi></div>"
    )


def test_a_group_that_is_deleted_takes_rights_from_its_people(client: Client) -> None:
    group = Group.objects.create(name="Short-lived")
    person = User.objects.create_user("person")
    person.groups.add(group)
    before = User.objects.get(pk=person.pk).session_epoch
    SecurityEvent.objects.all().delete()
    group.delete()
    assert [each["user"] for each in noted(SecurityEventKind.RIGHTS)] == [person.pk]
    assert len(noted(SecurityEventKind.RIGHTS_OF_GROUP)) == 1
    assert User.objects.get(pk=person.pk).session_epoch > before


def test_what_the_command_line_does_to_accounts_is_noted_too() -> None:
    amal = make.amal()
    User.objects.filter(pk=amal.pk).update(is_superuser=False)
    again = User.objects.get(pk=amal.pk)
    again.is_superuser = True
    again.set_password("another long password")
    again.save()
    User.objects.all().delete()
    found = [each for each in kinds() if each != SecurityEventKind.SIGNED_IN]
    assert found == ["account_made", "password", "rights", "account_deleted"]
