"""Pages of countries as the tests read them: their addresses, their markup, their status sentence."""

from __future__ import annotations

import re
from html import unescape

from django.test import Client

from members.models import Country
from pages.world.addresses import country_address

AS_OF = {
    "en": "2 October 2026",
    "es": "2 de octubre de 2026",
    "fr": "2 octobre 2026",
    "ar": "2 تشرين الأول/أكتوبر 2026",
}
# Two states of each status there is; one of whatever only one State has.
STATUSES = ["KEN", "MNE", "PSE", "MYS", "SDN", "USA", "AGO", "PHL", "ZAF", "TUV", "VAT", "COK", "BIH", "TCD"]


def state(alpha3: str) -> Country:
    return Country.objects.get(alpha3=alpha3)


def address(alpha3: str, language: str = "en") -> str:
    return country_address(state(alpha3), language)


def markup(client: Client, alpha3: str, language: str = "en") -> str:
    answer = client.get(address(alpha3, language))
    assert answer.status_code == 200
    return answer.content.decode()


def main_of(html: str) -> str:
    return html[html.index("<main") : html.index("</main>")]


def words(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html))).replace("\u00a0", " ")


def sentence(client: Client, alpha3: str, language: str = "en") -> str:
    found = re.search(r'country-status__sentence">([^<]+)<', markup(client, alpha3, language))
    assert found
    return unescape(found[1]).replace("\u00a0", " ")
