"""Every address of the admin, asked for by every role: what comes back stands in role_matrix.txt, line by line.

The addresses come from the resolver, so one that nobody thought about fails here. To complete the table run
`python -m pytest tests/rules/test_role_matrix.py` and copy the lines it proposes, after asking of each whether it is
right: "o" opens the screen to that role. Screens are drawn for a superuser alone, to whom each opens that opens to
anybody; who may see one is decided before.

Most addresses that take a POST show their form first, behind the same door. The others have a second word of letters in
the table, for a POST: those that take no GET, and those at which a GET opens nothing to anybody. What may be sent in
forms is proved in tests/pages/test_limits.py.
"""

from __future__ import annotations

import contextlib
import copy
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.conf import settings
from django.contrib import auth
from django.contrib.auth.models import Group
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django import DjangoDbBlocker

from cicc_site import languages
from members.models import User
from tests.rules import admin_objects
from tests.rules.admin_objects import World, username
from tests.standing import standing
from tests.undrawn import undrawn

pytestmark = pytest.mark.django_db

TABLE = Path(__file__).with_name("role_matrix.txt")
SUPERUSER = "Superuser"
ROLES = (
    "anonymous",
    "Translator AR",
    "Editor",
    "Publisher",
    "Press officer",
    "Membership officer",
    "Regional coordinator",
    "Archivist",
    "Administrator",
    SUPERUSER,
)
NO_ROLE = "Without a role"
OPENS, SIGN_IN, REFUSED, ELSEWHERE, NOTHING, NO_GET, WRONG = "o", "s", "-", ">", "0", "x", "?"
# Addresses that end the session they are asked in, or belong to the way in and have tests of their own.
APART = frozenset({"wagtailadmin_logout", "account_login", "wagtailadmin_login", "mfa_authenticate"})
# Of whoever has signed in, whatever the role: the second step of the way in.
OWN_WAY_IN: frozenset[str] = frozenset()

# What is read in words that are drawn: a letter's subject stands in its first line.
DRAWN = frozenset({"application_letter_preview"})

# Where nobody gets anything, superusers neither, and why.
NOBODYS = {
    "account_reauthenticate": "these accounts have neither password nor second step to confirm themselves by",
    "mfa_reauthenticate": "the same",
    "mfa_reauthenticate_webauthn": "the same",
    "choose_work:create": "works are made at the desk of the archive",
    **dict.fromkeys(
        (
            f"wagtailadmin_api:{kind}:{what}"
            for kind in ("documents", "images")
            for what in ("listing", "detail", "find")
        ),
        "pages/doors.py",
    ),
    "wagtailadmin_error_test": "pages/doors.py",
    "wagtailembeds:chooser": "pages/doors.py",
    "wagtailembeds:chooser_upload": "pages/doors.py",
    **dict.fromkeys(
        (
            f"wagtailsnippetchoosers_pages_redirect:{what}"
            for what in ("choose", "choose_results", "chosen", "chosen_multiple", "create")
        ),
        "pages/doors.py",
    ),
    "wagtaildocs:create_multiple_from_uploaded_document": "another's file is asked for (admin_objects.py)",
    "wagtailimages:url_generator": "the site makes no sizes of pictures by their address",
    "wagtailimages:url_generator_output": "the same",
    "wagtailsettings:preview_on_edit": "settings have no preview",
    "wagtailsnippets:index": "each kind stands in the menu by itself",
    **dict.fromkeys(
        (
            f"wagtailsnippets_{kind}:delete"
            for kind in (
                "documents_subject",
                "members_country",
                "members_issue",
                "members_nationalcoalition",
                "members_organization",
                "members_registerdate",
            )
        ),
        "records stay: they are changed, merged or hidden",
    ),
    "wagtailsnippets_members_registerdate:add": "there is one for each register",
    "wagtailsnippetchoosers_members_registerdate:create": "the same",
}


class Row(NamedTuple):
    """gets: a letter for each role. posts: the same for a POST, "" where none is asked for."""

    gets: str
    posts: str = ""

    @property
    def is_silent(self) -> bool:
        """Whether a GET does not say who may do what is done here."""
        return NO_GET in self.gets or not {OPENS, ELSEWHERE} & set(self.gets)


def patterns(
    found: list[Any], spaces: tuple[str, ...] = (), path: str = ""
) -> dict[str, list[tuple[str, ...]]]:
    """Return {name: the arguments of each of its forms} of every address below the place of the admin."""
    names: dict[str, list[tuple[str, ...]]] = {}
    for entry in found:
        here = path + str(entry.pattern)
        own = tuple(entry.pattern.regex.groupindex)
        if isinstance(entry, URLResolver):
            inner = patterns(entry.url_patterns, (*spaces, *filter(None, [entry.namespace])), here)
            for name, forms in inner.items():
                names.setdefault(name, []).extend((*own, *form) for form in forms)
        elif isinstance(entry, URLPattern) and here.startswith(f"{settings.ADMIN_PATH}/"):
            names.setdefault(":".join((*spaces, entry.name or here)), []).append(own)
    return names


@cache
def addresses() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return {line: (name, arguments)}; a name with several forms has one line for each."""
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for name, forms in sorted(patterns(list(get_resolver().url_patterns)).items()):
        if name in APART or "/" in name:
            continue
        for number, form in enumerate(sorted(set(forms), key=len)):
            found[name if number == 0 else f"{name}+{len(form)}"] = (name, form)
    return found


def table() -> dict[str, Row]:
    lines = [
        line.split() for line in TABLE.read_text(encoding="utf-8").splitlines() if line[:1] not in {"", "#"}
    ]
    return {name: Row(*letters) for name, *letters in lines}


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    former, settings.MEDIA_ROOT = settings.MEDIA_ROOT, tmp_path_factory.mktemp("media")
    with standing(django_db_blocker):
        User.objects.create_user(username(NO_ROLE))
        yield admin_objects.furnish(ROLES[1:])
    settings.MEDIA_ROOT = former


class Walker:
    """Somebody of a role who asks for addresses. role: as its own objects and its account are called."""

    def __init__(self, world: World, role: str) -> None:
        self.world, self.role = world, role
        self.client = Client()
        self.user: User | None = None
        if role != ROLES[0]:
            self.user = User.objects.get(username=username(role))
            self.client.force_login(self.user)

    def get(self, line: str) -> str:
        return self._asked(self.client.get, line)

    def post(self, line: str) -> str:
        """Send nothing. Whatever it does is undone."""
        with self.world.kept(), transaction.atomic():
            answer = self._asked(self.client.post, line)
            transaction.set_rollback(True)
        return answer

    def _asked(self, ask: Callable[[str], Any], line: str) -> str:
        # Each refusal leaves a message for the next screen, which would never come: hundreds in every request.
        cookies = copy.deepcopy(self.client.cookies)
        drawn = self.role == SUPERUSER or line in DRAWN
        with contextlib.nullcontext() if drawn else undrawn(), pytest.MonkeyPatch.context() as patch:
            if self.user is not None:
                # Who it is and which rights that gives is found out once, not four hundred times.
                patch.setattr(auth, "get_user", lambda request: self.user)
            answer = letter(ask(self.world.address(*addresses()[line], self.role)))
        self.client.cookies = cookies
        return answer


def letter(response: Any) -> str:
    status = response.status_code
    if status in {301, 302}:
        target = response.headers["Location"]
        if target.startswith(reverse("wagtailadmin_login")):
            return SIGN_IN
        return REFUSED if target == reverse("wagtailadmin_home") else ELSEWHERE
    if status == 200:
        return OPENS
    # Wagtail answers a key that is none with an error of its own: nothing opens.
    return {403: REFUSED, 404: NOTHING, 405: NO_GET}.get(status, WRONG)


def proposed(world: World, lines: Iterable[str]) -> str:
    """The whole lines as they are now, to be looked at and copied."""
    walkers = [Walker(world, role) for role in ROLES]
    rows = {line: Row("".join(walker.get(line) for walker in walkers)) for line in lines}
    posts = {
        line: "".join(walker.post(line) for walker in walkers) for line, row in rows.items() if row.is_silent
    }
    return "\n".join(f"{line} {row.gets} {posts.get(line, '')}".rstrip() for line, row in rows.items())


def test_every_address_has_a_line_of_as_many_letters_as_there_are_roles() -> None:
    rows = table()
    assert len(rows) > 250, "the walk would prove nothing"
    assert not set(rows) - set(addresses()), "no such address any more"
    for name, row in rows.items():
        assert len(row.gets) == len(ROLES), name
        assert len(row.posts) == (len(ROLES) if row.is_silent else 0), name


def test_where_nobody_gets_anything_somebody_has_said_why() -> None:
    """A line that opens to nobody proves nothing of the others, unless it is meant to."""
    silent = {name for name, row in table().items() if not {OPENS, ELSEWHERE} & {*row.gets, *row.posts}}
    assert silent == set(NOBODYS)


@pytest.mark.parametrize("role", ROLES)
def test_every_address_answers_every_role_as_the_table_says(world: World, role: str) -> None:
    listed, walker, place = table(), Walker(world, role), ROLES.index(role)
    different = []
    for line in addresses():
        row = listed.get(line, Row(""))
        told = walker.get(line), walker.post(line) if row.posts else ""
        if told != (row.gets[place : place + 1], row.posts[place : place + 1]):
            different.append(line)
    assert not different, f"not as in {TABLE.name}:\n{proposed(world, different)}"


def test_no_line_lets_a_visitor_in_or_a_role_into_the_accounts() -> None:
    """What holds of the table as a whole, whoever completes it."""
    letters = table()
    open_to_visitors = {name for name, row in letters.items() if OPENS in (row.gets[0], row.posts[:1])}
    assert open_to_visitors <= {
        "wagtailadmin_javascript_catalog",
        "wagtailadmin_password_reset",
        "wagtailadmin_password_reset_complete",
        "wagtailadmin_password_reset_done",
        "wagtailadmin_sprite",
        "staff_password_reset",
        "staff_password_reset_confirm",
        "wagtailadmin_password_reset_confirm",
    }
    for name, row in letters.items():
        if name.startswith(
            ("wagtailusers_", "wagtailsites:", "security_events", "everyone_out", "reset_second")
        ):
            assert not {OPENS, ELSEWHERE} & {*row.gets[:-2], *row.posts[:-2]}, name


def rights(role: str) -> set[tuple[Any, ...]]:
    """All that a group may do: on models, on pages, in drawers."""
    group: Any = Group.objects.get(name=role)
    pages = group.page_permissions.values_list("page__path", "permission__codename")
    drawers = group.collection_permissions.values_list("collection__path", "permission__codename")
    models = group.permissions.values_list("content_type__app_label", "codename")
    return {
        *(("page", *each) for each in pages),
        *(("drawer", *each) for each in drawers),
        *(("model", *each) for each in models),
    }


def test_translators_of_every_language_have_the_rights_of_the_one_in_the_table(world: World) -> None:
    """Each but for the right on the language, of which tests/pages/test_limits.py proves what it gives."""
    for code in languages.translation_codes():
        own = {("model", "members", f"translate_{code}")}
        assert own <= rights(f"Translator {code.upper()}")
        assert rights(f"Translator {code.upper()}") - own == rights("Translator AR") - {
            ("model", "members", "translate_ar")
        }


def test_an_account_without_a_role_is_let_in_nowhere(world: World) -> None:
    walker = Walker(world, NO_ROLE)
    opened = {line for line in addresses() if walker.get(line) == OPENS}
    assert opened == {name for name, row in table().items() if row.gets[0] == OPENS} | OWN_WAY_IN
