"""A message is written once, with its cause and not without it, in the language of its reader, without its secrets."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import transaction
from pytest_django import Settings

from members import outbox
from members.models import OutboxMessage

LINK = "https://www.example.org/en/apply/s3cr3t-t0ken/"


@pytest.fixture(autouse=True)
def occasions(tmp_path: Path, settings: Settings) -> Path:
    """Two occasions of this test: one with a text only, one with its own HTML."""
    (tmp_path / "emails").mkdir()
    texts = {
        "plain/subject.txt": "About {{ name }}",
        "plain/body.txt": "Dear {{ name }},\n\nplease open {{ link }}\nsoon.\n\n{{ site_name }}",
        "rich/subject.txt": "{{ language }} {{ direction }}",
        "rich/body.txt": "{{ name }}",
        "rich/body.html": '{% extends "emails/base.html" %}{% block content %}<a href="{{ link }}">{{ name }}</a>'
        "{% endblock %}",
    }
    for name, text in texts.items():
        path = tmp_path / "emails" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    [engine] = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "DIRS": [*engine["DIRS"], tmp_path]}]
    return tmp_path


def write(key: str = "k", occasion: str = "plain", **changes: object) -> OutboxMessage:
    values = {
        "to": "amal@example.org",
        "language": "en",
        "context": {"name": "Amal"},
        "secrets": {"link": LINK},
    }
    with transaction.atomic():
        return outbox.write(occasion, key=key, **{**values, **changes})  # type: ignore[arg-type]


@pytest.mark.django_db
def test_without_a_transaction_nothing_is_written() -> None:
    with pytest.raises(outbox.NoTransaction):
        outbox.write("plain", to="amal@example.org", language="en", context={}, key="k")
    assert not OutboxMessage.objects.exists()


@pytest.mark.django_db
def test_a_cause_that_is_rolled_back_leaves_no_message() -> None:
    with pytest.raises(KeyError), transaction.atomic():
        outbox.write("plain", to="amal@example.org", language="en", context={}, key="k")
        raise KeyError
    assert not OutboxMessage.objects.exists()
