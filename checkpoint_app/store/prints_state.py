"""The state of a paper: a digest over the newest lines of every record on it. A sheet whose state is another was corrected since."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from checkpoint_app.store import prints
from checkpoint_app.store.statistics import Query

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store


def of(store: Store, form: str, subject: str) -> str:
    """A digest over the newest lines of all records that a form shows; it changes with any correction."""
    return hashlib.sha256(json.dumps(RECORDS[form](store, subject)).encode()).hexdigest()


def _of_shift(store: Store, subject: str) -> list[tuple[Any, ...]]:
    return [
        *store.rows("SELECT id, heads FROM shift WHERE id=?", (subject,)),
        *store.rows("SELECT id, heads FROM entry WHERE shift=? ORDER BY id", (subject,)),
    ]


def _of_entry(store: Store, subject: str) -> list[tuple[Any, ...]]:
    return store.rows("SELECT id, heads FROM entry WHERE id=?", (subject,))


def _of_hazards(store: Store, subject: str) -> list[tuple[Any, ...]]:
    return store.rows("SELECT id, heads FROM hazard WHERE site=? OR ?=? ORDER BY id", (subject, subject, store.unit.id))


def _of_statistics(store: Store, subject: str) -> list[tuple[Any, ...]]:
    """The figures themselves: what leaves them as they are leaves the paper right. Typed ones stand behind them where there are any."""
    from checkpoint_app.store import reports

    first, last, site, duty = subject.split("/")
    counted = store.rows(
        "SELECT measure, template, sum(value) FROM tally WHERE day BETWEEN ? AND ? AND ? IN ('', site) GROUP BY 1, 2",
        (first, last, site),
    )
    query = Query(first=date.fromisoformat(first), last=date.fromisoformat(last), site=site, duty=duty)
    return [*counted, *((key, one.source, one.value) for key, one in reports.typed_of(store, query).items())]


def _of_frozen_report(store: Store, subject: str) -> list[tuple[Any, ...]]:
    """The report, and the figures as they are now: the paper tells where the two differ."""
    from checkpoint_app.store import reports

    query = reports.get(store, subject).query
    heads = store.rows("SELECT id, heads FROM register WHERE noun='report' AND id=?", (subject,))
    return [*heads, *_of_statistics(store, f"{query.first}/{query.last}/{query.site}/{query.duty}")]


def _of_school_board(store: Store, subject: str) -> list[tuple[Any, ...]]:
    day, _ = subject.split("/")
    return _of_posts(store, day, day)


def _of_school_register(store: Store, subject: str) -> list[tuple[Any, ...]]:
    first, last, _, _ = subject.split("/")
    return _of_posts(store, first, last)


def _of_posts(store: Store, first: str, last: str) -> list[tuple[Any, ...]]:
    """By the planned day of their shifts, which is the day of the paper whatever hour the business day starts."""
    return store.rows(
        "SELECT entry.id, entry.heads FROM entry JOIN shift ON shift.id = entry.shift WHERE entry.template_id='school-post'"
        " AND shift.day BETWEEN date(?, '-1 day') AND ? ORDER BY entry.id",
        (first, last),
    )


def _of_operation(store: Store, subject: str) -> list[tuple[Any, ...]]:
    """The operation, its shifts, and the newest line of each of their entries."""
    return [
        *store.rows("SELECT id, heads FROM register WHERE noun='operation' AND id=?", (subject,)),
        *store.rows(
            "SELECT shift.id, shift.heads, entry.id, entry.heads FROM shift LEFT JOIN entry ON entry.shift = shift.id"
            " WHERE json_extract(shift.body, '$.operation')=? ORDER BY shift.id, entry.id",
            (subject,),
        ),
    ]


def _of_equipment(store: Store, subject: str) -> list[tuple[Any, ...]]:
    """The register rows of the pieces, and of the premises themselves."""
    within = "" if subject == store.unit.id else subject
    return store.rows(
        "SELECT id, heads FROM register WHERE noun IN ('equipment', 'site') AND (? = '' OR id = ? OR"
        " noun = 'equipment' AND natural_key BETWEEN ? AND ?) ORDER BY id",
        (within, within, f"{within}\x1f", f"{within}\x20"),
    )


def _of_extinguishers(store: Store, subject: str) -> list[tuple[Any, ...]]:
    """The ledger says what the last round found."""
    checks = store.rows(
        "SELECT id, heads FROM entry WHERE template_id='fire-check' AND ? IN (site, ?) ORDER BY id", (subject, store.unit.id)
    )
    return [*_of_equipment(store, subject), *checks]


def _of_loss(store: Store, subject: str) -> list[tuple[Any, ...]]:
    """What is here of the machine, and whether it was cut off."""
    return [
        *store.rows("SELECT scope, seq, hex(hash) FROM chain WHERE device=? AND scope <> 'local' ORDER BY id", (subject,)),
        *store.rows("SELECT hex(hash) FROM line WHERE record=? ORDER BY id", (f"revoked-{subject}",)),
    ]


def _of_delivery(store: Store, subject: str) -> list[tuple[Any, ...]]:
    """The receipt itself: it is signed and never changes."""
    return store.rows("SELECT hex(line) FROM receipt WHERE record=?", (subject,))


RECORDS: Mapping[str, Callable[[Store, str], list[tuple[Any, ...]]]] = {
    prints.SHIFT_LOG: _of_shift,
    prints.CORRECTION: _of_shift,
    prints.ENTRY: _of_entry,
    prints.HAZARD_LEDGER: _of_hazards,
    prints.STATISTICS: _of_statistics,
    prints.FROZEN_REPORT: _of_frozen_report,
    prints.SCHOOL_BOARD: _of_school_board,
    prints.SCHOOL_REGISTER: _of_school_register,
    prints.OPERATION: _of_operation,
    prints.LABELS: _of_equipment,
    prints.ROUND_SHEET: _of_equipment,
    prints.EXTINGUISHER_LEDGER: _of_extinguishers,
    prints.LOSS: _of_loss,
    prints.DELIVERY: _of_delivery,
}
"""Form → (record, heads) of everything that a paper about this subject shows. A new form adds its own."""
