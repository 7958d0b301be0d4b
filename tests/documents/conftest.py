"""What tests of the media library share: a folder of their own for files, an officer at a Spanish screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings
from wagtail.users.models import UserProfile

from tests.factories import members as make


@pytest.fixture(autouse=True)
def media_folder(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def spanish_desk(db: None, client: Client) -> Client:
    """An administrator whose menus are in Spanish: what is typed as English must stay English."""
    profile = UserProfile.get_for_user(make.amal())
    profile.preferred_language = "es"
    profile.save()
    client.force_login(profile.user)
    return client
