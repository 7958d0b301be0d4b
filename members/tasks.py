"""The background tasks, for the queue named "worker". Each only calls a function that lives elsewhere.

A task is a nudge and may be lost with its worker: what is to be done stands in a table of ours, and the clock looks
there too (members/periodic_jobs.py). While the site is read-only the clock pauses, and so do these.
"""

from __future__ import annotations

from django_tasks import task

from members import heartbeats, outbox_sending, read_only

BACKEND = "worker"


@task(backend=BACKEND)
def send_mail() -> None:
    """Send what is due in the outbox."""
    outbox_sending.send_due()


@task(backend=BACKEND)
def beat() -> None:
    """Show that the queue is at work."""
    heartbeats.beat(heartbeats.QUEUE)


@task(backend=BACKEND)
def send_links() -> None:
    """See to those who asked for the link of their application."""
    from members.applications import own_links  # which asks for tasks itself

    if read_only.since():
        return
    own_links.see_to_requests()


@task(backend=BACKEND)
def make_papers() -> None:
    """Make the papers of decisions."""
    from members.applications import snapshot  # which asks for tasks itself

    if read_only.since():
        return
    snapshot.make_missing()
