"""Everything in the page tree. One section per file; `base` holds what all pages share."""

from pages.models.about import AboutPage
from pages.models.addresses import PathHistory
from pages.models.archive import ArchivePage
from pages.models.assembly import AssemblyIndexPage, AssemblySessionPage
from pages.models.base import SitePage
from pages.models.broken_links import BrokenLink, LinkCheck
from pages.models.campaigns import CampaignIndexPage, CampaignPage
from pages.models.case_events import CaseEvent, CaseEventPerson, CasePerson
from pages.models.cases import CasePage, SituationIndexPage, SituationPage
from pages.models.changes import Change
from pages.models.court_updates import CourtUpdateIndexPage, CourtUpdatePage
from pages.models.exchange import ReceivedFile
from pages.models.glossary import GlossaryTerm
from pages.models.home import HomePage
from pages.models.kept_pages import KeptPage
from pages.models.notices import SiteNotice
from pages.models.old_addresses import MissCount, MissedAddress, Redirect
from pages.models.portals import (
    ApplicationPage,
    CountryIndexPage,
    DirectoryPage,
    OpenDataPage,
)
from pages.models.press import PressIndexPage, PressReleasePage
from pages.models.publications import PublicationIndexPage, PublicationPage
from pages.models.reviews import LanguageReview, LanguageReviewTask
from pages.models.search_entries import EntryKind, SearchEntry, SearchText
from pages.models.search_words import SearchWord
from pages.models.settings import SiteSettings
from pages.models.source_texts import SourceText
from pages.models.translation_tasks import TranslationTask
from pages.models.unanswered_queries import UnansweredQuery
from pages.models.vacancies import VacancyIndexPage, VacancyPage

__all__ = [
    "AboutPage",
    "ApplicationPage",
    "ArchivePage",
    "AssemblyIndexPage",
    "AssemblySessionPage",
    "BrokenLink",
    "CampaignIndexPage",
    "CampaignPage",
    "CaseEvent",
    "CaseEventPerson",
    "CasePage",
    "CasePerson",
    "Change",
    "CountryIndexPage",
    "CourtUpdateIndexPage",
    "CourtUpdatePage",
    "DirectoryPage",
    "EntryKind",
    "GlossaryTerm",
    "HomePage",
    "KeptPage",
    "LanguageReview",
    "LanguageReviewTask",
    "LinkCheck",
    "MissCount",
    "MissedAddress",
    "OpenDataPage",
    "PathHistory",
    "PressIndexPage",
    "PressReleasePage",
    "PublicationIndexPage",
    "PublicationPage",
    "ReceivedFile",
    "Redirect",
    "SearchEntry",
    "SearchText",
    "SearchWord",
    "SiteNotice",
    "SitePage",
    "SiteSettings",
    "SituationIndexPage",
    "SituationPage",
    "SourceText",
    "TranslationTask",
    "UnansweredQuery",
    "VacancyIndexPage",
    "VacancyPage",
]
