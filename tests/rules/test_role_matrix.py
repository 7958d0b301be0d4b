"""Every address of the admin, asked for by every role: what comes back stands in role_matrix.txt, line by line.

The addresses come from the resolver, so one that nobody thought about fails here. To complete the table run
`python -m pytest tests/rules/test_role_matrix.py` and copy the lines it proposes, after asking of each whether it is
right: "o" opens the screen to that role. What may be *sent* is proved in tests/pages/test_limits.py.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from wagtail.models import Collection, Site, Task, Workflow

from cicc_site import languages
from documents.models import SiteDocument, SiteImage
from members.models import User
from pages.models import AboutPage, SitePage
from pages.moderation import ensure_moderation
from pages.roles import ensure_roles
from tests.factories import archive, documents
from tests.factories import members as people
from tests.factories import pages as make

pytestmark = pytest.mark.django_db

TABLE = Path(__file__).with_name("role_matrix.txt")
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
)
OPENS, SIGN_IN, REFUSED, ELSEWHERE, NOTHING, NO_GET, WRONG = "o", "s", "-", ">", "0", "x", "?"
# Addresses that end the session they are asked in, or belong to the way in and have tests of their own.
APART = frozenset({"wagtailadmin_logout", "account_login", "wagtailadmin_login", "mfa_authenticate"})
# Of whoever has signed in, whatever the role: the second step of the way in.
OWN_WAY_IN: frozenset[str] = frozenset()
OBJECTS: dict[str, type[Any]] = {
    "wagtailusers_groups": Group,
    "wagtailadmin_collections": Collection,
    "wagtailsites": Site,
    "wagtailadmin_workflows": Workflow,
    "wagtailimages": SiteImage,
    "wagtaildocs": SiteDocument,
}
WORDS = {
    "app_label": "pages",
    "model_name": "aboutpage",
    "content_type_app_name": "pages",
    "content_type_model_name": "aboutpage",
    "app_name": "pages",
    "action": "publish",
    "action_name": "publish",
    "language": "fr",
    "uidb64": "x",
    "token": "x-y",
    "filter_spec": "original",
    "revision_id_a": "live",
    "revision_id_b": "latest",
    "name": "note",
    "chapter": "roles",
}


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


@pytest.fixture
def furnished() -> None:
    """One of everything an address may ask for."""
    home = make.home()
    page = make.about(home, "About us")
    ensure_roles()
    ensure_moderation()
    for role in ROLES[1:]:
        User.objects.create_user(role.lower().replace(" ", "-")).groups.add(Group.objects.get(name=role))
    documents.image()
    documents.document()
    work = archive.work("Resolution")
    archive.work_file(work)
    archive.subject()
    people.country("ZZQ")
    people.organization()
    people.issue()
    people.coalition()
    people.register_date()
    page.save_revision()


def first(model: Any) -> int:
    return int(model._default_manager.order_by("pk").values_list("pk", flat=True).first() or 1)


def value(name: str, argument: str) -> Any:
    """An object of the kind an address asks for; a page where it asks for none in particular."""
    space, _, last = name.partition(":")
    if argument in WORDS:
        return WORDS[argument]
    if space.startswith("wagtailsnippets_"):
        return first(apps.get_model(space.removeprefix("wagtailsnippets_").replace("_", ".", 1)))
    if "task" in last or argument == "task_id":
        return first(Task)
    if argument == "image_id":
        return first(SiteImage)
    if argument in {"document_id", "doc_id"}:
        return first(SiteDocument)
    if argument == "content_type_id":
        return ContentType.objects.get_for_model(AboutPage).pk
    page = AboutPage.objects.get(slug="about-us")
    if argument == "destination_id":
        return page.get_parent().pk
    if argument == "revision_id":
        return page.latest_revision_id
    if name == "reset_second_factor" or space == "wagtailusers_users":
        return User.objects.get(username="administrator").pk
    return first(OBJECTS[space]) if space in OBJECTS else page.pk


def letter(response: HttpResponse) -> str:
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


def walked(role: str, addresses: dict[str, str]) -> dict[str, str]:
    client = Client(raise_request_exception=False)
    if role != "anonymous":
        client.force_login(User.objects.get(username=role.lower().replace(" ", "-")))
    return {name: letter(client.get(address)) for name, address in addresses.items()}  # type: ignore[arg-type]


def all_addresses() -> dict[str, str]:
    """Return {name: address}; a name with several forms has one entry for each."""
    found: dict[str, str] = {}
    for name, forms in sorted(patterns(list(get_resolver().url_patterns)).items()):
        if name in APART or "/" in name:
            continue
        for number, form in enumerate(sorted(set(forms), key=len)):
            own = name if number == 0 else f"{name}+{len(form)}"
            found[own] = reverse(name, kwargs={argument: value(name, argument) for argument in form})
    return found


def table() -> dict[str, str]:
    lines = [
        line.split() for line in TABLE.read_text(encoding="utf-8").splitlines() if line[:1] not in {"", "#"}
    ]
    return {name: letters for name, letters in lines}  # noqa: C416 (a line of three words fails here)


def test_every_address_answers_every_role_as_the_table_says(furnished: None) -> None:
    assert SitePage.objects.exists()
    addresses = all_addresses()
    assert len(addresses) > 250, "the walk would prove nothing"
    answers = [walked(role, addresses) for role in ROLES]
    now = {name: "".join(answer[name] for answer in answers) for name in addresses}
    listed = table()
    different = {name: letters for name, letters in now.items() if listed.get(name) != letters}
    proposed = "\n".join(f"{name} {letters}" for name, letters in different.items())
    assert not different, f"not as in {TABLE.name}:\n{proposed}"
    assert set(listed) == set(now), f"no such address any more: {sorted(set(listed) - set(now))}"


def test_no_line_lets_a_visitor_in_or_a_role_into_the_accounts() -> None:
    """What holds of the table as a whole, whoever completes it."""
    letters = table()
    open_to_visitors = {name for name, row in letters.items() if row[0] == OPENS}
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
            assert OPENS not in row[:-1], name


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


def test_translators_of_every_language_have_the_rights_of_the_one_in_the_table(furnished: None) -> None:
    """Each but for the right on the language, of which tests/pages/test_limits.py proves what it gives."""
    for code in languages.translation_codes():
        own = {("model", "members", f"translate_{code}")}
        assert own <= rights(f"Translator {code.upper()}")
        assert rights(f"Translator {code.upper()}") - own == rights("Translator AR") - {
            ("model", "members", "translate_ar")
        }


def test_an_account_without_a_role_is_let_in_nowhere(furnished: None) -> None:
    User.objects.create_user("without-a-role")
    opened = {name for name, answer in walked("Without a role", all_addresses()).items() if answer == OPENS}
    assert opened == {name for name, row in table().items() if row[0] == OPENS} | OWN_WAY_IN
