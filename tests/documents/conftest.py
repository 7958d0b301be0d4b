"""What tests of files share: a folder of their own, an officer at a Spanish screen, an archive in a bucket."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages
from django.test import Client
from pytest_django import Settings
from wagtail.users.models import UserProfile

from cicc_site.settings import archive
from documents import stored_files
from tests import object_storage
from tests.factories import members as make
from tests.object_storage import Store


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


@pytest.fixture
def store() -> Iterator[Store]:
    made = Store()
    yield made
    made.stop()


@pytest.fixture
def bucket(store: Store, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Store:
    """The real backend, as the settings make it: the site as it is started with ARCHIVE_STORAGE=s3."""
    values = {
        "STORAGE": "s3",
        "BUCKET": object_storage.BUCKET,
        "BUCKET_REGION": object_storage.REGION,
        "BUCKET_ENDPOINT": store.endpoint,
        "BUCKET_KEY_ID": object_storage.KEY_ID,
        "BUCKET_KEY": object_storage.KEY,
        "BUCKET_TIMEOUT": "1",
        "BUCKET_ATTEMPTS": "1",
    }
    for name, value in values.items():
        monkeypatch.setenv(f"ARCHIVE_{name}", value)
    settings.STORAGES = {**settings.STORAGES, "archive": archive.storage(Path())}
    settings.ARCHIVE_SIGNED_LINKS = True
    for model, field in stored_files.users():  # a field asks for its storage once, when it is made
        monkeypatch.setattr(model._meta.get_field(field), "storage", storages["archive"])
    return store
