"""What nobody may know of the archive leaves no trace: by address, number, question, count, feed, table or cache.

Every surface is compared byte for byte with what it says when the hidden works are not there at all. The public work
beside them stands for the module, the hidden ones for a class of tests (tests/standing.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker

from documents.enums import Access
from documents.models import LanguageWish, Work
from pages.archive.addresses import work_address
from pages.models import ArchivePage, CasePage, OpenDataPage
from tests.factories import hidden_works
from tests.factories.hidden_works import LANGUAGE, SHOWN, YEAR, HiddenWork
from tests.rules.test_hidden_organizations import asked, without_marks
from tests.rules.walking import body_of, plain
from tests.standing import standing

pytestmark = [pytest.mark.content, pytest.mark.django_db]

WORD = re.compile(r"zqw\d{3}canary")
# The numbers stand in the archive of each language.
EN, AR = "{en}", "{ar}"


@pytest.fixture(autouse=True)
def unlimited(settings: Any) -> None:
    settings.OPEN_DATA_LIMIT = settings.SEARCH_LIMIT = 0


@pytest.fixture(scope="module")
def standing_shown(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Work]:
    with standing(django_db_blocker):
        yield hidden_works.shown()


@pytest.fixture
def shown(standing_shown: Work, db: None) -> Work:
    return Work.objects.get(pk=standing_shown.pk)


@pytest.fixture(scope="class")
def standing_works(standing_shown: Work, django_db_blocker: DjangoDbBlocker) -> Iterator[list[HiddenWork]]:
    with standing(django_db_blocker):
        yield hidden_works.canaries(Work.objects.get(pk=standing_shown.pk))


@pytest.fixture
def canaries(standing_works: list[HiddenWork], db: None) -> list[HiddenWork]:
    return standing_works


def filled(address: str, **values: Any) -> str:
    index = ArchivePage.objects.get()
    return address.format(en=index.address_in("en"), ar=index.address_in("ar"), **values)


def surfaces(shown: Work) -> list[str]:
    index = ArchivePage.objects.get()
    return [
        *(
            filled(f"{place}{rest}")
            for place in (EN, AR)
            for rest in ("", "languages/", "feed/", "documents.csv")
        ),
        *(filled(f"{EN}{query}") for query in ("?kind=treaty", "?q=demo", "?body=asp", f"?year={YEAR}")),
        *(
            filled(f"{EN}{query}")
            for query in (f"?language={LANGUAGE}", "?country=KEN&sort=added", "?fragment=1")
        ),
        *(
            filled(f"{EN}feed/{query}")
            for query in ("?kind=treaty", f"?year={YEAR}", f"?language={LANGUAGE}")
        ),
        *(work_address(shown, code, index) for code in ("en", "ar")),
        *(f"/d/{shown.pk}/{rest}" for rest in ("en", LANGUAGE, "mr", "mr/1", "cite.bib", "cite.ris")),
        f"/en/document-wishes/{shown.pk}/",
        *(
            f"/api/v1/documents{rest}"
            for rest in ("?per_page=200", f"/{shown.pk}", f"?year={YEAR}", "?q=demo")
        ),
        *(
            "/open-data/documents.csv",
            "/open-data/documents.json",
            OpenDataPage.objects.get().address_in("en"),
        ),
        *("/sitemap.xml", "/sitemap-documents-1.xml", "/en/", "/ar/", "/en/feed/", "/en/countries/kenya/"),
        CasePage.objects.get(code="lubanga").address_in("en"),
        *(
            f"/{code}/search/?q={word}"
            for code in ("en", "ar")
            for word in ("demo", "kenya", "title", "author")
        ),
        *(f"/en/search/suggestions/?q={word}" for word in ("demo", "zqw", "zq")),
    ]


def told(client: Client, address: str) -> tuple[int, str]:
    response: Any = client.get(address)
    body = response.getvalue().decode() if response.streaming else response.content.decode()
    # The form of a wish is another one each time, and so is its seal.
    body = re.sub(
        r'(name="form_\w+" value=")[^"]*|(data-(?:challenge|salt|seed|token)=")[^"]*', r"\1\2", body
    )
    return response.status_code, body


def test_every_surface_says_what_it_says_without_them(client: Client, shown: Work) -> None:
    addresses = surfaces(shown)
    client.get("/en/")  # what is due is done before anybody compares
    before = {address: told(client, address) for address in addresses}
    assert sum(SHOWN in body for _status, body in before.values()) > 15, "the surfaces show works at all"
    hidden_works.canaries(shown)
    for address in addresses:
        status, body = told(client, address)
        assert not WORD.search(plain(body)), address
        assert (status, body) == before[address], address


QUESTIONS = [
    *(f"{EN}?q={{word}}", f"{AR}?q={{word}}", f"{EN}?q={{word}}&fragment=1", f"{EN}feed/?q={{word}}"),
    *(f"{EN}documents.csv?q={{word}}", "/en/search/?q={word}", "/ar/search/?q={word}&kind=document"),
    *("/en/search/?q=%22{word}%22", "/en/search/?q=demo+{word}", "/en/search/suggestions/?q={word}"),
    *("/api/v1/documents?q={word}", "/api/v1/documents?body={word}", f"{EN}{{word}}/", "/en/{word}/"),
]


def unmarked(body: str, word: str) -> str:
    """The name of a feed is made of its question."""
    return re.sub(r"urn:uuid:[0-9a-f-]+", "", without_marks(body.replace(word, ""), word))


NUMBERS = [
    *("/d/{id}/", "/d/{id}/en", "/d/{id}/en/1", "/d/{id}/gu", "/d/{id}/cite.bib", "/d/{id}/cite.ris"),
    *(f"{EN}{{id}}/", f"{EN}{{id}}/anything/", f"{AR}{{id}}/anything/text/en/", "/en/document-wishes/{id}/"),
    *("/api/v1/documents/{id}", "/share/en/works/{id}-000000000000.png"),
]


@pytest.mark.parametrize("state", range(4))
def test_what_is_withdrawn_is_gone_at_the_next_request_also_for_who_has_a_copy(
    client: Client, shown: Work, state: int
) -> None:
    index = ArchivePage.objects.get()
    places = [
        *(
            work_address(shown, "en", index),
            f"{work_address(shown, 'en', index)}text/en/",
            f"/d/{shown.pk}/en",
        ),
        *(
            f"/d/{shown.pk}/cite.bib",
            filled(f"{EN}?q=shown"),
            filled(f"{EN}feed/"),
            filled(f"{EN}documents.csv"),
        ),
        *("/api/v1/documents?q=shown", f"/api/v1/documents/{shown.pk}", "/open-data/documents.json"),
        *("/sitemap-documents-1.xml", "/en/search/?q=shown", "/en/search/suggestions/?q=demo+shown"),
        "/en/countries/kenya/",
    ]
    before = {place: client.get(place) for place in places}
    for place, response in before.items():
        assert response.status_code == 200, place
        assert "demo" in plain(body_of(response)) or place.startswith("/d/"), place
        assert "stale-while-revalidate" not in response.headers.get("Cache-Control", ""), place
        assert (
            "max-age=0" in response.headers["Cache-Control"]
            or "no-cache" in response.headers["Cache-Control"]
        )
    for name, value in hidden_works.states()[state].items():
        setattr(shown, name, value)
    shown.save()
    # Every place is asked in both ways by who has a copy: in one way here, in the other with the state
    # that hides for the same reason.
    for number, (place, known) in enumerate(before.items(), state // 2):
        condition = (
            {"If-None-Match": known.headers.get("ETag", '"none"')}
            if number % 2
            else {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}
        )
        response = client.get(place, headers=condition)
        assert response.status_code != 304, (place, condition)
        if shown.slug_in("en") in place:  # a page for missing pages repeats words of the address
            assert response.status_code == 404, place
            continue
        text = plain(body_of(response)).replace("q=demo+shown", "")
        assert not re.search(r"demo[ +-]shown[ -]w", text), place


class TestBesideThem:
    """What somebody asks who knows of them, or guesses, while they are there."""

    @pytest.mark.parametrize("question", QUESTIONS)
    def test_who_asks_for_one_is_answered_as_for_none(
        self, client: Client, canaries: list[HiddenWork], question: str
    ) -> None:
        absent = "zqw999canary"
        client.get(filled(question, word="zqw998canary"))  # what is asked first finds nothing kept
        status, body, queries = asked(client, filled(question, word=absent))
        # Everywhere what is hidden for one reason alone; of what has two, and of files, one here and another there.
        first, second, *others = [*(canary.word for canary in canaries), "zqw900canary", "zqw901canary"]
        for word in (first, second, others[QUESTIONS.index(question) % 4]):
            answer = asked(client, filled(question, word=word))
            assert (answer[0], answer[2]) == (status, queries), word
            assert unmarked(answer[1], word) == unmarked(body, absent), word

    @pytest.mark.parametrize("address", NUMBERS)
    def test_the_number_of_a_hidden_work_is_the_number_of_none(
        self, client: Client, canaries: list[HiddenWork], address: str
    ) -> None:
        absent = max(canary.work.pk for canary in canaries) + 1000
        client.get(filled(address, id=absent + 1))
        status, body, queries = asked(client, filled(address, id=absent))
        assert status == 404
        first, second, *others = canaries
        for canary in (first, second, others[NUMBERS.index(address) % 2]):
            answer = asked(client, filled(address, id=canary.work.pk))
            assert (answer[0], answer[2]) == (404, queries), canary.word
            assert without_marks(answer[1], str(canary.work.pk)) == without_marks(body, str(absent)), (
                canary.word
            )

    def test_nobody_wishes_for_a_language_of_what_is_hidden(
        self, client: Client, canaries: list[HiddenWork]
    ) -> None:
        for canary in canaries:
            fields = {"email": "reader@example.org", "language": "ar"}
            assert client.post(f"/en/document-wishes/{canary.work.pk}/", fields).status_code == 404
        assert not LanguageWish.objects.exists()

    def test_the_works_are_there_for_who_may_see_them(self, canaries: list[HiddenWork]) -> None:
        """What the other tests do not find exists, and would be found if it were public."""
        for number, canary in enumerate(canaries):
            Work.objects.filter(pk=canary.work.pk).update(access=Access.PUBLIC, public_from=None)
            Work.objects.get(pk=canary.work.pk).save()
            # All fields find the first of them, each a few the others.
            for question in QUESTIONS[:11] if number == 0 else QUESTIONS[number:11:4]:
                if "%22" not in question:
                    assert "Demo" in body_of(Client().get(filled(question, word=canary.word))), question
