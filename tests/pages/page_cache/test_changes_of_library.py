"""What is changed in the library of pictures and files, or in the archive, takes the pages away that show it."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from documents.enums import SubjectKind
from documents.models import SiteDocument, SiteImage, Work
from pages.models import CasePage, SitePage
from tests.editing import now_stored
from tests.factories import archive, documents
from tests.factories import pages as make
from tests.pages.every_type import REQUIRED
from tests.pages.page_cache.conftest import (
    Plan,
    Planned,
    Site,
    a_situation,
    again,
    assert_taken_away,
    each_change,
    with_body,
)

pytestmark = pytest.mark.django_db


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


def shows_work(tree: SimpleNamespace, title: str, **values: Any) -> tuple[SitePage, Work]:
    """A page with a list of one work, which has a file in English."""
    work = archive.work(title, **values)
    archive.work_file(work)
    return with_body(tree.north, ("archive_documents", {"heading": "Works", "works": [work]})), work


def shows_picture(tree: SimpleNamespace, image: SiteImage) -> SitePage:
    return with_body(tree.north, ("figure", {"image": image, "caption": "Seen"}))


def a_picture(tree: SimpleNamespace) -> Planned:
    image = documents.image()
    return shows_picture(tree, image), again(image, alt_text_en="Other people"), "Other people"


def a_picture_that_is_replaced(tree: SimpleNamespace) -> Planned:
    image = documents.image()
    other = documents.picture_file("other.jpg", size=(320, 200))
    return shows_picture(tree, image), lambda: send_again(image, other), "other"


def a_file(tree: SimpleNamespace) -> Planned:
    file = documents.document()
    page = with_body(tree.north, ("documents", {"heading": "Files", "documents": [file]}))
    return page, lambda: SiteDocument.objects.filter(pk=file.pk).update(title_en="New report"), "New report"


def a_work(tree: SimpleNamespace) -> Planned:
    page, work = shows_work(tree, "Old name")
    return page, again(work, title_en="New name"), "New name"


def a_work_in_another_language(tree: SimpleNamespace) -> Planned:
    page, work = shows_work(tree, "Work")
    return page, lambda: archive.work_file(work, "fr"), "French"


def a_work_that_is_withdrawn(tree: SimpleNamespace) -> Planned:
    page, work = shows_work(tree, "Work")
    return page, lambda: Work.objects.filter(pk=work.pk).update(access="restricted"), ""


def a_work_on_a_case(tree: SimpleNamespace) -> Planned:
    case = make.page(CasePage, a_situation(tree), code="icc-01-04-01-06", **REQUIRED["CasePage"])

    def enter() -> None:
        work = archive.work("Judgment")
        archive.work_file(work)
        work.subjects.add(archive.subject(SubjectKind.CASE, "icc-01-04-01-06", name_en="Case"))

    return case, enter, "Judgment"


@each_change(globals())
def test_a_change_elsewhere_takes_it_away(site: Site, tree: SimpleNamespace, plan: Plan) -> None:
    assert_taken_away(site, plan(tree))


def test_a_work_comes_when_its_embargo_ends(site: Site, tree: SimpleNamespace) -> None:
    page, work = shows_work(tree, "Under embargo", public_from=timezone.now() + dt.timedelta(hours=1))
    where = now_stored(page).address_in("en")
    assert "Under embargo" not in site.get(where).text
    assert site.places()
    # The clock comes to it: what is kept ends at this moment at the latest.
    Work.objects.filter(pk=work.pk).update(public_from=timezone.now() - dt.timedelta(seconds=1))
    site.watch.look()
    assert "Under embargo" in site.get(where).text


def test_the_same_picture_sent_again_is_shown_by_its_new_file(site: Site, tree: SimpleNamespace) -> None:
    """Another process has replaced it: this one still remembers its former sizes."""
    image = send_again(documents.image(), documents.picture_file())
    where = now_stored(shows_picture(tree, image)).address_in("en")
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
