"""People of every role at the desk of the archive, signed in, and one work with its files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from documents.models import Work
from pages.models import ArchivePage, PressIndexPage
from pages.roles import ensure_roles
from tests.factories import archive as make
from tests.factories import pages
from tests.signing_in import signed_in
from tests.standing import standing

SignIn = Callable[[str], Client]


@pytest.fixture(scope="module")
def furnished(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The sections the staff works in, and the groups of the staff: made once for a module, taken away after it."""
    with standing(django_db_blocker):
        home = pages.home()
        for section in (ArchivePage, PressIndexPage):
            pages.page(section, home, section.__name__)
        ensure_roles()
        yield


@pytest.fixture
def sign_in(furnished: None, db: None) -> SignIn:
    return signed_in


@pytest.fixture
def archivist(sign_in: SignIn) -> Client:
    return sign_in("Archivist")


@pytest.fixture
def work(db: None) -> Work:
    return make.work(
        "Recognition of the coordinating role", symbol="ICC-ASP/2/Res.8", title_fr="Rôle de la Coalition"
    )


def at(name: str, *args: Any) -> str:
    """An address of the list of works."""
    return reverse(f"wagtailsnippets_documents_work:{name}", args=args)


def sent(work: Work | None = None, **changes: Any) -> dict[str, Any]:
    """What a browser sends from the form of a work, with some fields changed."""
    work = work or Work(kind="resolution")
    rows = list(work.relations.all()) if work.pk else []
    data: dict[str, Any] = {name: getattr(work, name) or "" for name in work.language_columns()}
    data |= {
        name: getattr(work, name) or ""
        for name in ("symbol", "kind", "precision", "access", "held_elsewhere")
    }
    data |= {
        "date": work.date or "",
        "public_from": "",
        "key": work.key or "",
        "staff_notes": work.staff_notes,
    }
    data |= {"authors": "\n".join(work.authors)}
    subjects: dict[str, list[int]] = {}
    for subject in work.subjects.all() if work.pk else []:
        subjects.setdefault(f"subjects_{subject.kind}", []).append(subject.pk)
    relations = changes.pop("relations", [])
    kept = [{"id": row.pk, "kind": row.kind, "other": row.other_id} for row in rows]
    data["relations"] = inline_formset([*kept, *relations], initial=len(kept))
    return {**nested_form_data(data), **subjects, **changes}
