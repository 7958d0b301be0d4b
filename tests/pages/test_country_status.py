"""The status of a country on its page: a sentence in four languages, the line of its acts, the small map."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client
from django.utils import translation

from cicc_site import languages
from members.enums import ActKind, Verified
from members.models import RegisterDate, TreatyAct
from tests.factories import members as make
from tests.pages.country_markup import AS_OF, STATUSES, main_of, markup, sentence, state, words

pytestmark = [pytest.mark.content, pytest.mark.django_db]


@pytest.mark.parametrize(
    ("alpha3", "language", "expected"),
    [
        (
            "KEN",
            "en",
            (
                "As of 2 October 2026, this State is a party to the Rome Statute: signature on 11 August 1999, "
                "ratification on 15 March 2005 and entry into force on 1 June 2005."
            ),
        ),
        (
            "KEN",
            "es",
            (
                "Al 2 de octubre de 2026, este Estado es parte en el Estatuto de Roma: firma el 11 de agosto de 1999, "
                "ratificación el 15 de marzo de 2005 y entrada en vigor el 1 de junio de 2005."
            ),
        ),
        (
            "KEN",
            "fr",
            (
                "Au 2 octobre 2026, cet État est partie au Statut de Rome : signature le 11 août 1999, ratification le "
                "15 mars 2005 et entrée en vigueur le 1er juin 2005."
            ),
        ),
        (
            "KEN",
            "ar",
            (
                "حتى 2 تشرين الأول/أكتوبر 2026، هذه الدولة طرف في نظام روما الأساسي: التوقيع في 11 آب/أغسطس 1999 "
                "والتصديق في 15 آذار/مارس 2005 وبدء النفاذ في 1 حزيران/يونيه 2005."
            ),
        ),
        (
            "MNE",
            "en",
            (
                "As of 2 October 2026, this State is a party to the Rome Statute: entry into force on 3 June 2006 and "
                "deposit of its succession on 23 October 2006."
            ),
        ),
        (
            "MYS",
            "es",
            (
                "Al 2 de octubre de 2026, este Estado no es parte en el Estatuto de Roma, porque retiró su "
                "adhesión antes de que el Estatuto entrara en vigor para él: adhesión el 4 de marzo de 2019 y "
                "retirada de la adhesión el 29 de abril de 2019."
            ),
        ),
        (
            "USA",
            "fr",
            (
                "Au 2 octobre 2026, cet État n’est pas partie au Statut de Rome, qu’il a signé et dont il a fait "
                "savoir par la suite qu’il n’entendait pas le ratifier : signature le 31 décembre 2000 et "
                "notification le 6 mai 2002 de son intention de ne pas ratifier."
            ),
        ),
        (
            "PHL",
            "ar",
            (
                "حتى 2 تشرين الأول/أكتوبر 2026، لم تعد هذه الدولة طرفًا في نظام روما الأساسي: التوقيع في 28 كانون "
                "الأول/ديسمبر 2000 والتصديق في 30 آب/أغسطس 2011 وبدء النفاذ في 1 تشرين الثاني/نوفمبر 2011 والإخطار "
                "بالانسحاب في 17 آذار/مارس 2018 ونفاذ الانسحاب في 17 آذار/مارس 2019."
            ),
        ),
        (
            "AGO",
            "en",
            (
                "As of 2 October 2026, this State has signed the Rome Statute and is not a party to it: signature on 7 "
                "October 1998."
            ),
        ),
        (
            "TUV",
            "en",
            (
                "As of 2 October 2026, this State is not a party to the Rome Statute: no signature, ratification or "
                "accession is recorded."
            ),
        ),
    ],
)
def test_the_status_is_one_sentence_with_its_dates(
    client: Client, alpha3: str, language: str, expected: str
) -> None:
    assert sentence(client, alpha3, language) == expected


def test_dates_are_no_more_exact_than_they_are_known(client: Client) -> None:
    assert "notice of withdrawal in October 2016 and revocation of that notice in 2017" in sentence(
        client, "ZAF"
    )
    assert "notificación de retirada en octubre de 2016" in sentence(client, "ZAF", "es")


@pytest.mark.parametrize("language", languages.codes())
def test_what_sources_differ_on_reads_as_reported_and_nothing_more(client: Client, language: str) -> None:
    told = sentence(client, "BIH", language)
    with translation.override(language):
        mark = translation.gettext("%(acts)s (dates as reported)").removeprefix("%(acts)s")
    assert told.endswith(f"{mark}.")
    line = words(main_of(markup(client, "BIH", language)))
    with translation.override(language):
        for act in state("BIH").treaty_acts.all():
            reported = translation.gettext("reported: %(date)s") % {"date": act.when.text(language)}
            assert reported.replace("\u00a0", " ") in line


def test_one_date_in_doubt_among_others_is_marked_alone(client: Client) -> None:
    TreatyAct.objects.filter(country=state("KEN"), kind=ActKind.SIGNATURE).update(verified=Verified.PARTIAL)
    told = sentence(client, "KEN")
    assert "signature on 11 August 1999 (as reported), ratification on 15 March 2005 and" in told


def test_a_state_that_gave_notice_is_still_a_party(client: Client) -> None:
    make.act(state("KEN"), ActKind.WITHDRAWAL_NOTIFIED, "2026-09-01")
    told = sentence(client, "KEN")
    assert (
        "is still a party to the Rome Statute, because its notice of withdrawal has not taken effect" in told
    )
    make.act(state("KEN"), ActKind.WITHDRAWAL_EFFECTIVE, "2027-09-01")
    assert sentence(client, "KEN") == told, "an act of a later day than that of the register is told"


def test_an_instrument_that_is_not_in_force_yet(client: Client) -> None:
    make.act(state("TUV"), ActKind.ACCESSION, "2026-09-01")
    assert "has deposited its instrument, and the Rome Statute is not yet in force for it" in sentence(
        client, "TUV"
    )


@pytest.mark.parametrize(
    ("alpha3", "language"),
    [("BFA", "en"), ("MLI", "fr"), ("NER", "es"), ("TCD", "ar"), ("VEN", "es")],
)
def test_nothing_is_said_of_withdrawals_the_sources_disagree_on(
    client: Client, alpha3: str, language: str
) -> None:
    make.act(state(alpha3), ActKind.WITHDRAWAL_NOTIFIED, "2025-10-01", verified=Verified.PARTIAL)
    main = main_of(markup(client, alpha3, language))
    assert not re.search(r"withdr[ae]w|retirada|denunci|retrait|انسح", words(main), re.IGNORECASE)


@pytest.mark.parametrize("language", languages.codes())
def test_without_a_register_of_acts_nothing_is_said(client: Client, language: str) -> None:
    RegisterDate.objects.all().delete()
    html = markup(client, "KEN", language)
    assert "country-status__sentence" not in html
    assert "1999" not in words(main_of(html))


@pytest.mark.parametrize(
    ("alpha3", "language"),
    [
        (alpha3, languages.codes()[(number + shift) % 4])
        for number, alpha3 in enumerate(STATUSES)
        for shift in (0, 3)
    ],
)
def test_every_kind_of_state_has_a_whole_page_in_two_languages(
    client: Client, alpha3: str, language: str
) -> None:
    html = markup(client, alpha3, language)
    main = main_of(html)
    assert main.count("<h1") == 1
    assert state(alpha3).name_in(language) in unescape(main)
    assert AS_OF[language] in words(main)
    assert [int(level) for level in re.findall(r"<h([1-6])", main)][:2] == [1, 2]
    assert ("act-line" in main) == state(alpha3).treaty_acts.exists()
    assert "NaN" not in main
    assert "None" not in words(main)


def test_the_line_runs_from_the_right_in_arabic(client: Client) -> None:
    def places(language: str) -> list[float]:
        html = markup(client, "PHL", language)
        return [float(x) for x in re.findall(r'<svg x="([\d.]+)%"', html)]

    english, arabic = places("en"), places("ar")
    assert len(english) == 5
    assert english == sorted(english)
    assert arabic == sorted(arabic, reverse=True)
    assert all(abs(one + other - 100) < 0.02 for one, other in zip(english, arabic, strict=True))


@pytest.mark.parametrize(("alpha3", "by_shape"), [("KEN", True), ("USA", True), ("TUV", False)])
def test_a_small_map_tells_where_it_lies(client: Client, alpha3: str, by_shape: bool) -> None:
    figure = main_of(markup(client, alpha3)).split('class="locator"')[1].split("</figure>")[0]
    assert ('<path class="locator__shape"' in figure) == by_shape
    ring = re.search(r'locator__ring" cx="(\d+)" cy="(\d+)" r="(\d+)"', figure)
    assert ring
    x, y, radius = map(int, ring.groups())
    assert 0 <= x <= 2000
    assert 0 <= y <= 864
    assert radius < 400, "the far islands or the end of the map were counted in"
    assert f'aria-label="{state(alpha3).name_in("en")} on the map of the world"' in figure


def test_every_mark_on_the_line_stands_in_the_list_with_the_same_shape(client: Client) -> None:
    main = main_of(markup(client, "PHL"))
    drawing, listed = main.split("</ol>")[1].split('<ol class="act-line__list">')
    shapes = re.compile(r'<(circle|rect|path) class="act-shape[^>]*>')
    in_drawing = [found[0] for found in shapes.finditer(drawing)]
    in_list = [found[0] for found in shapes.finditer(listed)]
    assert in_drawing == in_list
    assert len(in_list) == 5
    assert len(set(in_list)) == 5, "two acts of one State look the same"
