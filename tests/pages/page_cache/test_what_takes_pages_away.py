"""The table of what a kept page shows, and of who may change it from elsewhere: each change takes the page away.

Nobody declares what depends on what: the tables that were read say it (pages/page_cache/reading.py). Each row here is a
thing that a page shows and that somebody changes who does not think of the page.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone
from wagtail.models import PageViewRestriction
from wagtail.models import Site as HostedSite

from documents.enums import SubjectKind
from documents.models import SiteDocument, SiteImage, Work
from members.enums import ActKind, ListingLevel
from members.models import Country, Organization, TreatyAct
from pages.models import (
    AboutPage,
    AssemblyIndexPage,
    AssemblySessionPage,
    CasePage,
    CountryIndexPage,
    CourtUpdateIndexPage,
    CourtUpdatePage,
    PressIndexPage,
    PressReleasePage,
    SiteNotice,
    SitePage,
    SiteSettings,
    SituationIndexPage,
    SituationPage,
)
from pages.models.press import PressContact
from pages.models.settings import FooterLink, Office, SocialLink
from tests.editing import now_stored
from tests.factories import archive, documents, members
from tests.factories import pages as make
from tests.pages.every_type import REQUIRED
from tests.pages.page_cache.conftest import Site

pytestmark = pytest.mark.django_db

Planned = tuple[SitePage, Callable[[], Any], str]
Plan = Callable[[SimpleNamespace], Planned]


def with_body(page: SitePage, *blocks: tuple[str, Any]) -> SitePage:
    page.body_en = list(blocks)
    page.save()
    return page


def again(record: Any, **values: Any) -> Callable[[], Any]:
    """Change a row as another process does it: without a word to this one."""
    return lambda: type(record)._base_manager.filter(pk=record.pk).update(**values)


# ---- the frame


def a_tagline(tree: SimpleNamespace) -> Planned:
    return tree.north, lambda: SiteSettings.objects.update(tagline_en="New words"), "New words"


def a_menu(tree: SimpleNamespace) -> Planned:
    return tree.village, again(tree.south, show_in_menus=True), "South title"


def a_footer_link(tree: SimpleNamespace) -> Planned:
    def add() -> None:
        FooterLink.objects.create(settings=SiteSettings.objects.get(), page=tree.south, sort_order=0)

    return tree.village, add, "South title"


def an_office(tree: SimpleNamespace) -> Planned:
    settings = SiteSettings.objects.get()
    office = Office.objects.create(settings=settings, name_en="Old City")
    return tree.north, again(office, name_en="New City"), "New City"


def a_social_account(tree: SimpleNamespace) -> Planned:
    settings, url = SiteSettings.objects.get(), "https://social.example.org/new"
    Office.objects.create(settings=settings, name_en="City")
    return tree.home, lambda: SocialLink.objects.create(settings=settings, url=url), url


def a_notice(tree: SimpleNamespace) -> Planned:
    notice, _made = SiteNotice.objects.get_or_create(site_settings=SiteSettings.objects.get())
    return tree.north, again(notice, text_en="The office is closed"), "The office is closed"


def a_parent_that_is_renamed(tree: SimpleNamespace) -> Planned:
    return tree.village, again(tree.north, title_en="Renamed parent"), "Renamed parent"


def a_page_that_is_new_below(tree: SimpleNamespace) -> Planned:
    return tree.north, lambda: make.about(now_stored(tree.north), "Newcomer"), "Newcomer title"


def a_page_below_that_moves_away(tree: SimpleNamespace) -> Planned:
    return tree.north, lambda: now_stored(tree.valley).move(now_stored(tree.south), "last-child"), ""


def a_neighbour_behind_a_door(tree: SimpleNamespace) -> Planned:
    def shut() -> None:
        PageViewRestriction.objects.create(page=tree.valley, restriction_type=PageViewRestriction.LOGIN)

    return tree.north, shut, ""


def an_original_of_an_alias(tree: SimpleNamespace) -> Planned:
    alias = now_stored(tree.valley).create_alias(parent=now_stored(tree.south), update_slug="again")

    def publish() -> None:
        page = now_stored(tree.valley)
        page.title_en = "Renamed original"
        page.save_revision().publish()

    return alias, publish, "Renamed original"


# ---- the library and the archive


def sizes_of(image: SiteImage) -> list[str]:
    names = [size.file.name for size in image.renditions.all()]
    assert names
    return names


def send_again(image: SiteImage, file: Any) -> SiteImage:
    """As Wagtail's form does it, with another file."""
    stored = SiteImage.objects.get(pk=image.pk)
    stored.file = file
    stored._set_image_file_metadata()
    stored.save()
    stored.renditions.all().delete()
    return stored


def a_picture(tree: SimpleNamespace) -> Planned:
    image = documents.image()
    page = with_body(tree.north, ("figure", {"image": image, "caption": "Seen"}))
    return page, again(image, alt_text_en="Other people"), "Other people"


def a_picture_that_is_replaced(tree: SimpleNamespace) -> Planned:
    image = documents.image()
    page = with_body(tree.north, ("figure", {"image": image, "caption": "Seen"}))

    return page, lambda: send_again(image, documents.picture_file("other.jpg", size=(320, 200))), "other"


def a_file(tree: SimpleNamespace) -> Planned:
    file = documents.document()
    page = with_body(tree.north, ("documents", {"heading": "Files", "documents": [file]}))
    return page, lambda: SiteDocument.objects.filter(pk=file.pk).update(title_en="New report"), "New report"


def a_work(tree: SimpleNamespace) -> Planned:
    work = archive.work("Old name")
    archive.work_file(work)
    page = with_body(tree.north, ("archive_documents", {"heading": "Works", "works": [work]}))
    return page, again(work, title_en="New name"), "New name"


def a_work_in_another_language(tree: SimpleNamespace) -> Planned:
    work = archive.work("Work")
    archive.work_file(work)
    page = with_body(tree.north, ("archive_documents", {"heading": "Works", "works": [work]}))
    return page, lambda: archive.work_file(work, "fr"), "French"


def a_work_that_is_withdrawn(tree: SimpleNamespace) -> Planned:
    work = archive.work("Work")
    archive.work_file(work)
    page = with_body(tree.north, ("archive_documents", {"heading": "Works", "works": [work]}))
    return page, lambda: Work.objects.filter(pk=work.pk).update(access="restricted"), ""


def a_work_on_a_case(tree: SimpleNamespace) -> Planned:
    situation = make.page(
        SituationPage, make.page(SituationIndexPage, tree.home), **REQUIRED["SituationPage"]
    )
    case = make.page(CasePage, situation, code="icc-01-04-01-06", **REQUIRED["CasePage"])

    def enter() -> None:
        work = archive.work("Judgment")
        archive.work_file(work)
        work.subjects.add(archive.subject(SubjectKind.CASE, "icc-01-04-01-06", name_en="Case"))

    return case, enter, "Judgment"


# ---- registers


def countries(tree: SimpleNamespace) -> tuple[SitePage, Country]:
    country = members.country("KEN", {ActKind.SIGNATURE: "1999-08-11"}, name_en="Kenya")
    members.register_date()
    return make.page(CountryIndexPage, tree.home), country


def a_treaty_act(tree: SimpleNamespace) -> Planned:
    page, country = countries(tree)
    return page, lambda: members.act(country, ActKind.RATIFICATION, "2005-03-15"), ""


def a_name_of_a_country(tree: SimpleNamespace) -> Planned:
    page, country = countries(tree)
    return page, again(country, name_en="Kenya anew"), "Kenya anew"


def a_treaty_act_on_the_home_page(tree: SimpleNamespace) -> Planned:
    country = members.country("KEN", {ActKind.ENTRY_INTO_FORCE: "2005-06-01"})
    members.register_date()
    return tree.home, lambda: TreatyAct.objects.filter(country=country).delete(), ""


def a_member_that_is_delisted(tree: SimpleNamespace) -> Planned:
    members.organization("Stays", listing=ListingLevel.FULL)
    goes = members.organization("Goes", listing=ListingLevel.FULL)
    return tree.home, lambda: Organization.objects.filter(pk=goes.pk).update(status="withdrawn"), ""


# ---- news, cases, sessions


def news_on_the_home_page(tree: SimpleNamespace) -> Planned:
    index = make.page(PressIndexPage, tree.home)
    return (
        tree.home,
        lambda: make.page(PressReleasePage, index, "Fresh news", date=dt.date(2026, 9, 1)),
        "Fresh news",
    )


def news_in_their_list(tree: SimpleNamespace) -> Planned:
    index = make.page(CourtUpdateIndexPage, tree.home)
    update = make.page(CourtUpdatePage, index, "Old words", date=dt.date(2026, 9, 1))
    return index, lambda: now_stored(update).unpublish(), ""


def an_update_on_a_case(tree: SimpleNamespace) -> Planned:
    situation = make.page(
        SituationPage, make.page(SituationIndexPage, tree.home), **REQUIRED["SituationPage"]
    )
    case = make.page(CasePage, situation, **REQUIRED["CasePage"])
    index = make.page(CourtUpdateIndexPage, tree.home)
    return (
        case,
        lambda: make.page(CourtUpdatePage, index, "Step in court", date=dt.date(2026, 9, 1), case=case),
        "Step in court",
    )


def somebody_to_ask(tree: SimpleNamespace) -> Planned:
    release = make.page(PressReleasePage, make.page(PressIndexPage, tree.home), date=dt.date(2026, 9, 1))
    contact = PressContact.objects.create(release=release, name="Old Person", email="press@example.org")
    return release, again(contact, name="New Person"), "New Person"


def a_session(tree: SimpleNamespace) -> Planned:
    index = make.page(AssemblyIndexPage, tree.home)
    return index, lambda: make.page(AssemblySessionPage, index, "Coming session", number=25), "Coming session"


def a_country_of_a_situation(tree: SimpleNamespace) -> Planned:
    situation = make.page(
        SituationPage, make.page(SituationIndexPage, tree.home), **REQUIRED["SituationPage"]
    )
    country = members.country("UGA", name_en="Uganda")
    situation.countries.add(country)
    situation.save()
    return situation, again(country, name_en="Uganda anew"), "Uganda anew"


PLANS: list[Plan] = [
    a_tagline,
    a_menu,
    a_footer_link,
    an_office,
    a_social_account,
    a_notice,
    a_parent_that_is_renamed,
    a_page_that_is_new_below,
    a_page_below_that_moves_away,
    a_neighbour_behind_a_door,
    an_original_of_an_alias,
    a_picture,
    a_picture_that_is_replaced,
    a_file,
    a_work,
    a_work_in_another_language,
    a_work_that_is_withdrawn,
    a_work_on_a_case,
    a_treaty_act,
    a_name_of_a_country,
    a_treaty_act_on_the_home_page,
    a_member_that_is_delisted,
    news_on_the_home_page,
    news_in_their_list,
    an_update_on_a_case,
    somebody_to_ask,
    a_session,
    a_country_of_a_situation,
]


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.__name__)
def test_a_change_elsewhere_takes_it_away(site: Site, tree: SimpleNamespace, plan: Plan) -> None:
    """words: what it says afterwards; none where something has gone from it, then it says something else."""
    page, change, words = plan(tree)
    where = now_stored(page).address_in("en")
    assert site.is_kept(where)
    site.watch.look()
    before = site.get(where)
    assert before.queries == 0
    assert not words or words not in before.text
    change()
    assert site.watch.look() > 0
    after = site.get(where)
    assert after.queries > 0
    assert after.status == 200
    assert after.text != before.text
    assert words in after.text


def test_a_page_that_moved_is_gone_from_where_it_was(site: Site, tree: SimpleNamespace) -> None:
    where = now_stored(tree.village).address_in("ar")
    assert site.is_kept(where)
    now_stored(tree.valley).move(now_stored(tree.south), "last-child")
    site.watch.look()
    gone = site.get(where)
    assert gone.status == 301
    assert site.get(gone.headers["Location"]).status == 200


def test_a_work_comes_when_its_embargo_ends(site: Site, tree: SimpleNamespace) -> None:
    work = archive.work("Under embargo", public_from=timezone.now() + dt.timedelta(hours=1))
    archive.work_file(work)
    page = with_body(tree.north, ("archive_documents", {"heading": "Works", "works": [work]}))
    where = now_stored(page).address_in("en")
    assert "Under embargo" not in site.get(where).text
    assert site.places()
    # The clock comes to it: what is kept ends at this moment at the latest.
    Work.objects.filter(pk=work.pk).update(public_from=timezone.now() - dt.timedelta(seconds=1))
    site.watch.look()
    assert "Under embargo" in site.get(where).text


def test_a_page_of_another_language_goes_with_its_own_text(site: Site, tree: SimpleNamespace) -> None:
    where = now_stored(tree.north).address_in("ar")
    assert site.is_kept(where)
    AboutPage.objects.filter(pk=tree.north.pk).update(title_ar="عنوان جديد")
    site.watch.look()
    assert "عنوان جديد" in site.get(where).text


def test_a_site_that_begins_elsewhere_has_other_addresses(site: Site, tree: SimpleNamespace) -> None:
    """Wagtail remembers for an hour where a site begins: here another process has changed it."""
    site.get(now_stored(tree.village).address_in("en"))
    HostedSite.objects.update(root_page=tree.north)
    site.watch.look()
    answer = site.get("/en/valley/")
    assert answer.status == 200
    assert 'href="/en/valley/village/"' in answer.text


def test_beside_a_second_site_nothing_is_kept(site: Site, tree: SimpleNamespace) -> None:
    where = now_stored(tree.village).address_in("en")
    assert site.is_kept(where)
    HostedSite.objects.create(hostname="second.example.org", root_page=tree.north)
    assert site.watch.look() == 1
    assert not site.is_kept(where)
    assert not site.places()


def test_the_same_picture_sent_again_is_shown_by_its_new_file(site: Site, tree: SimpleNamespace) -> None:
    """Another process has replaced it: this one still remembers its former sizes."""
    image = send_again(documents.image(), documents.picture_file())
    where = now_stored(with_body(tree.north, ("figure", {"image": image, "caption": ""}))).address_in("en")
    site.get(where)
    former = sizes_of(image)
    remembered = dict(cache._cache)  # type: ignore[attr-defined]
    until = dict(cache._expire_info)  # type: ignore[attr-defined]
    stored = send_again(image, documents.picture_file())
    assert stored.file_hash == image.file_hash
    cache._cache.update(remembered)  # type: ignore[attr-defined]
    cache._expire_info.update(until)  # type: ignore[attr-defined]
    site.watch.look()
    shown = site.get(where).text
    assert not any(name in shown for name in former)
    assert all(name in shown for name in sizes_of(stored))
