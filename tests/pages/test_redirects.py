"""Redirects in the admin: what can be a redirect, the form, and the import of a file."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import openpyxl
import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from cicc_site import languages
from cicc_site.multilingual.values import localized
from members.models import User
from pages.models import AboutPage, HomePage, MissCount, MissedAddress, Redirect
from pages.old_addresses import importing
from tests.factories import members as people
from tests.factories import pages as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(db: None) -> HomePage:
    return make.home()


@pytest.fixture
def goals(home: HomePage) -> AboutPage:
    return make.about(home, "Goals")


@pytest.fixture
def amal(home: HomePage) -> User:
    return people.amal()


@pytest.fixture
def desk(amal: User, client: Client) -> Client:
    client.force_login(amal)
    return client


@pytest.fixture
def beatriz(home: HomePage) -> User:
    """Beatriz may sign in to the admin, and nothing more."""
    user = User.objects.create_user("beatriz", "beatriz@example.org", "a long test password")
    group = Group.objects.create(name="Guests")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    user.groups.add(group)
    return user


def checked(**values: object) -> Redirect:
    redirect = Redirect(**values)
    redirect.full_clean()
    return redirect


# --- What can be a redirect -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("/?mod=drc", "/?mod=drc"),
        ("?mod=DRC&lang=fr", "/?mod=drc"),
        ("http://www.iccnow.org/?mod=region&lang=es&idureg=4&x=y", "/?mod=region&idureg=4"),
        ("index.php?mod=drc", None),
        ("/index.php?mod=drc", "/?mod=drc"),
        ("/en/Old-Page/", "/en/old-page"),
        ("https://archive.iccnow.org/documents/A%20b.pdf", "/documents/a b.pdf"),
        ("/ar/%D8%AF%D9%88%D9%84/", "/ar/دول"),
        ("", None),
        ("/", None),
        ("old-page", None),
        ("/?mod=", None),
        ("/?mod[]=x", None),
        ("/a\\b", None),
        ("/%ff", None),
        ("/" + "a" * 300, None),
        ("http://[::1/x", None),
    ],
)
def test_an_old_address_is_stored_in_one_form(goals: AboutPage, typed: str, stored: str | None) -> None:
    if stored is None:
        with pytest.raises(ValidationError) as refused:
            checked(old_address=typed, page=goals)
        assert "old_address" in refused.value.message_dict
    else:
        assert checked(old_address=typed, page=goals).old_address == stored


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "data:text/html,x",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "https://",
        "https://bad host/",
        "https:///x",
        "ftp://example.org/",
        "mailto:a@example.org",
        "en/press/",
        "/en/a b/",
        "/en/\u202epress/",
        '/en/"><script>',
    ],
)
def test_an_unsafe_target_is_refused(home: HomePage, link: str) -> None:
    for language in ("en", "ar"):
        values = {"link_en": "/en/fine/", f"link_{language}": link}
        with pytest.raises(ValidationError) as refused:
            checked(old_address="/?mod=drc", **values)
        assert f"link_{language}" in refused.value.message_dict


def test_the_address_of_a_page_becomes_the_page(goals: AboutPage) -> None:
    for link in ("/en/goals/", "/ar/goals-ar/", "http://localhost/en/goals/"):
        redirect = checked(old_address="/?mod=x", link_en=link)
        assert (redirect.page_id, localized(redirect, "link").value) == (goals.pk, None), link
    assert checked(old_address="/?mod=x", link_en="/en/goals/#end").page is None
    assert checked(old_address="/?mod=x", link_en="/files/1/a.pdf").target() == "/files/1/a.pdf"
    assert (
        checked(old_address="/?mod=x", link_en="https://example.org/a?b=c#d").target()
        == "https://example.org/a?b=c#d"
    )


def test_it_needs_one_target_and_no_page_in_its_way(goals: AboutPage) -> None:
    for values in (
        {"old_address": "/?mod=x"},
        {"old_address": "/?mod=x", "link_fr": "/fr/ailleurs/"},
        {"old_address": "/?mod=x", "page": goals, "link_en": "/en/elsewhere/"},
        {"old_address": "/en/goals/", "link_en": "/en/elsewhere/"},
        {"old_address": "/es/Goals-ES/", "link_en": "/en/elsewhere/"},
        {"old_address": "/en/", "link_en": "/en/elsewhere/"},
    ):
        with pytest.raises(ValidationError):
            checked(**values)


@pytest.mark.parametrize("link", ["/en/a/", "/en/A", "/en/a/?x=1", "http://localhost/en/a/", "/en/%61/"])
def test_it_never_leads_to_itself(home: HomePage, link: str) -> None:
    with pytest.raises(ValidationError) as refused:
        checked(old_address="/en/a/", link_en=link)
    assert "link_en" in refused.value.message_dict


def test_several_never_lead_in_a_circle(home: HomePage) -> None:
    checked(old_address="/en/a/", link_en="/en/b/").save()
    checked(old_address="/en/b/", link_en="/en/c/", link_fr="/fr/d/").save()
    for start in ("/en/c/", "/fr/d/"):
        with pytest.raises(ValidationError):
            checked(old_address=start, link_en="/en/a/")
    with pytest.raises(ValidationError):
        checked(old_address="/?mod=x", link_en="/?mod=x&lang=fr")
    checked(old_address="/en/e/", link_en="/en/a/")


def test_no_address_twice(goals: AboutPage) -> None:
    checked(old_address="/?mod=drc", page=goals).save()
    with pytest.raises(ValidationError):
        checked(old_address="/index.php?MOD=drc&lang=fr", page=goals)


def test_a_deleted_page_takes_its_redirects_along(goals: AboutPage) -> None:
    checked(old_address="/?mod=drc", page=goals).save()
    goals.delete()
    assert not Redirect.objects.exists()


# --- In the admin -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", languages.codes())
def test_its_screens_open(desk: Client, amal: User, goals: AboutPage, language: str) -> None:
    profile = UserProfile.get_for_user(amal)
    profile.preferred_language = language
    profile.save()
    redirect = Redirect.objects.create(old_address="/?mod=drc", page=goals)
    missed = MissedAddress.objects.create(
        address="/en/old", first_day=dt.date.today(), last_day=dt.date.today(), hosts=["example.org"]
    )
    MissCount.objects.create(missed=missed, day=timezone.now().date(), count=3)
    for name, arguments in (
        ("wagtailsnippets_pages_redirect:list", []),
        ("wagtailsnippets_pages_redirect:add", []),
        ("wagtailsnippets_pages_redirect:edit", [redirect.pk]),
        ("wagtailsnippets_pages_redirect:delete", [redirect.pk]),
        ("import_redirects", []),
        ("misses_report", []),
        ("misses_report_results", []),
        ("misses_of_address", [missed.pk]),
    ):
        answer = desk.get(reverse(name, args=arguments))
        assert answer.status_code == 200, name
        text = answer.content.decode()
        assert name == "misses_report_results" or f'lang="{language}"' in text[:500], name


def form(**values: object) -> dict[str, object]:
    empty = {"old_address": "", "page": "", **{f"link_{code}": "" for code in languages.codes()}}
    return {**empty, **values}


def test_staff_make_a_redirect(desk: Client, client: Client, goals: AboutPage) -> None:
    address = reverse("wagtailsnippets_pages_redirect:add")
    answer = desk.post(address, form(old_address="/index.php?mod=Targets&lang=fr", page=goals.pk))
    assert answer.status_code == 302
    assert Redirect.objects.get().old_address == "/?mod=targets"
    assert client.get("/?mod=targets&lang=es").headers["Location"] == "/es/goals-es/"


def test_a_mistake_is_said_beside_its_field(desk: Client, home: HomePage) -> None:
    address = reverse("wagtailsnippets_pages_redirect:add")
    answer = desk.post(address, form(old_address="/?mod=x", link_en="javascript:alert(1)", link_ar="//evil"))
    assert answer.status_code == 200
    assert not Redirect.objects.exists()
    errors = answer.context["form"].errors
    assert set(errors) == {"link_en", "link_ar"}


def test_a_guest_sees_nothing_of_it(client: Client, beatriz: User, goals: AboutPage) -> None:
    missed = MissedAddress.objects.create(address="/x", first_day=dt.date.today(), last_day=dt.date.today())
    client.force_login(beatriz)
    menu = client.get(reverse("wagtailadmin_home")).content.decode()
    assert reverse("misses_report") not in menu
    for name, arguments in (
        ("wagtailsnippets_pages_redirect:list", []),
        ("wagtailsnippets_pages_redirect:add", []),
        ("import_redirects", []),
        ("misses_report", []),
        ("misses_report_results", []),
        ("misses_of_address", [missed.pk]),
    ):
        assert client.get(reverse(name, args=arguments)).status_code in (302, 403), name
    assert client.get(reverse("misses_report") + "?export=csv").status_code in (302, 403)
    assert client.post(reverse("ignore_address", args=[missed.pk])).status_code in (302, 403)
    missed.refresh_from_db()
    assert missed.ignored is False


# --- Importing --------------------------------------------------------------------------------------------

GOOD_AND_BAD = """old,new,new_fr
http://www.iccnow.org/?mod=drc&lang=en,/en/goals/,
/?mod=region&idureg=4,https://example.org/en,https://example.org/fr

/?mod=self,/?mod=self&lang=fr,
/en/one/,/en/two/,
/en/two/,/en/one/,
/?mod=bad1,javascript:alert(1),
/?mod=bad2,//evil.example/,
/en/goals/,/en/elsewhere/,
/?mod=drc,/en/elsewhere/,
not an address,/en/goals/,
/?mod=empty,,
"""


def upload(text: str | bytes, name: str = "redirects.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode("utf-8"))


def test_a_file_is_taken_and_its_bad_rows_are_told(desk: Client, client: Client, goals: AboutPage) -> None:
    answer = desk.post(reverse("import_redirects"), {"file": upload(GOOD_AND_BAD)})
    report = answer.context["report"]
    assert (report.created, report.replaced, report.unchanged) == (3, 0, 0)
    assert [row.number for row in report.bad] == [5, 7, 8, 9, 10, 11, 12, 13]
    assert all(row.reasons for row in report.bad)
    text = answer.content.decode()
    for row in report.bad:
        assert str(row.reasons[0]) in text.replace("&#x27;", "'")
    assert "<script" not in "".join(row.new for row in report.bad)
    assert dict(Redirect.objects.values_list("old_address", "page_id")) == {
        "/?mod=drc": goals.pk,
        "/?mod=region&idureg=4": None,
        "/en/one": None,
    }
    assert client.get("/?mod=drc&lang=ar").headers["Location"].startswith("/ar/")
    assert client.get("/?mod=region&idureg=4&lang=fr").headers["Location"] == "https://example.org/fr"
    assert ModelLogEntry.objects.filter(action="wagtail.create").count() == 3


def test_the_same_file_again_changes_nothing(desk: Client, goals: AboutPage) -> None:
    for expected in ((3, 0), (0, 3)):
        report = desk.post(reverse("import_redirects"), {"file": upload(GOOD_AND_BAD)}).context["report"]
        assert (report.created, report.unchanged) == expected


def test_what_is_there_is_replaced_only_when_asked(desk: Client, goals: AboutPage) -> None:
    Redirect.objects.create(old_address="/?mod=drc", link_en="https://example.org/")
    rows = "old,new\n/?mod=drc,/en/goals/\n"
    report = desk.post(reverse("import_redirects"), {"file": upload(rows)}).context["report"]
    assert (len(report.bad), report.replaced) == (1, 0)
    report = desk.post(reverse("import_redirects"), {"file": upload(rows), "replace": "on"}).context["report"]
    assert (len(report.bad), report.replaced) == (0, 1)
    assert Redirect.objects.get().page_id == goals.pk
    assert localized(Redirect.objects.get(), "link").value is None


def test_a_check_changes_nothing(desk: Client, goals: AboutPage) -> None:
    answer = desk.post(reverse("import_redirects"), {"file": upload(GOOD_AND_BAD), "only_check": "on"})
    assert answer.context["report"].created == 3
    assert not Redirect.objects.exists()
    assert not ModelLogEntry.objects.filter(action="wagtail.create").exists()


def test_other_tables_are_read_too(desk: Client, goals: AboutPage) -> None:
    book = openpyxl.Workbook()
    book.active.append(["From", "To"])
    book.active.append(["/?mod=a", "/en/goals/"])
    workbook = io.BytesIO()
    book.save(workbook)
    files = [
        upload(workbook.getvalue(), "Redirects.XLSX"),
        upload("/?mod=b\t/en/goals/\n", "redirects.tsv"),
        upload("\ufeffold;new\n/?mod=c;/en/goals/\n"),
        upload("/?mod=d,/en/goals/\n/?mod=e\n"),
    ]
    for file in files:
        assert desk.post(reverse("import_redirects"), {"file": file}).context["report"].created == 1
    assert sorted(Redirect.objects.values_list("old_address", flat=True)) == [
        f"/?mod={name}" for name in "abcd"
    ]


def bomb() -> bytes:
    """A small file that unpacks into a large one."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", b"a" * (importing.LARGEST_UNPACKED + 1))
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (bomb(), "redirects.xlsx"),
        (b"\xff\xfe\x00x", "redirects.csv"),
        (b"PK\x03\x04 no workbook", "redirects.xlsx"),
        (b"x", "redirects.xlsx"),
        (b"old,new\n/a,/b\n", "redirects.exe"),
        (b"/?mod=a,/b\n" * 6_000, "redirects.csv"),
        (b"a" * (importing.LARGEST + 1), "redirects.csv"),
        (b'"' + b"a" * 200_000, "redirects.csv"),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(desk: Client, content: bytes, name: str) -> None:
    answer = desk.post(reverse("import_redirects"), {"file": upload(content, name)})
    assert answer.status_code == 200
    assert answer.context["form"].errors["file"]
    assert not Redirect.objects.exists()
