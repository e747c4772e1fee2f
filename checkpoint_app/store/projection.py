"""Which noun shows itself in which tables. Every line goes through `refresh`; `rebuild` does the same for all of them.

A projector gets the store, the record's id and what its lines add up to, and writes the record's rows; it reads nothing but registers
and templates, so that the order of records of one noun does not matter. A noun without a projector is kept, verified and relayed.

`show` is the way of lines from other devices and of `rebuild`: what cannot be read stays out of the tables, and the table `awaited` says
for which record it waits, "" for a newer program.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final

from checkpoint_app.model import chain
from checkpoint_app.model.template_faults import TemplateFault
from checkpoint_app.store import errors, journal

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store, Transaction

Projector = Callable[["Store", str, chain.Merged], None]

ORDER = (
    *(
        "unit",
        "certificate",
        "role",
        "account",
        "officer",
        "site",
        "equipment",
        "calendar",
        "roster",
        "operation",
        "workbook",
        "report",
        "hub",
    ),
    *("template", "shift", "purge", "entry", "hazard", "task", "print", "attachment", "receipt", "restore"),
)
"""The order in which `rebuild` computes the nouns: each needs only those before it."""


def projectors() -> dict[str, Projector]:
    """Noun → projector. Imported late: the noun modules use the session, which uses this."""
    from checkpoint_app.store import (
        attachments,
        entries_rows,
        hazards_rows,
        prints,
        purge,
        receipts,
        registers,
        shifts_rows,
        tasks_rows,
        templates,
    )

    return {
        **{noun: registers.projector(noun) for noun in registers.NOUNS},
        "template": templates.project,
        "shift": shifts_rows.project,
        "entry": entries_rows.project,
        "hazard": hazards_rows.project,
        "task": tasks_rows.project,
        "print": prints.project,
        "purge": purge.project,
        "attachment": attachments.project,
        "receipt": receipts.project,
        "restore": receipts.project_restore,
    }


_projectors: dict[str, Projector] = {}


def refresh(transaction: Transaction, noun: str, record: str, fresh: chain.Line | None) -> None:
    """Brings one record's rows up to date; `fresh` is the record's only line where the caller knows that."""
    project = _projector(noun)
    if project is not None:
        lines = [fresh] if fresh is not None else journal.lines_of(transaction.db, record)
        project(transaction.store, record, chain.merge(lines))


def _projector(noun: str) -> Projector | None:
    if not _projectors:
        _projectors.update(projectors())
    return _projectors.get(noun)


UNREADABLE: Final = (KeyError, ValueError, TypeError, AttributeError, IndexError, errors.Unknown, TemplateFault)
"""What a projector meets in content that another program wrote otherwise than this one would. Never in lines of this program."""


def show(store: Store, noun: str, record: str, merged: chain.Merged) -> None:
    """Brings the rows of a record up to date whatever its lines hold; what waits for something is noted in `awaited`."""
    project = _projector(noun)
    store.db.execute("DELETE FROM awaited WHERE noun=? AND record=?", (noun, record))
    needs = set(_needs(store, noun, merged)) if project is not None else {""}
    if merged.newer:
        needs.add("")
    shown = False
    if project is not None and merged.lines:
        store.db.execute("SAVEPOINT show")
        try:
            project(store, record, merged)
            shown = True
        except UNREADABLE:
            store.db.execute("ROLLBACK TO show")
            needs = needs or {""}
        finally:
            store.db.execute("RELEASE show")
    if not shown:
        hide(store, noun, record)
    if needs and merged.lines:
        store.db.executemany("INSERT INTO awaited VALUES (?,?,?)", [(noun, record, need) for need in sorted(needs)])


def _needs(store: Store, noun: str, merged: chain.Merged) -> Iterable[str]:
    """The records that rows of this one are made with and that are not here."""
    from checkpoint_app.store import entries_rows

    content = merged.set
    if noun == "entry":
        yield from _missing(store, "SELECT 1 FROM template WHERE identity=?", [content.get("template")])
        yield from _missing(store, "SELECT 1 FROM shift WHERE id=?", [entries_rows.shift_of(store, str(content.get("shift")))[0]])
        named = [content.get("site"), *_list(content.get("checked_by")), *_list(merged.values.get("crew"))]
    elif noun == "shift":
        named = [content.get("lead"), content.get("site"), *_list(content.get("crew"))]
    else:
        return
    yield from _missing(store, "SELECT 1 FROM register WHERE id=? AND noun IN ('site', 'officer')", named)


def _missing(store: Store, statement: str, records: Iterable[object]) -> Iterable[str]:
    for record in records:
        if isinstance(record, str) and record and store.db.execute(statement, (record,)).fetchone() is None:
            yield record


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def hide(store: Store, noun: str, record: str) -> None:
    """Takes the rows of a record away: none of its lines counts, or they cannot be read."""
    from checkpoint_app.store import entries_rows, hazards_rows, registers, shifts_rows

    if noun == "entry":
        entries_rows.hide(store, record)
    elif noun == "hazard":
        hazards_rows.hide(store, record)
    elif noun == "shift":
        shifts_rows.hide(store, record)
    elif noun in registers.NOUNS:
        store.db.execute("DELETE FROM register WHERE noun=? AND id=?", (noun, record))
    elif noun in _TABLES:
        table, key = _TABLES[noun]
        store.db.execute(f"DELETE FROM {table} WHERE {key}=?", (record,))


_TABLES: Final = {
    "template": ("template", "identity"),
    "task": ("task", "id"),
    "print": ("paper", "id"),
    "receipt": ("receipt", "record"),
    "restore": ("superseded", "record"),
}
