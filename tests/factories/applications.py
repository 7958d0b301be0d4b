"""Applications for the tests, moved by the verbs themselves. All persons and organizations are invented."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Permission
from django.db import transaction

from members.applications.chain import Actor
from members.applications.states import EventKind, State
from members.enums import ListingLevel, OrganizationType, Scope
from members.models import Application, ApplicationAnswers, User
from members.workflow import applications as verbs
from tests.factories import members as make

EMAIL = "beatriz@example.org"


def answers(application: Application, **fields: Any) -> ApplicationAnswers:
    """What Beatriz answers for her organization."""
    values: dict[str, Any] = {
        "legal_name": "Red Ejemplo por la Justicia",
        "legal_language": "es",
        "name_es": "Red Ejemplo por la Justicia",
        "country": fields.pop("country", None) or make.some_country(),
        "type": OrganizationType.HUMAN_RIGHTS,
        "scope": Scope.NATIONAL,
        "year_founded": 2004,
        "registered": "yes",
        "registration_authority": "Registro Ejemplo",
        "registration_number": "DEMO-1234",
        "postal_address": "Calle Ejemplo 1",
        "general_email": "info@example.org",
        "head_name": "Demo Head",
        "main_name": "Beatriz Ejemplo",
        "main_email": EMAIL,
        "main_language": "es",
        "submitter_name": "Beatriz Ejemplo",
        "submitter_role": "Secretaria",
        "mission": "Justicia para todas.",
        "justice_work": "Acompañamos a víctimas.",
        "contribution": "Traducciones.",
        "funding": "Cuotas.",
        "government_share": "none",
        "listing": ListingLevel.FULL,
    }
    return ApplicationAnswers.objects.create(application=application, **{**values, **fields})


def begun(language: str = "es", email: str = EMAIL, **options: Any) -> tuple[Application, str]:
    """A draft and the token of its personal link."""
    return verbs.begin(language=language, email=email, **options)


def sent(language: str = "es", **fields: Any) -> Application:
    application, _ = begun(language)
    with transaction.atomic():
        answers(application, **fields)
        return verbs.send(application.pk)


def received(language: str = "es", **fields: Any) -> Application:
    return verbs.confirm(sent(language, **fields).pk)


def officer(name: str = "fatou", *, decides: bool = True, regions: Any = (), works: bool = True) -> User:
    """Somebody of the secretariat with the rights of a membership officer, or of a coordinator of `regions`."""
    user = User.objects.create_user(
        name, f"{name}@example.org", "a long test password", first_name=name.title(), regions=list(regions)
    )
    rights = ["access_admin", "view_application"]
    rights += ["change_application", "add_organization", "change_organization"] if works else []
    rights += ["decide_application"] if decides and works else []
    rights += [] if works else ["comment_application"]
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    return User.objects.get(pk=user.pk)


def moved_to(state: State, by: User, **fields: Any) -> Application:
    """An application in any state, brought there by verbs."""
    actor = Actor.officer(by)
    if state == State.DRAFT:
        return begun()[0]
    if state == State.UNCONFIRMED:
        return sent(**fields)
    pk = received(**fields).pk
    if state == State.RECEIVED:
        return Application.objects.get(pk=pk)
    if state == State.WITHDRAWN:
        return verbs.withdraw(pk)
    if state == State.LAPSED:
        return verbs.lapse(pk, Actor.system())
    if state == State.DUPLICATE:
        return verbs.join(pk, received(**fields).pk, actor)
    if state == State.DECLINED:
        return verbs.decline(pk, actor, "Not independent.")
    verbs.take_up(pk, actor)
    if state == State.INFO_REQUESTED:
        return verbs.ask(pk, actor, "Please send the statutes.")
    if state == State.CONSULTATION:
        return verbs.consult(pk, actor)
    if state == State.DEFERRED:
        return verbs.defer(pk, actor, "The next cycle.")
    if state in {State.READY, State.APPROVED}:
        verbs.make_ready(pk, actor)
    if state == State.APPROVED:
        return verbs.approve(pk, actor, "Welcome.")
    return Application.objects.get(pk=pk)


def kinds(application: Application) -> list[EventKind]:
    """What happened to it, in order."""
    return [EventKind(kind) for kind in application.events.order_by("number").values_list("kind", flat=True)]
