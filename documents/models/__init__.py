"""Every file the site keeps: the media library of the editors, and the archive of works with their files."""

from documents.models.files import FileText, WorkFile
from documents.models.imports import ArchiveImport
from documents.models.media import SiteDocument, SiteImage, SiteRendition
from documents.models.subjects import Subject
from documents.models.waiting import WaitingFile
from documents.models.wishes import LanguageWish
from documents.models.works import Work, WorkRelation

__all__ = [
    "ArchiveImport",
    "FileText",
    "LanguageWish",
    "SiteDocument",
    "SiteImage",
    "SiteRendition",
    "Subject",
    "WaitingFile",
    "Work",
    "WorkFile",
    "WorkRelation",
]
