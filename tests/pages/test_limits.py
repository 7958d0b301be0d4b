"""A translator changes the own language and nothing else, whatever way of the admin is tried; see attempting.py.

Not only language columns are compared: every row of every table is, and what the newest draft of every page says.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from http.cookies import SimpleCookie
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings as site_settings
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern, URLResolver
from django.utils import timezone, translation
from pytest_django import DjangoDbBlocker
from wagtail.models import Collection

from cicc_site import languages
from documents.models import SiteImage, WaitingFile
from members.enums import ActKind
from members.middleware import OPEN
from members.models import User
from pages.models import AboutPage, PressIndexPage, PressReleasePage, SitePage, SiteSettings
from pages.models.press import PressContact
from pages.models.settings import Office
from pages.moderation import ensure_moderation
from pages.roles import ensure_roles
from tests import database_state
from tests.factories import archive
from tests.factories import documents as library
from tests.factories import members as people
from tests.factories import pages as make
from tests.pages import attempts_on_archive, attempts_on_pages, attempts_on_records
from tests.pages.attempting import ATTEMPTS, EVERYBODY, TRANSLATORS, Attempt

LISTED = (
    attempts_on_pages,
    attempts_on_records,
    attempts_on_archive,
)  # importing them puts their attempts on the list

# What a translator may send to that no attempt here sends anything to, and why that is harmless.
HARMLESS = {
    "wagtailadmin_account": "the own name, password and language of menus",
    "wagtailadmin_block_preview": "shows a block, keeps nothing",
    "wagtailadmin_choose_page_anchor_link": "gives a link to the text that is being written",
    "wagtailadmin_choose_page_email_link": "gives a link to the text that is being written",
    "wagtailadmin_choose_page_external_link": "gives a link to the text that is being written",
    "wagtailadmin_choose_page_phone_link": "gives a link to the text that is being written",
    "wagtailadmin_dismissibles": "closes a hint for oneself",
    "wagtailadmin_editing_sessions:ping": "says who has a page open",
    "wagtailadmin_editing_sessions:release": "says who has a page open",
    "wagtailadmin_login": "signing in",
    "wagtailadmin_logout": "signing out",
    "wagtailadmin_password_reset": "the own password",
    "wagtailadmin_password_reset_confirm": "the own password",
    "wagtailcore_authenticate_with_password": "a visitor's",
    "wagtailcore_login": "a visitor's",
    "wagtaildocs_authenticate_with_password": "a visitor's",
}
# Not of the admin: they show pages and files to anybody.
PUBLIC = {"wagtail_serve", "wagtaildocs_serve"}


@pytest.fixture(scope="module")
def world(
    planted: dict[str, int], django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SimpleNamespace]:
    """The planted tree with pages in every situation, a picture, a file, settings, a country, and the staff."""
    former, site_settings.MEDIA_ROOT = site_settings.MEDIA_ROOT, tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), transaction.atomic(), translation.override("en"):
        made = _furnish({name: AboutPage.objects.get(pk=pk) for name, pk in planted.items()})
        made.staff = {name: _account(name) for name in EVERYBODY}
        made.waiting = {name: _waiting(user) for name, user in made.staff.items()}
        made.clients = {name: _client(user) for name, user in made.staff.items()}
        made.sent = {}
        made.before, made.drafts = database_state.take(), database_state.drafts()
        held = (Path(made.image.file.path), Path(made.document.file.path))
        made.files = {path: path.read_bytes() for path in held}
        yield made
        transaction.set_rollback(True)
    site_settings.MEDIA_ROOT = former


def _furnish(tree: dict[str, Any]) -> SimpleNamespace:
    home, amal = make.home(), User.objects.get(username="amal")
    press = make.page(PressIndexPage, home, "Press")
    release = make.page(PressReleasePage, press, "Release", date=dt.date(2026, 11, 1))
    PressContact.objects.create(release=release, name="Amal")
    release = PressReleasePage.objects.get(pk=release.pk)
    release.save_revision(user=amal).publish()
    ensure_roles()
    ensure_moderation()
    older = tree["valley"].get_latest_revision()
    _rewrite(tree["valley"], "Second", amal)
    hidden = make.about(home, "Hidden", live=False)
    hidden_older = hidden.get_latest_revision()
    _rewrite(hidden, "Hidden second", amal)
    locked = make.about(home, "Locked")
    AboutPage.objects.filter(pk=locked.pk).update(locked=True, locked_by=amal, locked_at=timezone.now())
    alias = tree["village"].create_alias(parent=SitePage.objects.get(pk=home.pk), update_slug="mirror")
    submitted = make.about(home, "Submitted")
    _rewrite(submitted, "Submitted second", amal, release=["fr"])
    submitted.refresh_from_db()
    submitted.get_workflow().start(submitted, amal)
    scheduled = make.about(home, "Scheduled")
    scheduled.go_live_at = timezone.now() + dt.timedelta(days=9)
    scheduled_version = scheduled.save_revision(user=amal)
    scheduled_version.publish(user=amal)
    record = SiteSettings.load()
    record.offices = [Office(sort_order=0, lines="1 Street", name_en="City (en)", name_ar="City (ar)")]
    record.save()
    drawer = Collection.get_first_root_node().add_child(name="Drawer")
    work = archive.work("Resolution", title_es="Resolución", title_ar="Resolution (ar)", symbol="A/1")
    names = {f"name_{code}": f"Land ({code})" for code in languages.codes()}
    return SimpleNamespace(
        **{name: AboutPage.objects.get(pk=page.pk) for name, page in tree.items()},
        release=PressReleasePage.objects.get(pk=release.pk),
        older=older,
        hidden=AboutPage.objects.get(pk=hidden.pk),
        hidden_older=hidden_older,
        locked=AboutPage.objects.get(pk=locked.pk),
        alias=AboutPage.objects.get(pk=alias.pk),
        submitted=AboutPage.objects.get(pk=submitted.pk),
        scheduled=scheduled,
        scheduled_version=scheduled_version,
        image=_outdated_picture(),
        document=library.document(title_ar="Report (ar)"),
        drawer=drawer,
        settings=SiteSettings.objects.get(pk=record.pk),
        country=people.country("ZZQ", {ActKind.SIGNATURE: "1998-07-17"}, **names),
        register_date=people.register_date(),
        organization=people.organization(),
        issue=people.issue(name_es="Tema", name_ar="Issue (ar)"),
        work=work,
        work_file=archive.work_file(work, "ru", name="work.txt"),
        empty_work=archive.work("Without files"),
        body=archive.subject(),
        coalition=people.coalition(name_es="Coalición", name_ar="Coalition (ar)"),
    )


def _waiting(user: User) -> WaitingFile:
    waiting = WaitingFile(name="w.txt", media_type="text/plain", size=1, sha256="1" * 64, sent_by=user)
    waiting.file.save("w.txt", ContentFile(b"w"))
    return waiting


def _outdated_picture() -> SiteImage:
    picture = library.image(title_es="Sala", title_ar="Meeting (ar)")
    picture.alt_text_en = "Other people around a table"
    picture.save()
    return SiteImage.objects.get(pk=picture.pk)


def _rewrite(page: Any, subject: str, user: User, **values: Any) -> None:
    draft = page.get_latest_revision_as_object()
    for name, value in {**make.columns(subject), **values}.items():
        setattr(draft, name, value)
    draft.save_revision(user=user)


def _account(group: str) -> User:
    user = User.objects.create_user(group.lower().replace(" ", "-"), password="a long test password")
    user.groups.add(Group.objects.get(name=group))
    return user


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def signed_in(world: SimpleNamespace, group: str) -> Client:
    """Return a browser of somebody of a group, to whom nobody has shown anything yet."""
    for path, content in world.files.items():
        path.write_bytes(content)  # an attempt that replaced it is undone in the database only
    world.groups = {group}
    return browser(world, group)


def browser(world: SimpleNamespace, group: str) -> Client:
    """Return one that keeps no messages: with each answer, those not yet shown are read and written again."""
    client = Client()
    client.cookies = SimpleCookie(
        {name: cookie.value for name, cookie in world.clients[group].cookies.items()}
    )
    return client


OPEN_TO = [(attempt, group) for attempt in ATTEMPTS for group in sorted(attempt.works_for)]
CLOSED_TO = [(attempt, sorted(EVERYBODY - attempt.works_for)) for attempt in ATTEMPTS]


@pytest.mark.django_db
@pytest.mark.parametrize(("attempt", "group"), OPEN_TO, ids=str)
def test_attempt(world: SimpleNamespace, group: str, attempt: Attempt) -> None:
    attempt.do(signed_in(world, group), world)
    columns = database_state.changes(world.before, database_state.take())
    said = database_state.changed_in_drafts(world.drafts, database_state.drafts())
    assert columns or said
    if group in TRANSLATORS:
        own = TRANSLATORS[group]
        assert said <= {own}
        foreign = {
            (table, column)
            for table, column in columns
            if not {table, f"{table}.{column}"} & attempt.beside and not column.endswith(f"_{own}")
        }
        assert foreign == set()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("attempt", "groups"),
    [(attempt, groups) for attempt, groups in CLOSED_TO if groups],
    ids=lambda value: ", ".join(value) if isinstance(value, list) else str(value),
)
def test_attempt_that_changes_nothing(world: SimpleNamespace, groups: list[str], attempt: Attempt) -> None:
    """One group after the other: what none of them changes is looked at once."""
    for group in groups:
        attempt.do(signed_in(world, group), world)
    columns = database_state.changes(world.before, database_state.take())
    said = database_state.changed_in_drafts(world.drafts, database_state.drafts())
    assert (columns, said) == (set(), set())


@pytest.mark.django_db
def test_a_draft_of_a_translator_holds_the_own_text_and_the_others_as_they_were(
    world: SimpleNamespace,
) -> None:
    """The same without a form: whoever saves a version by code in the name of a translator."""
    page = AboutPage.objects.get(pk=world.valley.pk).get_latest_revision_as_object()
    for name, value in make.columns("Forged").items():
        setattr(page, name, value)
    page.slug, page.show_in_menus = "forged", True
    page.save_revision(user=world.staff["Translator AR"])
    newest = AboutPage.objects.get(pk=world.valley.pk).get_latest_revision_as_object()
    assert newest.title_ar == "Forged title (ar)"
    assert (newest.title_en, newest.title_es, newest.slug) == (
        "Second title (en)",
        "Second title (es)",
        "valley",
    )
    assert not newest.show_in_menus


# ---- nothing is forgotten


def addresses() -> dict[str, list[str]]:
    """Return {name: names of its arguments} of every address below the admin, and of Wagtail's outside it."""
    found: dict[str, list[str]] = {}

    def walk(patterns: list[Any], spaces: tuple[str, ...], path: str, arguments: list[str]) -> None:
        for entry in patterns:
            here, own = path + str(entry.pattern), [*arguments, *entry.pattern.regex.groupindex]
            if isinstance(entry, URLResolver):
                walk(entry.url_patterns, (*spaces, *filter(None, [entry.namespace])), here, own)
            elif isinstance(entry, URLPattern) and entry.name:
                name = ":".join((*spaces, entry.name))
                if here.startswith(f"{site_settings.ADMIN_PATH}/") or name.startswith("wagtail"):
                    found[name] = own

    walk(get_resolver().url_patterns, (), "", [])
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("group", sorted(TRANSLATORS))
def test_every_other_form_of_the_admin_is_closed_to_translators(world: SimpleNamespace, group: str) -> None:
    tried = 0
    # What translators may does not depend on their language: each of the two groups tries every other form.
    turn = sorted(TRANSLATORS).index(group) % 2
    for name, arguments in sorted(addresses().items())[turn::2]:
        if name in OPEN or not name.startswith("wagtail"):
            continue
        if name in PUBLIC:
            continue
        address = reverse(name, kwargs={argument: _value(argument, world) for argument in arguments})
        response = browser(world, group).post(address, {"title": "Forged"})
        assert response.status_code == 302 or response.status_code >= 400, name
        assert response.status_code != 302 or response["Location"] == reverse("wagtailadmin_home"), name
        tried += 1
    assert tried > 50
    assert database_state.changes(world.before, database_state.take()) == set()
    assert database_state.changed_in_drafts(world.drafts, database_state.drafts()) == set()


def _value(argument: str, world: SimpleNamespace) -> Any:
    words = {
        "app_label": "pages",
        "model_name": "sitepage",
        "content_type_app_name": "pages",
        "content_type_model_name": "aboutpage",
        "app_name": "pages",
        "action": "publish",
        "action_name": "publish",
        "uidb64": "x",
        "token": "x-y",
        "filter_spec": "original",
        "revision_id_a": "live",
        "revision_id_b": "latest",
        "revision_id": world.older.pk,
        "image_id": world.image.pk,
        "document_id": world.document.pk,
        "doc_id": world.document.pk,
    }
    return words.get(argument, world.valley.pk)


def test_whatever_is_open_to_translators_is_tried_or_explained() -> None:
    tried = {name for attempt in ATTEMPTS for name in attempt.names}
    assert OPEN - tried - set(HARMLESS) == set()
    assert set(HARMLESS) & tried == set()
    assert (set(HARMLESS) | tried) - set(addresses()) == set(), "no such address any more"


def test_every_question_about_a_page_has_an_answer_for_translators() -> None:
    """A new question that a later Wagtail asks has to be thought about."""
    from wagtail.models.pages import PagePermissionTester

    from pages.limits import SitePagePermissionTester

    asked = {name for name in vars(PagePermissionTester) if name.startswith("can_")}
    derived = {"can_move", "can_move_to", "can_copy_to", "can_set_view_restrictions", "can_unschedule"}
    allowed = {"can_edit", "can_submit_for_moderation", "can_view_revisions"}
    answered = {name for name in vars(SitePagePermissionTester) if name.startswith("can_")}
    assert asked == answered | derived | allowed
