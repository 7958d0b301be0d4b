"""Remembers, in var/stamps/, what a step was last done for, so that `make run` skips what is up to date."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

import psycopg

from cicc_site.postgres_places import CHECKOUT, VAR

FOLDER = VAR / "stamps"


def read(name: str) -> str:
    try:
        return (FOLDER / name).read_text(encoding="ascii").strip()
    except OSError:
        return ""


def write(name: str, value: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / name).write_text(value + "\n", encoding="ascii")


def fingerprint(paths: Iterable[Path], *extra: str) -> str:
    """Of the names and contents of files; a folder stands for every file in it."""
    digest = hashlib.sha256("\n".join(extra).encode())
    for path in sorted(files(paths)):
        digest.update(str(path.relative_to(CHECKOUT)).encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()


def files(paths: Iterable[Path]) -> set[Path]:
    found: set[Path] = set()
    for path in paths:
        candidates = path.rglob("*") if path.is_dir() else [path]
        found.update(file for file in candidates if file.is_file() and "__pycache__" not in file.parts)
    return found


def database_identity(address: str) -> str:
    """Which database it is: a new or restored one has seen none of the steps."""
    query = "SELECT system_identifier FROM pg_control_system()"
    with psycopg.connect(address, connect_timeout=10) as connection:
        cluster = connection.execute(query).fetchone()
        database = connection.execute(
            "SELECT oid FROM pg_database WHERE datname = current_database()"
        ).fetchone()
    return f"{cluster[0] if cluster else ''}-{database[0] if database else ''}"
