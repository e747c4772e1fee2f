"""Photos and files: a journal line says that one exists, the bytes stand beside the journal, encrypted like everything.

Decision: a photo becomes a journal line in the transaction of the first line that names it (`bring`, called for each line), with the scope
of that line; before that it waits in the table `staged`, which never leaves the machine and is in no list, print or export. So a photo
that was added and taken out again, or whose form was thrown away, leaves nothing in the journal, and no station gets it. A draft names its
photos: they wait as long as it does. On lock the others are erased (`forget`), those that the command `attach` put there after a day.
Rejected: a journal line at once, which nobody could take back.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from checkpoint_app.model import chain, timing
from checkpoint_app.model.travel import Chunk
from checkpoint_app.store import errors, journal, registers

if TYPE_CHECKING:
    from checkpoint_app.store.pictures import Ready
    from checkpoint_app.store.session import Store, Transaction

ASKED_FOR = timedelta(days=1)
"""How long a file that was put here by a command waits for the entry that names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """A photo or file at a glance. `image` is a small JPEG, empty for a document and where the bytes have not come yet (`here`)."""

    sha: str
    media: str
    size: int
    image: bytes
    here: bool


def stage(store: Store, ready: Ready, *, asked: bool = False) -> str:
    """Keeps a photo or file for a form that is not saved yet; returns its SHA-256."""
    sha = ready.sha
    if store.row("SELECT 1 FROM attachment WHERE sha=? AND bytes IS NOT NULL", (sha,)) is None:
        values = (sha, ready.media, len(ready.data), ready.data, ready.preview, int(asked), timing.to_text(store.now()))
        with store.transaction() as transaction:
            transaction.db.execute(
                "INSERT INTO staged VALUES (?,?,?,?,?,?,?)"
                " ON CONFLICT (sha) DO UPDATE SET asked=max(asked, excluded.asked), at=excluded.at",
                values,
            )
    return sha


_NAMING: Final = frozenset({"entry", "hazard"})
"""The nouns that may name photos."""


def bring(
    transaction: Transaction, noun: str, body: Mapping[str, Mapping[str, object]] | None, *, scope: str, to: str = ""
) -> None:
    """Before a line that names photos which wait: they are kept from now on, and travel as far as the line does.

    A hazard goes to every laptop, its photos only to the station, like the entry that found it.
    """
    if noun not in _NAMING or body is None:
        return
    waiting = transaction.db.execute("SELECT sha, media, size FROM staged").fetchall()
    text = json.dumps(body) if waiting else ""
    for sha, media, size in waiting:
        if f'"{sha}"' in text:
            own = scope if noun == "entry" else "up"
            if not journal.lines_of(transaction.db, sha):
                content = {"media": media, "size": size}
                transaction.append("attachment", sha, "create", {"open": {"set": content}}, scope=own, to=to)
            transaction.db.execute(
                "UPDATE attachment SET (bytes, thumbnail) = (SELECT bytes, thumbnail FROM staged WHERE sha=?) WHERE sha=?",
                (sha, sha),
            )
            transaction.db.execute("DELETE FROM staged WHERE sha=?", (sha,))


def waiting(store: Store) -> bool:
    """Whether any photo waits for its form."""
    return store.row("SELECT 1 FROM staged LIMIT 1") is not None


def forget(transaction: Transaction) -> None:
    """Erases the photos that wait and that no draft names."""
    before = timing.to_text(transaction.at - ASKED_FOR)
    transaction.db.execute(
        "DELETE FROM staged WHERE (asked=0 OR at < ?) AND NOT EXISTS (SELECT 1 FROM draft WHERE instr(draft.body, staged.sha))",
        (before,),
    )


def glance(store: Store, sha: str) -> Glance | None:
    """A photo or file by its SHA-256, kept or waiting; None when this store knows nothing of it."""
    from checkpoint_app.store import pictures

    found = store.row("SELECT media, size, thumbnail, bytes IS NOT NULL FROM attachment WHERE sha=?", (sha,))
    if found is None or not found[3]:
        found = store.row("SELECT media, size, thumbnail, 1 FROM staged WHERE sha=?", (sha,)) or found
    if found is None:
        return None
    image = bytes(found[2] or b"")
    if not image and found[3] and str(found[0]).startswith("image/"):
        image = pictures.preview(get(store, sha)[1])
    return Glance(sha=sha, media=found[0], size=found[1], image=image, here=bool(found[3]))


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


def facts(store: Store, sha: str) -> tuple[str, int] | None:
    """Media type and size of a kept photo or file whose bytes are here."""
    found = store.row("SELECT media, size FROM attachment WHERE sha=? AND bytes IS NOT NULL", (sha,))
    return (found[0], found[1]) if found else None


def absent(store: Store, values: object) -> list[str]:
    """The photos that values name and of which this store knows nothing."""
    return [
        sha
        for sha in dict.fromkeys(chain.hashes_in(values))
        if store.row("SELECT 1 FROM attachment WHERE sha=? UNION ALL SELECT 1 FROM staged WHERE sha=?", (sha, sha)) is None
    ]


def get(store: Store, sha: str) -> tuple[str, bytes]:
    """Media type and bytes, kept or waiting. Raises Unknown."""
    found = store.row("SELECT media, bytes FROM attachment WHERE sha=? AND bytes IS NOT NULL", (sha,))
    found = found or store.row("SELECT media, bytes FROM staged WHERE sha=?", (sha,))
    if found is None:
        raise errors.Unknown(noun=registers.noun_label("attachment"), name=sha[:12])
    return found[0], bytes(found[1])
