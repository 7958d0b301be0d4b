"""The time zones of the account page: every name one that browsers know, or the page stops at the first other one."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from cicc_site import time_zones
from tests.factories import members as make

pytestmark = pytest.mark.django_db


def test_the_account_page_offers_places_and_utc(client: Client) -> None:
    client.force_login(make.amal())
    page = client.get(reverse("wagtailadmin_account")).content.decode()
    [field] = re.findall(r'<select name="locale-current_time_zone".*?</select>', page, re.DOTALL)
    offered = [name for name in re.findall(r'<option value="([^"]*)"', field) if name]
    assert offered == time_zones.choices()
    assert {"UTC", "Africa/Kinshasa", "Europe/Amsterdam", "America/New_York"} <= set(offered)
    assert [name for name in offered if "/" not in name] == ["UTC"]
