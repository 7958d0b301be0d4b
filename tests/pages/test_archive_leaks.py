"""Canaries: what is under embargo, for staff only, or withdrawn shows at no address of works, and exactly until then.

Every address is asked in each state, anonymously; the answer to what may not be known is that to what never was.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cicc_site import languages
from documents.enums import Access, RelationKind, SubjectKind
from documents.models import FileText, Work, WorkFile, WorkRelation
from members.models import User
from pages.archive.addresses import work_address
from pages.models import ArchivePage
from pages.roles import ARCHIVIST, ensure_roles
from tests.factories import archive, members

pytestmark = [pytest.mark.content, pytest.mark.django_db]

CANARY = "Canarybird"
SOON = dt.timedelta(hours=1)


@pytest.fixture
def work() -> Work:
    """A public work with a file whose name and text bear the canary, an earlier version, and a text to read."""
    made = archive.work(CANARY, symbol=f"{CANARY}/1", summary_en=CANARY, authors=[CANARY])
    archive.work_file(made, "en", CANARY.encode(), name=f"{CANARY}-old.pdf")
    file = archive.work_file(made, "en", f"{CANARY} 2".encode(), name=f"{CANARY}.pdf", title=CANARY)
    FileText.objects.create(file=file, text=CANARY, is_readable=True)
    return made


def addresses(work: Work) -> list[str]:
    index = ArchivePage.objects.get()
    found = [f"/d/{work.pk}/{rest}" for rest in ("", "en", "en/1", "en/2", "cite.bib", "cite.ris")]
    for code in languages.codes():
        base = index.address_in(code)
        found += [work_address(work, code, index), f"{work_address(work, code, index)}text/en/"]
        found += [f"{base}{work.pk}/", f"{base}{work.pk}/text/en/", f"{base}{work.pk}/{quote('x')}/"]
        found += [f"/share/{code}/works/{work.pk}-{'0' * 12}.png"]
    return found


def states(work: Work) -> Iterator[str]:
    """Put the work into each state in which nobody may know of it."""
    kinds: dict[str, dict[str, Any]] = {
        "staff only": {"access": Access.STAFF},
        "embargo": {"public_from": timezone.now() + SOON},
        "both": {"access": Access.STAFF, "public_from": timezone.now() - SOON},
    }
    for name, fields in kinds.items():
        Work.objects.filter(pk=work.pk).update(**{"access": Access.PUBLIC, "public_from": None, **fields})
        yield name


def answer(client: Client, where: str) -> tuple[int, str, str, int]:
    """Status, headers, body and number of queries, of a server that has been asked before: a miss is entered once."""
    client.get(where)
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        response: Any = client.get(where)
    content = b"".join(response.streaming_content) if response.streaming else response.content
    told = sorted(each for each in response.headers.items() if each[0] != "X-Request-ID")
    headers = "\n".join(f"{name}: {value}" for name, value in told)
    return response.status_code, headers, content.decode("utf-8", "replace"), len(captured)


def test_every_address_answers_while_the_work_is_public(client: Client, work: Work) -> None:
    found = addresses(work)
    assert len(found) == 6 + 6 * len(languages.codes())
    for where in found:
        status, headers, body, _queries = answer(client, where)
        assert status in (200, 301, 302), where
        assert CANARY.lower() in (headers + body).lower() or where.startswith("/share/"), where


def test_what_may_not_be_known_is_answered_as_what_never_was(client: Client, work: Work) -> None:
    found = addresses(work)
    hidden = {(state, where): answer(client, where) for state in states(work) for where in found}
    WorkFile.objects.all().delete()
    Work.objects.all().delete()
    never = {where: answer(client, where) for where in found}
    for (state, where), told in hidden.items():
        assert told[0] == 404, (state, where)
        # The address itself is repeated as words to search for, where it holds any.
        asked = re.sub(CANARY, "", told[2], flags=re.IGNORECASE) if CANARY.lower() in where else told[2]
        assert CANARY.lower() not in (told[1] + asked).lower(), (state, where)
        assert told == never[where], (state, where)


def test_an_embargo_ends_at_its_moment_without_anybody_doing_anything(
    client: Client, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = timezone.now() + SOON
    Work.objects.update(public_from=moment)
    wheres = [f"/d/{work.pk}/{rest}" for rest in ("", "en", "en/1", "cite.bib")]
    wheres += [work_address(work, "en", ArchivePage.objects.get())]
    for clock, public in ((moment - dt.timedelta(seconds=1), False), (moment, True)):
        monkeypatch.setattr(timezone, "now", lambda clock=clock: clock)
        for where in wheres:
            assert (client.get(where).status_code != 404) == public, (where, public)


def test_a_copy_in_a_cache_is_asked_for_anew_and_gone_at_once(client: Client, work: Work) -> None:
    first = client.get(f"/d/{work.pk}/en")
    assert first["Cache-Control"] == "no-cache, must-revalidate"
    for _state in states(work):
        again = client.get(f"/d/{work.pk}/en", headers={"if-none-match": first["ETag"]})
        assert again.status_code == 404
        part = client.get(f"/d/{work.pk}/en", headers={"range": "bytes=0-1", "if-range": first["ETag"]})
        assert part.status_code == 404
        assert client.head(f"/d/{work.pk}/en").status_code == 404


def test_a_hidden_file_of_a_public_work_leaves_no_trace(client: Client, work: Work) -> None:
    index = ArchivePage.objects.get()
    WorkFile.objects.filter(name=f"{CANARY}-old.pdf").update(access=Access.STAFF)
    WorkFile.objects.filter(is_current=True).update(name="open.pdf", title="")
    hidden = archive.work_file(work, "sw", b"secret", name="Kanari.pdf", title="Kanari", access=Access.STAFF)
    FileText.objects.create(file=hidden, text="Kanari", is_readable=True)
    for code in languages.codes():
        text = client.get(work_address(work, code, index)).content.decode()
        assert "Kanari" not in text
        assert f"/d/{work.pk}/sw" not in text
        assert f'/d/{work.pk}/en/1"' not in text
        assert hidden.sha256 not in text
        assert client.get(f"{work_address(work, code, index)}text/sw/").status_code == 404
    for rest in ("sw", "sw/1", "en/1"):
        assert client.get(f"/d/{work.pk}/{rest}").status_code == 404
    for kind in ("bib", "ris"):
        assert "sw" not in client.get(f"/d/{work.pk}/cite.{kind}").content.decode().replace("answer", "")


def test_a_present_file_that_is_hidden_takes_its_text_along(client: Client, work: Work) -> None:
    WorkFile.objects.filter(is_current=True).update(access=Access.STAFF)
    index = ArchivePage.objects.get()
    text = client.get(work_address(work, "en", index)).content.decode()
    assert "versions__item" not in text
    assert client.get(f"/d/{work.pk}/en").status_code == 404
    assert client.get(f"{work_address(work, 'en', index)}text/en/").status_code == 404


def test_a_hidden_work_is_no_relation_and_a_hidden_case_no_subject(client: Client, work: Work) -> None:
    shown = archive.work("Shown")
    for kind in RelationKind.values:
        WorkRelation.objects.create(work=work, kind=kind, other=shown)
        WorkRelation.objects.create(work=shown, kind=kind, other=work)
    shown.subjects.add(archive.subject(SubjectKind.BODY, "hidden", name_en=CANARY, is_public=False))
    index = ArchivePage.objects.get()
    assert CANARY in client.get(work_address(shown, "en", index)).content.decode()
    for state in states(work):
        for where in (work_address(shown, "en", index), f"/d/{shown.pk}/cite.bib", f"/d/{shown.pk}/cite.ris"):
            assert CANARY.lower() not in client.get(where).content.decode().lower(), state


# --- Staff -------------------------------------------------------------------------------------------------


def staff_address(file: WorkFile) -> str:
    return reverse("archive_file", args=[file.pk])


def test_staff_look_at_hidden_files_in_the_admin_and_nothing_keeps_them(client: Client, work: Work) -> None:
    Work.objects.update(access=Access.STAFF)
    file = WorkFile.objects.get(is_current=True)
    ensure_roles()
    archivist = User.objects.create_user("ines", email="ines@example.org", password="a long test password")
    archivist.groups.add(Group.objects.get(name=ARCHIVIST))
    client.force_login(archivist)
    response: Any = client.get(staff_address(file), headers={"range": "bytes=0-1"})
    assert (response.status_code, b"".join(response.streaming_content)) == (200, f"{CANARY} 2".encode())
    assert "no-store" in response["Cache-Control"]
    assert "ETag" not in response
    assert response["X-Content-Type-Options"] == "nosniff"
    # Being signed in opens no public address.
    assert client.get(f"/d/{work.pk}/en").status_code == 404
    assert client.get(work_address(work, "en", ArchivePage.objects.get())).status_code == 404


def test_nobody_else_does(client: Client, work: Work) -> None:
    file = WorkFile.objects.get(is_current=True)
    response = client.get(staff_address(file))
    assert response.status_code == 302
    assert "/admin/login/" in response["Location"]
    ensure_roles()
    other = User.objects.create_user("omar", email="omar@example.org", password="a long test password")
    other.groups.add(Group.objects.get(name="Translator FR"))
    client.force_login(other)
    assert client.get(staff_address(file)).status_code in (302, 403)
    client.force_login(members.amal())
    assert client.get(staff_address(file)).status_code == 200
    assert client.get(reverse("archive_file", args=[999_999])).status_code == 404
