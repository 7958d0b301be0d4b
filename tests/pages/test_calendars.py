"""The sessions of the Assembly as a calendar: read back as a calendar program reads it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar
from wagtail.models import PageViewRestriction

from cicc_site import languages
from pages.models import AssemblyIndexPage, AssemblySessionPage, SitePage
from pages.models.assembly import Place, ResumedPart, Verified

pytestmark = [pytest.mark.content, pytest.mark.django_db]


def session(number: int = 40, **values: Any) -> AssemblySessionPage:
    """A live session with verified dates of its own in The Hague, as publishing leaves it."""
    now = timezone.now()
    facts: dict[str, Any] = {
        "title_en": f"Session {number}",
        "number": number,
        "start": dt.date(2027, 12, 1),
        "end": dt.date(2027, 12, 9),
        "place": Place.THE_HAGUE,
        "verified": Verified.YES,
        "first_published_at": now,
        "last_published_at": now,
    }
    page = AssemblySessionPage(**{**facts, **values})
    AssemblyIndexPage.objects.get().add_child(instance=page)
    return AssemblySessionPage.objects.get(pk=page.pk)


def raw(client: Client, page: SitePage, language: str = "en") -> bytes:
    answer = client.get(f"{page.address_in(language)}calendar.ics")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    content: bytes = answer.content
    return content


def events(client: Client, page: SitePage, language: str = "en") -> list[Any]:
    return list(Calendar.from_ical(raw(client, page, language)).walk("VEVENT"))


def test_a_session_lasts_until_the_end_of_its_last_day(client: Client) -> None:
    (event,) = events(client, session())
    assert event["SUMMARY"] == "Assembly of States Parties: Session 40"
    assert event["DTSTART"].dt == dt.date(2027, 12, 1)
    assert event["DTEND"].dt == dt.date(2027, 12, 10), "the end is the first day after it"
    assert event["DTSTART"].params["VALUE"] == event["DTEND"].params["VALUE"] == "DATE"
    assert event["LOCATION"] == "The Hague"
    assert event["STATUS"] == "CONFIRMED"
    assert event["URL"].startswith("http")
    assert event["URL"].endswith("/session-40/")


def test_only_days_that_may_be_published_are_in_it(client: Client) -> None:
    page = session(verified=Verified.NO)
    assert events(client, page) == []
    assert "calendar.ics" not in client.get(page.address_in("en")).content.decode()
    undated = session(41, start=None, end=None)
    assert events(client, undated) == []
    numbers = {event["SUMMARY"] for event in events(client, AssemblyIndexPage.objects.get())}
    assert not {name for name in numbers if "Session 4" in name}


def test_partly_verified_days_read_as_reported(client: Client) -> None:
    (event,) = events(client, session(verified=Verified.PARTIAL), "es")
    assert event["SUMMARY"].endswith("(as reported)"), "the title is English, so the whole line is"
    assert event["STATUS"] == "TENTATIVE"
    (event,) = events(client, session(41, title_es="Sesión", verified=Verified.PARTIAL), "es")
    assert event["SUMMARY"] == "Asamblea de los Estados Partes: Sesión (según se informa)"


def test_what_is_not_known_is_not_said(client: Client) -> None:
    (event,) = events(client, session(end=None, place=Place.OTHER))
    assert "DTEND" not in event
    assert "LOCATION" not in event
    (event,) = events(client, session(41, end=dt.date(2027, 11, 1), place=""))
    assert "DTEND" not in event, "an end before the beginning is a slip of the pen"


def test_resumed_parts_are_meetings_of_their_own(client: Client) -> None:
    page = session()
    page.resumed_parts = [  # type: ignore[misc]
        ResumedPart(start=dt.date(2028, 3, 1), end=dt.date(2028, 3, 2), place="new-york", verified="yes"),
        ResumedPart(start=dt.date(2028, 5, 1), end=dt.date(2028, 5, 2), verified="no"),
    ]
    page.save_revision().publish()
    found = events(client, page, "fr")
    assert [event["DTSTART"].dt for event in found] == [dt.date(2027, 12, 1), dt.date(2028, 3, 1)]
    assert found[1]["SUMMARY"] == "Assembly of States Parties: Session 40 (Resumed part)"
    assert found[0]["UID"] != found[1]["UID"]


def test_names_and_versions_serve_programs_for_years(client: Client) -> None:
    page = session(title_ar="الدورة")
    (before,) = events(client, page)
    assert events(client, page, "ar")[0]["UID"] == before["UID"], "one event, in whichever language"
    page.slug, page.start = "renamed", dt.date(2027, 12, 2)
    page.save_revision().publish()
    SitePage.objects.filter(pk=page.pk).update(last_published_at=timezone.now() + dt.timedelta(minutes=1))
    page = AssemblySessionPage.objects.get(pk=page.pk)
    (after,) = events(client, page)
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"] >= 0
    assert after["SEQUENCE"] < 2**31
    assert after["LAST-MODIFIED"].dt > before["LAST-MODIFIED"].dt
    assert after["DTSTAMP"].dt == after["LAST-MODIFIED"].dt
    assert after["DTSTAMP"].dt.utcoffset() == dt.timedelta(0)


@pytest.mark.parametrize("code", languages.codes())
def test_the_calendar_of_all_sessions_as_the_standard_asks(client: Client, code: str) -> None:
    session(
        title_ar="الدورة الأربعون لجمعية الدول الأطراف في نظام روما الأساسي للمحكمة الجنائية الدولية، لاهاي"
    )
    index = AssemblyIndexPage.objects.get()
    content = raw(client, index, code)
    assert content.endswith(b"END:VCALENDAR\r\n")
    lines = content.split(b"\r\n")
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert max(map(len, lines)) <= 75, "a line is folded by octets"
    assert [line.decode() for line in lines], "no letter is cut in two by a fold"
    calendar = Calendar.from_ical(content)
    assert (calendar["VERSION"], calendar["METHOD"]) == ("2.0", "PUBLISH")
    assert calendar["NAME"] == getattr(index, f"title_{code}")
    found = calendar.walk("VEVENT")
    assert len(found) > 20
    assert len({event["UID"] for event in found}) == len(found)
    for event in found:
        assert {"UID", "DTSTAMP", "DTSTART", "SUMMARY", "URL", "SEQUENCE", "LAST-MODIFIED"} <= set(event)
        assert event["SUMMARY"].params["LANGUAGE"] in {code, "en"}
        assert f"/{code}/" in str(event["URL"])


def test_a_place_reads_in_the_language_of_the_title(client: Client) -> None:
    page = session(title_ar="الدورة")
    assert events(client, page, "ar")[0]["LOCATION"] == "لاهاي"
    assert events(client, page, "fr")[0]["LOCATION"] == "The Hague"


def test_staff_notes_stay_out(client: Client) -> None:
    page = session(staff_notes="The opening day was not seen in any source")
    assert b"opening day" not in raw(client, page).replace(b"\r\n ", b"")


def test_pages_offer_their_calendar(client: Client) -> None:
    for page in (AssemblyIndexPage.objects.get(), session()):
        for code in languages.codes():
            address = f"{page.address_in(code)}calendar.ics"
            assert f'href="{address}"' in client.get(page.address_in(code)).content.decode()


def test_a_calendar_that_did_not_change_is_not_sent_again(client: Client) -> None:
    page = session()
    address = f"{AssemblyIndexPage.objects.get().address_in('en')}calendar.ics"
    etag = client.get(address).headers["ETag"]
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 304
    page.unpublish()
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 200


def test_drafts_and_closed_sections_have_none(client: Client) -> None:
    page = session()
    address = f"{page.address_in('en')}calendar.ics"
    page.unpublish()
    assert client.get(address).status_code == 404
    index = AssemblyIndexPage.objects.get()
    other = session(41)
    restriction = PageViewRestriction.objects.create(
        page=SitePage.objects.get(pk=other.pk), restriction_type="password", password="x"
    )
    assert "Session 41" not in raw(client, index).decode()
    restriction.page = SitePage.objects.get(pk=index.pk)
    restriction.save()
    answer = client.get(f"{index.address_in('en')}calendar.ics")
    assert not answer.headers["Content-Type"].startswith("text/calendar")


def test_nothing_else_answers_there(client: Client) -> None:
    index = AssemblyIndexPage.objects.get().address_in("en")
    for path in ("/en/calendar.ics", "/en/press/calendar.ics", f"{index}calendar.ics/", f"{index}other.ics"):
        assert client.get(path).status_code in {301, 404}, path
    assert client.get(f"{index}calendar.ics/", follow=True).status_code == 404
    assert client.get(f"{index}feed/").status_code == 200


def test_a_subscription_outlives_a_new_address(client: Client) -> None:
    index = AssemblyIndexPage.objects.get()
    former = {code: f"{index.address_in(code)}calendar.ics" for code in ("en", "ar")}
    index.slug, index.slug_ar = "assembly", "الجمعية"
    index.save()
    for code, address in former.items():
        answer = client.get(address)
        assert answer.status_code == 301
        assert answer.headers["Location"] == f"{index.address_in(code)}calendar.ics"
        assert client.get(answer.headers["Location"]).headers["Content-Type"].startswith("text/calendar")


def test_a_calendar_costs_the_same_however_many_sessions(client: Client) -> None:
    address = f"{AssemblyIndexPage.objects.get().address_in('ar')}calendar.ics"

    def queries() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    few = queries()
    for number in range(40, 44):
        session(number)
    assert queries() == few <= 8
