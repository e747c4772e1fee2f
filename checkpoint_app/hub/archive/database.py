"""The connection to the bureau's PostgreSQL, and what can go wrong with it as named errors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import errors as pg

from checkpoint_app.errors import UserError
from checkpoint_app.hub.archive import schema
from checkpoint_app.i18n import noop

OLDEST_SERVER = 150000
"""PostgreSQL 15, as the server numbers itself."""
_CONNECT_S = 10

Connection = psycopg.Connection[tuple[Any, ...]]


class ArchiveUnreachable(UserError):
    code = "ARCHIVE_UNREACHABLE"
    message = noop("The archive's database does not answer: {what}.")
    hint = noop("Check its address, name and password, and that PostgreSQL runs; nothing was changed.")


class ArchiveTooOld(UserError):
    code = "ARCHIVE_POSTGRES_OLD"
    message = noop("The database is PostgreSQL {found}; 15 or newer is needed.")
    hint = noop("Update PostgreSQL; nothing was changed.")


class ArchiveNewer(UserError):
    code = "ARCHIVE_NEWER"
    message = noop("The archive was made by a newer version of the program (format {found}, known {known}).")
    hint = noop("Update the program; nothing was changed.")


class ArchiveRefuses(UserError):
    code = "ARCHIVE_REFUSES"
    message = noop("The archive's database refuses to write: {what}.")
    hint = noop("Ask whoever looks after the database; what was delivered before is safe and the rest is sent again.")


def connect(address: str) -> Connection:
    """Opens the archive and brings its tables to the newest format.

    `address` is a libpq URI. Raises ArchiveUnreachable, ArchiveTooOld, ArchiveNewer, ArchiveRefuses.
    """
    with trouble():
        db = psycopg.connect(address, connect_timeout=_CONNECT_S, autocommit=True)
        try:
            if db.info.server_version < OLDEST_SERVER:
                raise ArchiveTooOld(found=db.info.parameter_status("server_version"))
            _migrate(db)
        except BaseException:
            db.close()
            raise
    return db


def _migrate(db: Connection) -> None:
    """Two programs that start at once wait for each other at the table of formats."""
    with db.transaction():
        db.execute("CREATE TABLE IF NOT EXISTS archive (format integer PRIMARY KEY)")
        db.execute("LOCK TABLE archive IN EXCLUSIVE MODE")
        found = db.execute("SELECT coalesce(max(format), 0) FROM archive").fetchone()
        known = int(found[0]) if found else 0
        if known > schema.FORMAT:
            raise ArchiveNewer(found=known, known=schema.FORMAT)
        for number in range(known, schema.FORMAT):
            for statement in schema.statements(schema.STEPS[number]):
                db.execute(statement.encode())
            db.execute("INSERT INTO archive VALUES (%s)", (number + 1,))


@contextmanager
def trouble() -> Iterator[None]:
    """Turns what the environment does to a database into errors a person can act on. Programming errors pass through."""
    try:
        yield
    except (pg.DiskFull, pg.ReadOnlySqlTransaction, pg.InsufficientPrivilege) as error:
        raise ArchiveRefuses(what=_first_line(error)) from error
    except (psycopg.OperationalError, psycopg.InterfaceError) as error:
        raise ArchiveUnreachable(what=_first_line(error)) from error


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
