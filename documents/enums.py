"""The coded values of the archive, and their names for readers."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class WorkKind(models.TextChoices):
    """What a work is. The order is that of the form."""

    TREATY = "treaty", _("Treaty or legal text")
    RESOLUTION = "resolution", _("Resolution")
    DECLARATION = "declaration", pgettext_lazy("kind of document", "Declaration")
    OFFICIAL_RECORDS = "official_records", _("Official records")
    COURT_DECISION = "court_decision", _("Decision or judgment")
    FILING = "filing", _("Filing")
    LEGISLATION = "legislation", _("National law")
    REPORT = "report", pgettext_lazy("kind of document", "Report")
    POSITION_PAPER = "position_paper", _("Position paper")
    STATEMENT = "statement", pgettext_lazy("kind of document", "Statement")
    LETTER = "letter", pgettext_lazy("kind of document", "Letter")
    GUIDE = "guide", _("Guide or manual")
    FACT_SHEET = "fact_sheet", _("Fact sheet")
    BULLETIN = "bulletin", _("Bulletin")
    OTHER = "other", pgettext_lazy("kind of document", "Other")


class SubjectKind(models.TextChoices):
    SITUATION = "situation", _("Situation")
    CASE = "case", pgettext_lazy("before the Court", "Case")
    COUNTRY = "country", _("Country")
    ISSUE = "issue", _("Issue")
    SESSION = "session", pgettext_lazy("of the Assembly", "Session")
    BODY = "body", pgettext_lazy("organ or institution", "Body")


class Origin(models.TextChoices):
    """How a language version came to be."""

    ORIGINAL = "original", pgettext_lazy("language version", "Original")
    OFFICIAL = "official", _("Official translation")
    UNOFFICIAL = "unofficial", _("Unofficial translation")


class Access(models.TextChoices):
    PUBLIC = "public", pgettext_lazy("access", "Public")
    STAFF = "staff", _("Staff only")


class RelationKind(models.TextChoices):
    """What one work is to an older one: read "this work ... that work"."""

    CORRIGENDUM = "corrigendum", _("is a corrigendum to")
    REVISION = "revision", _("is a revision of")
    ADDENDUM = "addendum", _("is an addendum to")
    SUPERSEDES = "supersedes", _("supersedes")


class TextState(models.TextChoices):
    """Whether the words of a file are known."""

    WAITING = "waiting", _("Waiting to be read")
    DONE = "done", _("Text found")
    EMPTY = "empty", _("No text: probably scanned")
    FAILED = "failed", _("Cannot be read")
    UNSUPPORTED = "unsupported", _("Text of this format is not read")
