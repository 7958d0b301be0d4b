"""People, organizations, applications and the register of countries."""

from members.models.application_answers import ApplicationAnswers, ApplicationConsent, ApplicationReference
from members.models.application_events import ApplicationEvent, ApplicationEventText
from members.models.applications import (
    Application,
    ApplicationLink,
    ApplicationStep,
    ApplicationStepCopy,
    Attachment,
    LinkRequest,
)
from members.models.coalitions import NationalCoalition, SteeringCommitteeTerm
from members.models.consultations import (
    Consultation,
    ConsultationInvitation,
    DecisionPaper,
    OpinionCode,
)
from members.models.contacts import Contact, Note, Registration
from members.models.countries import Country
from members.models.duplicates import DuplicatePair
from members.models.former_slugs import FormerCountrySlug
from members.models.imports import ImportMapping, ImportRow, ImportRun
from members.models.issues import Issue
from members.models.job_runs import JobRun
from members.models.operating import OperatingMark
from members.models.organizations import Organization, OrganizationName
from members.models.outbox import Heartbeat, MailState, OutboxMessage
from members.models.people import User
from members.models.register_changes import RegisterChange
from members.models.registers import RegisterDate
from members.models.review_cycles import ReviewCycle
from members.models.saved_filters import SavedFilter
from members.models.security_events import SecurityEvent, SecurityEventKind
from members.models.throttle_buckets import ThrottleBucket
from members.models.trail import TrailVerification
from members.models.treaty_acts import TreatyAct

__all__ = [
    "Application",
    "ApplicationAnswers",
    "ApplicationConsent",
    "ApplicationEvent",
    "ApplicationEventText",
    "ApplicationLink",
    "ApplicationReference",
    "ApplicationStep",
    "ApplicationStepCopy",
    "Attachment",
    "Consultation",
    "ConsultationInvitation",
    "Contact",
    "Country",
    "DecisionPaper",
    "DuplicatePair",
    "FormerCountrySlug",
    "Heartbeat",
    "ImportMapping",
    "ImportRow",
    "ImportRun",
    "Issue",
    "JobRun",
    "LinkRequest",
    "MailState",
    "NationalCoalition",
    "Note",
    "OperatingMark",
    "OpinionCode",
    "Organization",
    "OrganizationName",
    "OutboxMessage",
    "RegisterChange",
    "RegisterDate",
    "Registration",
    "ReviewCycle",
    "SavedFilter",
    "SecurityEvent",
    "SecurityEventKind",
    "SteeringCommitteeTerm",
    "ThrottleBucket",
    "TrailVerification",
    "TreatyAct",
    "User",
]
