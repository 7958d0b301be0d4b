"""A restore on trial: into a database server and folders that are made for it and thrown away afterwards."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cicc_site import postgres
from cicc_site.backup import BackupError, database, places
from cicc_site.postgres_places import PostgresError


@dataclass(frozen=True)
class Trial:
    parameters: database.Parameters
    places: list[places.Place]


@contextmanager
def ground(below: Path | None = None) -> Iterator[Trial]:
    """An empty database and empty folders. below: where the files lie meanwhile, on a disk with room for them."""
    try:
        with (
            tempfile.TemporaryDirectory(prefix="cicc-trial-", dir=below) as folder,
            postgres.passing("trial") as place,
        ):
            yield Trial(
                {"host": str(place.socket), "user": postgres.ROLES["owner"], "dbname": postgres.DATABASE},
                places.below(Path(folder)),
            )
    except PostgresError as error:
        raise BackupError(str(error)) from None
