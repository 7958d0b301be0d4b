"""`make check`: every check that is no test, two at a time; says which failed and why."""

import os
import secrets
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
# Production settings need an environment: this one is complete, and good for nothing else.
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "cicc_site.settings.production",
    "SECRET_KEY": secrets.token_hex(32),
    "SITE_URL": "https://www.coalition.test",
    "ALLOWED_HOSTS": "www.coalition.test",
    "DATABASE_URL": "postgresql://cicc_web@/cicc",
    "DATABASE_OWNER_URL": "postgresql://cicc_owner@/cicc",
    "EMAIL_URL": "smtp+tls://mail.coalition.test:587",
    "DEFAULT_FROM_EMAIL": "website@coalition.test",
}
AT_ONCE = 2  # the types take longer than all the others together
PYTHON = [sys.executable, "-W", "ignore::RuntimeWarning"]
SOURCES = ["cicc_site", "pages", "documents", "members", "tests", "deploy/check.py", "manage.py"]


def templates() -> list[str]:
    return [str(path) for path in sorted((CHECKOUT / "templates").rglob("*.html"))]


def checks() -> list[tuple[str, list[str], dict[str, str]]]:
    return [
        ("types", ["-m", "mypy", "--no-error-summary", *SOURCES], {}),
        ("format", ["-m", "ruff", "format", "--check", "--quiet", "."], {}),
        ("lint", ["-m", "ruff", "check", "--quiet", "--output-format=concise", "."], {}),
        (
            "import layers",
            ["-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-cache"],
            {},
        ),
        ("templates", ["-m", "djhtml", "--tabwidth=2", "--check", *templates()], {}),
        ("missing migrations", ["manage.py", "makemigrations", "--check", "--dry-run"], {}),
        ("missing translations", ["-m", "cicc_site.catalogues", "check"], {}),
        ("production settings", ["manage.py", "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
    ]


def run(check: tuple[str, list[str], dict[str, str]]) -> tuple[str, bool, float, str]:
    """The name of a check, whether it failed, how many seconds it took, and what it said."""
    name, command, environment = check
    began = time.monotonic()
    result = subprocess.run(
        [*PYTHON, *command],
        cwd=CHECKOUT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    said = result.stdout.decode("utf-8", "replace").rstrip()
    return name, bool(result.returncode), time.monotonic() - began, said


def main() -> int:
    failed = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for name, has_failed, seconds, said in pool.map(run, checks()):
            print(f"{name:22} {'failed' if has_failed else 'ok':7} {seconds:5.1f} s", flush=True)
            if has_failed:
                failed.append(name)
                print(said, flush=True)
    print(f"Failed: {', '.join(failed)}." if failed else "All checks passed.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
