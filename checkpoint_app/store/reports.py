"""定稿: the figures of a period frozen with the chain heads they were computed from; what changed afterwards (上报后变动).

A report is a journal line (noun `report`, scope `up`) and shown through the table of registers. Its figures never change; 补充数 that are
typed in, each with its source and who typed it, are added as further lines. They belong to the period: whatever shows its figures shows
those of its newest report beside them (`typed_of`), never mixed with what the records give.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from checkpoint_app.errors import EXIT_REFUSED, UserError
from checkpoint_app.i18n import noop, tr
from checkpoint_app.model import chain, figures, ids, timing
from checkpoint_app.model.figures import Value
from checkpoint_app.store import errors, journal, registers, settling, statistics
from checkpoint_app.store.saved import Saved
from checkpoint_app.store.statistics import Completeness, Query

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

MOST = 10_000_000
"""No county has more of anything: a larger number is a slip of the finger."""


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


class NoReport(UserError):
    code = "NO_REPORT"
    exit_code = EXIT_REFUSED
    message = noop("There is no report of {first} to {last} yet.")
    hint = noop("Freeze the period as a report first; then figures can be typed in, and it can be printed as it was reported.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """补充数: a figure that no record has, where it comes from, which officer typed it (an id) and when."""

    value: Value
    source: str
    by: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """`values` by column; `typed` by column; `heads` chain → last seq; `completeness` as at the cut-off `at`."""

    id: str
    name: str
    query: Query
    at: str
    by: str
    values: Mapping[str, Value]
    typed: Mapping[str, Typed]
    heads: Mapping[str, int]
    completeness: Completeness

    def value(self, key: str) -> Value:
        return self.typed[key].value if key in self.typed else self.values.get(key)


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
    """Keeps the figures as they are now: all lines up to the chain heads are counted in them. Raises ReportExists."""
    name = name.strip()
    if any(report.name == name for report in every(store)):
        raise ReportExists(name=name)
    settling.catch_up(store)
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
    return supplement_all(store, record, [(key, value, source)])


def supplement_all(store: Store, record: str, typed: Sequence[tuple[str, float, str]]) -> Saved[Report]:
    """Several at once (column, number, source), all or none. Raises Unknown, SupplementRefused."""
    get(store, record)
    content = {}
    for key, value, source in typed:
        column = figures.by_key().get(key)
        if column is None or not column.typed or not 0 <= value < MOST or not source.strip():
            raise SupplementRefused(what=column.label if column else key)
        number, at = figures.whole(value), timing.to_text(store.now())
        content[f"typed.{key}"] = {"value": number, "source": source.strip(), "by": store.account.id, "at": at}
    base = journal.merged(store.db, record).heads
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


def of_period(store: Store, query: Query) -> Report | None:
    """The newest report of exactly this period, site and duty."""
    return next((report for report in every(store) if report.query == query), None)


def need_of_period(store: Store, query: Query) -> Report:
    """Raises NoReport."""
    found = of_period(store, query)
    if found is None:
        raise NoReport(first=query.first.isoformat(), last=query.last.isoformat())
    return found


def typed_of(store: Store, query: Query) -> Mapping[str, Typed]:
    """The 补充数 of a period, by column in the bureau's order."""
    found = of_period(store, query)
    return {column.key: found.typed[column.key] for column in figures.columns() if column.key in found.typed} if found else {}


def values(store: Store, query: Query) -> dict[str, Value]:
    """Column key → what the records give, and for a column that they do not have what was typed."""
    typed = {key: one.value for key, one in typed_of(store, query).items()}
    return {**statistics.values(store, query), **typed}


def typed_words(store: Store, query: Query) -> list[str]:
    """The 补充数 of a period for people: figure, source, who typed it."""
    return in_words(store, typed_of(store, query))


def in_words(store: Store, typed: Mapping[str, Typed]) -> list[str]:
    """补充数 for people."""
    names, known = store.context().registers, figures.by_key()
    return [
        tr(
            "{figure} {value} {unit} (source: {source}; typed by {officer})",
            figure=known[key].label,
            value=figures.text(one.value),
            unit=known[key].unit,
            source=one.source,
            officer=names.name("officer", one.by),
        )
        for key, one in typed.items()
    ]


def bulletin(store: Store, query: Query) -> str:
    """The paragraph of a period with its 补充数, named with their sources at the end."""
    return _told(store, query, values(store, query), typed_of(store, query))


def frozen_bulletin(store: Store, report: Report) -> str:
    """The paragraph of a report as it was frozen, with what was typed into it."""
    return _told(store, report.query, {key: report.value(key) for key in (*report.values, *report.typed)}, report.typed)


def _told(store: Store, query: Query, known: Mapping[str, Value], typed: Mapping[str, Typed]) -> str:
    period = statistics.period_words(query.first, query.last)
    told = figures.bulletin(known, period=period, unit=store.unit.name)
    sources = list(dict.fromkeys(one.source for one in typed.values() if one.value))
    if not sources:
        return told
    labels = [figures.by_key()[key].label for key, one in typed.items() if one.value]
    comma = tr(", |between figures")
    from_ = tr(" ({figures}: from {sources})|bulletin", figures=comma.join(labels), sources=comma.join(sources))
    return f"{told[:-1]}{from_}{told[-1]}"


def _to_report(record: str, content: Mapping[str, Any]) -> Report:
    typed = {
        key.removeprefix("typed."): Typed(
            value=one["value"], source=one["source"], by=one.get("by", content["by"]), at=one.get("at", content["at"])
        )
        for key, one in content.items()
        if key.startswith("typed.")
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
        completeness=_to_completeness(content["completeness"]),
    )


def _to_completeness(content: Mapping[str, Any]) -> Completeness:
    return Completeness(**{**content, "devices": tuple((name, newest) for name, newest in content["devices"])})


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
