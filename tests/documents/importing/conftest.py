"""What tests of imports into the archive share: a folder of an old archive, and a storage of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.archive_importing import Legacy


@pytest.fixture
def legacy(tmp_path: Path) -> Legacy:
    return Legacy(tmp_path)
