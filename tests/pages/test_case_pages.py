"""The pages of situations and cases as visitors read them, all of them in all languages."""

import re
from datetime import date
from html import unescape
from itertools import cycle

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape
from wagtail.models import PageViewRestriction

from cicc_site.dates import PartialDate
from members.enums import Verified
from pages.models import CaseEvent, CaseEventPerson, CasePage, CasePerson, SituationIndexPage, SituationPage
from pages.proceedings import rendering
from pages.proceedings.codes import EventType, PersonStatus, Result
from pages.world.addresses import country_address

pytestmark = [pytest.mark.content, pytest.mark.django_db]

LANGUAGES = ("en", "es", "fr", "ar")
NOTICE = {
    "en": "is not a finding of guilt",
    "es": "no es una declaración de culpabilidad",
    "fr": "n’est pas une déclaration de culpabilité",
    "ar": "لا يُعدّ الأمر بالقبض أو الأمر بالحضور أو اعتماد التهم إدانةً لأحد",
}
NO_POSITION = {
    "en": "The Coalition takes no position",
    "es": "La Coalición no toma posición",
    "fr": "La Coalition ne prend pas position",
    "ar": "لا يتخذ التحالف موقفًا",
}
STATUS_AS_OF = {"en": "Status as of", "es": "Situación al", "fr": "Situation au", "ar": "الوضع في"}
# A page of proceedings asks for the documents filed under it, too.
MOST_QUERIES = 13


def content_of(client: Client, page: CasePage | SituationPage | SituationIndexPage, language: str) -> str:
    response = client.get(page.address_in(language))
    assert response.status_code == 200
    html = response.content.decode()
    return html[html.index("<main") : html.index("</main>")]


def text_of(html: str) -> str:
    """The words of some markup, with plain spaces between them."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", unescape(html)))


def staff_texts(case: CasePage) -> list[str]:
    notes = [
        case.staff_notes,
        *(p.staff_notes for p in case.persons.all()),
        *(e.staff_notes for e in case.events.all()),
    ]
    lines = [line.partition("in the source: ")[2] or line for note in notes for line in note.splitlines()]
    return [line for line in lines if len(line) > 12]


def test_every_case_page_keeps_the_rules(client: Client) -> None:
    """Each page in one of the languages, which take turns: how events read in each is walked without pages."""
    visited = 0
    for case, language in zip(CasePage.objects.order_by("path"), cycle(LANGUAGES), strict=False):
        html = content_of(client, case, language)
        text = text_of(html)
        visited += 1
        assert html.count('data-notice="neutrality"') == 1
        assert NOTICE[language] in text
        assert NO_POSITION[language] in text
        as_of = PartialDate(case.status_as_of).text(language)
        assert f"{STATUS_AS_OF[language]} {as_of}" in text
        assert (case.case_number in text) is bool(case.public_number) or not case.case_number
        assert ('aria-current="step"' in html) is (case.stage_verified == Verified.YES)
        for person in case.persons.all():
            assert f"<bdi>{escape(person.public_name)}</bdi>" in html
        with translation.override(language):
            for event in case.chronology:
                assert text_of(event.when) in text
                assert event.line.html in html
        # In markup names are isolated by an element; stored texts, as those of updates, bring their own marks.
        assert "\u2068" not in html.partition('id="updates"')[0]
        for staff in staff_texts(case):
            assert staff not in text
    assert visited == 46


def test_every_situation_page_keeps_the_rules(client: Client) -> None:
    """Each page in one of the languages, which take turns."""
    visited = linked = 0
    for situation, language in zip(SituationPage.objects.order_by("path"), cycle(LANGUAGES), strict=False):
        html = content_of(client, situation, language)
        text = text_of(html)
        visited += 1
        assert NOTICE[language] in text
        assert NO_POSITION[language] in text
        assert (situation.icc_number in text) is (situation.icc_number_verified == Verified.YES)
        with translation.override(language):
            assert (text_of(situation.get_referral_type_display()) in text) is (
                situation.verified == Verified.YES
            )
            for fact in situation.dated_facts():
                assert text_of(fact.text) in text
                plain_date = fact.date.text(language)
                assert (fact.text == plain_date) is (situation.verified == Verified.YES)
        for case in situation.cases:
            assert text_of(getattr(case, f"title_{language}")) in text
        for country in situation.countries.all():
            place = f'<a href="{country_address(country, language)}">{escape(country.name_in(language))}</a>'
            assert place in html
            linked += 1
        if situation.staff_notes:
            assert situation.staff_notes not in text
    assert visited == 17
    assert linked >= visited


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_index_lists_every_situation_and_case(client: Client, language: str) -> None:
    index = SituationIndexPage.objects.get()
    text = text_of(content_of(client, index, language))
    assert NOTICE[language] in text
    for page in [*SituationPage.objects.all(), *CasePage.objects.all()]:
        assert text_of(getattr(page, f"title_{language}")) in text


def test_what_is_not_verified_stays_inside(client: Client) -> None:
    duterte = content_of(client, CasePage.objects.get(slug="duterte"), "en")
    assert "Current stage" not in duterte
    assert "charges confirmed" not in duterte
    assert "reported: 23 April 2026" in duterte
    assert "In the custody of the Court" not in duterte
    barasa = content_of(client, CasePage.objects.get(slug="barasa"), "en")
    assert "ICC-01/09-01/13" not in barasa
    adam = text_of(content_of(client, CasePage.objects.get(slug="adam"), "en"))
    assert "Nouradine" not in adam
    assert "Noureddine Adam" in adam
    deif = content_of(client, CasePage.objects.get(slug="palestine-deif"), "en")
    assert "Al-Masri" not in deif
    assert "because of death" not in deif


def test_a_status_that_has_to_be_checked_is_held_back(client: Client) -> None:
    case = CasePage.objects.get(slug="gaddafi")
    html = content_of(client, case, "en")
    assert "Not in the custody of the Court" not in html
    assert "Proceedings closed" in html
    case.persons.update(hold_status=False)
    assert "Not in the custody of the Court" in content_of(client, case, "en")


def test_a_status_is_shown_only_when_verified() -> None:
    person = CasePerson(name="Ana Chung", status=PersonStatus.AT_LARGE, verified=Verified.YES)
    assert person.public_status == "At large"
    for verified in (Verified.PARTIAL, Verified.NO):
        person.verified = verified
        assert person.public_status == ""


def test_the_page_says_what_each_person_was_decided(client: Client) -> None:
    html = content_of(client, CasePage.objects.get(slug="ruto-sang"), "en")
    persons = html[html.index('id="persons"') : html.index('id="chronology"')]
    kosgey = text_of(persons[persons.index("Henry Kiprono Kosgey</bdi></h3>") :])
    assert "no charge confirmed against Henry Kiprono Kosgey" in kosgey
    assert "charges confirmed against" not in kosgey.replace("no charge confirmed against", "")


def test_related_cases_are_linked_and_named_in_the_readers_language(client: Client) -> None:
    html = content_of(client, CasePage.objects.get(slug="kony"), "fr")
    ongwen = CasePage.objects.get(slug="ongwen")
    assert f'href="{ongwen.address_in("fr")}"' in html
    assert "Disjonction d’avec une autre affaire : Ongwen" in text_of(html)
    PageViewRestriction.objects.create(page=ongwen, restriction_type="login")
    assert f'href="{ongwen.address_in("fr")}"' not in content_of(
        client, CasePage.objects.get(slug="kony"), "fr"
    )


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_loaded_events_say_what_the_file_says(language: str) -> None:
    """Every event survives the way through the columns."""
    from pages.loading import cases as loading
    from pages.loading.files import read

    pages = {case.slug: case for case in CasePage.objects.all()}
    compared = 0
    for row in read(loading.CASES)["cases"]:
        case = pages[row["id"]]
        names = {person["name"]: person.get("shown_as", person["name"]) for person in row["persons"]}
        with translation.override(language):
            for stored, written in zip(case.case_events, row["events"], strict=True):
                expected = loading.event_row(written, dict(pages)).as_event(names)
                assert str(rendering.line(stored.as_event(names))) == str(rendering.line(expected))
                assert stored.as_event(names).verified == written["verified"]
                compared += 1
    assert compared == 228


# --- Queries ----------------------------------------------------------------------------------------------


def queries_for(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize(
    ("slug", "language"),
    [("mudacumura", "en"), ("bemba-et-al", "ar"), ("kony", "fr"), ("duterte", "es")],
)
def test_a_case_page_needs_few_queries(client: Client, slug: str, language: str) -> None:
    assert queries_for(client, CasePage.objects.get(slug=slug).address_in(language)) <= MOST_QUERIES


@pytest.mark.parametrize("language", ["ar"])
def test_situations_need_few_queries_however_many(client: Client, language: str) -> None:
    index = SituationIndexPage.objects.get()
    all_of_them = queries_for(client, index.address_in(language))
    libya = SituationPage.objects.get(slug="libya")
    assert queries_for(client, libya.address_in(language)) <= MOST_QUERIES
    SituationPage.objects.exclude(pk=libya.pk).update(live=False)
    CasePage.objects.exclude(slug="njeem").update(live=False)
    assert queries_for(client, index.address_in(language)) == all_of_them <= MOST_QUERIES


# --- The editing form -------------------------------------------------------------------------------------


@pytest.fixture
def editor() -> Client:
    user = get_user_model().objects.create_superuser("amal", "amal@example.org", "secret")
    client = Client()
    client.force_login(user)
    return client


def test_an_editor_opens_a_case_and_reads_help_for_every_field(editor: Client) -> None:
    response = editor.get(
        reverse("wagtailadmin_pages:edit", args=[CasePage.objects.get(slug="bemba-et-al").pk])
    )
    assert response.status_code == 200
    for model in (CasePage, CasePerson, CaseEvent, CaseEventPerson):
        for field in model._meta.local_fields:
            if field.editable and field.verbose_name and field.concrete and not field.primary_key:
                skipped = field.name in {"sort_order", "type", "page", "event"} or field.name.endswith("_ptr")
                assert skipped or field.help_text, f"{model.__name__}.{field.name}"


def test_a_draft_is_previewed_with_rows_that_are_not_saved() -> None:
    case = CasePage.objects.get(slug="mudacumura")
    case.events.add(
        CaseEvent(
            type=EventType.SURRENDER,
            date="2030-01-02",
            verified=Verified.YES,
            persons=[CaseEventPerson(name="Sylvestre Mudacumura")],
        )
    )
    assert [event.when for event in case.chronology][-1] == "2 January 2030"
    assert CaseEvent.objects.filter(page=case).count() == 1


def test_a_revision_keeps_events_and_persons() -> None:
    case = CasePage.objects.get(slug="bemba-et-al")
    before = [str(text.line) for text in case.chronology]
    case.save_revision().publish()
    again = CasePage.objects.get(pk=case.pk)
    assert [str(text.line) for text in again.chronology] == before
    assert CaseEventPerson.objects.filter(event__page=again, result=Result.PARTIAL_CONVICTION).count() == 3


def test_a_result_must_belong_to_the_kind_of_event() -> None:
    from django.core.exceptions import ValidationError

    wrong = CaseEvent(type=EventType.WARRANT, result=Result.ACQUITTAL)
    with pytest.raises(ValidationError) as raised:
        wrong.clean()
    assert "result" in raised.value.message_dict
    CaseEvent(type=EventType.TRIAL_JUDGMENT, result=Result.ACQUITTAL).clean()
    with pytest.raises(ValidationError) as raised:
        CaseEvent(type=EventType.CONFIRMATION_HEARING, days="1 March").clean()
    assert "days" in raised.value.message_dict


def test_the_track_shows_dates_of_stages_and_no_end_that_is_not_public() -> None:
    lubanga = CasePage.objects.get(slug="lubanga").track
    assert [(str(step.label), step.current) for step in lubanga] == [
        ("Pre-trial", False),
        ("Trial", False),
        ("Appeals", False),
        ("Reparations", True),
    ]
    assert lubanga[1].dates == "26 January 2009 to 10 July 2012"
    assert lubanga[2].dates == "1 December 2014"
    gicheru = CasePage.objects.get(slug="gicheru").track
    assert gicheru[-1].current
    assert gicheru[-1].dates == ""
    assert not any(step.current for step in CasePage.objects.get(slug="yekatom-ngaissona").track)
    assert date(2025, 8, 30) == CasePage.objects.get(slug="lubanga").status_as_of
