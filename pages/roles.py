"""The roles of the staff as Wagtail groups: who may do what where (product.md, "Staff roles").

`ensure_roles` makes the groups that are missing. A group that exists belongs to the administrators from then on, its
members always; its permissions are brought back to what stands here only when asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import QuerySet
from django.urls import get_resolver
from wagtail import hooks
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission

from cicc_site import languages
from members.permissions import ALL_LANGUAGES, translates
from pages.models import ArchivePage, HomePage, PressIndexPage, SitePage

ADMIN = "wagtailadmin.access_admin"
LIBRARY = {"image": "wagtailimages", "document": "wagtaildocs"}
USE = ("choose",)
KEEP = ("add", "change", "choose")
PRESS_DRAWER = "Press"  # documents/loading/collections.py makes it

ADMINISTRATOR, EDITOR, PUBLISHER, PRESS_OFFICER = "Administrator", "Editor", "Publisher", "Press officer"
MEMBERSHIP_OFFICER, REGIONAL_COORDINATOR, ARCHIVIST = (
    "Membership officer",
    "Regional coordinator",
    "Archivist",
)
WAGTAILS_OWN = ("Moderators", "Editors")  # made by Wagtail's migrations; too like ours to leave both


@dataclass(frozen=True)
class Role:
    """name: of the group. rights: permissions on the whole site. section: the page type whose page, and all below,
    `on_pages` are for. on_library: what may be done with pictures and files; `drawer`: where (empty: anywhere)."""

    name: str
    rights: tuple[str, ...] = (ADMIN,)
    section: type[SitePage] | None = None
    on_pages: tuple[str, ...] = ()
    on_library: tuple[str, ...] = ()
    drawer: str = ""
    drawers: bool = False  # may make and rename drawers
    everything: bool = False


def translator(language: str) -> str:
    """Return the name of the group that translates into a language."""
    return f"Translator {language.upper()}"


def roles() -> Iterator[Role]:
    whole = (ADMIN, ALL_LANGUAGES)
    publishing = ("add", "change", "publish", "lock", "unlock")
    registers = ("members.change_country", "members.change_registerdate")
    issues = ("members.add_issue", "members.change_issue")
    coalitions = tuple(f"members.{action}_nationalcoalition" for action in ("add", "change"))
    terms = tuple(f"members.{action}_steeringcommitteeterm" for action in ("add", "change", "delete"))
    organizations = tuple(f"members.{action}_organization" for action in ("view", "add", "change"))
    private = (
        *(f"members.{action}_contact" for action in ("view", "change", "export")),
        *(f"members.{action}_note" for action in ("view", "add")),
    )
    glossary = tuple(f"pages.{action}_glossaryterm" for action in ("add", "change", "delete"))
    redirects = tuple(f"pages.{action}_redirect" for action in ("add", "change", "delete"))
    yield Role(
        ADMINISTRATOR,
        section=HomePage,
        on_pages=(*publishing, "bulk_delete"),
        on_library=KEEP,
        drawers=True,
        everything=True,
    )
    yield Role(EDITOR, (*whole, *glossary), HomePage, ("add", "change"), KEEP)
    # Settings, registers and redirects have no drafts: to change them is to publish.
    at_once = ("pages.change_sitesettings", *registers, *issues, *redirects)
    yield Role(PUBLISHER, (*whole, *glossary, *at_once), HomePage, publishing, KEEP)
    for code in languages.translation_codes():
        looking_up = "pages.view_glossaryterm"
        named = ("change_country", "change_issue", "change_nationalcoalition")
        own = (ADMIN, translates(code), "pages.change_sitesettings", *(f"members.{right}" for right in named))
        own = (*own, "documents.change_work")
        yield Role(translator(code), (*own, looking_up), HomePage, ("change",), ("change", "choose"))
    yield Role(PRESS_OFFICER, whole, PressIndexPage, publishing, KEEP, PRESS_DRAWER)
    # Names of issues and coalitions are theirs in every language; no page is.
    mail = ("members.view_outboxmessage", "members.change_outboxmessage")  # that of applications
    applications = (
        *(f"members.{action}_application" for action in ("view", "change", "comment", "decide", "export")),
        "members.view_applicationevent",
        *(f"members.{action}_reviewcycle" for action in ("view", "add", "change")),
    )
    desk = (
        *organizations,
        *private,
        *coalitions,
        *terms,
        *issues,
        *applications,
        *mail,
        "members.view_country",
    )
    yield Role(MEMBERSHIP_OFFICER, (*whole, *desk))
    # Sees every member, hidden ones too, and may hide one at once; no contacts, no notes. Reads and comments on the
    # applications of the regions that stand in the account.
    commenting = ("members.view_application", "members.comment_application", "members.view_reviewcycle")
    reading = ("organization", "country", "nationalcoalition", "steeringcommitteeterm", "issue")
    yield Role(REGIONAL_COORDINATOR, (ADMIN, *(f"members.view_{name}" for name in reading), *commenting))
    archive = (
        *(
            f"documents.{action}_{name}"
            for name in ("work", "workfile")
            for action in ("view", "add", "change")
        ),
        *(f"documents.{action}_subject" for action in ("view", "add", "change")),
        "documents.delete_workfile",
        "documents.view_languagewish",
        "documents.view_archiveimport",
    )
    yield Role(ARCHIVIST, (*whole, *archive), ArchivePage, ("change", "publish"), KEEP, drawers=True)


@transaction.atomic
def ensure_roles(*, reset: bool = False) -> list[str]:
    """Make the groups that are missing; reset: give all of them these permissions again. Returns what happened."""
    if not Group.objects.filter(name=PUBLISHER).exists():
        _remove_wagtails_own()
    said = []
    for role in roles():
        group, made = Group.objects.get_or_create(name=role.name)
        if made or reset:
            said.append(f"{role.name}: {'made' if made else 'permissions brought back'}")
            said += [f"{role.name}: {problem}" for problem in _give(group, role)]
    return said


def _give(group: Group, role: Role) -> Iterator[str]:
    """Set exactly the permissions of a role; yields what could not be given."""
    rights = _all_rights() if role.everything else Permission.objects.none()
    for right in role.rights:
        rights |= _permission(*right.split("."))
    group.permissions.set(rights)
    GroupPagePermission.objects.filter(group=group).delete()
    GroupCollectionPermission.objects.filter(group=group).delete()
    if role.section is not None:
        page = role.section.objects.order_by("path").first()
        if page is None:
            yield f"no page “{role.section._meta.verbose_name}” yet; run ensure_roles --reset when there is one"
        else:
            for action in role.on_pages:
                permission = _permission("pages", f"{action}_sitepage").get()
                GroupPagePermission.objects.create(group=group, page_id=page.pk, permission=permission)
    _give_library(group, role)


def _give_library(group: Group, role: Role) -> None:
    root = Collection.get_first_root_node()
    drawer = Collection.objects.filter(name=role.drawer).first() if role.drawer else root
    if root is None:
        return
    given = {(drawer or root, action, kind) for kind in LIBRARY for action in role.on_library}
    if role.section is not None:
        # Whoever writes may use every picture.
        given |= {(root, action, kind) for kind in LIBRARY for action in USE}
    wanted = [(place, _permission(LIBRARY[kind], f"{action}_{kind}")) for place, action, kind in given]
    if role.drawers:
        wanted += [(root, _permission("wagtailcore", f"{action}_collection")) for action in ("add", "change")]
    for place, permission in wanted:
        GroupCollectionPermission.objects.create(group=group, collection=place, permission=permission.get())


def _permission(app: str, codename: str) -> QuerySet[Permission]:
    return Permission.objects.filter(content_type__app_label=app, codename=codename)


def _all_rights() -> QuerySet[Permission]:
    """Everything the form of a group offers."""
    # Wagtail's screens say what rights they have only once the addresses of the admin are known.
    get_resolver().url_patterns  # noqa: B018
    found = Permission.objects.none()
    for offered in hooks.get_hooks("register_permissions"):
        found |= offered()
    return found


def _remove_wagtails_own() -> None:
    """Take away the groups Wagtail begins with, as long as nobody is in them."""
    Group.objects.filter(name__in=WAGTAILS_OWN, user=None).delete()
