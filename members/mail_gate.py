"""Whether this database may send mail at all: a copy of the site must not write to real people.

The gate remembers for which database it was opened: the number that PostgreSQL gave its cluster, and that of the
database in it. A copy, however it was made (`manage.py restore`, pg_dump, a template), has other numbers and is shut
until an operator says that it is the site now: `manage.py mail_gate open`.
"""

from __future__ import annotations

from django.db import connection, transaction
from django.utils import timezone

from members import mail_errors, operating
from members.models import MailState, OperatingMark, OutboxMessage

SHUT, COPY = (
    "shut",
    "copy",
)  # by an operator or a restore; because this is another database than the gate was opened in

PLACE = """
SELECT format('%s/%s', (SELECT system_identifier FROM pg_control_system()),
    (SELECT oid FROM pg_database WHERE datname = current_database()))
"""
# What `manage.py restore` does in the transaction that makes the tables.
SHUT_BY_RESTORE = f"""
INSERT INTO public.{OperatingMark._meta.db_table} (mark, at, details)
VALUES ('{operating.MAIL}', now(), '{{"place": ""}}')
ON CONFLICT (mark) DO UPDATE SET at = excluded.at, details = excluded.details;
"""  # noqa: S608 - our own table


def place() -> str:
    """Which database this is, for as long as it lives."""
    with connection.cursor() as cursor:
        cursor.execute(PLACE)
        [found] = cursor.fetchone()
    return str(found)


def shut_because() -> str:
    """Return SHUT or COPY, "" when mail may be sent. A database that was never asked is the site itself."""
    here = place()
    mark, _made = OperatingMark.objects.get_or_create(
        mark=operating.MAIL, defaults={"details": {"place": here}}
    )
    meant = mark.details.get("place")
    return "" if meant == here else COPY if meant else SHUT


def shut() -> None:
    """From the next message on nothing leaves; it waits."""
    operating.remember(operating.MAIL, place="")


def open_here(*, without_waiting: bool) -> int:
    """Let this database send mail. without_waiting: what waits by now is not sent but marked as failed, so that staff
    sees it and may send it again one by one; give how many."""
    with transaction.atomic():
        held = 0
        if without_waiting:
            waiting = OutboxMessage.objects.filter(state__in=[MailState.WAITING, MailState.SENDING])
            held = waiting.filter(created__lte=timezone.now()).update(
                state=MailState.FAILED,
                lease_until=None,
                leased_by="",
                last_error=mail_errors.WITHHELD_AT_RESTORE,
            )
        operating.remember(operating.MAIL, place=place())
    return held
