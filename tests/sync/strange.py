"""Lines of an enrolled machine whose payload is nothing that this program ever writes: well signed, well formed, and odd inside."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from checkpoint_app.model import chain, timing
from checkpoint_app.store import journal
from checkpoint_app.store.session import Store


def write(
    store: Store,
    noun: str,
    record: str,
    parts: Mapping[str, bytes],
    *,
    op: str = "create",
    base: tuple[str, ...] = (),
    scope: str = "shared",
) -> str:
    """A signed line with these bytes as its parts, past everything that the session checks; returns its hash. It is not shown here."""
    with store.transaction() as transaction:
        head = journal.open_chain(transaction.db, store.keys.id, store.epoch, scope)
        transaction.lamport += 1
        sealed = {part: (secrets.token_bytes(chain.SALT_BYTES), data) for part, data in parts.items()}
        header = chain.Header(
            device=store.keys.id,
            epoch=store.epoch,
            scope=scope,
            seq=head.seq + 1,
            prev=head.hash,
            lamport=transaction.lamport,
            wall=timing.to_text(transaction.at),
            officer=store.account.id,
            noun=noun,
            record=record,
            op=op,
            base=tuple(sorted(base)),
            **{part: chain.part_hash(*pair) for part, pair in sealed.items()},
        )
        row, digest = journal.insert(transaction.db, head, header, sealed)
        journal.sign(transaction.db, row, store.keys.sign(chain.signed_bytes(bytes.fromhex(digest))))
        journal.move_head(transaction.db, journal.Head(chain=head.chain, seq=header.seq, hash=digest))
    return digest
