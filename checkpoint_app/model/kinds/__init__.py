"""The kinds of field, one module each (design §4). Import, export, command line and paper use nothing but `Kind`'s face; each kind has
one widget in `gui/fields`. A new kind is a module here, its line below, and its widget. Pure.
"""

from __future__ import annotations

from typing import Final

from checkpoint_app.model.kinds import (
    checklist,
    choice,
    choices,
    count,
    crew,
    date,
    datetime,
    equipment,
    hazard,
    identity,
    newer,
    note,
    number,
    officer,
    phone,
    photos,
    plate,
    site,
    table,
    text,
    time,
    vehicles,
)
from checkpoint_app.model.kinds.kind import KINDS, Kind, kind_of

_MODULES: Final = (
    text, note, number, count, choice, choices, datetime, date, time, plate, identity, phone, site, officer, crew, vehicles, equipment,
    hazard, checklist, table, photos, newer,
)  # fmt: skip

KINDS.update((module.KIND.name, module.KIND) for module in _MODULES)

__all__ = ["KINDS", "Kind", "kind_of"]
