"""A fifth language is one entry in cicc_site/languages.py and the recipe docs/developers/add-a-language.md."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cicc_site.postgres_places import CHECKOUT
from tests import databases

PROOF = CHECKOUT / "tests" / "fifth_language" / "prove.py"
RECIPE = CHECKOUT / "docs" / "developers" / "add-a-language.md"


@pytest.fixture
def scratch_database() -> Iterator[str]:
    """A database migrated for four languages, where the recipe begins."""
    name = f"test_{os.getpid()}_fifth"
    databases.create(name, databases.template(databases.EMPTY))
    yield name
    databases.drop(name)


@pytest.fixture
def scratch_migrations(tmp_path: Path) -> Path:
    package = tmp_path / "fifth_migrations"
    for app in ("pages", "documents", "members"):
        shutil.copytree(
            CHECKOUT / app / "migrations", package / app, ignore=shutil.ignore_patterns("__pycache__")
        )
    (package / "__init__.py").touch()
    return package


def test_a_fifth_language(scratch_database: str, scratch_migrations: Path) -> None:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.fifth_language.settings",
        "PYTHONPATH": os.pathsep.join([str(CHECKOUT), str(scratch_migrations.parent)]),
        "TEST_DATABASE": scratch_database,
    }
    result = subprocess.run(
        [sys.executable, "-m", "tests.fifth_language.prove"],
        cwd=CHECKOUT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    assert result.stdout.strip().endswith("five languages")
    for app in ("pages", "documents", "members"):
        assert list((scratch_migrations / app).glob("*_add_pt.py")), f"{app} got no migration"


def test_the_recipe_names_what_the_proof_does() -> None:
    recipe = RECIPE.read_text(encoding="utf-8")
    proof = PROOF.read_text(encoding="utf-8")
    for command in ("makemigrations", "migrate", "refresh_paths"):
        assert f'call_command("{command}"' in proof
        assert f"manage.py {command}" in recipe
