"""The figures of one entry, counted by its form's measures (design §4 and §11). Pure.

A figure has a name such as `vehicles`, `vehicles.BUS`, `finding.DRUNK.drunk`, `item.管制刀具.把`; it is a whole number where all its
parts are. The tally sums them; a recount over the entries gives the same sums.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from checkpoint_app.model.conditions import NOTHING, holds, plain
from checkpoint_app.model.template import Measure, Template

Figures = dict[str, int | float]


def count(template: Template, values: Mapping[str, object]) -> Figures:
    """Name → value. What is zero is left out."""
    known = template.effective(values)
    found: Figures = {}
    for measure in template.measures:
        for row, outer in _rows(measure, known) if measure.table is not None else ((known, NOTHING),):
            if measure.when and not holds(measure.when, row, outer):
                continue
            amount = _amount(measure, row, outer)
            for name in _names(measure, row, outer):
                found[name] = found.get(name, 0) + amount
    return {name: value for name, value in found.items() if value}


def _rows(measure: Measure, values: Mapping[str, object]) -> Iterator[tuple[Mapping[str, object], Mapping[str, object]]]:
    """The rows of the measure's table, each with the entry around it."""
    rows = values.get(measure.table or "")
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, Mapping):
            yield row, values


def _value(place: tuple[bool, str], measure: Measure, row: Mapping[str, object], outer: Mapping[str, object]) -> object:
    in_row, key = place
    return plain((row if in_row or measure.table is None else outer).get(key))


def _amount(measure: Measure, row: Mapping[str, object], outer: Mapping[str, object]) -> int | float:
    """1, or the field's number; what is no number counts nothing, because merged values may be anything."""
    if measure.add is None:
        return 1
    value = _value(measure.add, measure, row, outer)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else 0


def _names(measure: Measure, row: Mapping[str, object], outer: Mapping[str, object]) -> list[str]:
    """One name for each combination of chosen codes; none when a field of the name is empty."""
    names = [""]
    for piece in measure.name:
        if isinstance(piece, str):
            codes: list[object] = [piece]
        else:
            value = _value(piece, measure, row, outer)
            codes = [code for code in (value if isinstance(value, list) else (value,)) if code not in (None, "")]
        names = [f"{name}{code}" for name in names for code in codes]
    return names
