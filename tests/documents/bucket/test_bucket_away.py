"""A bucket that is down, slow or refuses: the site answers, says what it cannot do, loses nothing, tells no key."""

from __future__ import annotations

import logging
import time
from typing import Any

import pytest
from django.test import Client

from documents.enums import Access
from documents.models import WorkFile
from documents.storage import Unreachable
from documents.storage import archive as storage
from tests import object_storage
from tests.factories import archive
from tests.object_storage import Store

pytestmark = pytest.mark.django_db


def fail(store: Store, how: str) -> None:
    if how == "down":
        store.stop()
    elif how == "slow":
        store.slow = 2.5
    else:
        store.failing = {"refusing": (403, "AccessDenied"), "busy": (503, "SlowDown")}[how]


@pytest.mark.parametrize("how", ["down", "slow", "refusing", "busy"])
def test_each_failure_is_one_the_site_knows_and_names_no_address(bucket: Store, how: str) -> None:
    archive.work_file(archive.work(), "en")
    name = WorkFile.objects.get().stored_as
    fail(bucket, how)
    began = time.monotonic()
    asks: list[Any] = [
        lambda: storage().exists(name),
        lambda: storage().size(name),
        lambda: storage().open(name, "rb"),
        lambda: storage().listdir(""),
        lambda: storage().get_modified_time(name),
        lambda: storage().delete(name),
    ]
    for ask in asks[: 2 if how == "slow" else None]:
        with pytest.raises(Unreachable) as refused:
            ask()
        assert "127.0.0.1" not in str(refused.value)
        assert refused.value.__cause__ is None
    assert time.monotonic() - began < 10
    assert name in bucket.kept


@pytest.mark.content
@pytest.mark.parametrize("how", ["down", "slow", "refusing"])
def test_a_reader_is_told_to_come_again(client: Client, bucket: Store, how: str) -> None:
    file = archive.work_file(archive.work(), "ar")
    fail(bucket, how)
    response = client.get(f"/d/{file.work_id}/ar", headers={"accept-language": "fr"})
    assert (response.status_code, response["Retry-After"], response["Cache-Control"]) == (
        503,
        "120",
        "no-store",
    )
    assert response["Content-Language"] == "fr"
    assert "dans quelques minutes" in response.content.decode()
    # What is known without the bytes is answered as ever.
    assert client.get(f"/d/{file.work_id}/").status_code == 302
    assert client.head(f"/d/{file.work_id}/ar").status_code == 200


@pytest.mark.content
def test_staff_are_told_before_a_byte_was_sent(admin_client: Client, bucket: Store) -> None:
    file = archive.work_file(archive.work(), "en", access=Access.STAFF)
    bucket.failing, bucket.failing_for = (
        (503, "SlowDown"),
        ("GET",),
    )  # it says how much there is, and then no more
    assert admin_client.get(f"/admin/archive/files/{file.pk}/").status_code == 503


@pytest.mark.parametrize("how", ["down", "refusing"])
def test_no_key_and_no_signature_is_logged(
    bucket: Store, how: str, caplog: pytest.LogCaptureFixture, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As production is set up, at the most talkative level an operator can choose."""
    for name, said in settings.LOGGING["loggers"].items():
        if "level" in said:
            monkeypatch.setattr(logging.getLogger(name), "level", logging.getLevelName(said["level"]))
            logging.getLogger(name).manager._clear_cache()  # type: ignore[attr-defined]
    caplog.set_level(logging.DEBUG)
    file = archive.work_file(archive.work(), "en")
    storage().url(file.stored_as)
    fail(bucket, how)
    with pytest.raises(Unreachable):
        storage().open(file.stored_as, "rb")
    for secret in (object_storage.KEY, object_storage.KEY_ID, "Signature", bucket.endpoint):
        assert secret not in caplog.text
