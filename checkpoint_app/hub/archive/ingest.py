"""Lines of a station into the archive: one transaction for a delivery, by COPY into a temporary table, repeated ones left out.

What comes here has been checked (chain, payload hashes, signatures, trust). The unit's row is locked for the transaction, so that two
station devices of one unit deliver one after the other and never wait for each other crosswise; other units go on beside it.
Nothing is answered before COMMIT returned.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.types.json import Jsonb

from checkpoint_app.errors import UserError
from checkpoint_app.hub.archive.database import Connection, trouble
from checkpoint_app.i18n import noop

_COLUMNS = "unit, device, epoch, scope, seq, hash, noun, record, header, signature, open_salt, open"
_TYPES = ("uuid", "text", "text", "text", "int8", "bytea", "text", "text", "bytea", "bytea", "bytea", "bytea")


class UnitNotAdmitted(UserError):
    code = "ARCHIVE_UNIT_UNKNOWN"
    message = noop("The archive does not take in unit {unit} ({name}).")
    hint = noop("The bureau admits it once: checkpoint-app hub archive --admit {unit}. Nothing was taken in.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedLine:
    """One line as the archive keeps it; hashes, salts and bodies are bytes, `open` is None where the line has no open part."""

    device: str
    epoch: str
    scope: str
    seq: int
    hash: bytes
    noun: str
    record: str
    header: bytes
    signature: bytes | None
    open_salt: bytes | None
    open: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Where a chain ends: `label` is the epoch under which it is filed."""

    device: str
    label: str
    scope: str
    seq: int
    hash: bytes


def take(db: Connection, unit: str, lines: Iterable[ArchivedLine], heads: Sequence[Head]) -> int:
    """Files lines and moves heads in one transaction; returns how many lines were new. Raises UnitNotAdmitted, ArchiveRefuses …"""
    with trouble(), db.transaction():
        _lock(db, unit)
        # On Citus the inserted rows must come from a local table: a temporary one is.
        db.execute(
            "CREATE TEMPORARY TABLE incoming (unit uuid, device text, epoch text, scope text, seq bigint, hash bytea, noun text,"
            " record text, header bytea, signature bytea, open_salt bytea, open bytea) ON COMMIT DROP"
        )
        with db.cursor().copy(f"COPY incoming ({_COLUMNS}) FROM STDIN (FORMAT BINARY)".encode()) as copy:
            copy.set_types(_TYPES)
            of = UUID(unit)
            for line in lines:
                copy.write_row(
                    (
                        of,
                        line.device,
                        line.epoch,
                        line.scope,
                        line.seq,
                        line.hash,
                        line.noun,
                        line.record,
                        line.header,
                        line.signature,
                        line.open_salt,
                        line.open,
                    )
                )
        filed = db.execute(
            f"INSERT INTO line ({_COLUMNS}) SELECT {_COLUMNS} FROM incoming ON CONFLICT DO NOTHING".encode()
        ).rowcount
        move_heads(db, unit, heads)
    return filed


def _lock(db: Connection, unit: str) -> None:
    if db.execute("SELECT 1 FROM unit WHERE unit = %s FOR UPDATE", (unit,)).fetchone() is None:
        raise UnitNotAdmitted(unit=unit, name="")


def move_heads(db: Connection, unit: str, heads: Sequence[Head]) -> None:
    """A head only moves on; where a fork refiled a chain, its end is another hash and is taken as told."""
    with db.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO head (unit, device, label, scope, seq, hash) VALUES (%s, %s, %s, %s, %s, %s)"
            " ON CONFLICT (unit, device, label, scope) DO UPDATE SET seq = excluded.seq, hash = excluded.hash, moved_at = now()"
            " WHERE head.hash <> excluded.hash",
            [(unit, head.device, head.label, head.scope, head.seq, head.hash) for head in heads],
        )


def heads(db: Connection, unit: str) -> list[Head]:
    """What the archive holds of a unit."""
    rows = db.execute("SELECT device, label, scope, seq, hash FROM head WHERE unit = %s", (unit,))
    return [
        Head(device=device, label=label, scope=scope, seq=seq, hash=bytes(digest)) for device, label, scope, seq, digest in rows
    ]


def keep_receipt(db: Connection, unit: str, device: str, held: Sequence[Head], theirs: datetime | None = None) -> None:
    """What the archive answers to a station device, kept beside what it holds. `theirs` is what the device's clock said, if it did."""
    with trouble():
        db.execute(
            "INSERT INTO receipt (unit, device, theirs, heads) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (unit, device) DO UPDATE SET at = now(), heads = excluded.heads,"
            " theirs = coalesce(excluded.theirs, receipt.theirs)",
            (unit, device, theirs, Jsonb({f"{h.device}/{h.label}/{h.scope}": [h.seq, h.hash.hex()] for h in held})),
        )


# The figures


def months(db: Connection, unit: str, device: str) -> dict[str, str]:
    """Month → digest of the tally that a station device delivered."""
    rows = db.execute("SELECT month, digest FROM month WHERE unit = %s AND device = %s", (unit, device))
    return dict(rows.fetchall())


TallyRow = tuple[str, str, str, str, str, float]
"""(day, site, template, officer, measure, value)"""


def take_month(db: Connection, unit: str, device: str, month: str, digest: str, rows: Sequence[TallyRow]) -> None:
    """A month of a device's tally takes the place of what was there; all or nothing."""
    with trouble(), db.transaction():
        _lock(db, unit)
        db.execute(
            "DELETE FROM tally WHERE unit = %s AND device = %s AND day >= %s::date AND day < %s::date + interval '1 month'",
            (unit, device, f"{month}-01", f"{month}-01"),
        )
        with db.cursor().copy("COPY tally (unit, device, day, site, template, officer, measure, value) FROM STDIN") as copy:
            for row in rows:
                copy.write_row((unit, device, *row))
        db.execute(
            "INSERT INTO month (unit, device, month, digest) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (unit, device, month) DO UPDATE SET digest = excluded.digest",
            (unit, device, month, digest),
        )


def keep_picture(db: Connection, unit: str, device: str, body: dict[str, object]) -> None:
    """What stands at the station now."""
    with trouble():
        db.execute(
            "INSERT INTO picture (unit, device, body) VALUES (%s, %s, %s)"
            " ON CONFLICT (unit, device) DO UPDATE SET at = now(), body = excluded.body",
            (unit, device, Jsonb(body)),
        )


# Units


def admit(db: Connection, unit: str, name: str, by: str) -> None:
    """The bureau takes this unit in; again with another name renames it."""
    with trouble():
        db.execute(
            "INSERT INTO unit (unit, name, admitted_by) VALUES (%s, %s, %s) ON CONFLICT (unit) DO UPDATE SET name = excluded.name",
            (unit, name, by),
        )


def is_admitted(db: Connection, unit: str) -> bool:
    with trouble():
        return db.execute("SELECT 1 FROM unit WHERE unit = %s", (unit,)).fetchone() is not None
