"""A vacancy is open to the last second of its day at the duty station, and closed, and said to be so, after it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from cicc_site import languages
from pages import time_zones
from pages.models import HomePage, VacancyIndexPage, VacancyPage
from tests import sitemap
from tests.factories import members as people
from tests.factories import pages as make

pytestmark = pytest.mark.django_db

MAY_3 = dt.date(2026, 5, 3)
SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def home(db: None) -> HomePage:
    return make.home()


@pytest.fixture
def index(home: HomePage) -> VacancyIndexPage:
    return make.page(VacancyIndexPage, home, "Employment")


def vacancy(
    index: VacancyIndexPage, subject: str, deadline: dt.date = MAY_3, **values: object
) -> VacancyPage:
    place = {"en": "The Hague", "es": "La Haya", "fr": "La Haye", "ar": "لاهاي"}
    stations = {f"duty_station_{code}": name for code, name in place.items()}
    return make.page(VacancyPage, index, subject, deadline=deadline, **{**stations, **values})


@contextmanager
def at(moment: dt.datetime) -> Iterator[None]:
    with patch("django.utils.timezone.now", return_value=moment):
        yield


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> dt.datetime:
    return dt.datetime(year, month, day, hour, minute, tzinfo=dt.UTC)


def words(client: Client, address: str) -> str:
    """What a reader sees in the main part, tags and marks of direction left out."""
    text = client.get(address).content.decode()
    main = text[text.index("<main") : text.index("</main>")]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", main))


def is_open(page: VacancyPage, moment: dt.datetime) -> bool:
    with at(moment):
        return page.is_open


# --- The moment ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "day", "closes"),
    [
        ("Europe/Amsterdam", dt.date(2026, 5, 3), utc(2026, 5, 3, 22)),
        ("Europe/Amsterdam", dt.date(2026, 1, 3), utc(2026, 1, 3, 23)),
        ("America/New_York", dt.date(2026, 5, 3), utc(2026, 5, 4, 4)),
        ("Pacific/Kiritimati", dt.date(2026, 5, 3), utc(2026, 5, 3, 10)),
        ("Pacific/Pago_Pago", dt.date(2026, 5, 3), utc(2026, 5, 4, 11)),
        ("Asia/Kathmandu", dt.date(2026, 5, 3), utc(2026, 5, 3, 18, 15)),
        # The day on which the clocks go forward, and the one on which they go back: 23 and 25 hours.
        ("Europe/Amsterdam", dt.date(2026, 3, 29), utc(2026, 3, 29, 22)),
        ("Europe/Amsterdam", dt.date(2026, 10, 25), utc(2026, 10, 25, 23)),
        ("America/New_York", dt.date(2026, 3, 8), utc(2026, 3, 9, 4)),
        ("America/New_York", dt.date(2026, 11, 1), utc(2026, 11, 2, 5)),
        # Where the clocks change at midnight: there is no 00:00 after it, or 23:00 comes twice.
        ("Africa/Cairo", dt.date(2024, 4, 25), utc(2024, 4, 25, 22)),
        ("Africa/Cairo", dt.date(2024, 10, 31), utc(2024, 10, 31, 22)),
        ("Asia/Beirut", dt.date(2024, 3, 30), utc(2024, 3, 30, 22)),
        ("America/Havana", dt.date(2024, 11, 2), utc(2024, 11, 3, 4)),
        ("UTC", dt.date(2026, 12, 31), utc(2027, 1, 1)),
    ],
)
def test_the_end_of_the_day_is_that_of_the_duty_station(zone: str, day: dt.date, closes: dt.datetime) -> None:
    page = VacancyPage(deadline=day, time_zone=zone)
    assert page.closes_at == closes
    moments = [closes - SECOND, closes - dt.timedelta(microseconds=1), closes, closes + SECOND]
    assert [is_open(page, moment) for moment in moments] == [True, True, False, False]
    last = page.last_minute
    assert (last.date(), f"{last:%H:%M}") == (day, "23:59")
    assert closes - last == dt.timedelta(minutes=1)


def test_a_zone_this_machine_does_not_know_closes_in_utc() -> None:
    page = VacancyPage(deadline=MAY_3, time_zone="Mars/Olympus")
    assert page.closes_at == utc(2026, 5, 4)


@pytest.mark.parametrize(
    ("zone", "day", "name"),
    [
        ("Europe/Amsterdam", MAY_3, "CEST"),
        ("Europe/Amsterdam", dt.date(2026, 1, 3), "CET"),
        ("America/New_York", MAY_3, "EDT"),
        ("America/Argentina/Buenos_Aires", MAY_3, "UTC−3"),
        ("Asia/Kathmandu", MAY_3, "UTC+5:45"),
        ("UTC", MAY_3, "UTC"),
    ],
)
def test_a_zone_is_named_as_it_is_called_that_day(zone: str, day: dt.date, name: str) -> None:
    assert time_zones.abbreviation(time_zones.last_minute(day, zone)) == name


# --- Its page --------------------------------------------------------------------------------------------

READS = {
    "en": ("23:59 on 3 May 2026, The Hague time (CEST)", "that is 21:59 UTC on 3 May 2026"),
    "es": (
        "23:59 del 3 de mayo de 2026, hora de La Haya (CEST)",
        "es decir, 21:59 UTC del 3 de mayo de 2026",
    ),
    "fr": ("le 3 mai 2026 à 23:59, heure de La Haye (CEST)", "soit 21:59 UTC le 3 mai 2026"),
    "ar": (
        "الساعة 23:59 من يوم 3 أيار/مايو 2026 بتوقيت لاهاي (CEST)",
        "أي الساعة 21:59 من يوم 3 أيار/مايو 2026 بالتوقيت العالمي المنسق (UTC)",
    ),
}


@pytest.mark.parametrize("language", languages.codes())
def test_the_deadline_reads_in_both_zones(client: Client, index: VacancyIndexPage, language: str) -> None:
    page = vacancy(index, "Officer")
    with at(utc(2026, 5, 1)):
        text = words(client, page.address_in(language))
        markup = client.get(page.address_in(language)).content.decode()
    for piece in READS[language]:
        assert piece in text
    assert 'datetime="2026-05-03T23:59:00+02:00"' in markup
    assert 'datetime="2026-05-03T21:59:00+00:00"' in markup


def test_utc_may_be_another_day(client: Client, index: VacancyIndexPage) -> None:
    page = vacancy(index, "Officer", time_zone="America/New_York", duty_station_en="New York")
    with at(utc(2026, 5, 1)):
        text = words(client, page.url)
    assert "23:59 on 3 May 2026, New York time (EDT)" in text
    assert "that is 03:59 UTC on 4 May 2026" in text


def test_a_duty_station_without_a_translation_is_marked(client: Client, index: VacancyIndexPage) -> None:
    page = vacancy(index, "Officer", duty_station_ar=None)
    with at(utc(2026, 5, 1)):
        text = client.get(page.address_in("ar")).content.decode()
    assert '<bdi lang="en" dir="ltr">The Hague</bdi>' in text


@pytest.mark.parametrize("language", languages.codes())
def test_the_page_closes_with_the_second(client: Client, index: VacancyIndexPage, language: str) -> None:
    page = vacancy(
        index,
        "Officer",
        apply_url="https://example.org/apply?post=7",
        apply_email="jobs@example.org",
    )
    address = page.address_in(language)
    with at(page.closes_at - SECOND):
        before = client.get(address)
    with at(page.closes_at):
        after = client.get(address)
    assert 'href="https://example.org/apply?post=7"' in before.content.decode()
    assert 'href="mailto:jobs@example.org?subject=Officer%20title%20' in before.content.decode()
    assert "X-Robots-Tag" not in before.headers
    assert 'name="robots"' not in before.content.decode()
    assert after.status_code == 200
    assert "notice--warning" in after.content.decode()
    assert "example.org" not in after.content.decode()
    assert after.headers["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in after.content.decode()


def test_without_a_way_to_apply_there_is_no_button(client: Client, index: VacancyIndexPage) -> None:
    page = vacancy(index, "Officer")
    with at(utc(2026, 5, 1)):
        assert 'class="apply"' not in client.get(page.url).content.decode()


# --- The list, the home page, the sitemap ----------------------------------------------------------------


def order(client: Client, address: str, *subjects: str) -> list[str]:
    text = words(client, address)
    return sorted((subject for subject in subjects if f"{subject} title" in text), key=text.index)


@pytest.fixture
def several(index: VacancyIndexPage) -> VacancyIndexPage:
    vacancy(index, "Later", dt.date(2026, 6, 30))
    vacancy(index, "Bygone", dt.date(2025, 1, 31))
    vacancy(index, "Soon", dt.date(2026, 5, 3))
    vacancy(index, "West", dt.date(2026, 5, 2), time_zone="America/New_York")
    vacancy(index, "East", dt.date(2026, 5, 2))
    return index


def test_the_list_shows_open_ones_first_the_nearest_deadline_first(
    client: Client, several: VacancyIndexPage
) -> None:
    # Half an hour after midnight in The Hague: in New York the second of May goes on.
    with at(utc(2026, 5, 2, 22, 30)):
        text = words(client, several.url)
        assert order(client, several.url, "Later", "Bygone", "Soon", "West", "East") == [
            "West",
            "Soon",
            "Later",
            "East",
            "Bygone",
        ]
    assert text.index("Open for applications") < text.index("West title") < text.index("Closed")
    assert text.index("Closed") < text.index("East title")


def test_the_list_says_when_nothing_is_open(client: Client, several: VacancyIndexPage) -> None:
    with at(utc(2027, 1, 1)):
        text = words(client, several.url)
    assert "There is no vacancy at present." in text
    assert text.index("There is no vacancy") < text.index("Closed") < text.index("Later title")


def test_closed_ones_are_paged_and_open_ones_stand_on_the_first_page(
    client: Client, index: VacancyIndexPage
) -> None:
    vacancy(index, "Soon")
    for number in range(21):
        vacancy(index, f"Bygone{number:02}", dt.date(2025, 1, 1) + dt.timedelta(days=number))
    with at(utc(2026, 5, 1)):
        first, second = words(client, index.url), words(client, f"{index.url}?page=2")
        for page in ("0", "99", "x", "9" * 50):
            assert client.get(f"{index.url}?page={page}").status_code == 200
    assert "Soon title" in first
    assert "Soon title" not in second
    assert "Bygone00 title" in second
    assert "Bygone00 title" not in first


def test_the_home_page_shows_open_ones_only(
    client: Client, home: HomePage, several: VacancyIndexPage
) -> None:
    with at(utc(2026, 5, 2, 22, 30)):
        found = order(client, "/en/", "Later", "Bygone", "Soon", "West", "East")
    assert found == ["West", "Soon", "Later"]


def test_the_sitemap_leaves_closed_ones_out(client: Client, several: VacancyIndexPage) -> None:
    with at(utc(2026, 5, 2, 22, 30)):
        text = sitemap.whole(client)
    for subject, listed in (
        ("later", True),
        ("soon", True),
        ("west", True),
        ("east", False),
        ("bygone", False),
    ):
        assert (f"/{subject}/</loc>" in text) is listed, subject


# --- The form --------------------------------------------------------------------------------------------


def test_a_zone_nobody_should_choose_is_refused(index: VacancyIndexPage) -> None:
    page = vacancy(index, "Officer")
    for zone in ("Mars/Olympus", "CET", "Etc/GMT+3", "../../etc/passwd", "Europe/", "europe/amsterdam", ""):
        page.time_zone = zone
        with pytest.raises(ValidationError) as refused:
            page.full_clean()
        assert "time_zone" in refused.value.message_dict, zone
    for zone in ("Europe/Amsterdam", "America/Argentina/Buenos_Aires", "Asia/Kathmandu", "UTC"):
        page.time_zone = zone
        page.full_clean()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("apply_url", "javascript:alert(1)"),
        ("apply_url", "//evil.example/"),
        ("apply_url", "ftp://example.org/"),
        ("apply_url", "apply here"),
        ("apply_email", "nobody"),
        ("apply_email", "a@b.org?bcc=c@d.org"),
        ("apply_email", "a@example.org\nBcc: c@d.org"),
    ],
)
def test_an_unsafe_way_to_apply_is_refused(index: VacancyIndexPage, field: str, value: str) -> None:
    page = vacancy(index, "Officer")
    setattr(page, field, value)
    with pytest.raises(ValidationError) as refused:
        page.full_clean()
    assert field in refused.value.message_dict


def test_the_form_offers_the_zones(client: Client, index: VacancyIndexPage) -> None:
    client.force_login(people.amal())
    page = vacancy(index, "Officer")
    text = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    field = re.search(r'<input[^>]*name="time_zone"[^>]*>', text)
    assert field is not None
    identifier = re.search(r'list="([^"]+)"', field[0])
    assert identifier is not None
    offered = text[text.index(f'<datalist id="{identifier[1]}">') :]
    offered = offered[: offered.index("</datalist>")]
    assert 'value="America/New_York"' in offered
    assert offered.count("<option") > 300
    assert "Etc/" not in offered
