"""Conditions of a form: comparisons of fields, never code. Pure.

    { field = "mode", in = ["FOOT"] }        a list of such tables means: all of them

    set = true/false            filled in, or not
    eq, ne                      equal; filled in and different
    in = [ … ]                  one of these
    gt, lt, ge, le              numbers only
    has, lacks                  of a field with several codes: one of these codes is there, none of them is
    flag = "receiver"           the chosen code carries this flag in its list
    within = { field = "alarmed_at", minutes = 3 }      of a moment: not before that other one and at most so long after it; `minutes` may
                                be { field = "target" }
    beyond = { … }                              more than so long after it

Instead of a value, `eq`, `ne` and the four comparisons of numbers take `{ field = "people" }`: another field's value. Several comparisons
in one table must all hold. In a table's column a name means the column of the same row, else the entry's field. A comparison with a
field that is empty, or with a value of a kind that does not fit, does not hold; it never raises: merged values may be anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

NOTHING: Final[Mapping[str, object]] = {}


@dataclass(frozen=True, slots=True)
class Other:
    """The operand is another field's value. `outer`: the entry's field, not the row's."""

    field: str
    outer: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Within:
    """The operand is a span after another moment of the entry or row."""

    since: Other
    minutes: float | Other


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Comparisons of one field. `outer`: the entry's field, seen from a row of a table."""

    field: str
    comparisons: tuple[tuple[str, object], ...]
    outer: bool = False


Conditions = tuple[Condition, ...]


def is_set(value: object) -> bool:
    """False for nothing, blank text, and empty arrays and objects."""
    if isinstance(value, str):
        return bool(value) and not value.isspace()
    return bool(value) if isinstance(value, list | dict) else value is not None


def holds(conditions: Conditions, values: Mapping[str, object], outer: Mapping[str, object] = NOTHING) -> bool:
    """Whether all conditions hold of `values`: the entry's values, or those of a row with the entry's as `outer`."""
    for condition in conditions:
        value = plain((outer if condition.outer else values).get(condition.field))
        for comparison, operand in condition.comparisons:
            if isinstance(operand, Other):
                operand = _of_other(operand, values, outer)  # noqa: PLW2901
            elif isinstance(operand, Within):
                minutes = operand.minutes
                span = _of_other(minutes, values, outer) if isinstance(minutes, Other) else minutes
                operand = (_of_other(operand.since, values, outer), span)  # noqa: PLW2901
            if not COMPARISONS[comparison](value, operand):
                return False
    return True


def _of_other(other: Other, values: Mapping[str, object], outer: Mapping[str, object]) -> object:
    return plain((outer if other.outer else values).get(other.field))


def plain(value: object) -> object:
    """The text of a value recorded as seen; any other value itself."""
    return value.get("text") if isinstance(value, dict) and "text" in value else value


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _ordered(compare: Callable[[float, float], bool]) -> Callable[[object, object], bool]:
    def comparison(value: object, operand: object) -> bool:
        return _number(value) and _number(operand) and compare(value, operand)  # type: ignore[arg-type]

    return comparison


def _in(value: object, operand: object) -> bool:
    return isinstance(operand, tuple) and value in operand


def _has(value: object, operand: object) -> bool:
    return isinstance(value, list) and isinstance(operand, tuple) and any(code in value for code in operand)


def _flagged(value: object, operand: object) -> bool:
    return _has(value, operand) if isinstance(value, list) else _in(value, operand)


def _spans(value: object, operand: object) -> tuple[float, float] | None:
    """Seconds since the other moment, and seconds allowed; None for what is no moment or no number."""
    since, minutes = operand if isinstance(operand, tuple) else (None, None)
    if not (isinstance(value, str) and isinstance(since, str) and isinstance(minutes, int | float)):
        return None
    try:
        return (datetime.fromisoformat(value) - datetime.fromisoformat(since)).total_seconds(), minutes * 60
    except (ValueError, TypeError):
        return None


def _within(value: object, operand: object) -> bool:
    spans = _spans(value, operand)
    return spans is not None and 0 <= spans[0] <= spans[1]


def _beyond(value: object, operand: object) -> bool:
    spans = _spans(value, operand)
    return spans is not None and spans[0] > spans[1]


COMPARISONS: Final[Mapping[str, Callable[[object, object], bool]]] = {
    "set": lambda value, operand: is_set(value) is operand,
    "eq": lambda value, operand: is_set(value) and value == operand,
    "ne": lambda value, operand: is_set(value) and value != operand,
    "in": _in,
    "gt": _ordered(lambda value, operand: value > operand),
    "lt": _ordered(lambda value, operand: value < operand),
    "ge": _ordered(lambda value, operand: value >= operand),
    "le": _ordered(lambda value, operand: value <= operand),
    "has": _has,
    "lacks": lambda value, operand: not _has(value, operand),
    "flag": _flagged,
    "within": _within,
    "beyond": _beyond,
}
"""`flag` has the codes that carry the flag as its operand: they are looked up when the form is read."""
