"""What the people who run it call the version of the site: what the settings say, else the commit of the checkout."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings

SHORT = 12


@cache
def version() -> str:
    """A name or the beginning of a commit; "" where nobody knows."""
    return str(settings.RELEASE) or commit(Path(settings.BASE_DIR))[:SHORT]


def commit(checkout: Path) -> str:
    """The commit of a checkout, read without git, which a server need not have; "" where there is none."""
    try:
        folder = _folder(checkout / ".git")
        head = (folder / "HEAD").read_text(encoding="ascii").strip()
        if not head.startswith("ref: "):
            return head
        return _of(folder, head.removeprefix("ref: "))
    except (OSError, ValueError):
        return ""


def _folder(git: Path) -> Path:
    """The folder itself, or what the file in its place names: a work tree of its own."""
    if git.is_dir():
        return git
    return git.parent / git.read_text(encoding="utf-8").strip().removeprefix("gitdir: ")


def _of(folder: Path, name: str) -> str:
    shared = folder / "commondir"
    folders = [folder]
    if shared.exists():
        folders.append(folder / shared.read_text(encoding="utf-8").strip())
    for each in folders:
        if (each / name).is_file():
            return (each / name).read_text(encoding="ascii").strip()
    for each in folders:
        packed = each / "packed-refs"
        lines = packed.read_text(encoding="utf-8").splitlines() if packed.is_file() else []
        for line in lines:
            if line.endswith(f" {name}"):
                return line.partition(" ")[0]
    return ""
