"""Which noun shows itself in which tables. Every line goes through `refresh`; `rebuild` does the same for all of them.

A projector gets the store, the record's id and what its lines add up to, and writes the record's rows; it reads nothing but registers
and templates, so that the order of records of one noun does not matter. A noun without a projector is kept, verified and relayed.

`show` is the way of lines from other devices and of `rebuild`: what cannot be read stays out of the tables, and the table `awaited` says
for which record it waits, "" for a newer program.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Final

from checkpoint_app.model import chain
from checkpoint_app.model.template_faults import TemplateFault
from checkpoint_app.store import driver, errors, journal

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
WITHOUT_ROWS: Final = frozenset({"revocation", "disclosure"})
"""Nouns of this program that are read from the journal (`trust`) or only kept: nothing waits for a newer one."""


def projectors() -> dict[str, Projector]:
    """Noun → projector. Imported late: the noun modules use the session, which uses this."""
    from checkpoint_app.store import (
        attachments,
        entries_shown,
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
        "entry": entries_shown.project,
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


UNREADABLE: Final = (
    *(KeyError, ValueError, TypeError, AttributeError, IndexError, OverflowError, RecursionError),
    *(errors.Unknown, TemplateFault, driver.NotStorable),
)
"""What a projector meets in content that another program wrote otherwise than this one would. Never in lines of this program."""


def show(store: Store, noun: str, record: str, merged: chain.Merged) -> None:
    """Brings the rows of a record up to date whatever its lines hold; what waits for something is noted in `awaited`."""
    show_all(store, noun, {record: merged})


def show_all(store: Store, noun: str, records: Mapping[str, chain.Merged]) -> None:
    """The same for several records of one noun; entries are looked up and written together, which is several times as fast."""
    store.db.executemany("DELETE FROM awaited WHERE noun=? AND record=?", [(noun, record) for record in records])
    known = _projector(noun) is not None or noun in WITHOUT_ROWS
    missing = _Missing(store)
    needs = {record: set(missing.of(noun, merged)) if known else {""} for record, merged in records.items()}
    shown = _project(store, noun, {record: merged for record, merged in records.items() if merged.readable})
    for record, merged in records.items():
        if merged.newer:
            needs[record].add("")
        if record not in shown and noun not in WITHOUT_ROWS:
            needs[record] = needs[record] or {""}
            hide(store, noun, record)
    waiting = [(noun, record, need) for record, merged in records.items() if merged.lines for need in sorted(needs[record])]
    store.db.executemany("INSERT INTO awaited VALUES (?,?,?)", waiting)


def _project(store: Store, noun: str, records: Mapping[str, chain.Merged]) -> set[str]:
    """Writes the rows of those that can be read, and says which they are."""
    from checkpoint_app.store import entries_shown

    if noun == "entry":
        showing = entries_shown.Showing(store, records)
        shown = {record for record in records if _is_readable(partial(showing.add, record))}
        showing.write()
        return shown
    project = _projector(noun)
    if project is None:
        return set()
    return {record for record, merged in records.items() if _is_kept(store, partial(project, store, record, merged))}


def _is_readable(work: Callable[[], None]) -> bool:
    try:
        work()
    except UNREADABLE:
        return False
    return True


def _is_kept(store: Store, work: Callable[[], None]) -> bool:
    """Whether it could be read; what was written before it could not is taken back."""
    store.db.execute("SAVEPOINT show")
    try:
        if _is_readable(work):
            return True
        store.db.execute("ROLLBACK TO show")
        return False
    finally:
        store.db.execute("RELEASE show")


class _Missing:
    """The records that rows are made with and that are not here; each is looked for once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._held: dict[str, str] = {}
        self._is_here: dict[tuple[str, str], bool] = {}

    def of(self, noun: str, merged: chain.Merged) -> Iterable[str]:
        """What one record needs and does not find."""
        content = merged.set
        if noun == "entry":
            yield from self._absent(_TEMPLATE, [content.get("template")])
            yield from self._absent(_SHIFT, [self._shift_of(str(content.get("shift")))])
            named = [content.get("site"), *_list(content.get("checked_by")), *_list(merged.values.get("crew"))]
        elif noun == "shift":
            named = [content.get("lead"), content.get("site"), *_list(content.get("crew"))]
        else:
            return
        yield from self._absent(_REGISTER, named)

    def _shift_of(self, record: str) -> str:
        from checkpoint_app.store import entries_rows

        if record not in self._held:
            self._held[record] = entries_rows.shift_of(self._store, record)[0]
        return self._held[record]

    def _absent(self, statement: str, records: Iterable[object]) -> Iterable[str]:
        for record in records:
            if not isinstance(record, str) or not record:
                continue
            if (statement, record) not in self._is_here:
                found = self._store.db.execute(statement, (record,)).fetchone()
                self._is_here[statement, record] = found is not None
            if not self._is_here[statement, record]:
                yield record


_TEMPLATE: Final = "SELECT 1 FROM template WHERE identity=?"
_SHIFT: Final = "SELECT 1 FROM shift WHERE id=?"
_REGISTER: Final = "SELECT 1 FROM register WHERE id=? AND noun IN ('site', 'officer')"


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
        registers.hide(store, noun, record)
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
