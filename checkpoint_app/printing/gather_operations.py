"""The content of the papers of operations, sweeps and patrols from the store. Draws nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from checkpoint_app import lists
from checkpoint_app.i18n import language, tr
from checkpoint_app.model import display, figures
from checkpoint_app.model.operations import Figures, Operation
from checkpoint_app.model.records import Entry, EntryState, Shift, ShiftState
from checkpoint_app.model.template import Template, label
from checkpoint_app.printing import gather, moments
from checkpoint_app.printing.operation_sheet import OperationSheetContent
from checkpoint_app.printing.patrol_record import PatrolRecordContent
from checkpoint_app.store import entries_list, operations, registers, shifts, sites, templates
from checkpoint_app.store.session import Store


def operation(store: Store, record: str) -> OperationSheetContent:
    """行动统计表: everything its shifts gave."""
    found, counted = operations.get(store, record), operations.figures(store, record)
    held = operations.shifts_of(store, record)
    facts = [
        (tr("Name|operation"), found.name),
        (tr("Order number|operation"), found.number),
        (tr("Time|shift log"), f"{_days(found)}  {found.window}".strip()),
        (tr("Commander|operation"), found.commander),
        (tr("Shifts|operation"), tr("{n} {n:shift/shifts}|operation", n=len(held))),
        (tr("State|column"), tr("Going on|operation") if found.open else tr("Closed|operation")),
    ]
    return OperationSheetContent(
        bureau=store.unit.bureau,
        unit=store.unit.name,
        title=tr("Operation sheet|paper"),
        number=found.number,
        date=moments.date_text(store.now().astimezone(store.unit.tz())),
        subject=found.name,
        facts=tuple(facts),
        groups=tuple(
            (group.name, group.lead, "" if group.people is None else str(group.people), group.task) for group in found.groups
        ),
        figures=_figures(counted),
        places=_places(found, counted),
        results=_results(counted),
        shifts=tuple(_shift(store, shift) for shift in held),
        note="\n".join(filter(None, (found.note, found.closing))),
        doubts=tuple(_doubts(held)),
    )


def _days(found: Operation) -> str:
    first = moments.date_text(found.first)
    return first if found.first == found.last else f"{first}–{moments.date_text(found.last)}"


def _doubts(held: Iterable[Shift]) -> Iterable[str]:
    going = [shift.code for shift in held if shift.state is ShiftState.OPEN]
    if going:
        yield tr("These shifts have not ended; the figures may still grow: {codes}.", codes=", ".join(going))


def _figures(counted: Figures) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (
            row.label,
            row.unit,
            figures.text(row.value),
            "" if row.supplement is None else figures.text(row.supplement),
            figures.text(row.total),
        )
        for row in counted.shown()
    )


def _places(found: Operation | None, counted: Figures) -> tuple[tuple[str, ...], ...]:
    """Every class that was planned or checked, in the order of the list."""
    planned = {place.kind: place for place in found.places} if found is not None else {}
    rows = []
    for choice in lists.choices()["place_classes"]:
        if choice.code in planned or choice.code in counted.places:
            place = planned.get(choice.code)
            wanted = "" if place is None or place.count is None else str(place.count)
            checked = figures.text(counted.places.get(choice.code, 0))
            rows.append((choice.brief, wanted, checked, place.names if place else ""))
    return tuple(rows)


def _results(counted: Figures) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (
            choice.brief,
            figures.text(counted.results[choice.code]),
            str(choice.extra.get("unit" if language() == "zh" else "unit_en", "")),
        )
        for choice in lists.choices()["sweep_results"]
        if choice.code in counted.results
    )


def _shift(store: Store, shift: Shift) -> tuple[str, ...]:
    names, zone = store.context().registers, store.unit.tz()
    counted = entries_list.totals(store, shift.id)
    return (
        shift.number,
        names.name("site", shift.site),
        f"{shift.planned_from.astimezone(zone):%m-%d} {shift.window(zone)}",
        names.name("officer", shift.lead) if shift.lead else "",
        str(len(shift.crew)),
        figures.text(figures.whole(counted.get("vehicles", 0))),
        figures.text(figures.whole(counted.get("people", 0))),
    )


def sweep(store: Store, entry: Entry, *, masked: bool) -> OperationSheetContent:
    """清查行动统计表 of one sweep: what its own shift gave, and what stands beside."""
    shift = shifts.get(store, entry.shift)
    names = store.context(masked=masked).registers
    counted = operations.of_shifts(store, [shift])
    known = operations.get(store, shift.operation) if shift.operation and _is_known(store, shift.operation) else None
    facts = [
        (tr("Name|operation"), str(entry.values.get("name") or "")),
        (tr("Order number|operation"), str(entry.values.get("number") or (known.number if known else ""))),
        (tr("Place|shift log"), sites.get(store, entry.site).name),
        (tr("Time|shift log"), gather.duty_time(store, shift)),
        (tr("Commander|operation"), str(entry.values.get("commander") or (known.commander if known else ""))),
        (tr("Checked by"), " ".join(names.name("officer", officer) for officer in entry.checked_by)),
    ]
    return OperationSheetContent(
        bureau=store.unit.bureau,
        unit=store.unit.name,
        title=tr("Sweep sheet|paper"),
        number=gather.entry_number(store, entry, shift),
        date=moments.date_text(entry.at.astimezone(store.unit.tz())),
        subject=sites.get(store, entry.site).name,
        facts=tuple(facts),
        groups=tuple(_table(entry.values.get("groups"), ("name", "lead", "people", "task"), {})),
        figures=_figures(counted),
        places=_places(None, counted),
        results=_results(counted),
        note=str(entry.values.get("note") or ""),
        doubts=_of_entry(entry),
        void=_void(entry),
    )


def _is_known(store: Store, operation_: str) -> bool:
    return registers.body(store.db, "operation", operation_) is not None


def _of_entry(entry: Entry) -> tuple[str, ...]:
    return (tr("Two machines hold different values; they wait to be compared."),) if entry.conflict else ()


def _void(entry: Entry) -> str | None:
    return (entry.reason or "") if entry.state is EntryState.VOID else None


def patrol(store: Store, entry: Entry, *, masked: bool) -> PatrolRecordContent:
    """巡逻记录 of one patrol."""
    shift, template = shifts.get(store, entry.shift), templates.get(store, entry.template)
    context, values = store.context(masked=masked), entry.values
    names = context.registers

    def cell(key: str) -> str:
        return display.cell(template, key, values, context, {}) if key in template.index.by_key else ""

    span = "–".join(str(values.get(key) or "") for key in ("start", "end"))
    driven = values.get("kilometres")
    facts = [
        (tr("Place|shift log"), sites.get(store, entry.site).name),
        (tr("Time|patrol"), span if span != "–" else f"{entry.at.astimezone(store.unit.tz()):%H:%M}"),
        (tr("Patrol officers|patrol"), " ".join(names.name("officer", officer) for officer in entry.checked_by)),
        (tr("Crew of the shift|patrol"), " ".join(names.name("officer", officer) for officer in shift.crew)),
        (tr("Route|patrol"), cell("route")),
        (tr("Mode|patrol"), cell("mode")),
        (tr("Police cars"), " ".join(str(vehicle.get("plate", "")) for vehicle in shift.vehicles)),
        (tr("Distance|patrol"), tr("{n} km|patrol", n=driven) if driven else ""),
    ]
    return PatrolRecordContent(
        bureau=store.unit.bureau,
        unit=store.unit.name,
        title=tr("Patrol record|paper"),
        number=gather.entry_number(store, entry, shift),
        date=moments.date_text(entry.at.astimezone(store.unit.tz())),
        subject=sites.get(store, entry.site).name,
        facts=tuple(facts),
        points=tuple(_table(values.get("points"), ("place", "time", "way"), {"way": "patrol_ways"})),
        helpers=tuple(_table(values.get("helpers"), ("kind", "count"), {"kind": "helper_kinds"})),
        figures=tuple(_patrol_figures(template, values)),
        note=str(values.get("note") or ""),
        doubts=_of_entry(entry),
        void=_void(entry),
    )


PATROL_FIGURES = ("vehicles", "people", "key_places", "incidents", "helped", "publicity")


def _patrol_figures(template: Template, values: Mapping[str, Any]) -> Iterable[tuple[str, str, str]]:
    """The counts of the form in their order; one that an older version does not have is left out."""
    for key in PATROL_FIGURES:
        field = template.index.by_key.get(key)
        if field is not None:
            number = values.get(key)
            yield label(field.label), str(number if number is not None else 0), (field.unit or {}).get(language(), "")


def _table(given: object, keys: Sequence[str], words: Mapping[str, str]) -> Iterable[tuple[str, ...]]:
    """The rows of a table as texts; codes as the words of their list."""
    for row in given if isinstance(given, list) else []:
        if isinstance(row, Mapping):
            cells = {key: "" if row.get(key) is None else str(row[key]) for key in keys}
            yield tuple(lists.word(words[key], cell) if key in words else cell for key, cell in cells.items())
