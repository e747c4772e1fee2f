"""Operations as JSON objects and table rows (see `nouns`), with their figures."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from checkpoint_app import lists
from checkpoint_app.cli import nouns
from checkpoint_app.cli.nouns import Face
from checkpoint_app.i18n import tr
from checkpoint_app.model import figures

if TYPE_CHECKING:
    from checkpoint_app.model.operations import Figures, Operation
    from checkpoint_app.store.session import Store


def operations() -> Face[Operation]:
    return Face(
        to_object,
        [
            tr("Name|operation"),
            tr("Order number|operation"),
            tr("Days|operation"),
            tr("Window|operation"),
            tr("Commander|operation"),
            tr("State|column"),
            tr("Id"),
        ],
        lambda operation: [
            operation.name,
            operation.number,
            operation.days(),
            operation.window,
            operation.commander,
            state(operation),
            operation.id,
        ],
    )


def state(operation: Operation) -> str:
    return tr("Going on|operation") if operation.open else tr("Closed|operation")


def to_object(operation: Operation) -> dict[str, object]:
    return {
        "id": operation.id,
        "name": operation.name,
        "number": operation.number,
        "first": operation.first.isoformat(),
        "last": operation.last.isoformat(),
        "window": operation.window,
        "commander": operation.commander,
        "groups": [nouns.plain(asdict(group)) for group in operation.groups],
        "places": [{"class": place.kind, "count": place.count, "names": place.names} for place in operation.places],
        "note": operation.note,
        "open": operation.open,
        "closed": operation.closed or None,
        "closing": operation.closing,
    }


def figures_object(found: Figures) -> list[dict[str, object]]:
    """One object for each row of the sheet."""
    return [
        {
            "measure": row.key,
            "label": row.label,
            "unit": row.unit,
            "value": row.value,
            "supplement": row.supplement,
            "total": row.total,
        }
        for row in found.rows
    ]


def pairs(store: Store, operation: Operation) -> list[tuple[str, str]]:
    """An operation as labels and values for people, its figures last."""
    from checkpoint_app.store import operations as source

    face, found = operations(), source.figures(store, operation.id)
    held = source.shifts_of(store, operation.id)
    shown = [(head, cell) for head, cell in zip(face.heads, face.to_row(operation), strict=True) if cell]
    shown.append((tr("Shifts|operation"), " ".join(shift.code for shift in held) or "—"))
    for row in found.shown():
        beside = f"  + {figures.text(row.supplement)} = {figures.text(row.total)}" if row.supplement else ""
        shown.append((row.label, f"{figures.text(row.value)} {row.unit}{beside}"))
    for kind, value in found.places.items():
        shown.append((lists.word("place_classes", kind), figures.text(value)))
    for kind, value in found.results.items():
        shown.append((lists.word("sweep_results", kind), figures.text(value)))
    return shown
