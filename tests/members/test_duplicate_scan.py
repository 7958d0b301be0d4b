"""The scan of the whole register, and the list it fills: each planted twin is found, what is decided stays decided."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members import duplicate_scan
from members.demo import TWINS
from members.demo_loading import load_demo_members
from members.duplicate_evidence import LIKELY, Facts, Judgement, judge
from members.duplicate_list import refresh_list, tell_apart
from members.duplicate_scan import CROWD, scan
from members.models import DuplicatePair, Organization
from tests.factories import members as make


@pytest.mark.content
@pytest.mark.django_db
class TestOverDemonstrations:
    def test_every_second_entry_is_found_with_few_others(self) -> None:
        load_demo_members(1000, 150, 5)
        numbers = dict(Organization.objects.values_list("pk", "external_id"))
        found = {(numbers[pair.first], numbers[pair.second]): pair.score for pair in scan()}
        twins = [(f"demo-{number - 1:04}", f"demo-{number:04}") for number in range(TWINS, 1001, TWINS)]
        assert all(found.get(pair, 0) >= LIKELY for pair in twins)
        surest = {pair for pair, score in found.items() if score >= 95}
        assert surest == {pair for pair in twins if found[pair] >= 95}
        assert len(found) < 60  # of half a million pairs

    def test_queries_do_not_grow_with_the_register(self) -> None:
        load_demo_members(200, 20, 5)
        with CaptureQueriesContext(connection) as captured:
            assert list(scan())
        assert len(captured) <= 1 + 3 + 3  # the numbers; countries read together; pairs across countries


@pytest.mark.django_db
class TestList:
    @pytest.fixture(autouse=True)
    def twins(self) -> None:
        state = make.country("KEN")
        self.first = make.organization("Amani Jurists", state)
        self.second = make.organization("The Amani Jurists", state)
        make.organization("Zuhura Trust", state)

    def test_found_pairs_enter_it_once(self) -> None:
        for new in (1, 0):
            outcome = refresh_list()
            assert (outcome.found, outcome.new, outcome.gone) == (1, new, 0)
        pair = DuplicatePair.objects.get()
        assert (pair.first, pair.second, pair.state) == (self.first, self.second, DuplicatePair.State.OPEN)
        assert pair.reasons[0]["code"] == "name_words"

    def test_what_is_decided_stays_decided(self) -> None:
        amal = make.amal()
        tell_apart(self.second.pk, self.first.pk, actor=amal, reason="Asked both.")
        assert refresh_list().decided == 1
        pair = DuplicatePair.objects.get()
        assert (pair.state, pair.why, pair.decided_name) == ("not_duplicate", "Asked both.", str(amal))

    def test_pairs_no_longer_alike_leave_it(self) -> None:
        refresh_list()
        self.second.legal_name = "Neema Women"
        self.second.save()
        assert refresh_list().gone == 1
        assert not DuplicatePair.objects.exists()

    def test_a_changed_name_changes_the_reasons(self) -> None:
        refresh_list()
        self.second.legal_name = "Amani Jurists"
        self.second.save()
        refresh_list()
        assert DuplicatePair.objects.get().reasons[0]["code"] == "name_same"

    def test_the_command_tells_what_it_did(self) -> None:
        out = StringIO()
        call_command("find_duplicates", stdout=out)
        assert out.getvalue().startswith("1 pairs that may be one organization: 1 of them new")


@pytest.mark.django_db
def test_the_same_name_in_two_countries_is_found_unless_it_is_a_family() -> None:
    for code in ("KEN", "UGA"):
        make.organization("Amani Jurists", make.country(code))
    assert len(list(scan())) == 1
    for number in range(5):
        make.organization("Amani Jurists", make.country(f"ZZ{'ABCDE'[number]}"))
    assert list(scan()) == []


@pytest.mark.django_db
def test_a_crowd_behind_one_word_is_not_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without this, a register of one country with one word in all names would be compared with itself."""
    state = make.country("KEN")
    Organization.objects.bulk_create(
        Organization(legal_name=f"Amani {_word(number)}", country=state) for number in range(CROWD + 5)
    )
    compared: list[Facts] = []

    def count(one: Facts, other: Facts) -> Judgement:
        compared.append(other)
        return judge(one, other)

    monkeypatch.setattr(duplicate_scan, "judge", count)
    assert list(scan()) == []
    assert len(compared) < CROWD  # of some 20,000 pairs


def _word(number: int) -> str:
    """Words of which no two are near each other."""
    return "".join(letter * 3 for letter in ("bdfgklmnrstx"[number // step % 12] for step in (1, 12, 144)))
