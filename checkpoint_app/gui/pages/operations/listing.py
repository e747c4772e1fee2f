"""What the page of operations shows, read in the read lane. Knows no widget."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from checkpoint_app import lists
from checkpoint_app.gui.table import Row, RowPage
from checkpoint_app.i18n import noop, tr
from checkpoint_app.model import figures
from checkpoint_app.model.operations import Operation
from checkpoint_app.store.session import Store

FILTERS: Mapping[str, str] = {"open": noop("Going on|operations"), "all": noop("All|operations")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One operation in words. `figures` are rows of item, unit, of the shifts, beside, together; `shifts` of texts."""

    operation: Operation
    state: str
    facts: tuple[tuple[str, str], ...]
    figures: tuple[tuple[str, ...], ...]
    found: tuple[tuple[str, str], ...]
    shifts: tuple[tuple[str, str], ...]


def rows(store: Store, which: str) -> RowPage:
    """The operations of a filter, the newest first."""
    from checkpoint_app.store import operations

    found = operations.every(store, open_only=which == "open")
    return RowPage(rows=[_row(store, operation) for operation in found], after=None)


def _row(store: Store, operation: Operation) -> Row:
    from checkpoint_app.store import operations

    return Row(
        id=operation.id,
        cells={
            "name": operation.name,
            "days": operation.days(),
            "window": operation.window,
            "commander": operation.commander,
            "shifts": str(len(operations.shifts_of(store, operation.id))),
            "state": state(operation),
        },
        tone="ok" if operation.open else "",
    )


def state(operation: Operation) -> str:
    return tr("Going on|operation") if operation.open else tr("Closed|operation")


def tell(store: Store, record: str) -> Told:
    """Everything about one operation. Raises Unknown."""
    from checkpoint_app.store import operations

    operation, counted = operations.get(store, record), operations.figures(store, record)
    names, zone = store.context().registers, store.unit.tz()
    groups = "\n".join(
        "  ".join(filter(None, (group.name, group.lead, str(group.people or ""), group.task))) for group in operation.groups
    )
    planned = "  ".join(f"{lists.word('place_classes', place.kind)} {place.count or ''}".strip() for place in operation.places)
    facts = (
        (tr("Order number|operation"), operation.number),
        (tr("Days|operation"), operation.days()),
        (tr("Window|operation"), operation.window),
        (tr("Commander|operation"), operation.commander),
        (tr("Groups|operation"), groups),
        (tr("Target places|operation"), planned),
        (tr("Note"), operation.note),
        (tr("How it ended|operation"), operation.closing),
    )
    shown = tuple(
        (
            row.label,
            row.unit,
            figures.text(row.value),
            "" if row.supplement is None else figures.text(row.supplement),
            figures.text(row.total),
        )
        for row in counted.shown()
    )
    found = [(lists.word("place_classes", code), figures.text(value)) for code, value in counted.places.items()]
    found += [(lists.word("sweep_results", code), figures.text(value)) for code, value in counted.results.items()]
    held = tuple(
        (
            f"{shift.planned_from.astimezone(zone):%m-%d} {shift.window(zone)}",
            "  ".join((names.name("site", shift.site), tr("Shift {code}", code=shift.code), shift.state_word)),
        )
        for shift in operations.shifts_of(store, record)
    )
    return Told(
        operation=operation,
        state=state(operation),
        facts=tuple(fact for fact in facts if fact[1]),
        figures=shown,
        found=tuple(found),
        shifts=held,
    )
