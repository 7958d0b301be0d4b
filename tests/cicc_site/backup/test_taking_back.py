"""A restore that finds a difference at the very end, as a broken disk makes one, leaves nothing behind either."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from cicc_site.backup import BackupError, container, database, restoring
from cicc_site.backup.container import Contents
from cicc_site.backup.places import Place, ours_alone

FILE = f"{container.FILES}media/a/b.txt"


def test_files_that_came_out_otherwise_go_again_and_the_database_with_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = tmp_path / "backup"
    backup.write_bytes(b"")
    place = Place("media", ours_alone(tmp_path / "media"))
    told = Contents({}, {"tally": {}, "files": {FILE: [2, "another one"]}})
    deeds: list[str] = []

    def lay_out(_backup: Path, _identity: str, places: Any) -> int:
        places[0].add("a/b.txt", BytesIO(b"ab"))
        return 1

    monkeypatch.setattr(database, "is_empty", lambda _parameters: True)
    monkeypatch.setattr(container, "verified", lambda _source, _identity: told)
    monkeypatch.setattr(restoring, "_files", lay_out)
    monkeypatch.setattr(restoring, "_database", lambda *_: deeds.append("filled"))
    monkeypatch.setattr(database, "empty_again", lambda _parameters: deeds.append("emptied"))
    with pytest.raises(BackupError, match="differ from those"):
        restoring.restore(backup, "key", {}, [place])
    assert deeds == ["filled", "emptied"]
    assert not (tmp_path / "media").exists()
    assert list(tmp_path.iterdir()) == [backup]
