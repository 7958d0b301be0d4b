"""The database in a backup: read in one snapshot by pg_dump, written back in one transaction, and counted both times.

Programs get the password through their environment: a command line is seen by everybody on the machine.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import psycopg
from psycopg import sql

from cicc_site import postgres_places
from cicc_site.backup import BackupError

AT_ONCE = 4 * 1024 * 1024
Parameters = Mapping[str, Any]  # host, port, user, password, dbname and such, as libpq names them
# Of each table: how many rows, the sum of their hashes, who may do what with it; of each sequence its state.
Tally = dict[str, list[str]]

# What makes the text of a row the same in every session.
SESSION = {
    "TimeZone": "UTC",
    "DateStyle": "ISO, YMD",
    "IntervalStyle": "postgres",
    "bytea_output": "hex",
    "extra_float_digits": "1",
    "search_path": "public",
}
RELATIONS = """
SELECT relname, relkind::text FROM pg_class WHERE relnamespace = 'public'::regnamespace
AND relkind IN ('r', 'p', 'v', 'm', 'S', 'f') ORDER BY relname
"""
ROUTINES = "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
# Belong to the cluster and not to the owner of the tables; `deploy/roles.sql` has made them.
OF_THE_CLUSTER = (" SCHEMA - public ", " COMMENT - SCHEMA public ", " ACL - SCHEMA public ")
# Where new tables are given to the serving role by themselves, a right that was taken away later would come back: the
# dump says itself who gets what, and brings these defaults along at its end.
NOTHING_BY_ITSELF = """
DO $$
DECLARE other text;
BEGIN
    FOR other IN
        SELECT DISTINCT grantee::regrole::text FROM pg_default_acl, aclexplode(defaclacl)
        WHERE defaclrole = current_user::regrole AND grantee <> defaclrole AND grantee <> 0
    LOOP
        EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON TABLES FROM %s', other);
        EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON SEQUENCES FROM %s', other);
    END LOOP;
END $$;
"""
GRANTS = """
SELECT coalesce(string_agg(may, ' ' ORDER BY may), '') FROM (
    SELECT grantee::regrole::text || ':' || privilege_type AS may FROM pg_class, aclexplode(relacl)
    WHERE oid = %s::regclass AND grantee <> relowner AND grantee <> 0
) AS each
"""


def parameters_of(connection: Any) -> dict[str, Any]:
    """How libpq reaches the database of a connection of Django."""
    wanted = {"host", "port", "user", "password", "dbname", "service", "passfile"}
    found = connection.get_connection_params()
    return {key: value for key, value in found.items() if key in wanted or key.startswith("ssl")}


# --- Programs --------------------------------------------------------------------------------------------------


def program(name: str, major: int) -> str:
    """The path of a program of that version of PostgreSQL: ours, or one of the system."""
    folders = [*_embedded(major), Path(f"/usr/lib/postgresql/{major}/bin"), *_of_the_path(name, major)]
    for folder in folders:
        if (folder / name).is_file():
            return str(folder / name)
    raise BackupError(f"{name} of PostgreSQL {major} is missing: install postgresql-client-{major}.")


def _embedded(major: int) -> Iterator[Path]:
    if f"pginstall{major}" == postgres_places.VERSION_FOLDER:
        try:
            yield postgres_places.wheel_folder() / postgres_places.VERSION_FOLDER / "bin"
        except postgres_places.PostgresError:
            return


def _of_the_path(name: str, major: int) -> Iterator[Path]:
    found = shutil.which(name)
    if found:
        told = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout
        if f" {major}." in told:
            yield Path(found).parent


def _environment(parameters: Parameters) -> dict[str, str]:
    """What the programs are told about the connection, beside nothing of ours."""
    names = {
        option.keyword.decode(): option.envvar.decode()
        for option in psycopg.pq.Conninfo.get_defaults()
        if option.envvar
    }
    told = {names[key]: str(value) for key, value in parameters.items() if key in names}
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "PGCONNECT_TIMEOUT": "20", **told}


# --- Reading ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Snapshot:
    """One moment of a database, for as long as the block of `snapshot` lasts."""

    parameters: Parameters
    name: str
    major: int
    tally: Tally

    def dump(self) -> Iterator[bytes]:
        """What pg_dump writes in its custom format."""
        command = [program("pg_dump", self.major), "--format=custom", "--no-owner", f"--snapshot={self.name}"]
        with tempfile.TemporaryFile() as said:
            process = subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=said, env=_environment(self.parameters), cwd="/"
            )
            try:
                while part := _pipe(process.stdout).read(AT_ONCE):
                    yield part
                if process.wait():
                    raise BackupError(f"The database could not be read: {_last_line(said)}")
            finally:
                if process.poll() is None:
                    process.kill()
                    process.wait()


@contextmanager
def snapshot(parameters: Parameters) -> Iterator[Snapshot]:
    """Hold one moment of the database: what is counted in it is what is dumped."""
    with _connected(parameters) as connection:
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        [name] = connection.execute("SELECT pg_export_snapshot()").fetchone() or ("",)
        yield Snapshot(parameters, name, connection.info.server_version // 10_000, _tally(connection))


def tally(parameters: Parameters) -> Tally:
    """Count a database as it is now."""
    with _connected(parameters) as connection:
        return _tally(connection)


def _tally(connection: psycopg.Connection) -> Tally:
    found: Tally = {}
    for name, kind in connection.execute(RELATIONS).fetchall():
        query = {
            "r": "SELECT count(*), coalesce(sum(hashtextextended(each::text, 0)::numeric), 0) FROM {} AS each",
            "S": "SELECT last_value, is_called FROM {}",
        }.get(kind)
        if query:
            row = connection.execute(sql.SQL(query).format(sql.Identifier(name))).fetchone() or ()
            may = connection.execute(GRANTS, [sql.Identifier(name).as_string(connection)]).fetchone() or ()
            found[name] = [str(value) for value in (*row, *may)]
    return found


@contextmanager
def _connected(parameters: Parameters) -> Iterator[psycopg.Connection]:
    try:
        connection = psycopg.connect(**parameters, autocommit=True, connect_timeout=20)
    except psycopg.OperationalError as error:
        raise BackupError(f"The database does not answer: {type(error).__name__}.") from None
    with connection:
        for name, value in SESSION.items():
            connection.execute("SELECT set_config(%s, %s, false)", [name, value])
        yield connection


# --- Writing ---------------------------------------------------------------------------------------------------


def major_of(parameters: Parameters) -> int:
    with _connected(parameters) as connection:
        return connection.info.server_version // 10_000


def is_empty(parameters: Parameters) -> bool:
    """Whether there is no table, no view and no sequence."""
    with _connected(parameters) as connection:
        return connection.execute(RELATIONS).fetchone() is None


def contents(parameters: Parameters, dump: Iterable[bytes], major: int) -> bytes:
    """The list by which pg_restore goes, without what belongs to the cluster. Reads the beginning of the dump only."""
    told = _fed([program("pg_restore", major), "--list"], _environment(parameters), dump)
    lines = told.splitlines(keepends=True)
    return b"".join(line for line in lines if not any(part in line.decode() for part in OF_THE_CLUSTER))


def fill(
    parameters: Parameters, dump: Iterable[bytes], wanted: bytes, major: int, *, and_then: str = ""
) -> None:
    """Write a dump into an empty database, all of it and what is to be done with it (and_then, SQL), or nothing."""
    environment = _environment(parameters)
    with (
        tempfile.NamedTemporaryFile() as chosen,
        tempfile.TemporaryFile() as read_said,
        tempfile.TemporaryFile() as said,
    ):
        chosen.write(wanted)
        chosen.flush()
        read = [program("pg_restore", major), "--no-owner", "--file=-", f"--use-list={chosen.name}"]
        write = [program("psql", major), "--no-psqlrc", "--quiet", "--single-transaction"]
        write += ["--set=ON_ERROR_STOP=1", "--output=/dev/null", "--file=-"]
        reader = subprocess.Popen(
            read, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=read_said, env=environment, cwd="/"
        )
        writer = subprocess.Popen(write, stdin=subprocess.PIPE, stderr=said, env=environment, cwd="/")
        try:
            _pipe(writer.stdin).write(NOTHING_BY_ITSELF.encode())
            _passed_on(reader, writer, dump)
            if reader.wait():
                raise BackupError(f"The database in the backup cannot be read: {_last_line(read_said)}")
            try:
                _pipe(writer.stdin).write(f"\n{and_then}\n".encode())
                _pipe(writer.stdin).close()
            except BrokenPipeError:
                pass  # what it said tells why
            if writer.wait():
                raise BackupError(f"The database could not be written: {_last_line(said)}")
        finally:
            # Before its end is written psql has committed nothing: killed, it leaves the database as it was.
            for process in (writer, reader):
                if process.poll() is None:
                    process.kill()
                process.wait()
    with _connected(parameters) as connection:
        connection.execute("ANALYZE")


def _passed_on(
    reader: subprocess.Popen[bytes], writer: subprocess.Popen[bytes], dump: Iterable[bytes]
) -> None:
    """The dump into the reader, and what it makes of it into the writer, at the same time."""
    given, source, target = _pipe(reader.stdin), _pipe(reader.stdout), _pipe(writer.stdin)

    def carry() -> None:
        try:
            while part := source.read(AT_ONCE):
                target.write(part)
            target.flush()
        except (BrokenPipeError, ValueError):
            source.close()  # so that the reader does not wait for ever

    carrier = threading.Thread(target=carry, daemon=True)
    carrier.start()
    try:
        for part in dump:
            given.write(part)
        given.close()
    except BrokenPipeError:
        pass  # what it said tells why
    carrier.join()


def _pipe(end: IO[bytes] | None) -> IO[bytes]:
    if end is None:
        raise TypeError("The process was started without this pipe.")
    return end


def _fed(command: list[str], environment: dict[str, str], given: Iterable[bytes]) -> bytes:
    with tempfile.TemporaryFile() as told, tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=told, stderr=said, env=environment, cwd="/"
        )
        pipe = _pipe(process.stdin)
        try:
            for part in given:
                pipe.write(part)
            pipe.close()
        except BrokenPipeError:
            pass  # it has read what it needs
        if process.wait():
            raise BackupError(f"The database in the backup cannot be read: {_last_line(said)}")
        told.seek(0)
        return told.read()


def empty_again(parameters: Parameters) -> None:
    """Take back what `fill` wrote, where it turned out to be wrong."""
    with _connected(parameters) as connection, connection.transaction():
        for name, kind in connection.execute(RELATIONS).fetchall():
            if kind in {"r", "p"}:
                connection.execute(sql.SQL("DROP TABLE IF EXISTS {} CASCADE").format(sql.Identifier(name)))
        for (routine,) in connection.execute(ROUTINES).fetchall():
            connection.execute(sql.SQL("DROP ROUTINE IF EXISTS {} CASCADE").format(sql.SQL(routine)))


def _last_line(said: IO[bytes]) -> str:
    """The last thing a program said that is a fault; rows are never part of it."""
    said.seek(0)
    lines = said.read().decode("utf-8", "replace").splitlines()
    faults = [line for line in lines if "ERROR" in line or "error:" in line or "FATAL" in line]
    return (faults or lines or ["no message"])[-1][:300]
