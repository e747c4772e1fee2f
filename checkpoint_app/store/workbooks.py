"""套表: the bureau's own workbooks with what their cells get: rows of a register (noun `workbook`, shared), mapped once, filled anywhere.

The file itself stands in the row: attachments go up to the station only, and every machine of the unit has to be able to fill it. Knows
nothing of how a workbook is made; `export.own_workbook` reads and fills it.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from checkpoint_app.model.workbooks import Target
from checkpoint_app.store import errors, registers
from checkpoint_app.store.saved import Saved

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

LIMIT_BYTES = 400 << 10
"""A line travels whole, and a range of lines has at most 1 MiB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnWorkbook:
    """`file` is what it was called when it was taken up; `cells` Sheet!C5 → what goes there."""

    id: str
    name: str
    file: str
    data: bytes
    cells: Mapping[str, Target]


def save(store: Store, name: str, file: str, data: bytes, cells: Mapping[str, Target]) -> Saved[OwnWorkbook]:
    """Takes a workbook up, or anew under its name. What its cells may be is checked before (`export.own_workbook.faults`)."""
    content = {
        "name": name.strip(),
        "file": file,
        "data": base64.b64encode(data).decode(),
        "cells": {cell: asdict(target) for cell, target in sorted(cells.items())},
    }
    with store.transaction() as transaction:
        record, _ = registers.upsert(transaction, "workbook", content)
    return Saved(value=get(store, record), changes=transaction.changes, seq=0)


def get(store: Store, record: str) -> OwnWorkbook:
    """Raises Unknown."""
    content = registers.body(store.db, "workbook", record)
    if content is None:
        raise errors.Unknown(noun=registers.noun_label("workbook"), name=record)
    return _to_workbook(record, content)


def need(store: Store, name: str) -> OwnWorkbook:
    """By id or name. Raises Unknown."""
    return get(store, registers.need(store.db, "workbook", name))


def every(store: Store) -> list[OwnWorkbook]:
    """All of them by name."""
    return [_to_workbook(record, content) for record, content in registers.bodies(store.db, "workbook")]


def _to_workbook(record: str, content: Mapping[str, Any]) -> OwnWorkbook:
    return OwnWorkbook(
        id=record,
        name=content["name"],
        file=content["file"],
        data=base64.b64decode(content["data"]),
        cells={cell: Target(**target) for cell, target in content["cells"].items()},
    )
