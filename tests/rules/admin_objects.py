"""One of everything an address of the admin may ask for, and which of them each address is asked with.

What is one's own (a filter, a file that waits) stands there for each role: another's is not there for anybody.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Collection, Site, Task, UploadedFile, Workflow

from documents.models import ArchiveImport, SiteDocument, SiteImage, WaitingFile
from members.applications import stored_files
from members.applications.states import State
from members.models import (
    Country,
    DecisionPaper,
    MailState,
    OutboxMessage,
    ReviewCycle,
    SavedFilter,
    SteeringCommitteeTerm,
    User,
)
from pages import exchange_work
from pages.guide import pictures
from pages.models import (
    AboutPage,
    ArchivePage,
    GlossaryTerm,
    MissedAddress,
    PressIndexPage,
    ReceivedFile,
    Redirect,
    SiteSettings,
)
from pages.models.reviews import LanguageReviewTask
from pages.moderation import ensure_moderation
from pages.roles import PRESS_DRAWER, ensure_roles
from tests import importing
from tests.factories import applications, archive, documents, keeping
from tests.factories import members as people
from tests.factories import pages as make

DAY = dt.date(2026, 11, 1)
REGION = "africa"  # of the coordinator, and of the applications

# For arguments that ask for a word.
WORDS = {
    "app_label": "pages",
    "model_name": "aboutpage",
    "content_type_app_name": "pages",
    "content_type_model_name": "aboutpage",
    "action": "publish",
    "action_name": "publish",
    "language": "fr",
    "uidb64": "x",
    "token": "x-y",
    "filter_spec": "original",
    "revision_id_a": "live",
    "revision_id_b": "latest",
    "chapter": "roles",
}
# Below one name, whatever the address: an object of this kind.
KINDS: dict[str, type[Any]] = {
    "wagtailusers_groups": Group,
    "wagtailsites": Site,
    "wagtailadmin_workflows": Workflow,
    "wagtailimages": SiteImage,
    "wagtaildocs": SiteDocument,
    "wagtailimages_chooser": SiteImage,
    "wagtaildocs_chooser": SiteDocument,
}
SPACES: dict[type[Any], str] = {SiteImage: "wagtailimages", SiteDocument: "wagtaildocs"}


@dataclass
class World:
    """named: {address: {argument: value}}. own: the same for what is one's own, {(role, address): ...}. queries: what
    stands behind an address without which it has nothing to say. files: of which a post may delete one at once."""

    page: AboutPage
    colleague: User
    named: dict[str, dict[str, Any]] = field(default_factory=dict)
    own: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    queries: dict[str, str] = field(default_factory=dict)
    files: dict[Path, bytes] = field(default_factory=dict)

    def address(self, name: str, arguments: tuple[str, ...], role: str) -> str:
        """The address of a name, asked by a role for what is there."""
        given = {argument: self._value(name, argument, role) for argument in arguments}
        return reverse(name, kwargs=given) + self.queries.get(name, "")

    def _value(self, name: str, argument: str, role: str) -> Any:
        space, _, last = name.partition(":")
        for told in (self.own.get((role, name), {}), self.named.get(name, {}), self.named.get(space, {})):
            if argument in told:
                return told[argument]
        if argument in WORDS:
            return WORDS[argument]
        for kind in ("wagtailsnippets_", "wagtailsnippetchoosers_"):
            if space.startswith(kind):
                return first(apps.get_model(space.removeprefix(kind).replace("_", ".", 1)))
        if "task" in last or argument == "task_id":
            return first(Task)
        if argument == "content_type_id":
            return ContentType.objects.get_for_model(AboutPage).pk
        if argument == "destination_id":
            return self.page.get_parent().pk
        if argument == "revision_id":
            return self.page.latest_revision_id
        return first(KINDS[space]) if space in KINDS else self.page.pk

    @contextmanager
    def kept(self) -> Iterator[None]:
        """What happened to files meanwhile is undone: the database knows nothing of them."""
        yield
        for path, content in self.files.items():
            if not path.exists():
                path.write_bytes(content)


def username(role: str) -> str:
    return role.lower().replace(" ", "-")


def first(model: Any) -> int:
    return int(model._default_manager.order_by("pk").values_list("pk", flat=True)[0])


def furnish(roles: tuple[str, ...]) -> World:
    """Make the site, its staff (one account for each role, `Superuser` without a group), and one of everything."""
    home = make.home()
    for section in (PressIndexPage, ArchivePage):  # in which two of the roles work
        make.page(section, home, section.__name__)
    drawers = Collection.get_first_root_node()
    assert drawers is not None
    drawers.add_child(name=PRESS_DRAWER)  # the one in which press officers keep theirs
    ensure_roles()
    ensure_moderation()
    page = make.about(home, "About us")
    world = World(AboutPage.objects.get(pk=page.pk), User.objects.create_user("colleague"))
    for role in roles:
        _account(role)
    _pages(world)
    _library(world)
    _archive(world)
    _register(world)
    _applications(world)
    _site(world)
    for role in roles:
        _own(world, role)
    return world


def _account(role: str) -> None:
    coordinates = role == "Regional coordinator"
    user = User.objects.create_user(
        username(role), is_superuser=role == "Superuser", regions=[REGION] if coordinates else []
    )
    user.groups.set(Group.objects.filter(name=role))


def _pages(world: World) -> None:
    home = world.page.get_parent()
    reviewed = make.about(home, "Submitted")
    reviewed.get_workflow().start(reviewed, world.colleague)
    state = reviewed.current_workflow_state
    review = {"page_id": reviewed.pk, "action_name": "approve"}
    review |= {"task_state_id": state.current_task_state_id, "task_id": state.current_task_state.task_id}
    locked = make.about(home, "Locked")
    AboutPage.objects.filter(pk=locked.pk).update(locked=True, locked_at=timezone.now())
    alias = world.page.create_alias(parent=home, update_slug="mirror")
    redirect = Redirect.objects.create(old_address="/old-page/", page_id=world.page.pk)
    GlossaryTerm.objects.create(term_en="Court")
    missed = MissedAddress.objects.create(address="/gone/", first_day=DAY, last_day=DAY)
    place = "wagtailadmin_pages:"
    world.named |= {
        f"{place}workflow_action": review,
        f"{place}collect_workflow_action_data": review,
        f"{place}confirm_workflow_cancellation": review,
        f"{place}workflow_preview": review,
        f"{place}workflow_history_detail": {"page_id": reviewed.pk, "workflow_state_id": state.pk},
        f"{place}convert_alias": {"page_id": alias.pk},
        f"{place}unlock": {"page_id": locked.pk},
        "misses_of_address": {"pk": missed.pk},
        "ignore_address": {"pk": missed.pk},
        "wagtailsnippetchoosers_pages_redirect": {"pk": redirect.pk},
        "wagtail_bulk_action": {"model_name": "sitepage"},
        "wagtailadmin_workflows:add_task": {"model_name": LanguageReviewTask._meta.model_name},
        "wagtailadmin_workflows:remove": {"page_pk": home.pk, "workflow_pk": first(Workflow)},
    }
    body: Any = AboutPage._meta.get_field("body_en")
    block = body.stream_block.child_blocks["text"]
    world.queries |= {
        "wagtail_bulk_action": f"?id={world.page.pk}",
        "wagtailadmin_block_preview": f"?id={block.definition_prefix}",
        "wagtailadmin_choose_page_chosen_multiple": f"?id={world.page.pk}",
        "wagtailadmin_api:pages:find": "?html_path=/about-us/",
    }


def _library(world: World) -> None:
    picture, document = documents.image(), documents.document()
    world.files |= {Path(each.file.path): Path(each.file.path).read_bytes() for each in (picture, document)}
    drawer = Collection.objects.get(name=PRESS_DRAWER)
    world.named["wagtailadmin_collections"] = {"pk": drawer.pk, "collection_id": drawer.pk}
    # Sent by many at once, and not described yet.
    for model, space in SPACES.items():
        sent = _half_sent(model, world.colleague)
        world.named[f"{space}:create_multiple_from_uploaded_{model._meta.model_name[4:]}"] = sent
        world.named[f"{space}:delete_upload_multiple"] = sent
    world.queries |= {
        "wagtailimages_chooser:chosen_multiple": f"?id={picture.pk}",
        "wagtaildocs_chooser:chosen_multiple": f"?id={document.pk}",
    }


def _archive(world: World) -> None:
    work = archive.work("Resolution")
    file = archive.work_file(work)
    archive.subject()
    taken_in = ArchiveImport.objects.create(manifest="list.csv", finished_at=timezone.now())
    taken_in.report.save("report", ContentFile(b""))
    for name in ("", "_change", "_replace", "_read_again", "_remove"):
        world.named[f"archive_file{name}"] = {"number": file.pk}
    for name in ("", "_csv", "_html"):
        world.named[f"archive_import{name}"] = {"pk": taken_in.pk}
    world.named |= {"archive_file_add": {"pk": work.pk}, "choose_work": {"pk": work.pk}}
    world.queries["choose_work:chosen_multiple"] = f"?id={work.pk}"


def _register(world: World) -> None:
    kenya = people.country("KEN", name_en="Kenya", cicc_region=REGION)
    organizations = [people.organization(name, kenya).pk for name in ("Demo Network", "Demo Union")]
    SteeringCommitteeTerm.objects.create(organization_id=organizations[0], starts=DAY)
    people.issue()
    people.coalition(state=kenya)
    people.register_date()
    run = importing.checked([importing.HEADINGS, ("1", "Demo Third", "KEN")], actor=world.colleague)
    world.files[run.path] = run.path.read_bytes()
    world.named |= {
        "duplicates_compare": dict(zip(("first_id", "second_id"), organizations, strict=True)),
        "import_decide": {"pk": run.pk, "number": 2},
    }
    for name in ("columns", "report", "progress", "apply", "again", "drop", "download"):
        world.named[f"import_{name}"] = {"pk": run.pk}
    for name in ("hide", "sheet", "note"):
        world.named[f"organization_{name}"] = {"pk": organizations[0]}
    world.queries |= {
        "organizations_bulk": f"?id={organizations[0]}",
        "organization_filter_save": "?tag=new",
    }


def _applications(world: World) -> None:
    officer, kenya = applications.officer(), {"country": Country.objects.get(alpha3="KEN")}
    ready = keeping.application(State.READY, officer, **kenya)
    decided = applications.moved_to(State.APPROVED, applications.officer("second"), **kenya)
    paper = DecisionPaper.objects.create(
        application=decided,
        event=decided.events.latest("number"),
        kind=DecisionPaper.Kind.LETTER,
        language="es",
        size=4,
        sha256="0" * 64,
    )
    stored_files.write(paper.stored_as, b"%PDF")
    cycle = ReviewCycle.objects.create(name="2027", received_until=DAY, review_from=DAY, decision_by=DAY)
    mail = OutboxMessage.objects.filter(application_id=ready.pk).order_by("pk")[0]
    OutboxMessage.objects.filter(pk=mail.pk).update(state=MailState.FAILED)
    world.named |= {
        "application_act": {"pk": ready.pk, "name": "approve"},
        "application_letter_preview": {"pk": ready.pk, "name": "approve"},
        "application_page": {"pk": ready.pk},
        "application_paper": {"pk": decided.pk, "number": paper.pk},
        "application_report_table": {"name": "regions"},
        "application_sheet": {"pk": ready.pk},
        "applications:file": {"pk": ready.pk, "number": ready.attachments.get().pk},
        "review_cycle_change": {"pk": cycle.pk},
        "review_cycle_close": {"pk": cycle.pk},
        "send_message_again": {"pk": mail.pk},
        "sent_message": {"pk": mail.pk},
        "sent_message_html": {"pk": mail.pk},
    }
    world.queries |= {"applications_bulk": f"?id={ready.pk}", "applications_filter_save": "?group=all"}


def _site(world: World) -> None:
    settings = {"app_name": "pages", "model_name": "sitesettings", "pk": SiteSettings.load().pk}
    world.named |= {
        "editors_guide_picture": {"name": sorted(pictures())[0]},
        "operators_guide": {"chapter": "security"},
        "reset_second_factor": {"pk": world.colleague.pk},
        "wagtailadmin_tag_model_autocomplete": {"app_name": "taggit", "model_name": "tag"},
        "wagtailsettings": settings,
        "wagtailusers_users": {"pk": world.colleague.pk},
    }


def _back_from_a_translator(world: World) -> bytes:
    return exchange_work.export([exchange_work.work_on(world.page, "ar")], "ar", due_only=False)


def _own(world: World, role: str) -> None:
    """What only the one who made it sees: of each role its own."""
    user = User.objects.get(username=username(role))
    for place in SavedFilter.Place:
        saved = SavedFilter.objects.create(owner=user, name="Mine", query="group=all", place=place)
        prefix = "organization" if place == SavedFilter.Place.ORGANIZATIONS else place.value
        for name in ("filter", "filter_delete"):
            world.own[role, f"{prefix}_{name}"] = {"pk": saved.pk}
    waiting = WaitingFile(name="w.txt", media_type="text/plain", size=1, sha256="1" * 64, sent_by=user)
    waiting.file.save("w.txt", ContentFile(b"w"))
    world.own[role, "archive_drop"] = {"pk": waiting.pk}
    received = ReceivedFile.objects.create(
        sender=user, name="back.xlf", content=_back_from_a_translator(world)
    )
    world.own[role, "translations_preview"] = {"pk": received.pk}
    # Whoever may not send any has none. Of files another's is asked for: Wagtail fails at an own one, because the form
    # without the field of the file is told that the file has no proper name.
    if (
        user.is_superuser
        or user.groups.filter(collection_permissions__permission__codename="add_image").exists()
    ):
        for model, space in SPACES.items():
            sent = _half_sent(model, user)
            world.own[role, f"{space}:delete_upload_multiple"] = sent
            if model is SiteImage:
                world.own[role, f"{space}:create_multiple_from_uploaded_image"] = sent


def _half_sent(model: type[Any], user: User) -> dict[str, Any]:
    kind = ContentType.objects.get_for_model(model)
    sent = UploadedFile(for_content_type=kind, uploaded_by_user=user)
    sent.file.save("sent.pdf", ContentFile(b"%PDF"))
    return {"uploaded_file_id": sent.pk}
