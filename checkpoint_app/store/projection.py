"""Which noun shows itself in which tables. Every line goes through `refresh`; `rebuild` does the same for all of them.

A projector gets the store, the record's id and what its lines add up to, and writes the record's rows; it reads nothing but registers
and templates, so that the order of records of one noun does not matter. A noun without a projector is kept, verified and relayed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from checkpoint_app.model import chain
from checkpoint_app.store import journal

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
    ),
    *("template", "shift", "purge", "entry", "hazard", "task", "print"),
)
"""The order in which `rebuild` computes the nouns: each needs only those before it."""


def projectors() -> dict[str, Projector]:
    """Noun → projector. Imported late: the noun modules use the session, which uses this."""
    from checkpoint_app.store import entries_rows, hazards_rows, prints, purge, registers, shifts_rows, tasks_rows, templates

    return {
        **{noun: registers.projector(noun) for noun in registers.NOUNS},
        "template": templates.project,
        "shift": shifts_rows.project,
        "entry": entries_rows.project,
        "hazard": hazards_rows.project,
        "task": tasks_rows.project,
        "print": prints.project,
        "purge": purge.project,
    }


_projectors: dict[str, Projector] = {}


def refresh(transaction: Transaction, noun: str, record: str, fresh: chain.Line | None) -> None:
    """Brings one record's rows up to date; `fresh` is the record's only line where the caller knows that."""
    if not _projectors:
        _projectors.update(projectors())
    project = _projectors.get(noun)
    if project is not None:
        lines = [fresh] if fresh is not None else journal.lines_of(transaction.db, record)
        project(transaction.store, record, chain.merge(lines))
