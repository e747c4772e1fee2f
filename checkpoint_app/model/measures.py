"""The figures of one entry, counted by its form's measures (design §4 and §11). Pure.

A figure has a name such as `vehicles`, `vehicles.BUS`, `finding.DRUNK.drunk`, `item.管制刀具.把`; it is a whole number where all its
parts are. The tally sums them; a recount over the entries gives the same sums.
"""

from __future__ import annotations

from collections.abc import Mapping

from checkpoint_app.model.conditions import NOTHING, holds, plain
from checkpoint_app.model.template import Measure, Template

Figures = dict[str, int | float]


def count(template: Template, values: Mapping[str, object]) -> Figures:
    """Name → value. What is zero is left out."""
    known = template.effective(values)
    found: Figures = {}
    for measure in template.measures:
        if measure.table is None:
            _add(found, measure, known, NOTHING)
            continue
        rows = known.get(measure.table)
        for row in rows if isinstance(rows, list) else ():
            if isinstance(row, Mapping):
                _add(found, measure, row, known)
    return {name: value for name, value in found.items() if value}


def _add(found: Figures, measure: Measure, row: Mapping[str, object], outer: Mapping[str, object]) -> None:
    """What one row, with the entry around it, or the entry itself adds."""
    if measure.when and not holds(measure.when, row, outer):
        return
    amount = 1 if measure.add is None else _number(_value(measure.add, measure, row, outer))
    for name in _names(measure, row, outer):
        found[name] = found.get(name, 0) + amount


def _value(place: tuple[bool, str], measure: Measure, row: Mapping[str, object], outer: Mapping[str, object]) -> object:
    in_row, key = place
    return plain((row if in_row or measure.table is None else outer).get(key))


def _number(value: object) -> int | float:
    """What is no number counts nothing, because merged values may be anything."""
    return value if isinstance(value, int | float) and not isinstance(value, bool) else 0


def _names(measure: Measure, row: Mapping[str, object], outer: Mapping[str, object]) -> list[str]:
    """One name for each combination of chosen codes; none when a field of the name is empty."""
    names = [""]
    for piece in measure.name:
        if isinstance(piece, str):
            names = [f"{name}{piece}" for name in names]
            continue
        value = _value(piece, measure, row, outer)
        codes = value if isinstance(value, list) else (value,)
        names = [f"{name}{code}" for name in names for code in codes if code not in (None, "")]
    return names
