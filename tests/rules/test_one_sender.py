"""One module hands mail to a mail server: members/outbox_sending.py. Everything else writes into the outbox."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from cicc_site.postgres_places import CHECKOUT

SENDER = Path("members/outbox_sending.py")
# Of django.core.mail these make no connection and send nothing.
HARMLESS = {
    "EmailMessage": {Path("members/mail_backend.py"), Path("cicc_site/smtp.py")},
    "BaseEmailBackend": {Path("members/mail_backend.py")},
    "smtp": {Path("cicc_site/smtp.py")},  # the transport itself, used by the sender
}
MAIL = ("django.core.mail", "smtplib", "wagtail.admin.mail", "anymail")


def uses(source: str) -> Iterator[str]:
    """The names a module takes from what sends mail, and `.email_user(` of Django's accounts."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                if f"{node.module}.{alias.name}".startswith(MAIL):
                    yield alias.name
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith(MAIL))
        elif isinstance(node, ast.Attribute) and node.attr == "email_user":
            yield node.attr


def modules() -> list[Path]:
    folders = ("cicc_site", "pages", "documents", "members")
    return [path.relative_to(CHECKOUT) for folder in folders for path in (CHECKOUT / folder).rglob("*.py")]


def test_only_the_outbox_sends() -> None:
    found = [
        (str(path), name)
        for path in modules()
        if path != SENDER
        for name in uses((CHECKOUT / path).read_text("utf-8"))
        if path not in HARMLESS.get(name, set())
    ]
    assert found == []


def test_the_rule_sees_what_it_forbids() -> None:
    assert {"get_connection", "EmailMultiAlternatives", "smtplib"} <= set(
        uses((CHECKOUT / SENDER).read_text("utf-8"))
    )
    for line in (
        "from django.core import mail",
        "from django.core.mail import send_mail",
        "import django.core.mail",
        "from wagtail.admin.mail import send_mail",
        "user.email_user('a', 'b')",
    ):
        assert list(uses(line)), line
