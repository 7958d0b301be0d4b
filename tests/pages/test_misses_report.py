"""The report of addresses that lead nowhere: counts, filters, export, and the way from a miss to its redirect."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cicc_site import languages
from pages.models import AboutPage, MissCount, MissedAddress
from tests.factories import members as people
from tests.factories import pages as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def goals(db: None) -> AboutPage:
    return make.about(make.home(), "Goals")


@pytest.fixture
def desk(client: Client, goals: AboutPage) -> Client:
    client.force_login(people.amal())
    return client


def form(**values: object) -> dict[str, object]:
    empty = {"old_address": "", "page": "", **{f"link_{code}": "" for code in languages.codes()}}
    return {**empty, **values}


def missed(address: str, days: dict[int, int], **values: object) -> MissedAddress:
    today = timezone.now().date()
    row = MissedAddress.objects.create(
        address=address,
        first_day=today - dt.timedelta(days=max(days)),
        last_day=today - dt.timedelta(days=min(days)),
        **values,
    )
    for ago, count in days.items():
        MissCount.objects.create(missed=row, day=today - dt.timedelta(days=ago), count=count)
    return row


@pytest.fixture
def report(desk: Client) -> list[MissedAddress]:
    return [
        missed("/?mod=newsdetail&news=1", {0: 2, 3: 3, 20: 5}, hosts=["example.org", "blog.example.org"]),
        missed("/en/old", {9: 7}),
        missed("/en/noise", {0: 50}, ignored=True),
    ]


def rows(client: Client, query: str = "") -> list[tuple[str, int, int, int]]:
    found = client.get(reverse("misses_report") + query).context["object_list"]
    return [(row.address, row.on_the_day, row.in_the_week, row.in_all) for row in found]


def test_the_report_counts_by_day_and_week(desk: Client, report: list[MissedAddress]) -> None:
    assert rows(desk) == [("/?mod=newsdetail&news=1", 2, 5, 10), ("/en/old", 0, 0, 7)]
    text = desk.get(reverse("misses_of_address", args=[report[0].pk])).content.decode()
    assert "blog.example.org" in text


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?kind=former", ["/?mod=newsdetail&news=1"]),
        ("?kind=other", ["/en/old"]),
        ("?days=7", ["/?mod=newsdetail&news=1"]),
        ("?days=30", ["/?mod=newsdetail&news=1", "/en/old"]),
        ("?state=ignored", ["/en/noise"]),
        ("?q=old", ["/en/old"]),
        ("?ordering=address", ["/?mod=newsdetail&news=1", "/en/old"]),
        ("?ordering=nonsense", ["/?mod=newsdetail&news=1", "/en/old"]),
    ],
)
def test_the_report_is_filtered(
    desk: Client, report: list[MissedAddress], query: str, expected: list[str]
) -> None:
    assert [row[0] for row in rows(desk, query)] == expected


def test_nonsense_in_a_filter_breaks_nothing(desk: Client, report: list[MissedAddress]) -> None:
    for query in ("?kind=nonsense&days=x&state=%00", "?days=99999999999", "?p=x&q=%00", "?export=pdf"):
        assert desk.get(reverse("misses_report") + query).status_code == 200


def test_the_report_is_exported(desk: Client, report: list[MissedAddress]) -> None:
    answer = desk.get(reverse("misses_report") + "?export=csv&kind=former")
    lines = b"".join(answer.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert len(lines) == 2
    assert "/?mod=newsdetail&news=1,2,5,10," in lines[1]
    assert '"example.org, blog.example.org"' in lines[1]
    assert desk.get(reverse("misses_report") + "?export=xlsx").status_code == 200


def test_a_miss_leads_to_a_form_filled_in_and_is_then_settled(
    desk: Client, report: list[MissedAddress], goals: AboutPage
) -> None:
    text = desk.get(reverse("misses_report")).content.decode()
    link = reverse("wagtailsnippets_pages_redirect:add") + "?old_address=%2F%3Fmod%3Dnewsdetail%26news%3D1"
    assert link in text
    opened = desk.get(link)
    assert opened.context["form"]["old_address"].value() == "/?mod=newsdetail&news=1"
    desk.post(
        reverse("wagtailsnippets_pages_redirect:add"),
        form(old_address="/?mod=newsdetail&news=1", page=goals.pk),
    )
    assert [row[0] for row in rows(desk)] == ["/en/old"]


def test_an_address_is_ignored_and_heeded_again(desk: Client, report: list[MissedAddress]) -> None:
    address = reverse("ignore_address", args=[report[1].pk])
    assert desk.get(address).status_code == 405
    desk.post(address, {"ignored": "yes"})
    assert [row[0] for row in rows(desk)] == ["/?mod=newsdetail&news=1"]
    desk.post(address, {"ignored": "no"})
    assert "/en/old" in [row[0] for row in rows(desk)]
