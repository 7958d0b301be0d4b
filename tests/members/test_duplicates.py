"""Whether two entries may be one: tricky pairs by hand, the limits of certainty, and how candidates are looked up."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from cicc_site import languages
from members.duplicate_evidence import (
    CERTAIN,
    LIKELY,
    POSSIBLE,
    REASONS,
    CandidateFacts,
    Judgement,
    Reason,
    external_key,
    judge,
    phone_key,
    prepare,
    site_key,
)
from members.duplicate_list import tell_apart
from members.duplicates import candidates, candidates_of
from members.enums import MemberStatus, NameKind
from members.models import Contact, Organization, Registration
from tests.factories import members as make


def judged(first: str, second: str, country: str, other: str | None = None, **facts: Any) -> Judgement:
    """Two entries of which only the names and the countries are known, unless `facts` tells more of both."""
    return judge(
        prepare(CandidateFacts(((first, ""),), country, **facts)),
        prepare(CandidateFacts(((second, ""),), other or country, **facts)),
    )


# Names made up for the test; only the pattern of each pair is from life.
ONE = [
    ("شبكة أماني لحقوق الإنسان", "Réseau Amani des droits humains", "EG", LIKELY),
    ("شبكة أماني لحقوق الإنسان", "Chabakat Amani li Huquq al-Insan", "EG", LIKELY),
    ("مركز النور للدراسات", "Markaz al-Nour lil-Dirasat", "JO", LIKELY),
    ("مؤسسة الأمل", "Moassasat Al Amal", "MA", POSSIBLE),
    ("جمعيّة النّساء في طرابلس", "جمعية نساء طرابلس", "LY", LIKELY),
    ("בצלמה", "Betzalma", "IL", POSSIBLE),
    ("Красногорская правозащитная группа", "Krasnogorskaya pravozashchitnaya gruppa", "RU", LIKELY),
    ("Kenya Section of Amani Jurists", "Amani Jurists Kenya", "KE", LIKELY),
    ("Amani Jurists, Kenyan Chapter", "Amani Jurists", "KE", LIKELY),
    ("Asociación de Mujeres Kallpa", "Asociacion Mujeres Kallpa", "PE", LIKELY),
    ("Red de Mujeres Kallpa", "Kallpa Women's Network", "PE", LIKELY),
    ("Ligue Tumaini pour la justice", "Tumaini League for Justice", "CD", LIKELY),
    ("Tumaini Foundation Inc.", "The Tumaini Foundation", "US", LIKELY),
    ("Hassan Obeid Foundation", "Hasan Obaid Foundation", "YE", LIKELY),
    ("Centre for Justice and Tumaini", "Tumaini Center for Justice", "UG", LIKELY),
    ("平和センターひかり", "平和センター・ひかり", "JP", POSSIBLE),
    ("Σύνδεσμος Ελπίδα", "Syndesmos Elpida", "GR", LIKELY),
]
DIFFERENT = [
    ("Association of Women Lawyers", "Association of Women Journalists", "KE"),
    ("Centre for Victims", "Centre for Women", "KE"),
    ("Amani Foundation", "Tumaini Foundation", "KE"),
    ("Human Rights Network North", "Human Rights Network South", "UG"),
    ("Victims Group 12", "Victims Group 13", "UG"),
    ("شبكة حقوق المرأة", "شبكة حقوق الطفل", "EG"),
    ("人权论坛", "人权联盟", "CN"),
    ("Réseau des femmes juristes", "Réseau des femmes journalistes", "SN"),
    ("Liga Paz", "Liga Pan", "CO"),
]
ALIKE_BUT_NEVER_CERTAIN = [
    ("Kenya Human Rights Commission", "Kenya National Commission on Human Rights", "KE"),
    ("Women's Network", "Réseau de femmes", "ML"),
    ("Amani Jurists", "Amani Jurist", "KE"),
    ("Red de Mujeres Kallpa", "Kallpa Women's Network", "PE"),
    ("Al-Haqq", "الحق", "JO"),
]


@pytest.mark.parametrize(("first", "second", "country", "least"), ONE)
def test_one_organization_in_two_spellings_is_found(
    first: str, second: str, country: str, least: int
) -> None:
    assert judged(first, second, country).score >= least
    assert judged(second, first, country).score == judged(first, second, country).score


@pytest.mark.parametrize(("first", "second", "country"), DIFFERENT)
def test_organizations_that_look_alike_are_left_alone(first: str, second: str, country: str) -> None:
    assert judged(first, second, country).score < POSSIBLE


@pytest.mark.parametrize(("first", "second", "country"), ALIKE_BUT_NEVER_CERTAIN)
def test_a_name_that_is_only_alike_is_never_certain(first: str, second: str, country: str) -> None:
    assert judged(first, second, country).score < CERTAIN


class TestSigns:
    def test_the_same_name_in_one_country_is_almost_certain(self) -> None:
        found = judged("Amani Jurists", "AMANI JURISTS", "KE")
        assert found.score >= CERTAIN
        assert [reason.code for reason in found.reasons] == ["name_same"]

    def test_in_two_countries_it_is_only_possible(self) -> None:
        found = judged("Amani Jurists", "Amani Jurists", "KE", "UG")
        assert POSSIBLE <= found.score < LIKELY
        assert [reason.code for reason in found.reasons] == ["name_same", "other_country"]

    def test_different_registration_numbers_speak_against(self) -> None:
        one = prepare(CandidateFacts((("Amani Jurists", ""),), "KE", registration="NGO/12"))
        other = prepare(CandidateFacts((("Amani Jurists", ""),), "KE", registration="NGO/13"))
        found = judge(one, other)
        assert found.score < LIKELY
        assert "other_registration" in [reason.code for reason in found.reasons]

    @pytest.mark.parametrize(
        ("facts", "code"),
        [
            ({"website": "https://www.amani.example/en/"}, "website"),
            ({"emails": ("Office@amani.example",)}, "email"),
            ({"phones": ("+254 20 2000000",)}, "phone"),
            ({"registration": "NGO/12-3"}, "registration"),
        ],
    )
    def test_what_both_share_says_so(self, facts: dict[str, Any], code: str) -> None:
        found = judged("Amani", "Zuhura", "KE", **facts)
        assert found.score >= POSSIBLE
        assert [reason.code for reason in found.reasons] == [code]

    @pytest.mark.parametrize("website", ["https://facebook.com/", "https://www.facebook.com"])
    def test_a_site_that_many_have_pages_on_says_nothing(self, website: str) -> None:
        assert judged("Amani", "Zuhura", "KE", website=website).score == 0

    def test_a_letter_box_at_a_provider_is_no_common_domain(self) -> None:
        one = prepare(CandidateFacts((("Amani", ""),), "KE", emails=("amani@gmail.com",)))
        other = prepare(CandidateFacts((("Zuhura", ""),), "KE", emails=("zuhura@gmail.com",)))
        assert judge(one, other).score == 0

    def test_an_address_at_the_website_of_the_other(self) -> None:
        one = prepare(CandidateFacts((("Amani", ""),), "KE", emails=("a@amani.example",)))
        other = prepare(CandidateFacts((("Zuhura", ""),), "KE", website="http://www.amani.example/x"))
        assert [reason.code for reason in judge(one, other).reasons] == ["email_site"]

    @pytest.mark.parametrize(
        ("name", "code"),
        [("AJVK", "acronym_name"), ("Amani Jurists for Victims in Kisumu", "acronym_letters")],
    )
    def test_an_acronym_and_the_full_name(self, name: str, code: str) -> None:
        one = prepare(CandidateFacts((("Something else", ""), ("A.J.V.K.", NameKind.ACRONYM)), "KE"))
        other = prepare(CandidateFacts(((name, ""),), "KE"))
        found = judge(one, other)
        assert [reason.code for reason in found.reasons] == [code]
        assert POSSIBLE <= found.score < CERTAIN

    def test_an_acronym_in_another_country_says_nothing(self) -> None:
        one = prepare(CandidateFacts((("Amani", ""), ("AJVK", NameKind.ACRONYM)), "KE"))
        other = prepare(CandidateFacts((("Zuhura", ""), ("AJVK", NameKind.ACRONYM)), "UG"))
        assert judge(one, other).score == 0

    def test_a_former_name(self) -> None:
        one = prepare(CandidateFacts((("Zuhura Trust", ""), ("Amani Jurists", NameKind.FORMER)), "KE"))
        other = prepare(CandidateFacts((("Amani Jurists", ""),), "KE"))
        found = judge(one, other)
        assert [reason.code for reason in found.reasons] == ["name_former"]
        assert LIKELY <= found.score < CERTAIN

    def test_numbers_of_other_files_that_differ_only_in_writing(self) -> None:
        one = prepare(CandidateFacts((), "KE", external_id="KE-0007"))
        other = prepare(CandidateFacts((), "KE", external_id="ke 7"))
        assert [reason.code for reason in judge(one, other).reasons] == ["external_id"]

    def test_nothing_known_is_nothing_alike(self) -> None:
        assert judge(prepare(CandidateFacts(())), prepare(CandidateFacts(()))) == Judgement(0, ())


@pytest.mark.parametrize("code", languages.codes())
def test_every_reason_reads_in_every_language(code: str) -> None:
    with override(code):
        told = {reason: Reason(reason, {"first": "A", "second": "B"}).text() for reason in REASONS}
    assert all(told.values())
    with override("en"):
        english = {reason: Reason(reason, {"first": "A", "second": "B"}).text() for reason in REASONS}
    assert code == "en" or not set(told.values()) & set(english.values())


def test_a_reason_survives_being_stored() -> None:
    reason = Reason("name_near", {"first": "A", "second": "B"})
    assert Reason.of_json(reason.as_json()) == reason


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("https://www.Amani.example/a?b", "amani.example"),
        ("amani.example", "amani.example"),
        ("https://facebook.com/Amani/posts", "facebook.com/amani"),
        ("http://[", ""),
        ("", ""),
    ],
)
def test_where_a_website_is(address: str, key: str) -> None:
    assert site_key(address) == key


def test_numbers_are_compared_without_their_signs() -> None:
    assert phone_key("020 2000000", "KE") == phone_key("+254 20 2000000", "") == "+254202000000"
    assert phone_key("call us", "KE") == ""
    assert external_key("demo-0007") == external_key("DEMO 7")


@pytest.mark.django_db
class TestLookedUp:
    @pytest.fixture(autouse=True)
    def register(self) -> None:
        self.kenya = make.country("KEN", alpha2="KE", name_en="Kenya")
        self.uganda = make.country("UGA", alpha2="UG", name_en="Uganda")
        self.amani = make.organization("Amani Jurists", self.kenya, acronym="AMJU", external_id="KE-0007")
        for number in range(12):
            make.organization(f"Zuhura {number} of {'abcdefghijkl'[number] * 6}", self.kenya)

    def facts(self, *names: str, country: str = "KE", **more: Any) -> CandidateFacts:
        return CandidateFacts(tuple((name, "") for name in names), country, **more)

    def found(self, facts: CandidateFacts, **how: Any) -> list[int]:
        return [candidate.organization_id for candidate in candidates(facts, **how)]

    def test_by_name_in_the_country(self) -> None:
        [candidate] = candidates(self.facts("Kenya Section of the Amani Jurists"))
        assert candidate.organization_id == self.amani.pk
        assert candidate.level == "Likely"
        assert self.found(self.facts("Entirely Unlike")) == []

    def test_by_acronym(self) -> None:
        assert self.found(self.facts("AMJU")) == [self.amani.pk]

    def test_by_the_same_name_in_another_country(self) -> None:
        assert self.found(self.facts("Amani Jurists", country="UG")) == [self.amani.pk]
        assert self.found(self.facts("Amani Jurists Kampala", country="UG")) == []

    def test_by_addresses_anywhere(self) -> None:
        self.amani.website = "https://www.amani.example/"
        self.amani.save()
        Contact.objects.create(organization=self.amani, email="Office@amani.example", phone="+254202000000")
        for more in (
            {"website": "http://amani.example/about"},
            {"emails": ("office@amani.example",)},
            {"emails": ("other@amani.example",)},
            {"phones": ("+254 20 2000000",)},
        ):
            assert self.found(self.facts("Entirely Unlike", country="UG", **more)) == [self.amani.pk], more

    def test_by_numbers(self) -> None:
        Registration.objects.create(organization=self.amani, number="NGO/12")
        assert self.found(self.facts("Entirely Unlike", registration="ngo 12")) == [self.amani.pk]
        assert self.found(self.facts("Entirely Unlike", external_id="ke7")) == [self.amani.pk]

    def test_itself_and_merged_entries_are_left_out(self) -> None:
        facts = self.facts("Amani Jurists")
        assert self.found(facts, exclude=self.amani.pk) == []
        Organization.objects.filter(pk=self.amani.pk).update(status=MemberStatus.MERGED)
        assert self.found(facts) == []

    def test_told_apart_is_not_proposed_again(self) -> None:
        other = make.organization("Amani Jurists of Kenya", self.kenya)
        assert [found.organization_id for found in candidates_of(other.pk)] == [self.amani.pk]
        tell_apart(other.pk, self.amani.pk, actor=None, reason="Asked both.")
        assert candidates_of(other.pk) == []

    def test_a_web_host_of_many_is_nobodys(self) -> None:
        facts = self.facts("Entirely Unlike", website="https://many.example/")
        for number in range(51):
            make.organization(f"Some {number}", self.uganda, website=f"https://many.example/{number}")
        assert self.found(facts) == []

    def test_six_queries_whatever_is_there(self) -> None:
        facts = self.facts(
            "Amani Jurists", website="https://a.example", emails=("a@a.example",), phones=("+254202000000",)
        )
        candidates(facts)
        with CaptureQueriesContext(connection) as few:
            assert candidates(facts)
        for number in range(30):
            make.organization(
                f"Amani Jurists {'xyz'[number % 3] * 5}{'abcdefghij'[number % 10] * 4}", self.kenya
            )
        with CaptureQueriesContext(connection) as many:
            assert candidates(facts)
        assert len(few) == len(many) == 6

    def test_of_nothing_comes_nothing(self) -> None:
        assert candidates(CandidateFacts(())) == []


@pytest.mark.django_db
def test_addresses_are_looked_up_by_their_indexes() -> None:
    """At 100,000 entries reading all of them for one address would take longer than everything else."""
    from members.models.contacts import EMAIL_HOST
    from members.models.organizations import SITE

    queries = (
        (
            Organization.objects.alias(site=SITE).filter(site__in=["a.example"]).order_by().values("pk"),
            "org_site",
        ),
        (
            Contact.objects.alias(host=EMAIL_HOST).filter(host__in=["a.example"]).order_by().values("pk"),
            "contact_host",
        ),
        (
            Organization.objects.filter(match_keys__overlap=["amani"]).order_by().values("pk"),
            "org_match_keys",
        ),
    )
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for query, index in queries:
            assert index in query.explain(), index
