"""定稿: the figures of a period frozen with the chain heads they were computed from; what changed afterwards (上报后变动).

A report is a journal line (noun `report`, scope `up`) and shown through the table of registers. Its figures never change; 补充数 that are
typed in, each with its source, are added as further lines.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from checkpoint_app.errors import EXIT_REFUSED, UserError
from checkpoint_app.i18n import noop
from checkpoint_app.model import chain, figures, ids, timing
from checkpoint_app.model.figures import Value
from checkpoint_app.store import errors, journal, registers, statistics
from checkpoint_app.store.saved import Saved
from checkpoint_app.store.statistics import Query

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store


class ReportExists(UserError):
    code = "REPORT_EXISTS"
    exit_code = EXIT_REFUSED
    message = noop("There is a report “{name}” already.")
    hint = noop("Give it another name; a frozen report stays as it is.")


class SupplementRefused(UserError):
    code = "SUPPLEMENT_REFUSED"
    exit_code = EXIT_REFUSED
    message = noop("“{what}” cannot be typed in: it needs a number and its source.")
    hint = noop("Only figures that the records do not have are typed in; say where the number comes from.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """`values` by column; `typed` column → (value, source); `heads` chain → last seq; `completeness` as at the cut-off `at`."""

    id: str
    name: str
    query: Query
    at: str
    by: str
    values: Mapping[str, Value]
    typed: Mapping[str, tuple[Value, str]]
    heads: Mapping[str, int]
    completeness: Mapping[str, Any]

    def value(self, key: str) -> Value:
        return self.typed[key][0] if key in self.typed else self.values.get(key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A figure that is another one now."""

    key: str
    frozen: Value
    now: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """What came after the cut-off: figures that moved, and the records of the period with newer lines as (noun, id, operation, time)."""

    figures: tuple[Moved, ...]
    records: tuple[tuple[str, str, str, str], ...]


def freeze(store: Store, name: str, query: Query) -> Saved[Report]:
    """Keeps the figures as they are now. Raises ReportExists."""
    name = name.strip()
    if any(report.name == name for report in every(store)):
        raise ReportExists(name=name)
    with store.transaction() as transaction:
        heads = store.rows("SELECT device, epoch, scope, seq FROM chain WHERE scope <> 'local' ORDER BY id")
        content = {
            "name": name,
            "first": query.first.isoformat(),
            "last": query.last.isoformat(),
            "site": query.site,
            "duty": query.duty,
            "at": timing.to_text(store.now()),
            "by": store.account.id,
            "heads": {f"{device}/{epoch}/{scope}": seq for device, epoch, scope, seq in heads},
            "figures": statistics.values(store, query),
            "completeness": asdict(statistics.completeness(store, query)),
        }
        record = ids.uuid7()
        seq = transaction.append("report", record, "create", {"open": {"set": content}}, scope="up")
    return Saved(value=get(store, record), changes=transaction.changes, seq=seq)


def supplement(store: Store, record: str, key: str, value: float, source: str) -> Saved[Report]:
    """补充数: a figure that no record has, with where it comes from. Raises Unknown, SupplementRefused."""
    get(store, record)
    column = figures.by_key().get(key)
    if column is None or not column.typed or value < 0 or not source.strip():
        raise SupplementRefused(what=column.label if column else key)
    base = journal.merged(store.db, record).heads
    content = {f"typed.{key}": {"value": figures.whole(value), "source": source.strip()}}
    with store.transaction() as transaction:
        seq = transaction.append("report", record, "change", {"open": {"set": content}}, scope="up", base=base)
    return Saved(value=get(store, record), changes=transaction.changes, seq=seq)


def get(store: Store, record: str) -> Report:
    """By id or name. Raises Unknown."""
    found = store.row("SELECT id, body FROM register WHERE noun='report' AND (id=? OR name=?)", (record, record))
    if found is None:
        raise errors.Unknown(noun=registers.noun_label("report"), name=record)
    return _to_report(found[0], json.loads(found[1]))


def every(store: Store) -> list[Report]:
    """All reports, the newest first."""
    found = [_to_report(record, content) for record, content in registers.bodies(store.db, "report")]
    return sorted(found, key=lambda report: report.at, reverse=True)


def _to_report(record: str, content: Mapping[str, Any]) -> Report:
    typed = {
        key.removeprefix("typed."): (one["value"], one["source"]) for key, one in content.items() if key.startswith("typed.")
    }
    first, last = date.fromisoformat(content["first"]), date.fromisoformat(content["last"])
    return Report(
        id=record,
        name=content["name"],
        query=Query(first=first, last=last, site=content.get("site", ""), duty=content.get("duty", "")),
        at=content["at"],
        by=content["by"],
        values=content["figures"],
        typed=typed,
        heads=content["heads"],
        completeness=content["completeness"],
    )


def since(store: Store, report: Report) -> Since:
    """上报后变动: what the figures would be now, and which records of the period have changed or arrived."""
    now = statistics.values(store, report.query)
    moved = [Moved(key=key, frozen=frozen, now=now.get(key)) for key, frozen in report.values.items() if now.get(key) != frozen]
    records: dict[tuple[str, str], tuple[str, str]] = {}
    chains = store.rows("SELECT id, device, epoch, scope FROM chain WHERE scope <> 'local'")
    for chain_id, device, epoch, scope in chains:
        lines = store.rows(
            "SELECT noun, record, header FROM line WHERE chain=? AND seq>? AND noun IN ('entry', 'shift', 'hazard') ORDER BY seq",
            (chain_id, report.heads.get(f"{device}/{epoch}/{scope}", 0)),
        )
        for noun, record, data in lines:
            header = chain.decode(bytes(data))
            records[noun, record] = (header.op, header.wall)
    touched = [(noun, record, *what) for (noun, record), what in records.items() if _inside(store, report.query, noun, record)]
    return Since(figures=tuple(moved), records=tuple(sorted(touched, key=lambda one: one[3])))


def _inside(store: Store, query: Query, noun: str, record: str) -> bool:
    """Whether a record belongs to the period now; a hazard by any day on which it counts, or on which it was found."""
    first, last = query.first.isoformat(), query.last.isoformat()
    if noun == "hazard":
        found = store.row("SELECT found_at, tally FROM hazard WHERE id=?", (record,))
        if found is None:
            return False
        days = [part["day"] for part in json.loads(found[1])] if found[1] != "{}" else []
        found_on = timing.business_day(timing.from_text(found[0]), store.unit.tz(), store.unit.day_start).isoformat()
        return any(first <= day <= last for day in (*days, found_on))
    row = store.row(f"SELECT 1 FROM {noun} WHERE id=? AND day BETWEEN ? AND ?", (record, first, last))
    return row is not None
