"""The search index: FTS5 without content, two columns (single characters; neighbouring pairs) of hex code points.

A query is one phrase of pairs (or one single character), so the answer equals `instr` on each folded field. The tokens are hex because
the tokenizer would drop ℃ and # and equate é with e; a break token keeps a phrase from running from one field into the next. Rows are
removed with FTS5's own 'delete' command and the old tokens: `contentless_delete=1` leaves purged tokens in the file. The row id is the
entry's key, so newest first needs no sorting.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from checkpoint_app.model import text
from checkpoint_app.store.driver import Connection


def add(db: Connection, entries: Iterable[tuple[int, Sequence[str]]]) -> None:
    """Indexes entries by their keys and folded fields."""
    rows = [(key, *text.tokens(fields)) for key, fields in entries]
    db.executemany("INSERT INTO search (rowid, one, two) VALUES (?,?,?)", rows)


def remove(db: Connection, key: int, fields: Sequence[str]) -> None:
    """Takes one entry out; `fields` are exactly those it was added with."""
    db.execute("INSERT INTO search (search, rowid, one, two) VALUES ('delete',?,?,?)", (key, *text.tokens(fields)))


def forget(db: Connection) -> None:
    """Merges the index so that no token of a removed row is left in the file."""
    db.execute("INSERT INTO search (search) VALUES ('optimize')")


def clear(db: Connection) -> None:
    """Empties the index."""
    db.execute("INSERT INTO search (search) VALUES ('delete-all')")


def match(query: str) -> str:
    """What is typed → an FTS5 expression that finds it anywhere inside one field; empty for nothing to look for."""
    wanted = text.fold(query).strip()
    if len(wanted) < 2:
        return f'one:"{text.single(wanted)}"' if wanted else ""
    return f'two:"{" ".join(text.pairs(wanted))}"'
