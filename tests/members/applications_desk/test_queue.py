"""The queue: who sees which applications, filters, search, order, cost; and what never stands in it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import lxml.html
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from members.applications.chain import Actor
from members.applications.states import CLOSED, WITH_OFFICERS, EventKind, State
from members.applications_desk.filters import named
from members.models import Application, Country, ReviewCycle, SavedFilter
from members.workflow import applications as verbs
from tests.factories import applications as make
from tests.members.applications_desk.conftest import SECRETS, SignIn

pytestmark = pytest.mark.django_db


def shown(client: Client, query: str = "") -> list[str]:
    page = client.get(reverse("applications") + query)
    assert page.status_code == 200
    return [row.answers.legal_name for row in page.context["object_list"]]


def test_the_queue_is_what_is_open_and_the_oldest_comes_first(officer: Client, kenya: Country) -> None:
    by = make.officer("moves")
    for state in State:
        make.moved_to(state, by, **({} if state == State.DRAFT else {"country": kenya}))
    page = officer.get(reverse("applications"))
    rows = list(page.context["object_list"])
    assert {row.state for row in rows} == WITH_OFFICERS
    assert [row.received_at for row in rows] == sorted(row.received_at for row in rows)
    # What was not confirmed is nowhere, whatever is asked for.
    everything = {
        row.state for row in officer.get(reverse("applications") + "?group=all").context["object_list"]
    }
    assert everything == WITH_OFFICERS | CLOSED
    for state in (State.DRAFT, State.UNCONFIRMED):
        rows = officer.get(reverse("applications") + f"?state={state}").context["object_list"]
        assert not {row.state for row in rows} & {State.DRAFT, State.UNCONFIRMED}


def test_a_coordinator_sees_the_regions_of_the_account_alone(
    sign_in: SignIn, officer: Client, kenya: Country, egypt: Country
) -> None:
    make.received(country=kenya, legal_name="Demo Kenya")
    make.received(country=egypt, legal_name="Demo Egypt")
    expected = {
        ("africa",): ["Demo Kenya"],
        ("africa", "middle-east-north-africa"): ["Demo Kenya", "Demo Egypt"],
        ("americas",): [],
        (): [],
    }
    found = {
        regions: shown(sign_in("Regional coordinator", regions=list(regions)), "?group=all")
        for regions in expected
    }
    assert found == expected
    assert shown(officer) == ["Demo Kenya", "Demo Egypt"]


def test_a_country_without_a_region_is_no_coordinators(sign_in: SignIn, kenya: Country) -> None:
    make.received(country=kenya)
    Country.objects.update(cicc_region="")
    assert shown(sign_in("Regional coordinator", regions=["africa"])) == []
    assert shown(sign_in("Regional coordinator", regions=[])) == []


def test_filters(officer: Client, kenya: Country, egypt: Country) -> None:
    today = timezone.now().date()
    now = ReviewCycle.objects.create(
        name="Now", received_until=today, review_from=today, decision_by=today + dt.timedelta(days=9)
    )
    user = officer.user  # type: ignore[attr-defined]
    alpha = make.received(
        "ar",
        country=egypt,
        legal_name="Alpha",
        registration_number="",
        general_email="a@alpha.example",
        main_email="a@alpha.example",
    )
    Application.objects.filter(pk=alpha.pk).update(
        received_at=timezone.now() - dt.timedelta(days=30), state_since=timezone.now() - dt.timedelta(days=30)
    )
    beta = make.received(country=kenya, legal_name="Beta")
    verbs.take_up(beta.pk, Actor.officer(user))
    verbs.ask(beta.pk, Actor.officer(user), "The statutes, please.")
    gamma = make.received(country=kenya, legal_name="Gamma")
    verbs.decline(gamma.pk, Actor.officer(user), "Not independent.")
    delta = make.moved_to(State.CONSULTATION, make.officer("other"), country=kenya, legal_name="Delta")
    verbs.record(delta.pk, EventKind.MESSAGE_FROM_APPLICANT, Actor.applicant(), text="When?")
    Application.objects.update(cycle=None, has_candidates=False)
    Application.objects.filter(pk=beta.pk).update(cycle=now, has_candidates=True)
    expected = {
        "": ["Alpha", "Beta", "Delta"],
        "?group=with-us": ["Alpha", "Delta"],
        "?group=with-applicant": ["Beta"],
        "?group=decided": ["Gamma"],
        "?group=deferred": [],
        "?group=closed": [],
        "?group=all": ["Alpha", "Beta", "Gamma", "Delta"],
        "?state=declined": ["Gamma"],
        "?overdue=yes": ["Alpha"],
        "?unanswered=yes": ["Delta"],
        "?officer=me": ["Beta"],
        "?officer=nobody": ["Alpha"],
        f"?cycle={now.pk}": ["Beta"],
        "?cycle=now": ["Beta"],
        "?region=africa": ["Beta", "Delta"],
        f"?country={egypt.pk}": ["Alpha"],
        "?language=ar": ["Alpha"],
        "?duplicates=yes": ["Beta"],
        "?comment=yes": ["Delta"],
        "?ordering=-received_at": ["Delta", "Beta", "Alpha"],
        "?ordering=cycle__received_until": ["Beta", "Alpha", "Delta"],
        "?country=nonsense&ordering=nonsense&group=nonsense": ["Alpha", "Beta", "Gamma", "Delta"],
    }
    assert {query: shown(officer, query) for query in expected} == expected


@pytest.mark.parametrize(
    "text",
    ["شبكه", "العدالة", "DEMO network", "dnij", "{reference}", "{reference_bare}", "{reference_lower}"],
)
def test_search_by_any_name_and_by_reference(officer: Client, egypt: Country, text: str) -> None:
    make.received(country=egypt, legal_name="Another One")
    found = make.received(
        country=egypt,
        legal_name="الشبكة التجريبية للعدالة",
        legal_language="ar",
        name_en="Demo Network",
        acronyms=["DNIJ"],
    )
    verbs.withdraw(found.pk)
    # Closed ones are found too: whoever has a letter before them looks for its reference.
    reference = found.reference
    wanted = text.format(
        reference=reference,
        reference_bare=reference.replace("-", ""),
        reference_lower=reference.lower(),
    )
    assert shown(officer, f"?q={wanted}") == ["الشبكة التجريبية للعدالة"]


@pytest.mark.parametrize("text", [*SECRETS, "example.org", "beatriz", "%", "_", "'", "((", "9" * 400])
def test_the_search_finds_no_persons_and_breaks_at_nothing(
    officer: Client, kenya: Country, text: str
) -> None:
    make.received(country=kenya, name_es="", legal_name="Zeta")
    assert shown(officer, f"?group=all&q={text}") == []
    assert named(Application.objects.all(), text).count() == 0


def test_no_personal_data_in_the_list(officer: Client, application: Application) -> None:
    for name in ("applications", "applications_results"):
        html = officer.get(reverse(name)).content.decode()
        assert application.reference in html
        assert not [secret for secret in SECRETS if secret in html]
    # Nor does the list read any of it.
    with CaptureQueriesContext(connection) as asked:
        officer.get(reverse("applications"))
    rows = " ".join(query["sql"] for query in asked if "members_applicationanswers" in query["sql"])
    assert rows
    assert not [name for name in ("main_email", "head_name", '"email"', "postal_address") if name in rows]


def test_the_number_of_queries_does_not_grow_with_the_list(officer: Client, kenya: Country) -> None:
    def queries(query: str = "") -> int:
        with CaptureQueriesContext(connection) as asked:
            assert officer.get(reverse("applications") + query).status_code == 200
        return len(asked)

    user = officer.user  # type: ignore[attr-defined]
    cycle = ReviewCycle.objects.create(
        name="C", received_until="2030-01-01", review_from="2030-01-02", decision_by="2030-01-03"
    )
    for _number in range(5):
        make.received(country=kenya)
    Application.objects.update(officer=user, cycle=cycle)
    filtered = "?group=all&q=ejemplo&officer=me&unanswered="
    queries(), queries(filtered)
    few, few_filtered = queries(), queries(filtered)
    for _number in range(45):
        make.received(country=kenya)
    Application.objects.update(officer=user, cycle=cycle)
    assert (queries(), queries(filtered)) == (few, few_filtered)
    assert few <= 20


def test_what_stands_in_a_row(officer: Client, egypt: Country) -> None:
    make.received(
        "ar",
        country=egypt,
        legal_name="الشبكة التجريبية",
        legal_language="ar",
        name_es="",
        name_ar="الشبكة التجريبية",
    )
    Application.objects.update(
        received_at=timezone.now() - dt.timedelta(days=70),
        state_since=timezone.now() - dt.timedelta(days=28),
        has_candidates=True,
        is_demo=True,
    )
    html = officer.get(reverse("applications")).content.decode()
    assert '<bdi lang="ar" dir="rtl">الشبكة التجريبية</bdi>' in html
    for words in (
        "Received",
        "50 working days",
        "20 in this state",
        "Overdue",
        "Egypt",
        "Arabic",
        "Possible duplicate",
    ):
        assert words in html, words
    flags = lxml.html.fromstring(html).xpath("//span[@class='org-legal']/span[@class='apply-flag']/text()")
    assert flags == ["Possible duplicate", "Demonstration"]
    assert "&lt;span" not in html


def test_everything_of_the_list_is_reached_by_keyboard(officer: Client, application: Application) -> None:
    page = lxml.html.fromstring(officer.get(reverse("applications")).content)
    box = page.xpath("//input[@type='checkbox'][@name='id']")[0]
    form = page.get_element_by_id(box.get("form"))
    assert application.reference in box.get("aria-label")
    assert {button.get("value") for button in form.xpath(".//button[@type='submit']")} == {"assign", "export"}
    assert page.xpath(f"//a[@href='{reverse('application_page', args=[application.pk])}']")
    scrolling = page.xpath("//*[contains(@class, 'apply-scroll')]")[0]
    assert (scrolling.get("tabindex"), scrolling.get("role")) == ("0", "region")
    assert scrolling.get("aria-label")


def test_whoever_only_reads_has_no_boxes(coordinator: Client, application: Application) -> None:
    html = coordinator.get(reverse("applications")).content.decode()
    assert application.reference in html
    assert "ticked-applications" not in html


def test_saved_filters_belong_to_their_list(officer: Client, application: Application) -> None:
    saving = reverse("applications_filter_save") + "?group=with-us&officer=me&q=a%40b.example&nonsense=1"
    assert officer.post(saving, {"name": "Mine", "shared": "on"}).status_code == 302
    # One name may be used in each list.
    saving = reverse("organization_filter_save") + "?status=active"
    assert officer.post(saving, {"name": "Mine"}).status_code == 302
    found = SavedFilter.objects.get(place=SavedFilter.Place.APPLICATIONS)
    assert found.query == "group=with-us&officer=me"
    html = officer.get(reverse("applications")).content.decode()
    assert found.query.replace("&", "&amp;") in html
    assert "status=active" not in html
    organizations = officer.get(reverse("wagtailsnippets_members_organization:list")).content.decode()
    assert "status=active" in organizations
    assert "group=with-us" not in organizations
    # Nobody reaches a filter of one list through the screens of the other.
    assert officer.get(reverse("organization_filter", args=[found.pk])).status_code == 404
    assert officer.post(reverse("applications_filter_delete", args=[found.pk])).status_code == 302
    assert not SavedFilter.objects.filter(pk=found.pk).exists()


def test_the_menu_says_how_many_wait(
    sign_in: SignIn, officer: Client, kenya: Country, egypt: Country
) -> None:
    def told(client: Client) -> str:
        return client.get(reverse("wagtailadmin_home")).content.decode()

    coordinator = sign_in("Regional coordinator", regions=["africa"])
    assert "Applications (" not in told(officer)
    by = make.officer("moves")
    make.received(country=kenya)
    make.moved_to(State.CONSULTATION, by, country=egypt)
    make.moved_to(State.INFO_REQUESTED, by, country=egypt)
    assert "Applications (2)" in told(officer)
    assert "Applications (" not in told(coordinator)
    mine: Any = make.moved_to(State.CONSULTATION, by, country=kenya)
    assert "Applications (1)" in told(coordinator)
    verbs.record(mine.pk, EventKind.OPINION, Actor.officer(coordinator.user), text="Known to us.")  # type: ignore[attr-defined]
    assert "Applications (" not in told(coordinator)
    assert "Applications" not in told(sign_in("Editor"))
