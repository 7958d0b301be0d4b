"""The form of a wish and the page of its link: no cookie, no oracle, and a link that is only opened does nothing."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from documents import wishes
from documents.enums import Access
from documents.models import LanguageWish, Work
from members.applications.abuse import Purpose
from members.models import OutboxMessage
from pages.archive.addresses import wish_form, work_address
from pages.models import ArchivePage, HomePage
from tests.applying import carried
from tests.factories import archive
from tests.factories import pages as make

pytestmark = pytest.mark.django_db
EMAIL = "reader@example.org"


@pytest.fixture
def work() -> Work:
    home: HomePage = make.home()
    make.page(ArchivePage, home, "Documents", slug="documents", title_ar="الوثائق")
    made = archive.work("A resolution", title_ar="قرار")
    archive.work_file(made, "en")
    return made


def send(client: Client, work: Work, **fields: str) -> Any:
    values = {"email": EMAIL, "language": "ar", **carried(Purpose.WISH, 3, work=True), **fields}
    return client.post(wish_form("ar", work.pk), values)


def link() -> str:
    return re.sub(r"^https?://[^/]+", "", OutboxMessage.objects.latest("pk").revealed()["link"])


def text(response: Any) -> str:
    return str(response.content.decode())


def press(client: Client, address: str, button: str = "confirm") -> Any:
    shown = text(client.get(address))
    token = re.search(r'name="form_token" value="([^"]+)"', shown)
    assert token is not None
    return client.post(address, {"form_token": token[1], button: "1"})


def page(client: Client, work: Work, language: str) -> str:
    return text(client.get(work_address(work, language, ArchivePage.objects.get())))


def test_the_form_stands_where_the_language_is_missing_and_offers_no_present_one(
    client: Client, work: Work
) -> None:
    arabic = page(client, work, "ar")
    assert '<option value="ar" selected>' in arabic
    assert '<option value="en"' not in arabic
    assert '<option value="sw"' in arabic
    english = page(client, work, "en")
    assert 'name="email"' not in english
    assert wish_form("en", work.pk) in english
    assert '<option value="">' in text(client.get(wish_form("en", work.pk)))


def test_a_wish_is_confirmed_by_a_button_only(client: Client, work: Work) -> None:
    answer = send(client, work)
    assert answer.status_code == 200
    assert not answer.cookies
    assert "no-store" in answer.headers["Cache-Control"]
    for _scanned in range(2):
        assert client.get(link()).status_code == 200
    assert LanguageWish.objects.get().confirmed_at is None
    assert press(client, link()).status_code == 200
    wish = LanguageWish.objects.get()
    assert wish.confirmed_at is not None
    assert (wish.email, wish.language, wish.letter_language) == (EMAIL, "ar", "ar")
    press(client, link())
    assert LanguageWish.objects.get().confirmed_at == wish.confirmed_at


def test_it_is_taken_back_by_the_same_link(client: Client, work: Work) -> None:
    send(client, work)
    address = link()
    press(client, address)
    assert press(client, address, "take_back").status_code == 200
    assert LanguageWish.objects.get().email == ""
    assert 'name="confirm"' not in text(client.get(address))


def test_the_answer_is_the_same_whoever_asks(client: Client, work: Work) -> None:
    first = text(send(client, work))
    wish = LanguageWish.objects.get()
    assert text(send(client, work)) == first
    wishes.confirm(wish)
    assert text(send(client, work)) == first
    assert text(send(client, work, email="stranger@example.org")) == first


@pytest.mark.parametrize(
    "fields",
    [
        {"email": "nobody"},
        {"email": "a@b.example\nbcc: c@d.example"},
        {"email": "\0" * 300},
        {"language": "en"},
        {"language": "xx-nothing"},
        {"language": ""},
        {"form_token": "forged"},
        {"subject": "filled in by a program"},
    ],
)
def test_what_cannot_be_is_shown_again_and_does_nothing(
    client: Client, work: Work, fields: dict[str, str]
) -> None:
    answer = send(client, work, **fields)
    assert answer.status_code == 200
    assert 'role="alert"' in text(answer)
    assert not LanguageWish.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_too_many_are_refused_with_a_time_to_wait(client: Client, work: Work) -> None:
    answers = [send(client, work) for _number in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_another_site_sends_nothing(client: Client, work: Work) -> None:
    values = {"email": EMAIL, "language": "ar", **carried(Purpose.WISH, 3, work=True)}
    answer = client.post(wish_form("en", work.pk), values, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert not LanguageWish.objects.exists()


def test_a_hidden_work_has_no_form_and_its_title_stands_nowhere(client: Client, work: Work) -> None:
    send(client, work)
    Work.objects.update(access=Access.STAFF)
    assert client.get(wish_form("en", work.pk)).status_code == 404
    assert send(client, work).status_code == 404
    shown = client.get(link())
    assert shown.status_code == 200
    assert "قرار" not in text(shown)
    assert "A resolution" not in text(shown)


@pytest.mark.parametrize("token", ["x", "A" * 43, "A" * 5000])
def test_a_link_that_opens_nothing_says_so(client: Client, work: Work, token: str) -> None:
    assert client.get(f"/en/document-wishes/link/{token}/").status_code == 404
    assert client.post(f"/en/document-wishes/link/{token}/", {"confirm": "1"}).status_code == 404
