"""Photos and files: a journal line says that one exists, the bytes stand beside the journal, encrypted like everything."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

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


def get(store: Store, sha: str) -> tuple[str, bytes]:
    """Media type and bytes. Raises Unknown."""
    found = store.row("SELECT media, bytes FROM attachment WHERE sha=? AND bytes IS NOT NULL", (sha,))
    if found is None:
        raise errors.Unknown(noun=registers.noun_label("attachment"), name=sha[:12])
    return found[0], bytes(found[1])
