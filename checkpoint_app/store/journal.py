"""Journal lines in the database: written, read back, never changed (a purge empties payload parts, nothing else).

This module knows rows and bytes; what the lines of a record add up to is `model.chain`.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from checkpoint_app.model import chain, owing
from checkpoint_app.store.driver import Connection

_COLUMNS = "id, hash, header, open, personal, fleeting, erased"


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The end of one chain: row id of the chain, last seq, last hash (hex, "" for none)."""

    chain: int
    seq: int
    hash: str


def seal(body: Mapping[str, object]) -> tuple[bytes, bytes]:
    """A payload part as stored: fresh salt and JSON bytes. Order of keys is kept: rows show in the order in which they were written."""
    data = json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    return secrets.token_bytes(chain.SALT_BYTES), data


def insert(db: Connection, at: Head, header: chain.Header, parts: Mapping[str, tuple[bytes, bytes]]) -> tuple[int, str]:
    """Writes one line; returns its row id and hash. The signature follows (`sign`)."""
    data = chain.encode(header)
    digest = chain.line_hash(data)
    sealed: list[bytes | None] = []
    for name in chain.PARTS:
        sealed.extend(parts.get(name, (None, None)))
    row = db.execute(
        "INSERT INTO line (chain, seq, hash, noun, record, header, open_salt, open, personal_salt, personal, fleeting_salt, fleeting)"
        " VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
        (at.chain, header.seq, digest, header.noun, header.record, data, *sealed),
    )
    return row.lastrowid, digest.hex()


def open_chain(db: Connection, device: str, epoch: str, scope: str, *, addressee: str = "") -> Head:
    """The head of a chain; the chain is begun if it is new. `addressee`: the one device it is written to."""
    key = (device, epoch, scope)
    found = db.execute("SELECT id, seq, hash FROM chain WHERE device=? AND epoch=? AND scope=?", key).fetchone()
    if found is None:
        row = db.execute(
            "INSERT INTO chain (device, epoch, scope, seq, hash, addressee) VALUES (?,?,?,0,x'',?)", (*key, addressee)
        )
        return Head(chain=row.lastrowid, seq=0, hash="")
    return Head(chain=found[0], seq=found[1], hash=bytes(found[2]).hex())


def sign(db: Connection, line: int, signature: bytes) -> None:
    """A line is signed, and with it all before it in its chain."""
    db.execute("UPDATE line SET signature=? WHERE id=?", (signature, line))


def move_head(db: Connection, head: Head) -> None:
    """The end of a transaction for one chain."""
    db.execute("UPDATE chain SET seq=?, hash=? WHERE id=?", (head.seq, bytes.fromhex(head.hash), head.chain))


def greatest_lamport(db: Connection) -> int:
    """The greatest lamport counter seen. Counters grow along a chain, so the heads tell."""
    rows = db.execute("SELECT line.header FROM chain JOIN line ON line.chain = chain.id AND line.seq = chain.seq")
    return max((chain.decode(bytes(row[0])).lamport for row in rows), default=0)


def lines_of(db: Connection, record: str) -> list[chain.Line]:
    """All lines of a record that count, in the order in which they came here; not those that are flagged (`trust`)."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM line WHERE record=? AND NOT EXISTS (SELECT 1 FROM flag WHERE flag.line = line.id) ORDER BY id",
        (record,),
    )
    return [to_line(row) for row in rows]


def coverage(db: Connection, digests: Iterable[str]) -> dict[int, int]:
    """Chain row → the last of its lines that somebody with these heads has. Heads that are not known here tell nothing."""

    def find(digest: str) -> tuple[int, int, str] | None:
        found = db.execute(
            "SELECT line.chain, line.seq, chain.start FROM line JOIN chain ON chain.id = line.chain WHERE line.hash=?",
            (bytes.fromhex(digest),),
        ).fetchone()
        return (found[0], found[1], _before(db, found[0], found[2]) if found[2] > 1 else "") if found else None

    return owing.coverage(find, (digest for digest in digests if chain.is_hex(digest, 64)))


def is_here(db: Connection, digest: str) -> bool:
    """Whether the line with this hash is in the store."""
    return db.execute("SELECT 1 FROM line WHERE hash=?", (bytes.fromhex(digest),)).fetchone() is not None


def _before(db: Connection, chain_row: int, start: int) -> str:
    """The line from which a branch goes off."""
    found = db.execute("SELECT header FROM line WHERE chain=? AND seq=?", (chain_row, start)).fetchone()
    return chain.decode(bytes(found[0])).prev if found else ""


def merged(db: Connection, record: str) -> chain.Merged:
    """What a record's lines add up to now."""
    return chain.merge(lines_of(db, record))


def records_of(db: Connection, noun: str) -> Iterator[str]:
    """The ids of all records of a noun, in the order of their first line."""
    for row in db.execute("SELECT record FROM line WHERE noun=? GROUP BY record ORDER BY min(id)", (noun,)).fetchall():
        yield row[0]


def nouns(db: Connection) -> set[str]:
    return {row[0] for row in db.execute("SELECT DISTINCT noun FROM line")}


def to_line(row: Iterable[Any]) -> chain.Line:
    """A row of `_COLUMNS` → the line as the merge sees it."""
    _, digest, data, opened, personal, fleeting, erased = row
    header = chain.decode(bytes(data))
    body = chain.read_parts(bytes(part) for part in (opened, personal, fleeting) if part is not None)
    return chain.Line(
        hash=bytes(digest).hex(),
        lamport=header.lamport,
        device=header.device,
        officer=header.officer,
        wall=header.wall,
        op=header.op,
        base=header.base,
        body=body or {},
        erased=frozenset(erased.split()),
        readable=body is not None,
    )
