"""A mirror of the starting content, with members and works of every sort: no broken link, no trace of the hidden."""

from __future__ import annotations

import re

import pytest

from cicc_site import languages
from members import workflow
from members.models import Country
from pages.models import DirectoryPage, SitePage
from pages.static_mirror import addresses
from pages.static_mirror.tree import Manifest
from tests.factories import archive, hidden, hidden_works
from tests.factories import members as make
from tests.few import leave_few_of_a_kind
from tests.pages.static_mirror.conftest import Mirror
from tests.rules.walking import assert_silent, plain

pytestmark = [pytest.mark.content, pytest.mark.django_db]

PDF = {"name": "Résolution 8.pdf", "media_type": "application/pdf"}


@pytest.fixture
def few(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without pictures for other sites: they are dear to draw, and in the mirror of the small tree."""
    real = addresses.left_out
    monkeypatch.setattr(
        addresses, "left_out", lambda each: "missing" if each.startswith("/share/") else real(each)
    )
    leave_few_of_a_kind(every=24)


def only_the_directory() -> None:
    """One more mirror of everything would tell no more of who is not in it any longer; that most pages are gone as well
    is one more thing it has to bear."""
    ways = [page.path for page in DirectoryPage.objects.all()]
    kept = [
        page.pk
        for page in SitePage.objects.all()
        if page.depth < 4 or any(way.startswith(page.path) for way in ways)
    ]
    SitePage.objects.exclude(pk__in=kept).update(live=False)


def test_the_starting_content_has_no_broken_link_and_no_trace_of_the_hidden(
    mirror: Mirror, few: None
) -> None:
    kenya = Country.objects.get(alpha3="KEN")
    shown = [make.organization(f"Demo Shown Network {number}", kenya) for number in range(3)]
    gone = make.organization("Zqdelisted Network", kenya)
    canaries = hidden.canaries()
    work = hidden_works.shown()
    hidden_works.canaries(work)
    archive.work_file(work, "fr", b"%PDF-1.4 a file", **PDF)

    first = mirror.make()
    assert first.faults == []
    assert first.checked is not None
    assert first.checked.broken == []
    assert first.checked.pages > 300
    assert (mirror.target / f"d/{work.pk}/fr/Résolution 8.pdf").read_bytes() == b"%PDF-1.4 a file"
    assert f"d/{work.pk}/fr/index.html" in mirror.places()
    for code in languages.codes():
        assert f"{code}/feed/index.xml" in mirror.places()
        assert any(
            re.fullmatch(rf"{code}/.+/{shown[0].pk}/.+/index\.html", place) for place in mirror.places()
        )
    assert {
        "open-data/organizations.csv",
        "open-data/countries.json",
        f"m/{shown[0].pk}/index.html",
    } <= mirror.places()
    for place in mirror.places():
        if place.endswith((".png", ".woff2", ".pdf")):
            continue
        text = mirror.text(place)
        told = plain(f"{place}\n{text}")
        assert_silent(text, "a personal column")
        assert [canary.word for canary in canaries if canary.word in told] == [], place
        assert re.findall(r"zqw\d{3}canary", told) == [], place
    assert any("zqdelisted" in place for place in mirror.places())

    workflow.delist(gone.pk, actor=None)
    only_the_directory()
    second = mirror.make(is_checked=False)
    assert {why for _address, why, _on in second.faults} <= {"answered 404"}  # texts name pages that are gone
    assert not any("zqdelisted" in place for place in mirror.places())
    assert not any("Zqdelisted" in text for text in mirror.pages().values())
    assert f"m/{gone.pk}/index.html" not in mirror.places()
    assert f"/m/{gone.pk}/" not in Manifest.of(mirror.target).places()
    assert second.counts["unchanged"] > 50
    assert second.counts["removed"] > 200
