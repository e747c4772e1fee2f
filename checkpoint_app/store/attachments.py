"""Photos and files: a journal line says that one exists, the bytes stand beside the journal, encrypted like everything."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from checkpoint_app.model import chain
from checkpoint_app.model.travel import Chunk
from checkpoint_app.store import errors, journal, registers

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store


def add(store: Store, data: bytes, media: str) -> str:
    """Keeps a file (`media` is its type, image/jpeg) and returns its SHA-256; the same bytes are kept once."""
    sha = hashlib.sha256(data).hexdigest()
    if store.row("SELECT 1 FROM attachment WHERE sha=?", (sha,)):
        return sha
    with store.transaction() as transaction:
        transaction.db.execute("INSERT INTO attachment (sha, media, size, bytes) VALUES (?,?,?,?)", (sha, media, len(data), data))
        if not journal.lines_of(store.db, sha):
            content = {"media": media, "size": len(data)}
            transaction.append("attachment", sha, "create", {"open": {"set": content}}, scope="up")
    return sha


def project(store: Store, record: str, merged: chain.Merged) -> None:
    """Projector of the noun `attachment`: a place for bytes that are still to come. What is here is never touched."""
    size = int(str(merged.set["size"]))
    row = (record, str(merged.set["media"]), size, None if size else b"")
    store.db.execute("INSERT OR IGNORE INTO attachment (sha, media, size, bytes) VALUES (?,?,?,?)", row)


def take(store: Store, piece: Chunk) -> bool:
    """Keeps a piece of a file that is wanted; True when the file is whole now and is what its SHA-256 says.

    Pieces are taken in order, each after what is here; others are left out and come again. A whole file with another hash is dropped.
    """
    wanted = store.row("SELECT size FROM attachment WHERE sha=? AND bytes IS NULL", (piece.sha,))
    if wanted is None or piece.size != wanted[0] or not piece.data or piece.at + len(piece.data) > piece.size:
        return False
    held = store.row("SELECT coalesce(max(at + length(bytes)), 0) FROM arriving WHERE sha=?", (piece.sha,))
    if held is None or held[0] != piece.at:
        return False
    with store.transaction() as transaction:
        transaction.db.execute("INSERT INTO arriving VALUES (?,?,?)", (piece.sha, piece.at, piece.data))
        if piece.at + len(piece.data) < piece.size:
            return False
        rows = transaction.db.execute("SELECT bytes FROM arriving WHERE sha=? ORDER BY at", (piece.sha,)).fetchall()
        data = b"".join(bytes(row[0]) for row in rows)
        transaction.db.execute("DELETE FROM arriving WHERE sha=?", (piece.sha,))
        whole = hashlib.sha256(data).hexdigest() == piece.sha
        if whole:
            transaction.db.execute("UPDATE attachment SET bytes=? WHERE sha=?", (data, piece.sha))
    return whole


def get(store: Store, sha: str) -> tuple[str, bytes]:
    """Media type and bytes. Raises Unknown."""
    found = store.row("SELECT media, bytes FROM attachment WHERE sha=? AND bytes IS NOT NULL", (sha,))
    if found is None:
        raise errors.Unknown(noun=registers.noun_label("attachment"), name=sha[:12])
    return found[0], bytes(found[1])
