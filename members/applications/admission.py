"""An approved application becomes an entry of the register, or adds to the one it is about."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from cicc_site import languages
from cicc_site.dates import Precision
from members import workflow
from members.applications.states import EventKind
from members.enums import ChangeKind, ListingLevel, MemberStatus, NameKind
from members.models import (
    Application,
    ApplicationAnswers,
    Contact,
    Organization,
    OrganizationName,
    RegisterChange,
    Registration,
    User,
)
from members.workflow.refusals import Refused

# The subject of an approval: what it made of the register.
CREATED, RESTORED, MERGED = "created", "restored", "merged"
# What an existing entry takes over where it says nothing itself.
FILLED = ("type", "scope", "year_founded", "website", *(f"name_{code}" for code in languages.codes()))


def source(application: Application) -> str:
    """How the history of an entry names where a change came from."""
    return f"application:{application.reference}"


def create(application: Application, *, actor: User, reason: str = "") -> Organization:
    """Enter a new member with what its application says; returns the entry."""
    answers = application.answers
    made = Organization(
        legal_name=answers.legal_name,
        legal_language=answers.legal_language,
        country=answers.country,
        type=answers.type,
        scope=answers.scope,
        year_founded=answers.year_founded,
        website=answers.website,
        working_languages=[answers.main_language],
        joined=timezone.now().date(),
        joined_precision=Precision.DAY,
        status=MemberStatus.ACTIVE,
        listing=ListingLevel(answers.listing),
        last_confirmed=timezone.now().date(),
        is_demo=application.is_demo,
        **{f"name_{code}": getattr(answers, f"name_{code}") for code in languages.codes()},
    )
    _add_names(made, answers)
    _add_contacts(made, answers)
    made.countries_of_work = list(answers.countries_of_work.all())
    made.issues = list(answers.issues.all())
    workflow.enter(made, actor=actor, reason=reason, source=source(application))
    Registration.objects.create(
        organization=made,
        registered=answers.registered,
        authority=answers.registration_authority,
        number=answers.registration_number,
        postal_address=answers.postal_address,
    )
    return made


def add_to(organization_id: int, application: Application, *, actor: User, reason: str) -> Organization:
    """Let an existing entry count again and complete what it lacks. What it says already stays, and so does its listing
    level: an application never makes an entry more visible than it was. Raises Refused for an entry it cannot be."""
    answers = application.answers
    with workflow.changing(
        organization_id, ChangeKind.EDITED, actor=actor, reason=reason, source=source(application)
    ) as organization:
        # The form offers no such entry; somebody may have merged it since.
        if organization.status == MemberStatus.MERGED or organization.is_demo != application.is_demo:
            raise Refused(_("This entry cannot be chosen any more: look at the register, then choose again."))
        if level := level_before(application, organization):
            organization.listing = level
        for name in FILLED:
            if not getattr(organization, name):
                setattr(organization, name, getattr(answers, name))
        organization.status = MemberStatus.ACTIVE
        organization.last_confirmed = timezone.now().date()
        _add_names(organization, answers)
        if not organization.contacts.all():
            _add_contacts(organization, answers)
    return organization


def take_back(application: Application, *, actor: User, reason: str) -> None:
    """Undo what an approval did to the register, as far as it made something: an entry it created is suspended and
    taken out of every public place. One that was merged away since answers for another one, which stays as it is."""
    organization = application.organization
    if organization is None or not made(application) or organization.status == MemberStatus.MERGED:
        return
    place = source(application)
    workflow.delist(organization.pk, actor=actor, reason=reason, source=place)
    workflow.set_status(organization.pk, MemberStatus.SUSPENDED, actor=actor, reason=reason, source=place)


def made(application: Application) -> bool:
    """Whether the entry the application stands for is one that its approval made."""
    last = application.events.filter(kind=EventKind.APPROVED).order_by("-number").first()
    return last is not None and last.subject in {CREATED, RESTORED}


def level_before(application: Application, organization: Organization) -> ListingLevel | None:
    """The listing level an entry had before a reversal of this application hid it. None where it did not, or where
    somebody has changed the level since: whoever did so had a reason."""
    if organization.pk != application.organization_id or not made(application):
        return None
    changes = RegisterChange.objects.filter(organization=organization, changes__has_key="listing")
    last = changes.order_by("-at", "-pk").first()
    if last is None or last.kind != ChangeKind.LISTING or last.source != source(application):
        return None
    return ListingLevel(last.changes["listing"][0])


def _add_names(organization: Organization, answers: ApplicationAnswers) -> None:
    known = {row.text for row in organization.other_names.all()} | {organization.legal_name}
    offered = [(NameKind.ACRONYM, text) for text in answers.acronyms]
    offered += [(NameKind.FORMER, text) for text in answers.former_names]
    if organization.pk and answers.legal_name not in known:
        offered.append((NameKind.OTHER, answers.legal_name))
    for kind, text in offered:
        if text not in known:
            organization.other_names.add(OrganizationName(kind=kind, text=text))
            known.add(text)


def _add_contacts(organization: Organization, answers: ApplicationAnswers) -> None:
    organization.contacts.add(
        Contact(role=Contact.Role.GENERAL, email=answers.general_email, phone=answers.phone),
        Contact(role=Contact.Role.HEAD, name=answers.head_name),
        Contact(
            role=Contact.Role.MAIN,
            name=answers.main_name,
            email=answers.main_email,
            phone=answers.main_phone,
            language=answers.main_language,
        ),
    )
    if answers.second_name:
        organization.contacts.add(
            Contact(
                role=Contact.Role.SECOND,
                name=answers.second_name,
                email=answers.second_email,
                phone=answers.second_phone,
            )
        )
