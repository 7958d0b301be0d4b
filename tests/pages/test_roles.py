"""The roles as they are seeded: who may do what where, and what an administrator changed stays changed."""

from __future__ import annotations

import datetime as dt
from io import StringIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command
from pytest_django import Settings
from wagtail.models import Collection, GroupPagePermission, Workflow
from wagtail.permissions import policy_registry

from cicc_site import languages
from documents.loading import load_collections
from documents.models import SiteImage
from members.models import User
from members.permissions import editable_languages, editable_parts, is_translator, may_edit_facts
from pages.models import (
    AboutPage,
    ArchivePage,
    HomePage,
    LanguageReview,
    PressIndexPage,
    PressReleasePage,
    VacancyIndexPage,
    VacancyPage,
)
from pages.roles import ensure_roles, roles
from tests.editing import Desk, form_data
from tests.factories import pages as make

pytestmark = pytest.mark.django_db

Names = set[str]


@pytest.fixture
def site() -> SimpleNamespace:
    home = make.home()
    load_collections()
    press = make.page(PressIndexPage, home, "Press")
    release = make.page(PressReleasePage, press, "Release", date=dt.date(2026, 11, 1))
    archive = make.page(ArchivePage, home, "Archive")
    text = make.about(home, "Text")
    call_command("ensure_roles", verbosity=0)
    return SimpleNamespace(
        home=HomePage.objects.get(), press=press, release=release, archive=archive, text=text
    )


def somebody(*groups: str) -> User:
    user = User.objects.create_user("-".join(groups), password="a long test password")
    user.groups.set(Group.objects.filter(name__in=groups))
    assert user.groups.count() == len(groups)
    return User.objects.get(pk=user.pk)


def test_every_role_of_the_contract_has_a_group(site: SimpleNamespace) -> None:
    assert {group.name for group in Group.objects.all()} == {
        *("Administrator", "Editor", "Publisher", "Translator ES", "Translator FR", "Translator AR"),
        *("Press officer", "Membership officer", "Regional coordinator", "Archivist"),
    }
    for group in Group.objects.all():
        assert group.permissions.filter(codename="access_admin").exists(), group.name


@pytest.mark.parametrize("code", languages.translation_codes())
def test_a_translator_edits_one_language(site: SimpleNamespace, code: str) -> None:
    user = somebody(f"Translator {code.upper()}")
    assert editable_languages(user) == editable_parts(user) == {code}
    assert is_translator(user)
    assert not may_edit_facts(user)
    can = site.text.permissions_for_user(user)
    assert can.can_edit()
    assert not can.can_publish()
    assert not can.can_copy()
    assert not can.can_delete()


def test_two_languages_and_two_roles_add_up(site: SimpleNamespace) -> None:
    assert editable_languages(somebody("Translator ES", "Translator FR")) == {"es", "fr"}
    user = somebody("Translator ES", "Editor")
    assert editable_languages(user) == set(languages.codes())
    assert not is_translator(user)


@pytest.mark.parametrize(
    ("role", "may_edit", "may_publish"),
    [
        ("Administrator", {"text", "release", "archive"}, {"text", "release", "archive"}),
        ("Editor", {"text", "release", "archive"}, set()),
        ("Publisher", {"text", "release", "archive"}, {"text", "release", "archive"}),
        ("Translator AR", {"text", "release", "archive"}, set()),
        ("Press officer", {"release"}, {"release"}),
        ("Archivist", {"archive"}, {"archive"}),
        ("Membership officer", set(), set()),
        ("Regional coordinator", set(), set()),
    ],
)
def test_who_edits_and_publishes_where(
    site: SimpleNamespace, role: str, may_edit: Names, may_publish: Names
) -> None:
    user = somebody(role)
    for name in ("text", "release", "archive"):
        can = getattr(site, name).permissions_for_user(user)
        assert (can.can_edit(), can.can_publish()) == (name in may_edit, name in may_publish), name


def test_the_press_officer_adds_pictures_to_the_drawer_of_the_press(site: SimpleNamespace) -> None:
    policy = policy_registry.get_by_type(SiteImage)
    drawers = policy.collections_user_has_permission_for(somebody("Press officer"), "add")
    assert [drawer.name for drawer in drawers] == ["Press"]
    assert Collection.objects.count() > 2


def test_nobody_but_administrators_reaches_people_and_groups(site: SimpleNamespace) -> None:
    for role in roles():
        user = somebody(role.name)
        assert user.has_perm("members.change_user") == (role.name == "Administrator"), role.name
        assert user.has_perm("auth.change_group") == (role.name == "Administrator"), role.name


# ---- repeated


def test_what_an_administrator_changed_stays(site: SimpleNamespace) -> None:
    user, group = somebody("Editor"), Group.objects.get(name="Editor")
    lock = Permission.objects.get(codename="lock_sitepage")
    GroupPagePermission.objects.create(group=group, page_id=site.home.pk, permission=lock)
    group.permissions.remove(Permission.objects.get(codename="edit_all_languages"))
    Workflow.objects.filter(name="Review before publication").update(active=False)
    assert ensure_roles() == []
    call_command("ensure_roles", verbosity=0)
    assert GroupPagePermission.objects.filter(group=group).count() == 3
    assert not group.permissions.filter(codename="edit_all_languages").exists()
    assert not Workflow.objects.get(name="Review before publication").active
    assert user.groups.get() == group


def test_reset_brings_back_the_permissions_and_keeps_the_members(site: SimpleNamespace) -> None:
    user, group = somebody("Editor"), Group.objects.get(name="Editor")
    group.permissions.clear()
    GroupPagePermission.objects.filter(group=group).delete()
    call_command("ensure_roles", reset=True, verbosity=0)
    assert GroupPagePermission.objects.filter(group=group).count() == 2
    assert User.objects.get(pk=user.pk).has_perm("members.edit_all_languages")
    assert user.groups.get() == group


def test_a_group_that_was_deleted_comes_back(site: SimpleNamespace) -> None:
    Group.objects.get(name="Archivist").delete()
    assert ensure_roles() == ["Archivist: made"]


def test_needs_the_starting_content() -> None:
    with pytest.raises(CommandError, match="load_content"):
        call_command("ensure_roles", verbosity=0)


def test_says_which_page_is_missing() -> None:
    make.home()
    said = ensure_roles()
    assert any(line.startswith("Press officer: no page") for line in said)
    page = make.page(PressIndexPage, make.home(), "Press")
    ensure_roles(reset=True)
    assert page.permissions_for_user(somebody("Press officer")).can_publish()


def test_groups_wagtail_began_with_go_only_when_nobody_is_in_them() -> None:
    User.objects.create_user("somebody").groups.add(Group.objects.get(name="Moderators"))
    make.home()
    ensure_roles()
    names = {group.name for group in Group.objects.all()}
    assert "Moderators" in names
    assert "Editors" not in names


# ---- moderation


def test_moderation_is_set_up_for_the_site_and_for_the_press(site: SimpleNamespace) -> None:
    assert site.text.get_workflow().name == "Review before publication"
    assert site.release.get_workflow().name == "Review of press releases"
    assert {workflow.name for workflow in Workflow.objects.all()} == {
        "Review before publication",
        "Review of press releases",
    }


def test_an_editor_submits_and_a_publisher_approves(site: SimpleNamespace) -> None:
    Desk("en", somebody("Editor")).submit(site.text, title_en="Submitted title (en)")
    page = AboutPage.objects.get(pk=site.text.pk)
    assert page.title_en == "Text title (en)"
    Desk("en", somebody("Publisher")).decide(page, "approve")
    assert AboutPage.objects.get(pk=site.text.pk).title_en == "Submitted title (en)"


@pytest.mark.parametrize("button", ["ar", "en es fr ar", "en", "submit"])
def test_a_translator_submits_the_own_language_whatever_the_button_says(
    site: SimpleNamespace, button: str
) -> None:
    draft = site.text.get_latest_revision_as_object()
    draft.title_en = "Unfinished title (en)"
    draft.save_revision(user=somebody("Editor"))
    desk = Desk("en", somebody("Translator AR"))
    data = form_data(desk.form(site.text), title_ar="New title (ar)")
    desk.post("edit", [site.text.pk], {**data, "action-submit": button})
    asked = LanguageReview.objects.filter(page_id=site.text.pk)
    assert [review.language for review in asked] == ["ar"]
    Desk("en", somebody("Publisher")).decide(AboutPage.objects.get(pk=site.text.pk), "approve")
    page = AboutPage.objects.get(pk=site.text.pk)
    assert (page.title_ar, page.title_en) == ("New title (ar)", "Text title (en)")
    assert page.get_latest_revision_as_object().title_en == "Unfinished title (en)"


def test_a_translator_is_told_when_the_english_is_not_whole(site: SimpleNamespace) -> None:
    """Only an editor can finish it; the text is not lost: it can be saved as a draft."""
    index = make.page(VacancyIndexPage, site.home, "Vacancies")
    station = {f"duty_station_{code}": f"The Hague ({code})" for code in languages.codes()}
    vacancy = make.page(VacancyPage, index, "Officer", deadline=dt.date(2027, 1, 1), **station)
    revision = vacancy.save_revision()
    revision.content = {**revision.content, "duty_station_en": ""}
    revision.save()
    desk = Desk("en", somebody("Translator AR"))
    data = form_data(desk.form(vacancy), title_ar="New (ar)")
    response = desk.post("edit", [vacancy.pk], {**data, "action-submit": "ar"}, status=200)
    assert "an editor has to finish it first" in response.content.decode()
    desk.post("edit", [vacancy.pk], data)
    assert VacancyPage.objects.get(pk=vacancy.pk).get_latest_revision_as_object().title_ar == "New (ar)"


# ---- accounts to look around with


def test_one_account_for_each_role_on_ones_own_machine_only(
    site: SimpleNamespace, tmp_path: Path, settings: Settings
) -> None:
    file, said = tmp_path / "password", StringIO()
    call_command("ensure_demo_staff", str(file), stdout=said)
    assert said.getvalue().split()[3] == "translator-es"
    assert file.stat().st_mode & 0o777 == 0o600
    user = User.objects.get(username="press-officer")
    assert user.check_password(file.read_text().strip())
    assert user.groups.get().name == "Press officer"
    settings.SETTINGS_MODULE = "cicc_site.settings.production"
    with pytest.raises(CommandError, match="development only"):
        call_command("ensure_demo_staff", str(file))
