"""Counters of several processes, whoever of them lives; the text of Prometheus; what is said of a request."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from cicc_site.metrics import exposed, requests
from cicc_site.metrics.requests import BUCKETS, NAME, REQUESTS, Measured
from cicc_site.metrics.values import GONE, SUFFIX, Values

COUNTING = """
import sys, time
from pathlib import Path
from cicc_site.metrics.values import Values
values = Values(Path(sys.argv[1]))
for _each in range(int(sys.argv[2])):
    values.add({("n", "x"): 1.0})
print("done", flush=True)
time.sleep(60)
"""


def counting(folder: Path, times: int) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", COUNTING, str(folder), str(times)],
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "done\n"
    return process


def test_processes_count_together_and_those_that_were_killed_stay_counted(tmp_path: Path) -> None:
    processes = [counting(tmp_path, times) for times in (1000, 2000, 3000)]
    here = Values(tmp_path)
    here.add({("n", "x"): 5.0})
    try:
        assert here.all() == {("n", "x"): 6005.0}
        processes[0].send_signal(signal.SIGKILL)
        processes[1].terminate()
        for process in processes[:2]:
            process.wait(10)
        for _twice in range(2):
            assert here.all() == {("n", "x"): 6005.0}
        assert len(list(tmp_path.glob(f"*{SUFFIX}"))) == 2
        assert (tmp_path / GONE).exists()
        here.add({("n", "x"): 1.0, ("other",): 0.5})
        assert here.all() == {("n", "x"): 6006.0, ("other",): 0.5}
    finally:
        for process in processes:
            process.kill()
            process.wait(10)


def test_a_process_made_by_copying_counts_for_itself(tmp_path: Path) -> None:
    values = Values(tmp_path)
    values.add({("n",): 2.0})
    child = os.fork()
    if child == 0:
        values.add({("n",): 40.0})
        os._exit(0)
    os.waitpid(child, 0)
    values.add({("n",): 1.0})
    assert values.all() == {("n",): 43.0}


def test_without_a_folder_each_counts_for_itself(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    for folder in (None, blocked / "below"):
        values = Values(folder)
        values.add({("n",): 2.0})
        values.add({("n",): 2.0})
        assert values.all() == {("n",): 4.0}


def test_a_file_has_no_holes_and_a_full_disk_costs_no_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Into a hole of mapped memory nobody can write once the disk is full: the kernel kills who tries."""
    counted = Values(tmp_path)
    counted.add({("n",): 1.0})
    [file] = tmp_path.glob(f"*{SUFFIX}")
    assert file.stat().st_blocks * 512 >= file.stat().st_size > 0

    def full(*_arguments: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "posix_fallocate", full)
    alone = Values(tmp_path)
    alone.add({("n",): 2.0})
    assert alone.all() == {("n",): 2.0}
    assert counted.all()["n",] == 1.0
    assert [*tmp_path.glob(f"*{SUFFIX}")] == [file], "no empty file is left by each start"


def test_what_was_killed_before_it_counted_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / f"1-killed{SUFFIX}").touch()
    counted = Values(tmp_path)
    counted.add({("n",): 1.0})
    assert counted.all() == {("n",): 1.0}
    assert not (tmp_path / f"1-killed{SUFFIX}").exists()


def test_a_file_that_is_full_loses_no_count_of_its_own_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cicc_site.metrics import values as module

    monkeypatch.setattr(module, "SIZE", 4096)
    values = Values(tmp_path)
    for number in range(500):
        values.add({(f"a name of some length {number}",): 1.0})
    assert 10 < len(values.all()) < 500
    assert set(values.all().values()) == {1.0}


# --- Requests ---------------------------------------------------------------------------------------------------


def behind(status: str, kind: str | None = None) -> Any:
    def application(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        if kind:
            environ[NAME] = kind
        start(status, [])
        return [b"x"]

    return application


def test_every_request_is_counted_by_kind_and_status_kept_pages_too() -> None:
    values = Values(None)
    for status, kind in (("200 OK", "page HomePage"), ("200 OK", None), ("404 Not Found", "nothing")):
        assert Measured(behind(status, kind), values)({}, lambda *told: None) == [b"x"]
    found = values.all()
    assert found[REQUESTS, "page HomePage", "200"] == 1
    assert found[REQUESTS, requests.KEPT, "200"] == 1
    assert found[REQUESTS, "nothing", "404"] == 1
    assert sum(value for key, value in found.items() if key[0] == BUCKETS) == 3


def test_what_fails_is_counted_as_a_fault() -> None:
    def failing(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        raise ValueError

    values = Values(None)
    with pytest.raises(ValueError):  # noqa: PT011
        Measured(failing, values)({}, lambda *told: None)
    assert values.all()[REQUESTS, requests.KEPT, "500"] == 1


@pytest.mark.content
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/en/", "page HomePage"),
        ("/ar/", "page HomePage"),
        ("/en/search/?q=secret-name", "search"),
        ("/admin/login/", "admin"),
        ("/en/membership/application/s3cr3t-t0ken/", None),
        ("/en/no-such-page/", "nothing"),
        ("/healthz", "probe"),
        ("/static/x.css", "static"),
        ("/en/press/feed/", "page PressIndexPage"),
        ("/api/v1/countries", None),
    ],
)
def test_a_kind_is_a_word_of_a_list_and_never_an_address(client: Any, path: str, kind: str | None) -> None:
    request = client.get(path).wsgi_request
    found = request.META[NAME]
    if kind is not None:
        assert found == kind
    assert "/" not in found
    assert "s3cr3t" not in found
    assert "secret-name" not in found


# --- The text ---------------------------------------------------------------------------------------------------

LINE = re.compile(
    r'[a-z_]+(\{[a-z]+="(?:[^"\\\n]|\\.)*"(,[a-z]+="(?:[^"\\\n]|\\.)*")*\})? (\d+(\.\d+)?(e[+-]?\d+)?|[+-]?Inf|NaN)'
)


def test_the_text_is_what_prometheus_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    values = Values(None)
    monkeypatch.setattr(exposed, "values", lambda: values)
    for _each in range(3):
        Measured(behind("200 OK", 'a "kind"\n'), values)({}, lambda *told: None)
    values.add({(REQUESTS, "many", "200"): 12_345_678.0})

    def failing() -> exposed.Reading:
        raise OSError("amal@example.org")

    mine = {
        "cicc_test_one": exposed.Metric(
            "cicc_test_one", "One", lambda: [({"part": "a"}, 1), ({"part": "b"}, 0.5)]
        ),
        "cicc_test_two": exposed.Metric("cicc_test_two", "Two", failing),
    }
    monkeypatch.setattr(exposed, "_metrics", mine)
    text = exposed.text()
    for line in text.splitlines():
        assert re.fullmatch(r"# (HELP|TYPE) [a-z_]+ .+", line) or LINE.fullmatch(line), line
    assert 'cicc_test_one{part="b"} 0.5' in text
    assert "cicc_test_two" not in text
    assert "cicc_metrics_unknown 1" in text
    assert 'cicc_http_requests_total{kind="many",status="200"} 12345678\n' in text
    buckets = re.findall(r'seconds_bucket\{kind="a \\"kind\\"\\n",le="([^"]+)"\} (\d+)', text)
    counts = [int(count) for _limit, count in buckets]
    assert counts == sorted(counts)
    assert (buckets[-1], len(buckets)) == (("+Inf", "3"), len(requests.LIMITS) + 1)
    assert re.search(r'seconds_count\{kind="a \\"kind\\"\\n"\} 3\n', text)
