"""Asking others about an applicant: the coordinator of the region, and members by personal link, until a day.

What is said is an event (kind OPINION); its subject names who (`coordinator`, or `member` with the number of the
invitation) and the code. It is for officers and coordinators of the region: no letter, no page of the applicant and no
other member ever shows it. Nobody has signed in behind a link, so the site itself stands as the actor of those events.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from cicc_site import addresses, languages
from cicc_site.dates import PartialDate
from members import outbox, permissions
from members.applications import links, officer_notice
from members.applications.chain import Actor
from members.applications.states import EventKind, State
from members.models import (
    Application,
    ApplicationEvent,
    Consultation,
    ConsultationInvitation,
    Contact,
    OpinionCode,
    Organization,
    User,
)
from members.workflow import applications as verbs

INVITATION, OVER = "consultation_invitation", "consultation_closed"
COORDINATOR, MEMBER = "coordinator", "member"
# What somebody can answer; silence is written by the site alone.
ANSWERS = [code for code in OpinionCode if code != OpinionCode.SILENCE]
# Whom we write to, the first that has an address.
ADDRESSEES = (Contact.Role.MAIN, Contact.Role.GENERAL, Contact.Role.SECOND, Contact.Role.HEAD)


class NotOpen(verbs.Refused):
    def __init__(self) -> None:
        super().__init__(gettext("The consultation is over."))


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
    closes_at = dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min, dt.UTC)
    if closes_at <= timezone.now():
        raise verbs.Refused(gettext("This day is over."))
    if actor.user is None:
        raise verbs.NotAllowed
    with transaction.atomic():
        application = verbs.consult(application_id, actor, seen=seen)
        # One that was left for screening, and that the worker has not noted yet.
        for former in application.consultations.running():
            _close(application, former)
        return Consultation.objects.create(application=application, opened_by=actor.user, closes_at=closes_at)


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
        application = verbs.lock(application_id)
        if actor.user is None or not permissions.may_work_on(actor.user, application):
            raise verbs.NotAllowed
        consultation = running(application)
        if consultation is None or not takes_answers(consultation):
            raise NotOpen
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
        subject=f"{MEMBER}:{invitation.pk}",
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
    """Whom we write to, and in which language. Raises Refused where there is no address."""
    with_address = {
        contact.role: contact
        for contact in Contact.objects.filter(organization=member).exclude(email="").order_by("-pk")
    }
    contact = next((with_address[role] for role in ADDRESSEES if role in with_address), None)
    if contact is None:
        raise verbs.Refused(gettext("This member has no e-mail address."))
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
    if code not in ANSWERS:
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
        if (invitation.code, words) != (code, words_of(invitation)) or invitation.answered_at is None:
            _note(application, invitation, OpinionCode(code), words)


def words_of(invitation: ConsultationInvitation) -> str:
    """The words of the answer that stands."""
    event = _opinions_of(invitation).select_related("words").order_by("-number").first()
    return event.words.text if event is not None and hasattr(event, "words") else ""


def _opinions_of(invitation: ConsultationInvitation) -> QuerySet[ApplicationEvent]:
    return ApplicationEvent.objects.filter(
        application=invitation.consultation.application_id,
        kind=EventKind.OPINION,
        subject__startswith=f"{MEMBER}:{invitation.pk}:",
    )


def _note(
    application: Application, invitation: ConsultationInvitation, code: OpinionCode, words: str
) -> None:
    subject = f"{MEMBER}:{invitation.pk}:{code}"
    verbs.record(application.pk, EventKind.OPINION, Actor.system(), text=words, subject=subject)
    invitation.code = code
    if code != OpinionCode.SILENCE:
        invitation.answered_at = timezone.now()
    invitation.save(update_fields=["code", "answered_at"])


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
                _note(application, invitation, OpinionCode.SILENCE, "")
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


# ---- what was said


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one person or member says now. who: a user, or a member; text: None where the words were erased."""

    code: OpinionCode
    text: str | None
    at: dt.datetime
    user: User | None = None
    organization: Organization | None = None


def opinions(application: Application) -> list[Opinion]:
    """What stands, the latest last: of each coordinator and of each member one. Two queries."""
    events = application.events.filter(kind=EventKind.OPINION).select_related("words", "actor")
    members = {
        row.pk: row.organization
        for row in ConsultationInvitation.objects.filter(
            consultation__application=application
        ).select_related("organization__country")
    }
    found: dict[tuple[str, int | None], Opinion] = {}
    for event in events.order_by("number"):
        who, _colon, rest = event.subject.partition(":")
        number, _colon, code = rest.rpartition(":")
        if code not in OpinionCode.values:
            continue
        key = (who, event.actor_id if who == COORDINATOR else int(number))
        found.pop(key, None)
        words = event.words.text if hasattr(event, "words") else None
        text = words if words is not None or event.text_digest else ""
        organization = members.get(key[1]) if who == MEMBER and key[1] is not None else None
        found[key] = Opinion(OpinionCode(code), text, event.at, event.actor, organization)
    return list(found.values())


def give(application_id: int, actor: Actor, code: str, words: str, *, seen: int | None = None) -> None:
    """A coordinator's or an officer's own opinion. Raises Refused."""
    if code not in ANSWERS:
        raise ValueError("There is no such answer.")
    verbs.record(
        application_id, EventKind.OPINION, actor, text=words, subject=coordinator_subject(code), seen=seen
    )


def coordinator_subject(code: str) -> str:
    return f"{COORDINATOR}:{code}"
