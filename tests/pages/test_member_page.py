"""The page of a member, and its lasting address: what each listing level shows, and that hiding leaves no trace."""

from __future__ import annotations

import datetime as dt
import json
import re
from urllib.parse import quote

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cicc_site import languages
from cicc_site.dates import Precision
from members import workflow
from members.enums import ListingLevel, MemberStatus
from members.models import (
    Country,
    Issue,
    NationalCoalition,
    Organization,
    OrganizationName,
    SteeringCommitteeTerm,
    User,
)
from pages.directory.member import readable_host
from pages.models import DirectoryPage
from tests import sitemap
from tests.factories import members as make

pytestmark = [pytest.mark.content, pytest.mark.django_db]

HIDDEN_WORDS = (
    "DNJ",
    "Demo Former",
    "Lawyers and bar",
    "demo.example.org",
    "Gender",
    "1987",
    "French",
    "Uganda",
    "2015",
)


@pytest.fixture
def member() -> Organization:
    """A member with everything an entry can have."""
    kenya, uganda = (Country.objects.get(alpha3=code) for code in ("KEN", "UGA"))
    with connection.cursor() as cursor:  # a number that stands nowhere else in a page or a query
        cursor.execute("SELECT setval(pg_get_serial_sequence('members_organization', 'id'), 712345)")
    made = make.organization(
        "Mtandao wa Demo",
        kenya,
        legal_language="sw",
        name_en="Demo Network",
        name_ar="شبكة نموذج",
        acronym="DNJ",
        former="Demo Former Network",
        type="legal",
        scope="national",
        working_languages=["fr", "sw"],
        year_founded=1987,
        website="https://www.demo.example.org/about",
        joined=dt.date(2015, 3, 1),
        joined_precision=Precision.MONTH,
        national_coalition=NationalCoalition.objects.create(name_en="Demo Coalition of Kenya", country=kenya),
    )
    issue, _ = Issue.objects.get_or_create(code="gender", defaults={"name_en": "Gender justice"})
    made.issues.set([issue])
    made.countries_of_work.set([uganda])
    made.save()
    SteeringCommitteeTerm.objects.create(
        organization=made, starts=dt.date(2015, 1, 1), ends=dt.date(2016, 1, 1)
    )
    return made


def address(made: Organization, language: str = "en") -> str:
    page = DirectoryPage.objects.get()
    return f"{page.address_in(language)}{made.pk}/{quote(made.slug_in(language))}/"


def main(text: str) -> str:
    return text[text.index("<main") : text.index("</main>")]


def nodes(text: str) -> list[dict[str, object]]:
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)
    data = [json.loads(block) for block in found]
    return [node for block in data for node in block.get("@graph", [block])]


# --- What is shown ---------------------------------------------------------------------------------------


def test_a_full_entry_shows_what_it_has(client: Client, member: Organization) -> None:
    text = main(client.get(address(member)).content.decode())
    assert '<h1 class="page-header__title"><span>Demo Network</span></h1>' in text
    assert '<bdi lang="sw" dir="ltr">Mtandao wa Demo</bdi>' in text
    assert '<bdi lang="ar" dir="rtl">شبكة نموذج</bdi>' in text
    for word in (*HIDDEN_WORDS, "March 2015", "National", "Demo Coalition of Kenya"):
        assert word in text, word
    assert 'rel="nofollow noopener external"><bdi>demo.example.org</bdi>' in text
    assert 'href="/en/countries/kenya/"' in text
    assert 'href="/en/countries/uganda/"' in text
    assert f"?coalition={member.national_coalition_id}" in text
    assert f"/m/{member.pk}/" in text
    assert "Demonstration" not in text


def test_an_entry_of_name_and_country_shows_nothing_else(client: Client, member: Organization) -> None:
    before = set(main(client.get(address(member)).content.decode()).split())
    workflow.set_listing(member.pk, ListingLevel.NAME_AND_COUNTRY, actor=None, reason="asked")
    text = client.get(address(member)).content.decode()
    for word in (*HIDDEN_WORDS, "National coalition", "Steering", "Member since"):
        assert word not in main(text), word
        assert word not in text[: text.index("<body")], word
    for word in ("Demo Network", "Mtandao wa Demo", "شبكة نموذج", "Kenya"):
        assert word in main(text)
    assert "This member shows its name and its country only." in text
    assert len(set(main(text).split()) - before) < 40


def test_a_reader_gets_the_name_in_their_language_and_direction(client: Client, member: Organization) -> None:
    arabic = client.get(address(member, "ar")).content.decode()
    assert '<html lang="ar" dir="rtl">' in arabic
    assert '<h1 class="page-header__title"><span>شبكة نموذج</span></h1>' in arabic
    french = client.get(address(member, "fr")).content.decode()
    # Inside the heading, which stands where the headings of the page stand, whichever way the name runs.
    assert '<h1 class="page-header__title"><span lang="en" dir="ltr">Demo Network</span></h1>' in french
    unknown = make.organization("ЗАЯВКА Демо", member.country, legal_language="")
    assert 'lang="und" dir="auto">ЗАЯВКА Демо</span></h1>' in client.get(address(unknown)).content.decode()
    ukrainian = make.organization("Приклад", member.country, legal_language="uk")
    assert 'lang="uk" dir="ltr">Приклад</span></h1>' in client.get(address(ukrainian, "ar")).content.decode()


def test_the_head_names_the_entry_in_every_language(client: Client, member: Organization) -> None:
    text = client.get(address(member)).content.decode()
    head = text[: text.index("<body")]
    assert "<title>Demo Network | " in head
    for code in languages.codes():
        assert re.search(rf'hreflang="{code}" href="[^"]*{re.escape(address(member, code))}"', head)
        assert f'href="{address(member, code)}"' in text  # the switch
    assert f'<link rel="canonical" href="http://localhost:8000{address(member)}">' in head
    crumbs = text[text.index('class="breadcrumbs__list"') :]
    assert crumbs.index("Member directory") < crumbs.index("Demo Network")
    # Pictures are kept for a year; so none bears a member's name.
    assert re.search(r'og:image" content="[^"]*/share/en/\d+-', head)
    assert "Demo Network" not in re.findall(r'og:image:alt" content="([^"]*)"', head)[0]


def test_machines_are_told_what_readers_see(client: Client, member: Organization) -> None:
    [node] = [node for node in nodes(client.get(address(member)).content.decode()) if node["@type"] == "NGO"]
    assert node["name"] == "Demo Network"
    assert set(node["alternateName"]) == {"Mtandao wa Demo", "شبكة نموذج", "DNJ", "Demo Former Network"}  # type: ignore[call-overload]
    assert (node["url"], node["foundingDate"]) == ("https://www.demo.example.org/about", "1987")
    workflow.set_listing(member.pk, ListingLevel.NAME_AND_COUNTRY, actor=None, reason="asked")
    [node] = [node for node in nodes(client.get(address(member)).content.decode()) if node["@type"] == "NGO"]
    assert set(node) == {"@type", "name", "alternateName", "address", "memberOf", "mainEntityOfPage"}
    assert set(node["alternateName"]) == {"Mtandao wa Demo", "شبكة نموذج"}  # type: ignore[call-overload]
    Organization.objects.update(is_demo=True)
    text = client.get(address(member)).content.decode()
    assert [node for node in nodes(text) if node["@type"] == "NGO"] == []
    assert "This organization is invented" in text


# --- Addresses -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", ["", "demo/", "x-y/", "شبكة/"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_another_slug_leads_to_the_right_one(
    client: Client, member: Organization, slug: str, language: str
) -> None:
    where = f"{DirectoryPage.objects.get().address_in(language)}{member.pk}/{slug}"
    response = client.get(where)
    assert response.status_code == 301
    assert response.headers["Location"] == address(member, language)
    assert "s-maxage=0" in response.headers["Cache-Control"]
    assert client.get(response.headers["Location"]).status_code == 200


def test_the_lasting_address_leads_to_the_language_of_the_browser(
    client: Client, member: Organization
) -> None:
    for asked, language in (("ar-EG,en;q=0.2", "ar"), ("", "en"), ("de,fr;q=0.5", "fr")):
        response = client.get(f"/m/{member.pk}/", headers={"accept-language": asked})
        assert response.status_code == 302
        assert response.headers["Location"] == address(member, language)
        assert "Accept-Language" in response.headers["Vary"]
        assert "s-maxage=0" in response.headers["Cache-Control"]


def test_a_merged_entry_leads_to_the_one_that_stayed(client: Client, member: Organization) -> None:
    first = make.organization("Demo First", member.country)
    second = make.organization("Demo Second", member.country, status=MemberStatus.MERGED, merged_into=member)
    Organization.objects.filter(pk=first.pk).update(status=MemberStatus.MERGED, merged_into=second)
    directory = DirectoryPage.objects.get().address_in("en")
    for gone in (first, second):
        for where in (f"{directory}{gone.pk}/", f"{directory}{gone.pk}/demo-first/"):
            assert client.get(where).headers["Location"] == address(member)
        assert client.get(f"/m/{gone.pk}/").headers["Location"] == address(member)
    workflow.delist(member.pk, actor=None)
    assert client.get(f"{directory}{first.pk}/").status_code == 404
    assert client.get(f"/m/{second.pk}/").status_code == 404
    # A circle, which no merge makes.
    Organization.objects.filter(pk=member.pk).update(status=MemberStatus.MERGED, merged_into=first)
    assert client.get(f"/m/{first.pk}/").status_code == 404
    # A note of a merge that was undone.
    Organization.objects.filter(pk=member.pk).update(
        status=MemberStatus.ACTIVE, listing="full", merged_into=first
    )
    assert client.get(address(member)).status_code == 200


# --- Hiding ----------------------------------------------------------------------------------------------


def answer(client: Client, where: str, number: int) -> tuple[int, str, dict[str, str], list[str]]:
    """Status, text, headers and queries of an answer, with its number left out: all that can be compared."""
    with CaptureQueriesContext(connection) as captured:
        response = client.get(where)
    mask = re.compile(rf"(?<![0-9]){number}(?![0-9])|(?<=SAVEPOINT \")[^\"]+")
    queries = [mask.sub("N", query["sql"]) for query in captured.captured_queries]
    told = response.headers.items()
    headers = {name: mask.sub("N", value) for name, value in told if name != "X-Request-ID"}
    return response.status_code, mask.sub("N", response.content.decode()), headers, queries


@pytest.mark.parametrize(
    "change",
    [
        {"listing": ListingLevel.UNLISTED},
        {"listing": ListingLevel.MEMBERS_ONLY},
        {"status": MemberStatus.LEFT},
        {"status": MemberStatus.SUSPENDED},
        {"status": MemberStatus.MERGED},
    ],
    ids=str,
)
@pytest.mark.parametrize(
    "pattern", ["/en/membership/directory/{}/demo-network/", "/en/membership/directory/{}/", "/m/{}/"]
)
def test_a_hidden_member_is_answered_as_one_that_never_was(
    client: Client, member: Organization, pattern: str, change: dict[str, str]
) -> None:
    Organization.objects.filter(pk=member.pk).update(**change)
    unknown = 10 ** len(str(member.pk)) - 1  # as long a number, which nobody has
    client.get(pattern.format(unknown - 1))  # whatever is remembered between requests is now
    hidden = answer(client, pattern.format(member.pk), member.pk)
    nobody = answer(client, pattern.format(unknown), unknown)
    assert hidden[0] == 404
    assert hidden[:3] == nobody[:3]
    assert hidden[3] == nobody[3]
    assert any("members_organization" in query for query in hidden[3])


def test_delisting_is_true_at_the_next_request_everywhere(client: Client, member: Organization) -> None:
    places = [
        address(member),
        "/en/membership/directory/",
        "/en/membership/directory/?q=demo",
        "/en/countries/kenya/",
    ]
    assert all("Demo Network" in client.get(place).content.decode() for place in places)
    assert f"/{member.pk}/" in sitemap.whole(client)
    workflow.delist(member.pk, actor=None)
    assert not any("Demo Network" in client.get(place).content.decode() for place in places)
    assert f"/directory/{member.pk}/" not in sitemap.whole(client)


@pytest.mark.parametrize("rest", ["0/", "01/x/", "1234567890/", "x/", "1/a/b/", "-1/", "%D9%A1/"])
def test_what_is_no_address_of_a_member_is_not_asked_for(
    client: Client, member: Organization, rest: str
) -> None:
    response = client.get(f"/en/membership/directory/{rest}")
    assert response.status_code == 404


def test_a_member_page_costs_the_same_however_much_it_tells(client: Client, member: Organization) -> None:
    where = address(member)

    def cost() -> int:
        client.get(where)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(where).status_code == 200
        return len(captured)

    few = cost()
    member.countries_of_work.set(Country.objects.all()[:30])
    member.issues.set(Issue.objects.all())
    member.save()
    OrganizationName.objects.bulk_create(
        OrganizationName(organization=member, text=f"Demo {number}", kind="other") for number in range(20)
    )
    assert cost() == few <= 14


# --- The rest --------------------------------------------------------------------------------------------


def test_the_sitemap_names_listed_members_in_each_language(client: Client, member: Organization) -> None:
    make.organization("Canary", member.country, listing=ListingLevel.UNLISTED)
    text = sitemap.whole(client)
    for code in languages.codes():
        assert f"<loc>http://localhost:8000{address(member, code)}</loc>" in text
    assert "canary" not in text.lower()
    with CaptureQueriesContext(connection) as few:
        sitemap.parts(client)
    for number in range(20):
        make.organization(f"Demo {number}", member.country)
    with CaptureQueriesContext(connection) as many:
        sitemap.parts(client)
    assert len(many) == len(few)


@pytest.mark.parametrize(
    ("website", "host"),
    [
        ("https://www.example.org/about", "example.org"),
        ("http://xn--mgbh0fb.example/", "مثال.example"),
        ("https://xn--\x00.example", "xn--\x00.example"),
        ("https://EXAMPLE.org:8443/", "example.org"),
        ("", ""),
    ],
)
def test_the_host_of_a_website_is_readable(website: str, host: str) -> None:
    assert readable_host(website) == host


def test_only_staff_who_may_change_it_see_the_way_into_the_admin(
    client: Client, member: Organization
) -> None:
    way = f"/snippets/members/organization/edit/{member.pk}/"
    visitor = client.get(address(member))
    assert way not in visitor.content.decode()
    assert "Cookie" not in visitor.get("Vary", "")
    with CaptureQueriesContext(connection) as captured:
        client.get(address(member))
    assert not [query for query in captured.captured_queries if "django_session" in query["sql"]]
    other = User.objects.create_user("translator")
    other.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(other, backend="django.contrib.auth.backends.ModelBackend")
    assert way not in client.get(address(member)).content.decode()
    client.force_login(make.amal(), backend="django.contrib.auth.backends.ModelBackend")
    assert way in client.get(address(member)).content.decode()
