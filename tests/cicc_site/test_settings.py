"""Production refuses to start when something is missing or dangerous, and says what in one sentence."""

import ast
import json
import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.conf import settings

GOOD = {
    "SECRET_KEY": secrets.token_hex(32),
    "SECRET_KEY_FILE": "",
    "DEBUG": "",
    "SITE_URL": "https://www.coalition.test",
    "ALLOWED_HOSTS": "www.coalition.test",
    "ADMIN_PATH": "",
    "DATABASE_URL": "postgresql://cicc_web:a@db.coalition.test/cicc",
    "DATABASE_OWNER_URL": "postgresql://cicc_owner:b@db.coalition.test/cicc",
    "DATABASE_ROLE": "",
    "EMAIL_URL": "smtp+tls://user:word@mail.coalition.test",
    "DEFAULT_FROM_EMAIL": "website@coalition.test",
    "TRUSTED_PROXY_COUNT": "",
    "LOG_LEVEL": "",
}


# Imports the production settings once for each environment it is told, in a process of its own that has everything
# but our modules already: to start Python and to read Django anew takes ten times as long.
EACH = """
import json, os, sys, traceback
import cicc_site.settings.production
for name in [name for name in sys.modules if name.partition(".")[0] == "cicc_site"]:
    del sys.modules[name]
for line in sys.stdin:
    reads, writes = os.pipe()
    if os.fork() == 0:
        os.environ.clear()
        os.environ.update(json.loads(line))
        os.dup2(writes, 1)
        os.dup2(writes, 2)
        try:
            import cicc_site.settings.production as s
            print(s.DATABASES["default"]["USER"], s.EMAIL_PORT, s.ADMIN_PATH, s.SECURE_PROXY_SSL_HEADER)
            code = 0
        except BaseException:
            traceback.print_exc()
            code = 1
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    os.close(writes)
    with open(reads, encoding="utf-8") as answer:
        said = answer.read()
    _pid, status = os.wait()
    print(json.dumps([os.waitstatus_to_exitcode(status), said]), flush=True)
"""


@pytest.fixture(scope="module")
def each() -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-c", EACH],
        cwd=settings.BASE_DIR,
        env={**os.environ, **GOOD},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()


@dataclass(frozen=True)
class Loaded:
    returncode: int
    said: str


Load = Callable[..., Loaded]


@pytest.fixture
def load(each: subprocess.Popen[str]) -> Load:
    """Import the production settings in a process of their own and print a few of them."""

    def loaded(**changes: str) -> Loaded:
        assert each.stdin is not None
        assert each.stdout is not None
        each.stdin.write(json.dumps({**os.environ, **GOOD, **changes}) + "\n")
        each.stdin.flush()
        return Loaded(*json.loads(each.stdout.readline()))

    return loaded


def test_cookies_are_for_this_host_alone() -> None:
    names = (
        "COOKIE_NAME",
        "COOKIE_SECURE",
        "COOKIE_HTTPONLY",
        "COOKIE_SAMESITE",
        "COOKIE_PATH",
        "COOKIE_DOMAIN",
    )
    program = (
        "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'cicc_site.settings.production';"
        "from django.conf import settings as s;"
        f"print([[getattr(s, f'{{kind}}_{{name}}') for name in {names}] for kind in ('SESSION', 'CSRF')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=settings.BASE_DIR,
        env={**os.environ, **GOOD},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert ast.literal_eval(done.stdout.splitlines()[-1]) == [
        ["__Host-sessionid", True, True, "Lax", "/", None],
        ["__Host-csrftoken", True, True, "Lax", "/", None],
    ]


def test_a_complete_environment_is_accepted(load: Load) -> None:
    result = load()
    assert result.returncode == 0, result.said
    assert result.said.split()[:3] == ["cicc_web", "587", "admin"]
    assert "HTTP_X_FORWARDED_PROTO" in result.said


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is not set"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is too short"),
        ({"SECRET_KEY": "a" * 60}, "too regular"),
        ({"SECRET_KEY": "please-change-me-0123456789-abcdefghijklmnopqrstuvwxyz"}, "placeholder"),
        ({"SECRET_KEY_FILE": "/nowhere/key"}, "SECRET_KEY_FILE cannot be read"),
        ({"DEBUG": "yes"}, "DEBUG must not be on"),
        ({"DEBUG": "perhaps"}, "DEBUG must be yes or no"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS is not set"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS must list host names"),
        ({"ALLOWED_HOSTS": "www.coalition.test,*"}, "ALLOWED_HOSTS must list host names"),
        ({"SITE_URL": "www.coalition.test"}, "SITE_URL must be an address"),
        ({"ADMIN_PATH": "Staff Only"}, "ADMIN_PATH must be one word"),
        ({"DATABASE_URL": ""}, "DATABASE_URL is not set"),
        ({"DATABASE_URL": "sqlite:///site.db"}, "DATABASE_URL must be the address of a PostgreSQL"),
        ({"DATABASE_URL": "postgresql://cicc_web@db"}, "DATABASE_URL does not name a database"),
        ({"DATABASE_ROLE": "owner", "DATABASE_OWNER_URL": ""}, "DATABASE_OWNER_URL is not set"),
        ({"EMAIL_URL": "smtp://mail.coalition.test:25"}, "EMAIL_URL would send mail in clear"),
        ({"TRUSTED_PROXY_COUNT": "two"}, "TRUSTED_PROXY_COUNT must be a whole number"),
        ({"TRUSTED_PROXY_COUNT": "90"}, "TRUSTED_PROXY_COUNT must be between 0 and 9"),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL must be one of"),
        ({"LEAVE_SITE_URL": "weather"}, "LEAVE_SITE_URL must be an address"),
        ({"LEAVE_SITE_URL": "javascript:alert(1)"}, "LEAVE_SITE_URL must be an address"),
        ({"APPLICATION_WORK_BITS": "40"}, "APPLICATION_WORK_BITS must be between 0 and 22"),
        ({"CDN_PURGE_HEADER": "abc"}, "CDN_PURGE_HEADER must be a header such as X-Key: abc."),
        ({"CDN_PURGE_HEADER": "X-Key: a\nHost: b"}, "CDN_PURGE_HEADER must be a header such as X-Key: abc."),
        ({"CDN_PURGE_HEADER_FILE": "/nowhere/key"}, "CDN_PURGE_HEADER_FILE cannot be read"),
        ({"ARCHIVE_STORAGE": "cloud"}, "ARCHIVE_STORAGE must be one of local, s3"),
        ({"ARCHIVE_ACCEL": "archive"}, "ARCHIVE_ACCEL must be a path such as /archive-files/"),
        ({"ARCHIVE_ACCEL": "/a/../b/"}, "ARCHIVE_ACCEL must be a path such as /archive-files/"),
    ],
)
def test_production_refuses(load: Load, changes: dict[str, str], sentence: str) -> None:
    result = load(**changes)
    assert result.returncode != 0
    assert sentence in result.said.strip().splitlines()[-1]


def test_no_secret_is_repeated_in_a_refusal(load: Load) -> None:
    word = "please-change-me-0123456789-abcdefghijklmnopqrstuvwxyz"
    refused = load(SECRET_KEY=word)
    assert refused.returncode != 0
    assert word not in refused.said


def test_the_owner_connects_only_when_asked(load: Load) -> None:
    assert load(DATABASE_ROLE="owner").said.startswith("cicc_owner ")


def test_without_a_proxy_no_header_is_believed(load: Load) -> None:
    assert load(TRUSTED_PROXY_COUNT="0").said.strip().endswith("None")


def test_the_key_may_lie_in_a_file(load: Load, tmp_path: os.PathLike[str]) -> None:
    path = os.path.join(tmp_path, "key")
    with open(path, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32) + "\n")
    assert load(SECRET_KEY="", SECRET_KEY_FILE=path).returncode == 0


def test_stock_calls_to_third_parties_are_off() -> None:
    assert settings.WAGTAIL_GRAVATAR_PROVIDER_URL is None
    assert settings.WAGTAIL_ENABLE_UPDATE_CHECK is False
