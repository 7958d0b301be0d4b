"""The screens of the exchange: sending out, looking at what came back, taking it in."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import etree
from wagtail.users.models import UserProfile

from cicc_site.languages import LANGUAGES
from members.models import User
from members.permissions import translates
from pages.models import AboutPage, ReceivedFile
from tests.exchange import NAME, draft, sent, translate_all, unit
from tests.factories import pages as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def amal(exchanged: dict[str, int], db: None) -> User:
    return User.objects.get(pk=exchanged["amal"])


@pytest.fixture
def page(exchanged: dict[str, int], db: None) -> AboutPage:
    return AboutPage.objects.get(pk=exchanged["page"])


@pytest.fixture
def desk(client: Client, amal: User) -> Client:
    client.force_login(amal)
    return client


def upload(desk: Client, data: bytes, name: str = "back.xlf") -> Any:
    return desk.post(reverse("translations_import"), {"file": SimpleUploadedFile(name, data)})


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_what_is_missing_is_listed_and_sent(desk: Client, page: AboutPage) -> None:
    done = make.about(make.home(), "Done")
    answer = desk.get(reverse("translations_export"), {"language": "ar"})
    names = [work.title for work in answer.context["works"]]
    assert page.title_en in names
    assert done.title_en not in names
    assert answer.context["words"] > 10
    file = desk.post(reverse("translations_export"), {"language": "ar", "scope": "due", "everything": "1"})
    assert file["Content-Disposition"].endswith(f'{dt.datetime.now(dt.UTC).date().isoformat()}.xlf"')
    originals = [each.get("original") for each in etree.fromstring(file.content)]
    assert f"pages.AboutPage:{page.pk}" in originals
    assert f"pages.AboutPage:{done.pk}" not in originals


def test_chosen_records_are_sent_alone(desk: Client, page: AboutPage) -> None:
    data = {
        "language": "fr",
        "scope": "all",
        "object": [f"pages.AboutPage:{page.pk}", "pages.AboutPage:0", "x"],
    }
    file = desk.post(reverse("translations_export"), data)
    [only] = etree.fromstring(file.content)
    assert (only.get("original"), only.get("target-language")) == (f"pages.AboutPage:{page.pk}", "fr")
    assert f"cicc-fr-{page.slug}-" in file["Content-Disposition"]
    answer = desk.post(reverse("translations_export"), {"language": "fr", "scope": "all"})
    assert "Tick at least one record." in text(answer)


@pytest.mark.parametrize(
    "query", [{"language": "xx"}, {"scope": "no"}, {"kind": "auth.User"}, {"p": "999"}, {"object": "x:1"}]
)
def test_nonsense_in_the_address_is_no_error(desk: Client, query: dict[str, str]) -> None:
    assert desk.get(reverse("translations_export"), query).status_code == 200


def test_nobody_is_sent_what_they_may_not_edit(client: Client, page: AboutPage) -> None:
    guest = User.objects.create_user("guest", email="guest@example.org", password="a long test password")
    guest.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(guest)
    assert client.get(reverse("translations_export"), {"language": "ar"}).status_code == 302
    writes = translates("ar").partition(".")[2]
    guest.user_permissions.add(Permission.objects.get(codename=writes))  # but no page
    client.force_login(User.objects.get(pk=guest.pk))
    assert list(client.get(reverse("translations_export"), {"language": "ar"}).context["works"]) == []
    data = {"language": "ar", "scope": "all", "object": f"pages.AboutPage:{page.pk}"}
    assert "Tick at least" in text(client.post(reverse("translations_export"), data))


def test_visitors_see_none_of_it(client: Client) -> None:
    for name in ("translations_export", "translations_import"):
        assert client.get(reverse(name)).status_code == 302


def test_a_file_is_looked_at_before_it_is_taken_in(desk: Client, page: AboutPage) -> None:
    answer = upload(desk, translate_all(sent(page)))
    preview = desk.get(answer["Location"])
    assert "Nothing has been changed yet. 1 record would be taken in." in text(preview)
    assert draft(page).title_ar is None
    assert ReceivedFile.objects.count() == 1
    done = desk.post(answer["Location"], {"take": "1"})
    assert "Taken in: 1 record." in text(done)
    assert f'/admin/pages/{page.pk}/edit/#tab-language_ar"' in done.content.decode()
    assert draft(page).title_ar == "ترجمة-Plan title (en)"
    assert not ReceivedFile.objects.exists()
    again = desk.post(answer["Location"], {"take": "1"}, follow=True)
    assert "was taken in already" in text(again)


def test_a_file_can_be_dropped(desk: Client, page: AboutPage) -> None:
    answer = upload(desk, translate_all(sent(page)))
    assert "Nothing was changed." in text(desk.post(answer["Location"], {"drop": "1"}, follow=True))
    assert not ReceivedFile.objects.exists()
    assert draft(page).title_ar is None


def test_a_file_is_seen_by_its_sender_alone(desk: Client, page: AboutPage) -> None:
    address = upload(desk, translate_all(sent(page)))["Location"]
    other = Client()
    other.force_login(
        User.objects.create_superuser("bo", email="bo@example.org", password="a long test password")
    )
    assert other.post(address, {"take": "1"}).status_code == 302
    assert ReceivedFile.objects.count() == 1
    assert draft(page).title_ar is None


def test_files_nobody_confirmed_go_after_a_day(desk: Client, page: AboutPage) -> None:
    upload(desk, translate_all(sent(page)))
    ReceivedFile.objects.update(received_at=timezone.now() - dt.timedelta(days=2))
    upload(desk, translate_all(sent(page)))
    assert ReceivedFile.objects.count() == 1


def test_what_changed_and_what_is_wrong_is_named(desk: Client, page: AboutPage) -> None:
    root = sent(page)
    translate_all(root)
    target = unit(root, "/1").find(NAME("target"))
    target.remove(target[0])
    shown = text(desk.get(upload(desk, etree.tostring(root))["Location"]))
    assert "A tag of the English is missing, such as a link or bold letters." in shown
    new = draft(page)
    new.title_en = "Another title"
    new.save_revision()
    shown = text(desk.get(upload(desk, etree.tostring(root))["Location"]))
    assert "1 record is refused." in shown
    assert "Plan title (en)" in shown
    assert "Another title" in shown
    assert "Take in what is fine" not in shown


def test_what_changed_here_is_replaced_only_when_asked(desk: Client, page: AboutPage) -> None:
    root = sent(page)
    translate_all(root)
    new = draft(page)
    new.title_ar = "من الموقع"
    new.save_revision()
    address = upload(desk, etree.tostring(root))["Location"]
    assert "Replace also what was changed on the site" in text(desk.get(address))
    desk.post(address, {"take": "1", "replace": "1"})
    assert draft(page).title_ar == "ترجمة-Plan title (en)"


@pytest.mark.parametrize("language", [language.code for language in LANGUAGES])
def test_a_bad_file_is_explained_in_the_language_of_the_menus(
    desk: Client, amal: User, language: str
) -> None:
    profile = UserProfile.get_for_user(amal)
    profile.preferred_language = language
    profile.save()
    answer = upload(desk, b"no file of ours")
    assert answer.status_code == 200
    shown = text(answer)
    assert ("This is not an XML file" in shown) == (language == "en")
    assert "error-message" in answer.content.decode()
    assert not ReceivedFile.objects.exists()


def test_no_file_is_no_error(desk: Client) -> None:
    assert desk.post(reverse("translations_import"), {}).status_code == 200


def test_the_list_costs_the_same_for_many_pages(
    desk: Client, page: AboutPage, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        make.about(make.home(), f"More {number}", title_ar=None)
    with django_assert_max_num_queries(90):
        desk.get(reverse("translations_export"), {"language": "ar"})


def test_translations_have_one_menu(desk: Client) -> None:
    html = desk.get(reverse("wagtailadmin_home")).content.decode()
    for name in ("translations_export", "translations_import"):
        assert reverse(name) in html
    assert "/admin/snippets/pages/glossaryterm/" in html
