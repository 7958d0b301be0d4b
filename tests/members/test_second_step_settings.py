"""The rule cannot be loosened outside one's own machine, and the words of the library are complete."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import allauth
import pytest
from babel.messages.pofile import read_po
from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.utils.translation import trans_real
from pytest_django import Settings

from cicc_site import languages
from members.checks import guards_stand_in_order, second_factor_is_required
from members.second_factor import SecondFactorMiddleware
from tests.cicc_site.test_settings import GOOD


def production(program: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run a few lines of Python under the production settings."""
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=django_settings.BASE_DIR,
        env={
            **os.environ,
            **GOOD,
            "DJANGO_SETTINGS_MODULE": "cicc_site.settings.production",
            **changes,
        },
        capture_output=True,
        text=True,
        check=False,
    )


CHECKED_AND_SERVED = """
import django; django.setup()
from django.core.management import call_command
from django.core.management.base import SystemCheckError
try:
    call_command("check")
except SystemCheckError as error:
    print(error)
import cicc_site.wsgi
"""


def test_no_variable_turns_the_rule_off_in_production() -> None:
    loosened = dict.fromkeys(("STAFF_SECOND_FACTOR_REQUIRED", "FOR_THIS_MACHINE_ONLY", "DEV_DEBUG"), "no")
    show = "from django.conf import settings as s; print(s.STAFF_SECOND_FACTOR_REQUIRED, s.FOR_THIS_MACHINE_ONLY)"
    for changes in (loosened, dict.fromkeys(loosened, "yes"), {}):
        assert production(show, **changes).stdout.split() == ["True", "False"]


def test_settings_that_turn_it_off_do_not_start(tmp_path: Path) -> None:
    loose = tmp_path / "loose.py"
    loose.write_text("from cicc_site.settings.production import *\nSTAFF_SECOND_FACTOR_REQUIRED = False\n")
    changes = {"DJANGO_SETTINGS_MODULE": "loose", "PYTHONPATH": f"{tmp_path}:{django_settings.BASE_DIR}"}
    started = production(CHECKED_AND_SERVED, **changes)
    assert "members.E001" in started.stdout
    assert started.returncode != 0
    assert "STAFF_SECOND_FACTOR_REQUIRED must stay on" in started.stderr


def test_the_place_of_the_admin_is_the_place_of_all_this() -> None:
    show = "from django.urls import reverse; print(reverse('account_login'), reverse('mfa_index'))"
    found = production(f"import django; django.setup(); {show}", ADMIN_PATH="desk")
    assert found.stdout.split() == ["/desk/login/", "/desk/account/second-step/"], found.stderr


def test_the_check_speaks_up(settings: Settings) -> None:
    settings.STAFF_SECOND_FACTOR_REQUIRED, settings.FOR_THIS_MACHINE_ONLY = False, False
    assert [error.id for error in second_factor_is_required()] == ["members.E001"]
    with pytest.raises(ImproperlyConfigured):
        SecondFactorMiddleware(lambda request: HttpResponse())
    settings.STAFF_SECOND_FACTOR_REQUIRED = True
    assert second_factor_is_required() == []
    settings.STAFF_SECOND_FACTOR_REQUIRED, settings.FOR_THIS_MACHINE_ONLY = False, True
    assert second_factor_is_required() == []


@pytest.mark.parametrize("change", ["without", "reversed"])
def test_a_guard_that_is_missing_or_out_of_order_is_noticed(settings: Settings, change: str) -> None:
    assert guards_stand_in_order() == []
    names = list(settings.MIDDLEWARE)
    if change == "without":
        names.remove("members.confirmation.ConfirmationMiddleware")
    settings.MIDDLEWARE = names if change == "without" else names[::-1]
    assert [error.id for error in guards_stand_in_order()] == ["members.E002"]


@pytest.mark.parametrize("code", languages.translation_codes())
def test_no_string_of_the_library_stays_english(code: str) -> None:
    known: Any = trans_real.translation(code)
    path = Path(allauth.__file__).parent / "locale" / "en" / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        messages = [message for message in read_po(file) if message.id]
    missing, count = [], 0
    for message in messages:
        places = [place for place, _line in message.locations]
        if not any(
            place.startswith(("account/", "mfa/", "templates/account/", "templates/mfa/")) for place in places
        ):
            continue
        count += 1
        singular = message.id if isinstance(message.id, str) else message.id[0]
        text = f"{message.context}\x04{singular}" if message.context else singular
        if not (known._catalog.get(text) or known._catalog.get((text, known.plural(1)))):
            missing.append(text)
    assert count > 150
    assert missing == []
