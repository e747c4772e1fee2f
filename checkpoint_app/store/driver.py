"""The only module that imports `sqlcipher3` and `sqlite_utils`: connections, pragmas, and trouble as named errors.

`sqlite_utils` catches the exceptions of the SQLite module it finds first; with the standard one in its place `alter=`, `ignore=` and
`INSERT … RETURNING` break on a SQLCipher connection and leave a transaction open. So `sqlcipher3` is registered as `pysqlite3`, which it
looks for first, before it is imported.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlcipher3
from sqlcipher3 import dbapi2

from checkpoint_app.errors import UserError
from checkpoint_app.store import errors

if TYPE_CHECKING:
    import sqlite_utils
    from sqlite_utils.migrations import Migrations

sys.modules.setdefault("pysqlite3", sqlcipher3)
sys.modules.setdefault("pysqlite3.dbapi2", dbapi2)

OLDEST_SQLITE = (3, 51, 3)
"""Older ones can corrupt a WAL database that two connections use."""

Connection = Any
"""A `sqlcipher3` connection; the package ships no types."""

NotStorable: Any = dbapi2.InterfaceError
"""Raised for a value that no column can hold: a list, an object."""


def connect(file: Path, key: bytes, *, read_only: bool = False) -> Connection:
    """Opens the database with its raw 256-bit key.

    Raises StoreDamaged (wrong key or not a database), DiskReadOnly, OldDatabaseLibrary.
    """
    if dbapi2.sqlite_version_info < OLDEST_SQLITE:
        needed = ".".join(map(str, OLDEST_SQLITE))
        raise errors.OldDatabaseLibrary(found=dbapi2.sqlite_version, needed=needed)
    with trouble(file.parent):
        uri = f"{file.resolve().as_uri()}?mode={'ro' if read_only else 'rwc'}"
        db = dbapi2.connect(uri, uri=True, isolation_level=None, check_same_thread=False, cached_statements=256)
        try:
            # A raw key: a passphrase would cost 80 ms of derivation for each connection.
            db.execute("PRAGMA cipher_log_level=NONE")
            db.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
            db.execute("PRAGMA temp_store=MEMORY")
            db.execute("PRAGMA busy_timeout=5000")
            db.execute("PRAGMA cache_size=-16000")
            db.execute("SELECT count(*) FROM sqlite_master").fetchone()
            if not read_only:
                _make_durable(db)
        except BaseException:
            db.close()
            raise
    return db


def _make_durable(db: Connection) -> None:
    """One fsync per save, and purged bytes overwritten. Asserted, because a build may ignore a pragma in silence."""
    mode = db.execute("PRAGMA journal_mode=WAL").fetchone()[0]
    db.execute("PRAGMA synchronous=FULL")
    db.execute("PRAGMA secure_delete=ON")
    db.execute("PRAGMA wal_autocheckpoint=1000")
    synchronous = db.execute("PRAGMA synchronous").fetchone()[0]
    if mode != "wal" or synchronous != 2:
        raise RuntimeError(f"journal_mode={mode} synchronous={synchronous}")


def copy_encrypted(db: Connection, file: Path, key: bytes) -> None:
    """The whole database into a new file under another key, durable when this returns."""
    file.unlink(missing_ok=True)
    version = db.execute("PRAGMA user_version").fetchone()[0]
    db.execute(f"ATTACH DATABASE ? AS copied KEY \"x'{key.hex()}'\"", (str(file),))
    try:
        db.execute("SELECT sqlcipher_export('copied')").fetchone()
        db.execute(f"PRAGMA copied.user_version={version}")
    finally:
        db.execute("DETACH DATABASE copied")
    with file.open("rb+") as stream:
        os.fsync(stream.fileno())


def scratch(file: Path, key: bytes) -> Connection:
    """An empty database in memory with the store attached as `kept`, for reading: names not in memory are the store's."""
    with trouble(file.parent):
        db = dbapi2.connect(":memory:", isolation_level=None, check_same_thread=False)
        db.execute(f"ATTACH DATABASE ? AS kept KEY \"x'{key.hex()}'\"", (str(file),))
    return db


def facade(db: Connection) -> sqlite_utils.Database:
    """The connection as a sqlite-utils database: schema, registers, administration; never on hot paths."""
    import sqlite_utils

    return sqlite_utils.Database(db)


def migrations() -> Migrations:
    """The empty list of the store's migrations: sqlite-utils runs them in order, each in a transaction, and keeps which ran."""
    from sqlite_utils.migrations import Migrations

    return Migrations("checkpoint_app")


@contextmanager
def trouble(folder: Path) -> Iterator[None]:
    """Turns what the environment does to a database into errors a person can act on. Programming errors pass through."""
    try:
        yield
    except dbapi2.IntegrityError:
        raise
    except dbapi2.DatabaseError as error:
        named = _named(str(error).lower(), folder)
        if named is None:
            raise
        raise named from error
    except OSError as error:
        raise disk_error(error, folder) from error


def _named(text: str, folder: Path) -> UserError | None:
    if "full" in text:
        return errors.DiskFull(folder=folder)
    if "locked" in text or "busy" in text:
        return errors.StoreInUse(folder=folder)
    if "readonly" in text or "unable to open" in text:
        return errors.DiskReadOnly(folder=folder)
    if "not a database" in text or "malformed" in text or "hmac" in text:
        return errors.StoreDamaged(folder=folder, what=text)
    if "disk i/o" in text:
        return errors.DiskTrouble(folder=folder, what=text)
    return None


def disk_error(error: OSError, folder: Path) -> UserError:
    """An operating-system error as the sentence for it."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return errors.DiskFull(folder=folder)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return errors.DiskReadOnly(folder=folder)
    return errors.DiskTrouble(folder=folder, what=error.strerror or str(error))
