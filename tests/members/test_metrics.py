"""What is told at /metrics, to whom, and that the alerts ask for nothing else."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings as site
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from cicc_site import periodic
from cicc_site.metrics import exposed
from cicc_site.periodic import Ran
from members import heartbeats, job_runs, operating, outbox, readiness
from members.condition import sizes
from members.models import JobRun, MailState, OperatingMark, OutboxMessage

pytestmark = pytest.mark.django_db(transaction=True)

ALERTS = Path(site.BASE_DIR) / "deploy" / "prometheus" / "alerts.yml"
TOKEN = "a token of the monitoring"
SERIES = re.compile(r"\b(cicc_[a-z_]+)(\{[^}]*\})?")
# What Prometheus itself knows.
OF_ITS_OWN = {"up"}


@pytest.fixture(autouse=True)
def asked_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "KEPT_SECONDS", -1.0)


@pytest.fixture
def busy() -> None:
    """Something of everything."""
    for part in (heartbeats.CLOCK, heartbeats.QUEUE):
        heartbeats.beat(part)
    with transaction.atomic():
        context = {"user": "x", "day": "1", "time": "12:00"}
        outbox.write("app_added", to="amal@example.org", language="en", key="k", context=context)
        outbox.write("app_added", to="amal@example.org", language="en", key="f", context=context)
    OutboxMessage.objects.update(not_before=timezone.now() - dt.timedelta(minutes=10))
    OutboxMessage.objects.filter(key="f").update(state=MailState.FAILED)
    operating.remember(operating.BACKUP, bytes=5_000_000, bucket="failed")
    OperatingMark.objects.filter(mark=operating.BACKUP).update(at=timezone.now() - dt.timedelta(hours=3))
    operating.remember(operating.PROVEN)
    sizes.measure()
    [job] = [job for job in periodic.jobs() if job.name == "tidying up"]
    job_runs.keep(Ran(job, 2.5, "OSError"))
    JobRun.objects.update(at=timezone.now() - dt.timedelta(hours=7))


def told(client: Client, **headers: Any) -> dict[str, float]:
    answer = client.get("/metrics", **headers)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert answer.headers["Cache-Control"] == "no-store"
    lines = [line for line in answer.content.decode().splitlines() if not line.startswith("#")]
    return {series: float(value) for series, _space, value in (line.rpartition(" ") for line in lines)}


def test_what_is_told_is_true(client: Client, busy: None) -> None:
    found = told(client)
    assert found["cicc_metrics_unknown"] == 0
    assert found['cicc_mail_messages{state="waiting"}'] == 1
    assert found['cicc_mail_messages{state="failed"}'] == 1
    assert 590 < found["cicc_mail_oldest_seconds"] < 700
    assert 0 <= found['cicc_heartbeat_age_seconds{part="queue"}'] < 60
    assert abs(found["cicc_backup_age_seconds"] - 3 * 3600) < 60
    assert (found["cicc_backup_bytes"], found["cicc_backup_copied"]) == (5_000_000, 0)
    assert found['cicc_job_failures{job="tidying up"}'] == 1
    assert abs(found['cicc_job_late_seconds{job="tidying up"}'] - 3600) < 60
    assert found["cicc_database_bytes"] > 1_000_000
    assert found['cicc_part_ok{part="database"}'] == 1
    assert found["cicc_read_only"] == 0
    assert not [series for series in found if "amal" in series or "@" in series]


def test_it_is_for_who_brings_the_token(client: Client, settings: Settings) -> None:
    settings.METRICS_TOKEN = TOKEN
    assert client.get("/metrics").status_code == 403
    for wrong in ("", "Bearer", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", f"Basic {TOKEN}", "Bearer ميم"):
        assert client.get("/metrics", HTTP_AUTHORIZATION=wrong).status_code == 403, wrong
    assert told(client, HTTP_AUTHORIZATION=f"Bearer {TOKEN}", REMOTE_ADDR="203.0.113.9")


def test_without_a_token_only_this_machine_is_answered_and_nobody_through_a_proxy(
    client: Client, settings: Settings
) -> None:
    settings.METRICS_TOKEN = ""
    assert told(client, REMOTE_ADDR="::1")
    assert client.get("/metrics", REMOTE_ADDR="10.0.0.7").status_code == 403
    for header in ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP"):
        through: dict[str, Any] = {header: "127.0.0.1"}
        assert client.get("/metrics", **through).status_code == 403, header
    assert client.post("/metrics").status_code == 404


def test_a_number_that_is_not_known_costs_no_other(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing() -> exposed.Reading:
        raise OSError

    monkeypatch.setitem(exposed._metrics, "cicc_read_only", exposed.Metric("cicc_read_only", "x", failing))
    found = told(client)
    assert "cicc_read_only" not in found
    assert found["cicc_metrics_unknown"] == 1


def test_each_alert_asks_for_what_is_told_and_leads_to_a_place_in_the_manual(
    client: Client, busy: None
) -> None:
    series = told(client)
    rules = [
        rule
        for group in yaml.safe_load(ALERTS.read_text(encoding="utf-8"))["groups"]
        for rule in group["rules"]
    ]
    assert len({rule["alert"] for rule in rules}) == len(rules) > 12
    for rule in rules:
        asked = SERIES.findall(rule["expr"])
        assert asked or "up{" in rule["expr"], rule["alert"]
        for name, labels in asked:
            assert name in exposed.names(), (rule["alert"], name)
            for label in re.findall(r"(\w+)[!=]", labels):
                assert label in {"kind", "status", "le"} or any(
                    each.startswith(f"{name}{{") and f'{label}="' in each for each in series
                ), (rule["alert"], label)
            for parts in re.findall(r'part[!=]~"([^"]+)"', labels):
                for part in parts.split("|"):
                    assert f'cicc_part_ok{{part="{part}"}}' in series, (rule["alert"], part)
        assert rule["labels"]["severity"] in {"page", "morning"}
        file, _sharp, target = rule["annotations"]["runbook"].partition("#")
        text = (Path(site.BASE_DIR) / file).read_text(encoding="utf-8")
        heads = {
            re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-")
            for head in re.findall(r"^#+ (.+)$", text, re.M)
        }
        assert target in heads, rule["alert"]


def test_the_manual_names_every_metric_and_no_other() -> None:
    text = (Path(site.BASE_DIR) / "docs" / "operators" / "monitoring.md").read_text(encoding="utf-8")
    table = text.partition("| metric |")[2].partition("\n\n")[0]
    named = set(re.findall(r"`(cicc_[a-z_]+)", table))
    ends = {f"{exposed.HISTOGRAM}_{end}" for end in ("bucket", "sum", "count")}
    assert named == (exposed.names() - ends) | {exposed.HISTOGRAM}
