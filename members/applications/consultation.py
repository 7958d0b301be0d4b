"""Asking others about an applicant: the coordinator of the region, and members by personal link, until a day.

What is said is written down by `members.applications.opinions`, for officers and coordinators of the region: no
letter, no page of the applicant and no other member ever shows it. Nobody has signed in behind a link, so the site
itself stands as the actor of those events.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import secrets
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from cicc_site import addresses, languages
from cicc_site.dates import PartialDate
from members import outbox, permissions
from members.applications import links, officer_notice, opinions
from members.applications.chain import Actor
from members.applications.states import EventKind, State
from members.models import (
    Application,
    Consultation,
    ConsultationInvitation,
    Contact,
    OpinionCode,
    Organization,
)
from members.workflow import applications as verbs

INVITATION, NEW_DAY, OVER = "consultation_invitation", "consultation_new_day", "consultation_closed"
# Whom we write to, the first that has an address.
ADDRESSEES = (Contact.Role.MAIN, Contact.Role.GENERAL, Contact.Role.SECOND, Contact.Role.HEAD)


class NotOpen(verbs.Refused):
    def __init__(self) -> None:
        super().__init__(gettext("The consultation is over."))


class NoAddress(verbs.Refused):
    def __init__(self) -> None:
        super().__init__(gettext("This member has no e-mail address."))


# ---- the window


def is_consulted(application: Application) -> bool:
    """Whether it is in consultation, or will be again when the applicant has answered."""
    return State.CONSULTATION in (
        application.state,
        application.returns_to if application.state == State.INFO_REQUESTED else "",
    )


def running(application: Application) -> Consultation | None:
    return application.consultations.running().first()


def takes_answers(consultation: Consultation, now: dt.datetime | None = None) -> bool:
    """Whether an answer counts now. The moment decides, not whether the worker has closed the window already."""
    now = now or timezone.now()
    return (
        consultation.closed_at is None
        and now < consultation.closes_at
        and is_consulted(consultation.application)
    )


def last_day(consultation: Consultation) -> dt.date:
    return (consultation.closes_at - dt.timedelta(seconds=1)).astimezone(dt.UTC).date()


def open_until(application_id: int, actor: Actor, day: dt.date, *, seen: int | None = None) -> Consultation:
    """Open a consultation that takes answers until the end of `day` in UTC. Raises Refused."""
    closes_at = _end_of(day)
    if actor.user is None:
        raise verbs.NotAllowed
    with transaction.atomic():
        application = verbs.consult(application_id, actor, seen=seen)
        # One that was left for screening, and that the worker has not noted yet.
        for former in application.consultations.running():
            _close(application, former)
        return Consultation.objects.create(
            application=application, opened_at=timezone.now(), opened_by=actor.user, closes_at=closes_at
        )


def _end_of(day: dt.date) -> dt.datetime:
    closes_at = dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min, dt.UTC)
    if closes_at <= timezone.now():
        raise verbs.Refused(gettext("This day is over."))
    return closes_at


def change_day(application_id: int, actor: Actor, day: dt.date, *, seen: int | None = None) -> Consultation:
    """Let a running consultation take answers until the end of another day. Members that have not answered are told;
    the page behind their link shows the new day in any case. Raises Refused."""
    closes_at = _end_of(day)
    with transaction.atomic():
        application, consultation = _open_for(application_id, actor)
        if closes_at == consultation.closes_at:
            raise verbs.Refused(gettext("This is the last day already."))
        consultation.closes_at = closes_at
        consultation.save(update_fields=["closes_at"])
        kind, subject = EventKind.CONSULTATION_MOVED, day_subject(day)
        event = verbs.record(application.pk, kind, actor, subject=subject, seen=seen)
        for invitation in consultation.invitations.filter(answered_at=None).select_related("organization"):
            _tell_day(application, invitation, day, f"consultation:day:{invitation.pk}:{event.pk}")
    return consultation


def day_subject(day: dt.date) -> str:
    return f"day:{day.isoformat()}"


def _open_for(application_id: int, actor: Actor) -> tuple[Application, Consultation]:
    """The locked application and its consultation that takes answers, for an officer at work on it. Raises Refused."""
    application = verbs.lock(application_id)
    if actor.user is None or not permissions.may_work_on(actor.user, application):
        raise verbs.NotAllowed
    consultation = running(application)
    if consultation is None or not takes_answers(consultation):
        raise NotOpen
    return application, consultation


def _tell_day(application: Application, invitation: ConsultationInvitation, day: dt.date, key: str) -> None:
    """The link itself is kept by nobody: the message speaks of the one that was sent."""
    with contextlib.suppress(NoAddress):
        contact, language = contact_of(invitation.organization)
        outbox.write(
            NEW_DAY,
            to=contact.email,
            language=language,
            context={
                "organization": invitation.organization.name_in(language)[0],
                "day": PartialDate(day).text(language),
            },
            key=key,
            application_id=application.pk,
        )


# ---- members


def invitable(application: Application) -> QuerySet[Organization]:
    """Members that can be asked: those with an address, and not yet asked in this consultation."""
    found = Organization.objects.members().filter(is_demo=application.is_demo)
    with_address = Contact.objects.exclude(email="").values("organization")
    found = found.filter(pk__in=with_address)
    consultation = running(application)
    return found.exclude(pk__in=consultation.invitations.values("organization")) if consultation else found


def near(application: Application) -> QuerySet[Organization]:
    """Of those, the ones likely to know the applicant: of its country, or working in it."""
    of_country = Q(country=application.country_id) | Q(countries_of_work=application.country_id)
    return invitable(application).filter(of_country).distinct()


def invite(
    application_id: int, actor: Actor, members: Iterable[Organization], *, seen: int | None = None
) -> list[ConsultationInvitation]:
    """Ask members by personal link. One that was asked already is not asked twice. Raises Refused."""
    with transaction.atomic():
        application, consultation = _open_for(application_id, actor)
        wanted = invitable(application).filter(pk__in=[member.pk for member in members])
        made = []
        for number, member in enumerate(wanted.order_by("pk")):
            made.append(_invite(consultation, member, actor, seen if number == 0 else None))
        return made


def _invite(
    consultation: Consultation, member: Organization, actor: Actor, seen: int | None
) -> ConsultationInvitation:
    contact, language = contact_of(member)
    token = secrets.token_urlsafe(32)
    invitation = ConsultationInvitation.objects.create(
        consultation=consultation, organization=member, digest=links.digest(token), language=language
    )
    verbs.record(
        consultation.application_id,
        EventKind.MEMBER_ASKED,
        actor,
        subject=f"{opinions.MEMBER}:{invitation.pk}",
        seen=seen,
    )
    outbox.write(
        INVITATION,
        to=contact.email,
        language=language,
        context={
            "organization": member.name_in(language)[0],
            "day": PartialDate(last_day(consultation)).text(language),
        },
        key=f"consultation:invitation:{invitation.pk}",
        secrets={"link": addresses.absolute("consultation", language, token=token)},
        application_id=consultation.application_id,
    )
    return invitation


def contact_of(member: Organization) -> tuple[Contact, str]:
    """Whom we write to, and in which language. Raises NoAddress."""
    with_address = {
        contact.role: contact
        for contact in Contact.objects.filter(organization=member).exclude(email="").order_by("-pk")
    }
    contact = next((with_address[role] for role in ADDRESSEES if role in with_address), None)
    if contact is None:
        raise NoAddress
    known = [contact.language, *member.working_languages]
    language = next((code for code in known if code in languages.codes()), languages.DEFAULT_LANGUAGE)
    return contact, language


def find(token: str) -> ConsultationInvitation | None:
    """The invitation a token opens. One query, the same for hit and miss."""
    if not links.TOKEN.fullmatch(token):
        return None
    found = ConsultationInvitation.objects.select_related(
        "consultation__application__answers__country", "organization"
    )
    return found.filter(digest=links.digest(token)).first()


def answer(invitation_id: int, code: str, words: str) -> None:
    """Note what a member answers; another answer until the end takes its place. Raises NotOpen, ValueError."""
    if code not in opinions.ANSWERS:
        raise ValueError("There is no such answer.")
    with transaction.atomic():
        application_id = ConsultationInvitation.objects.values_list(
            "consultation__application_id", flat=True
        ).get(pk=invitation_id)
        application = verbs.lock(application_id)
        invitation = ConsultationInvitation.objects.select_related("consultation").get(pk=invitation_id)
        invitation.consultation.application = application
        if not takes_answers(invitation.consultation):
            raise NotOpen
        if (invitation.code, words) != (
            code,
            opinions.words_of(invitation),
        ) or invitation.answered_at is None:
            opinions.note(application, invitation, OpinionCode(code), words)


# ---- the end


def keep_up() -> int:
    """Close what is over, and tell the officer; the worker does so again and again. Returns how many."""
    over = Q(closes_at__lte=timezone.now()) | ~(
        Q(application__state=State.CONSULTATION)
        | Q(application__state=State.INFO_REQUESTED, application__returns_to=State.CONSULTATION)
    )
    waiting = Consultation.objects.running().filter(over)
    return sum(close(pk) for pk in waiting.values_list("pk", flat=True).order_by("pk"))


def close(consultation_id: int) -> bool:
    """Note that a consultation is over: silence as no objection, if the window ran its time. False if it was noted."""
    with transaction.atomic():
        consultation = Consultation.objects.get(pk=consultation_id)
        application = verbs.lock(consultation.application_id)
        consultation.refresh_from_db()
        if consultation.closed_at is not None:
            return False
        consultation.application = application
        if is_consulted(application) and timezone.now() < consultation.closes_at:
            return False
        ran_out = is_consulted(application)
        if ran_out:
            for invitation in consultation.invitations.filter(answered_at=None).select_related(
                "consultation"
            ):
                opinions.note(application, invitation, OpinionCode.SILENCE, "")
        _close(application, consultation)
        if ran_out:
            _tell(application, consultation)
    return True


def _close(application: Application, consultation: Consultation) -> None:
    consultation.closed_at = timezone.now()
    consultation.save(update_fields=["closed_at"])
    subject = f"consultation:{consultation.pk}"
    verbs.record(application.pk, EventKind.CONSULTATION_CLOSED, Actor.system(), subject=subject)


def _tell(application: Application, consultation: Consultation) -> None:
    """Whoever is in charge, or else whoever opened it."""
    officer = application.officer or consultation.opened_by
    if not officer.is_active or not officer.email:
        return
    answered = consultation.invitations.exclude(answered_at=None).count()
    outbox.write(
        OVER,
        to=officer.email,
        language=officer_notice.language_of(officer),
        context={
            "reference": application.reference,
            "answered": answered,
            "silent": consultation.invitations.count() - answered,
            "admin_address": f"{settings.SITE_URL}/{settings.ADMIN_PATH}/applications/{application.pk}/",
        },
        key=f"consultation:closed:{consultation.pk}",
        application_id=application.pk,
    )
